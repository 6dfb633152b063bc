using PaxosGen.Core;
using PaxosGen.Storage;

namespace PaxosGen.Testing.Checking;

/// <summary>
/// What the disk of one replica would still say after a crash: decoded from the very bytes that syncs made durable, not
/// from what the replica says of itself.
/// </summary>
internal sealed class DurableImage(SimulatedReplica replica)
{
    private const int CounterAndMagic = 2 * sizeof(ulong);

    private readonly Dictionary<long, RecoveredSlot> _log = [];
    private readonly List<RecoveredSlot> _decoded = [];

    /// <summary>The replica.</summary>
    public SimulatedReplica Replica => replica;

    /// <summary>The highest ballot promised.</summary>
    public Ballot Promised { get; private set; }

    /// <summary>What <see cref="Promised"/> was before the turn under way.</summary>
    public Ballot PromisedBeforeTurn { get; private set; }

    /// <summary>Slots up to here are in the snapshot only.</summary>
    public Slot TruncatedThrough { get; private set; }

    /// <summary>Up to where truncation has been held against snapshots and the others' logs.</summary>
    public Slot CheckedThrough { get; set; }

    /// <summary>The slot of the newest snapshot.</summary>
    public Slot SnapshotSlot { get; set; }

    /// <summary>What the log holds for a slot; null when nothing.</summary>
    public RecoveredSlot? this[Slot slot] => _log.TryGetValue(slot.Value, out var held) ? held : null;

    /// <summary>Whether the value of a slot can be had from here, were it chosen.</summary>
    public bool Holds(Slot slot) => slot <= SnapshotSlot || _log.ContainsKey(slot.Value);

    /// <summary>A turn begins or ends.</summary>
    public void OnTurn() => PromisedBeforeTurn = Promised;

    /// <summary>A sync has made a write durable.</summary>
    /// <returns>The records that the write added to the log, valid until the next call; none for other files.</returns>
    public IReadOnlyList<RecoveredSlot> OnDurable(string file, ReadOnlyMemory<byte> bytes)
    {
        _decoded.Clear();
        if (bytes.IsEmpty)
        {
            return _decoded;
        }

        if (file == PromisedFile.FileName)
        {
            var reader = ValueOf(bytes);
            Promised = new Ballot(
                new Epoch((long)reader.ReadVarUInt(long.MaxValue)), (long)reader.ReadVarUInt(long.MaxValue), new ReplicaId((int)reader.ReadVarUInt(int.MaxValue)));
        }
        else if (file == LogExtent.FileName)
        {
            var reader = ValueOf(bytes);
            var through = new Slot((long)reader.ReadVarUInt(long.MaxValue));
            for (var slot = TruncatedThrough.Next; slot <= through; slot = slot.Next)
            {
                _log.Remove(slot.Value);
            }

            TruncatedThrough = through;
        }
        else if (NumberOfSegment(file) is { } number && BatchHeader.TryRead(bytes.Span, replica.ChecksumSeed, number, out var header))
        {
            RecordCodec.Read(bytes.Slice(BatchHeader.Bytes, header.BodyBytes), _decoded);
            foreach (var record in _decoded)
            {
                _log[record.Slot.Value] = record;
            }
        }

        return _decoded;
    }

    /// <summary>
    /// The replica has read its disk again: that must be what was durable, but for what it has truncated and, where the
    /// disk was damaged, slots that it says it does not know.
    /// </summary>
    public void OnRecovered(RecoveredState state)
    {
        if (state.Promised < Promised)
        {
            throw new SimulationFailedException($"Replica {replica.Id} had promised {Promised} and came back with {state.Promised}.");
        }

        var recovered = state.Log.ToDictionary(s => s.Slot.Value);
        foreach (var (slot, held) in _log)
        {
            if (slot > state.TruncatedThrough.Value && !IsSame(held, recovered.GetValueOrDefault(slot)) && !(replica.IsDamaged && !recovered.ContainsKey(slot)))
            {
                throw new SimulationFailedException(
                    $"Replica {replica.Id} had {Describe(held)} durable at slot {slot} and came back with {Describe(recovered.GetValueOrDefault(slot))}.");
            }
        }

        _log.Clear();
        foreach (var (slot, held) in recovered)
        {
            _log[slot] = held;
        }

        SnapshotSlot = state.SnapshotSlot;
        TruncatedThrough = state.TruncatedThrough;
        OnTurn();
    }

    private static bool IsSame(RecoveredSlot a, RecoveredSlot b) => b.Entry is not null && a.Ballot == b.Ballot && a.IsChosen == b.IsChosen && a.Entry.Equals(b.Entry);

    private static string Describe(RecoveredSlot slot) => slot.Entry is null ? "nothing" : slot.IsChosen ? $"chosen {slot.Entry}" : $"a vote of {slot.Ballot} for {slot.Entry}";

    private static CanonicalReader ValueOf(ReadOnlyMemory<byte> bytes)
    {
        var reader = new CanonicalReader(bytes.Span[CounterAndMagic..]);
        return new CanonicalReader(reader.ReadLengthPrefixed());
    }

    private static long? NumberOfSegment(string file)
    {
        // The file keeps the name that it was made under until the store is opened again.
        var name = file.EndsWith(SegmentWriter.UnfinishedSuffix, StringComparison.Ordinal) ? file[..^SegmentWriter.UnfinishedSuffix.Length] : file;
        return SegmentHeader.TryParseFileName(name, out var number) ? number : null;
    }
}
