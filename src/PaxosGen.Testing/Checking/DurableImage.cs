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

    private readonly Dictionary<long, (RecoveredSlot Record, long Turn)> _log = [];
    private readonly Dictionary<long, List<RecoveredSlot>> _earlier = [];
    private readonly SortedSet<Slot> _lost = [];
    private readonly List<RecoveredSlot> _decoded = [];
    private long _turn;
    private bool _hasHeldAnything;

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

    /// <summary>What the newest durable hint says of how far slots are chosen.</summary>
    public Slot ChosenThrough { get; private set; }

    /// <summary>How far slots were known to be chosen when the replica last read its disk.</summary>
    public Slot RecoveredThrough { get; private set; }

    /// <summary>Whether the store held a vote or a chosen value before the turn under way.</summary>
    public bool HadHeldAnything { get; private set; }

    /// <summary>What the log holds for a slot; null when nothing.</summary>
    public RecoveredSlot? this[Slot slot] => _log.TryGetValue(slot.Value, out var held) ? held.Record : null;

    /// <summary>What the log holds since before the turn under way: what is written in a turn may be newer than what is said in it.</summary>
    public IEnumerable<RecoveredSlot> HeldBeforeTurn => _log.Values.Where(h => h.Turn < _turn).Select(h => h.Record);

    /// <summary>Slots whose records were durable and are damaged, and that were not voted on or learned since.</summary>
    public IEnumerable<Slot> LostBeforeTurn => _lost;

    /// <summary>Whether the value of a slot can be had from here, were it chosen.</summary>
    public bool Holds(Slot slot) => slot <= SnapshotSlot || _log.ContainsKey(slot.Value);

    /// <summary>A turn begins or ends.</summary>
    public void OnTurn()
    {
        PromisedBeforeTurn = Promised;
        HadHeldAnything = _hasHeldAnything;
        _turn++;
    }

    /// <summary>A sync has made a write durable.</summary>
    /// <returns>The records that the write added to the log, valid until the next call; none for other files.</returns>
    public IReadOnlyList<RecoveredSlot> OnDurable(string file, long offset, ReadOnlyMemory<byte> bytes)
    {
        _decoded.Clear();
        if (bytes.IsEmpty)
        {
            return _decoded;
        }

        var segment = NumberOfSegment(file);
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
                _earlier.Remove(slot.Value);
            }

            TruncatedThrough = through;
            ChosenThrough = Slot.Max(ChosenThrough, through);
            _lost.RemoveWhere(slot => slot <= through);
            _hasHeldAnything |= through > Slot.None;
        }
        else if (segment is { } made && offset == 0)
        {
            ChosenThrough = replica.ReadSegmentHeader(bytes.Span, made).ChosenThrough;
        }
        else if (segment is { } number && BatchHeader.TryRead(bytes.Span, replica.ChecksumSeed, number, out var header))
        {
            ChosenThrough = header.ChosenThrough;
            RecordCodec.Read(bytes.Slice(BatchHeader.Bytes, header.BodyBytes), _decoded);
            foreach (var record in _decoded)
            {
                _lost.Remove(record.Slot);
                _hasHeldAnything = true;
                if (!IsOlder(record))
                {
                    _log[record.Slot.Value] = (record, _turn);
                }
            }
        }

        return _decoded;
    }

    /// <summary>
    /// The replica has read its disk again: that must be what was durable, but for what it has truncated and, where the
    /// disk was damaged, slots that it says it does not know. Where the end of the log was cut, an older record of a slot
    /// may be the last that is left of it (seed 409780).
    /// </summary>
    public void OnRecovered(RecoveredState state)
    {
        if (state.Promised < Promised)
        {
            throw new SimulationFailedException($"Replica {replica.Id} had promised {Promised} and came back with {state.Promised}.");
        }

        var recovered = state.Log.ToDictionary(s => s.Slot.Value);
        var cutFrom = CutFrom(recovered);
        foreach (var (slot, (held, turn)) in _log)
        {
            var found = recovered.GetValueOrDefault(slot);
            var mayBe = IsSame(held, found) || (found.Entry.IsNone ? replica.IsDamaged : turn >= cutFrom && GoesBackTo(found));
            if (slot > state.TruncatedThrough.Value && !mayBe)
            {
                throw new SimulationFailedException(
                    $"Replica {replica.Id} had {Describe(held)} durable at slot {slot} and came back with {Describe(found)}.");
            }

            if (!recovered.ContainsKey(slot))
            {
                _lost.Add(held.Slot);
            }
        }

        CheckLost(state, recovered, cutFrom);
        _log.Clear();
        foreach (var (slot, held) in recovered)
        {
            _log[slot] = (held, _turn);
        }

        (RecoveredThrough, ChosenThrough) = (state.ChosenThrough, state.ChosenThrough);
        _hasHeldAnything = _log.Count > 0 || state.ChosenThrough > Slot.None || (_hasHeldAnything && !replica.HasRottedTwice);
        SnapshotSlot = state.SnapshotSlot;
        TruncatedThrough = state.TruncatedThrough;
        OnTurn();
    }

    /// <summary>
    /// What a damaged disk has lost it says that it does not know; it never forgets it in silence, but for the end of its log.
    /// </summary>
    private void CheckLost(RecoveredState state, Dictionary<long, RecoveredSlot> recovered, long? cutFrom)
    {
        _lost.RemoveWhere(slot => slot <= state.TruncatedThrough || recovered.ContainsKey(slot.Value));
        _lost.RemoveWhere(slot => !state.Unknown.Contains(slot) && _log.GetValueOrDefault(slot.Value, (default, long.MaxValue)).Turn >= cutFrom);
        foreach (var slot in _lost)
        {
            if (!state.Unknown.Contains(slot))
            {
                throw new SimulationFailedException($"Replica {replica.Id} has lost what was durable at slot {slot}, and comes back without knowing that.");
            }
        }
    }

    /// <summary>
    /// The turn from which on records may be gone without a trace; null where none may. Bits that flip in two places can take a record with all
    /// that proves it: the marker of the last batch and something else of it, which is then what a torn tail is. Nobody can
    /// know of that (decision 002, known limits), but nothing that is behind it can have been left.
    /// </summary>
    private long? CutFrom(Dictionary<long, RecoveredSlot> recovered)
    {
        // What was written in the last turn, or again by the recovery itself, says nothing of where the log was cut.
        var kept = _log.Values.Where(h => h.Turn < _turn && IsSame(h.Record, recovered.GetValueOrDefault(h.Record.Slot.Value))).Select(h => h.Turn);
        return replica.HasRottedTwice ? kept.DefaultIfEmpty().Max() : null;
    }

    /// <summary>
    /// Whether a record is one that a newer one had taken the place of. Recovery writes again what it has found to be the
    /// last; that must not hide that the newer one is gone.
    /// </summary>
    private bool IsOlder(RecoveredSlot record)
    {
        if (this[record.Slot] is not { } held || IsSame(held, record))
        {
            return false;
        }

        if (!_earlier.TryGetValue(record.Slot.Value, out var earlier))
        {
            _earlier[record.Slot.Value] = earlier = [];
        }

        if (earlier.Exists(e => IsSame(e, record)))
        {
            return true;
        }

        earlier.Add(held);
        return false;
    }

    /// <summary>Whether a slot has held this record before. What came after it is forgotten, and may come again.</summary>
    private bool GoesBackTo(RecoveredSlot found)
    {
        var earlier = _earlier.GetValueOrDefault(found.Slot.Value, []);
        var index = earlier.FindIndex(e => IsSame(e, found));
        if (index < 0)
        {
            return false;
        }

        earlier.RemoveRange(index, earlier.Count - index);
        return true;
    }

    private static bool IsSame(RecoveredSlot a, RecoveredSlot b) => !b.Entry.IsNone && a.Ballot == b.Ballot && a.IsChosen == b.IsChosen && a.Entry.Equals(b.Entry);

    private static string Describe(RecoveredSlot slot) => slot.Entry.IsNone ? "nothing" : slot.IsChosen ? $"chosen {slot.Entry}" : $"a vote of {slot.Ballot} for {slot.Entry}";

    private static CanonicalReader ValueOf(ReadOnlyMemory<byte> bytes)
    {
        var reader = new CanonicalReader(bytes.Span[CounterAndMagic..]);
        return new CanonicalReader(reader.ReadLengthPrefixed());
    }

    private static long? NumberOfSegment(string file)
    {
        // The file keeps the name that it was made under until the store is opened again.
        var name = file.EndsWith(SegmentSpace.UnfinishedSuffix, StringComparison.Ordinal) ? file[..^SegmentSpace.UnfinishedSuffix.Length] : file;
        return SegmentHeader.TryParseFileName(name, out var number) ? number : null;
    }
}
