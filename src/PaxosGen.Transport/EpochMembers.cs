using System.Collections.Immutable;
using PaxosGen.Core;

namespace PaxosGen.Transport;

/// <summary>Where the voters of an epoch listen, for clients: one of them leads. Immutable.</summary>
/// <param name="Epoch">The epoch; none when nothing is known.</param>
/// <param name="Addresses">At most <see cref="Membership.MaxVoters"/>.</param>
public sealed record EpochMembers(Epoch Epoch, ImmutableArray<string> Addresses)
{
    /// <summary>Longest address: a list of the most voters still fits a handshake's frame.</summary>
    public const int MaxAddressBytes = 255;

    /// <summary>Nothing is known.</summary>
    public static readonly EpochMembers Unknown = new(default, []);

    /// <inheritdoc />
    public bool Equals(EpochMembers? other) => other is not null && Epoch == other.Epoch && Addresses.SequenceEqual(other.Addresses);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(Epoch, Addresses.Length);

    internal void WriteTo(CanonicalWriter writer)
    {
        writer.WriteVarUInt((ulong)Epoch.Value);
        writer.WriteVarUInt((ulong)Addresses.Length);
        foreach (var address in Addresses)
        {
            WireText.Write(writer, address);
        }
    }

    internal static EpochMembers ReadFrom(ref CanonicalReader reader)
    {
        var epoch = new Epoch((long)reader.ReadVarUInt(long.MaxValue));
        var addresses = new string[(int)reader.ReadVarUInt(Membership.MaxVoters)];
        for (var i = 0; i < addresses.Length; i++)
        {
            addresses[i] = WireText.Read(ref reader);
        }

        return new EpochMembers(epoch, [.. addresses]);
    }
}
