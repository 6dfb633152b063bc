using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace PaxosGen.Core;

/// <summary>What kind of entry a slot holds. The numbers are in every log and never change.</summary>
public enum EntryKind : byte
{
    /// <summary>Fills a slot that nobody knows a value for.</summary>
    NoOp = 1,

    /// <summary>The first entry of a cluster.</summary>
    Genesis = 2,

    /// <summary>A command for the state machine.</summary>
    Command = 3,

    /// <summary>Opens a client session.</summary>
    OpenSession = 4,

    /// <summary>Ends the epoch.</summary>
    StopSign = 5,

    /// <summary>Makes the votes of a store count.</summary>
    EnrolStore = 6,

    /// <summary>Raises the active version of the state machine's schema.</summary>
    ActivateVersion = 7,
}

/// <summary>
/// What a slot holds: immutable bytes, shared by log, peers and applier, whose first byte is the kind. Equal when the
/// bytes are equal. A value without an object of its own: hundreds of thousands of them live as long as the log's memory.
/// </summary>
public readonly struct Entry : IEquatable<Entry>
{
    /// <summary>Fills a slot that nobody knows a value for.</summary>
    public static readonly Entry NoOp = new EntryBody.NoOp().Encode();

    /// <summary>Wraps bytes, which must not change any more.</summary>
    /// <exception cref="WireFormatException">The bytes do not start like an entry. Bodies are checked when decoded.</exception>
    public Entry(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.IsEmpty || bytes.Span[0] is < (byte)EntryKind.NoOp or > (byte)EntryKind.ActivateVersion)
        {
            throw new WireFormatException("Not an entry: unknown kind.");
        }

        Bytes = bytes;
    }

    /// <summary>The encoded entry; empty where there is none.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>Whether there is no entry: the default value.</summary>
    public bool IsNone => Bytes.IsEmpty;

    /// <summary>What kind of entry it is.</summary>
    public EntryKind Kind => (EntryKind)Bytes.Span[0];

    /// <summary>Whether it ends the epoch.</summary>
    public bool IsStopSign => Kind == EntryKind.StopSign;

    /// <summary>Whether two entries have the same bytes.</summary>
    public static bool operator ==(Entry left, Entry right) => left.Equals(right);

    /// <summary>Whether two entries have different bytes.</summary>
    public static bool operator !=(Entry left, Entry right) => !left.Equals(right);

    /// <summary>Decodes the entry.</summary>
    /// <exception cref="WireFormatException">The bytes are no canonical entry.</exception>
    public EntryBody Decode() => EntryBody.Decode(Bytes);

    /// <inheritdoc />
    public bool Equals(Entry other) => Bytes.Equals(other.Bytes) || Bytes.Span.SequenceEqual(other.Bytes.Span);

    /// <inheritdoc />
    public override bool Equals(object? obj) => obj is Entry other && Equals(other);

    /// <inheritdoc />
    public override int GetHashCode() => Bytes.Length;

    /// <inheritdoc />
    public override string ToString() => IsNone ? "" : Decode().ToString() ?? "";
}

/// <summary>A decoded entry. Immutable.</summary>
public abstract record EntryBody
{
    private EntryBody()
    {
    }

    /// <summary>Fills a slot that nobody knows a value for.</summary>
    public sealed record NoOp : EntryBody;

    /// <summary>The first entry of a cluster: its membership and settings, and the stores of the quorum that promised it.</summary>
    public sealed record Genesis(Membership Membership, ClusterSettings Settings, ImmutableSortedDictionary<ReplicaId, StoreId> Stores) : EntryBody;

    /// <summary>A command.</summary>
    /// <param name="Origin">Who sent it.</param>
    /// <param name="Stamp">The leader's clock when it was proposed: nanoseconds since 1970, UTC.</param>
    /// <param name="Entropy">Random bits from the leader.</param>
    /// <param name="Payload">The encoded command.</param>
    public sealed record Command(Origin Origin, long Stamp, ulong Entropy, ReadOnlyMemory<byte> Payload) : EntryBody
    {
        /// <inheritdoc />
        public bool Equals(Command? other) =>
            other is not null && Origin == other.Origin && Stamp == other.Stamp && Entropy == other.Entropy && Payload.Span.SequenceEqual(other.Payload.Span);

        /// <inheritdoc />
        public override int GetHashCode() => Payload.Length;
    }

    /// <summary>Opens a session.</summary>
    /// <param name="Id">Its id, from the leader's secure random source.</param>
    /// <param name="Stamp">The leader's clock when it was proposed: nanoseconds since 1970, UTC.</param>
    /// <param name="Principal">The authenticated client that alone may use it; empty without authentication.</param>
    public sealed record OpenSession(SessionId Id, long Stamp, string Principal) : EntryBody;

    /// <summary>Ends the epoch; the next one has this membership.</summary>
    public sealed record StopSign(Membership Next) : EntryBody;

    /// <summary>From the slot after this one on, votes of <paramref name="Replica"/> kept by <paramref name="Store"/> count.</summary>
    public sealed record EnrolStore(ReplicaId Replica, StoreId Store) : EntryBody;

    /// <summary>From here on every member encodes, answers and snapshots at this version.</summary>
    public sealed record ActivateVersion(int Version) : EntryBody;

    /// <summary>Encodes the entry.</summary>
    public Entry Encode()
    {
        var writer = new CanonicalWriter(this is Command c ? c.Payload.Length + 64 : 64);
        switch (this)
        {
            case NoOp:
                writer.WriteByte((byte)EntryKind.NoOp);
                break;
            case Genesis genesis:
                writer.WriteByte((byte)EntryKind.Genesis);
                genesis.Membership.WriteTo(writer);
                genesis.Settings.WriteTo(writer);
                writer.WriteVarUInt((ulong)genesis.Stores.Count);
                foreach (var (replica, store) in genesis.Stores)
                {
                    writer.WriteVarUInt((ulong)replica.Value);
                    writer.WriteFixed128(store.Value);
                }

                break;
            case Command command:
                new CommandEntry(command.Origin, command.Stamp, command.Entropy, command.Payload).WriteTo(writer);
                break;
            case OpenSession open:
                writer.WriteByte((byte)EntryKind.OpenSession);
                writer.WriteFixed128(open.Id.Value);
                writer.WriteFixed64((ulong)open.Stamp);
                writer.WriteLengthPrefixed(Encoding.UTF8.GetBytes(open.Principal));
                break;
            case StopSign stop:
                writer.WriteByte((byte)EntryKind.StopSign);
                stop.Next.WriteTo(writer);
                break;
            case EnrolStore enrol:
                writer.WriteByte((byte)EntryKind.EnrolStore);
                writer.WriteVarUInt((ulong)enrol.Replica.Value);
                writer.WriteFixed128(enrol.Store.Value);
                break;
            case ActivateVersion activate:
                writer.WriteByte((byte)EntryKind.ActivateVersion);
                writer.WriteVarUInt((ulong)activate.Version);
                break;
            default:
                throw new InvalidOperationException($"No encoding for {GetType().Name}.");
        }

        return new Entry(writer.ToArray());
    }

    /// <summary>Decodes an entry; refuses what is not canonical.</summary>
    /// <exception cref="WireFormatException">The bytes are no entry.</exception>
    public static EntryBody Decode(ReadOnlyMemory<byte> bytes)
    {
        if (!bytes.IsEmpty && bytes.Span[0] == (byte)EntryKind.Command)
        {
            var command = CommandEntry.Read(bytes);
            return new Command(command.Origin, command.Stamp, command.Entropy, command.Payload);
        }

        var reader = new CanonicalReader(bytes.Span);
        var kind = (EntryKind)reader.ReadByte();
        EntryBody body = kind switch
        {
            EntryKind.NoOp => new NoOp(),
            EntryKind.Genesis => ReadGenesis(ref reader),
            EntryKind.OpenSession => new OpenSession(
                new SessionId(reader.ReadFixed128()), (long)reader.ReadFixed64(), Encoding.UTF8.GetString(reader.ReadLengthPrefixed())),
            EntryKind.StopSign => new StopSign(Membership.ReadFrom(ref reader)),
            EntryKind.EnrolStore => new EnrolStore(new ReplicaId((int)reader.ReadVarUInt(int.MaxValue)), new StoreId(reader.ReadFixed128())),
            EntryKind.ActivateVersion => new ActivateVersion((int)reader.ReadVarUInt(int.MaxValue)),
            _ => throw new WireFormatException(string.Create(CultureInfo.InvariantCulture, $"Unknown entry kind {(byte)kind}.")),
        };
        reader.EndOfInput();
        return body;
    }

    private static Genesis ReadGenesis(ref CanonicalReader reader)
    {
        var membership = Membership.ReadFrom(ref reader);
        var settings = ClusterSettings.ReadFrom(ref reader);
        var count = (int)reader.ReadVarUInt(Membership.MaxVoters);
        var stores = ImmutableSortedDictionary.CreateBuilder<ReplicaId, StoreId>();
        for (var i = 0; i < count; i++)
        {
            var replica = new ReplicaId((int)reader.ReadVarUInt(int.MaxValue));
            var store = new StoreId(reader.ReadFixed128());
            if (!stores.TryAdd(replica, store))
            {
                throw new WireFormatException($"Genesis names replica {replica} twice.");
            }
        }

        return new Genesis(membership, settings, stores.ToImmutable());
    }
}
