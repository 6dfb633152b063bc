using System.Collections.Immutable;
using System.Globalization;

namespace PaxosGen.Transport;

/// <summary>What identifies the encodings of a state machine, version by version, without their text.</summary>
/// <param name="Name">Name of the state machine; for messages to people.</param>
/// <param name="Version">The highest version known; 0 from a client that does not say.</param>
/// <param name="Fingerprints">For each version in which the schema changed, ascending and from 1, the hash of what is visible at it.</param>
public sealed record SchemaIdentity(string Name, int Version, ImmutableArray<SchemaFingerprint> Fingerprints)
{
    /// <summary>Most versions in which a schema may have changed.</summary>
    public const int MaxFingerprints = 4096;

    /// <summary>Of a client that sends bytes as they are.</summary>
    public static readonly SchemaIdentity Unspecified = new("", 0, []);

    /// <summary>The identity of a schema.</summary>
    public static SchemaIdentity Of(StateMachineSchema schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        return new(schema.Name, schema.Version, schema.Fingerprints);
    }

    /// <summary>
    /// The first version that both know and do not agree on, from the active one up: with lower ones nothing is encoded any
    /// more, and knowing more than the other is fine. 0 if they agree.
    /// </summary>
    public int Disagreement(SchemaIdentity other, int active)
    {
        ArgumentNullException.ThrowIfNull(other);
        var highest = Math.Min(Version, other.Version);
        var from = Math.Max(1, active);
        return Changes.Concat(other.Changes).Append(from).Where(v => v >= from && v <= highest).Order().FirstOrDefault(v => At(v) != other.At(v));
    }

    /// <summary>Hash of what is visible at a version.</summary>
    public ulong At(int version) => Fingerprints.LastOrDefault(f => f.Version <= version).Hash;

    /// <inheritdoc />
    public bool Equals(SchemaIdentity? other) =>
        other is not null && Name == other.Name && Version == other.Version && Fingerprints.AsSpan().SequenceEqual(other.Fingerprints.AsSpan());

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(Name, Version, At(Version));

    /// <summary>For messages: name, version and hash.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"'{Name}' version {Version} (fingerprint {At(Version):x16})");

    private IEnumerable<int> Changes => Fingerprints.Select(f => f.Version);
}
