using static PaxosGen.Storage.Tests.TestStore;

namespace PaxosGen.Storage.Tests;

/// <summary>
/// What a replica might ask of its store, from a seed, and what it must find after a crash: everything acknowledged, of
/// the last request all, parts or nothing, and nothing else.
/// </summary>
internal sealed class ScriptedLife(int seed)
{
    private readonly Random _random = new(seed);
    private readonly Dictionary<long, RecoveredSlot> _acknowledged = [];
    private readonly Dictionary<long, RecoveredSlot> _underWay = [];
    private readonly HashSet<string> _everWritten = [];
    private long _ballot = 1;
    private long _promised;
    private long _promisedUnderWay;
    private long _nextSlot = 1;
    private long _hint;
    private long _snapshot;
    private long _snapshotUnderWay;
    private long _truncated;
    private long _truncatedUnderWay;
    private int _tag;

    /// <summary>Whether the store was ever opened: before, it holds nothing.</summary>
    public bool IsBorn { get; set; }

    public void Step(ReplicaStore store)
    {
        switch (_random.Next(10))
        {
            case 0:
                _ballot++;
                Append(store, Promised(_ballot));
                break;
            case 1 when _hint < _nextSlot - 1:
                _hint += _random.Next(1, (int)(_nextSlot - _hint));
                store.Log.Append([ChosenThrough(_hint)]);
                break;
            case 2 when _hint > _snapshot:
                Snapshot(store);
                break;
            case 3 when _snapshot > _truncated:
                Truncate(store, _snapshot);
                break;
            case 4:
                Install(store);
                break;
            case 5 or 6 when _hint < _nextSlot - 1:
                // A slot that is not known to be chosen is voted on anew, or learned.
                var slot = _random.NextInt64(_hint + 1, _nextSlot);
                Append(store, _random.Next(2) == 0 ? Vote(_ballot, slot, NewEntry()) : Chosen(slot, NewEntry()), NewVote());
                break;
            case 7:
                Append(store, NewVote(), NewVote(), Promised(++_ballot), NewVote());
                break;
            default:
                Append(store, NewVote());
                break;
        }
    }

    /// <summary>Compares what was recovered with what was acknowledged.</summary>
    public void Check(ReplicaStore store)
    {
        var found = store.Recovered;
        Assert.InRange(found.Promised.Round, _promised, _promisedUnderWay);
        Assert.InRange(found.SnapshotSlot.Value, _snapshot, _snapshotUnderWay);
        Assert.InRange(found.TruncatedThrough.Value, _truncated, Math.Max(_truncatedUnderWay, found.SnapshotSlot.Value));
        Assert.True(IsBorn || found.Log.IsEmpty);

        var log = found.Log.ToDictionary(slot => slot.Slot.Value);
        var unknown = found.Unknown.Select(slot => slot.Value).ToHashSet();
        foreach (var slot in _acknowledged.Values.Where(slot => slot.Slot > found.TruncatedThrough))
        {
            var known = log.TryGetValue(slot.Slot.Value, out var recovered);
            if (_underWay.TryGetValue(slot.Slot.Value, out var newer))
            {
                Assert.True(unknown.Contains(slot.Slot.Value) || (known && (recovered == slot || recovered == newer)), $"slot {slot.Slot}");
            }
            else
            {
                Assert.True(known && recovered == slot, $"slot {slot.Slot} is {(unknown.Contains(slot.Slot.Value) ? "unknown" : "lost")}");
            }
        }

        Assert.All(found.Log, slot => Assert.Contains(Describe(slot), _everWritten));
        Assert.All(found.Log, slot => Assert.True(_acknowledged.ContainsKey(slot.Slot.Value) || _underWay.ContainsKey(slot.Slot.Value)));
        Assert.All(unknown, slot => Assert.True(_underWay.ContainsKey(slot)));
        Assert.InRange(found.ChosenThrough.Value, 0, Math.Max(_hint, found.SnapshotSlot.Value));
        for (var slot = found.TruncatedThrough.Value + 1; slot <= found.ChosenThrough.Value; slot++)
        {
            Assert.True(log.ContainsKey(slot));
        }

        Assert.Equal(found.SnapshotSlot == Slot.None, store.Snapshot is null);
        if (store.Snapshot is { } snapshot)
        {
            Assert.Equal(StateOf(snapshot.Slot.Value), snapshot.ReadState());
        }
    }

    private static byte[] StateOf(long slot) => [.. Enumerable.Repeat((byte)slot, 3000)];

    private Entry NewEntry() => Entry(++_tag, _random.Next(6) == 0 ? _random.Next(3000, 14000) : _random.Next(5, 60));

    private LogRecord.Vote NewVote()
    {
        var entries = Enumerable.Range(0, _random.Next(1, 4)).Select(_ => NewEntry()).ToArray();
        var vote = Vote(_ballot, _nextSlot, entries);
        _nextSlot += entries.Length;
        return vote;
    }

    private void Append(ReplicaStore store, params LogRecord[] records)
    {
        foreach (var slot in records.SelectMany(Slots))
        {
            _underWay[slot.Slot.Value] = slot;
            _everWritten.Add(Describe(slot));
        }

        _promisedUnderWay = Math.Max(_promised, _ballot);
        store.Log.Append(records);
        foreach (var (slot, record) in _underWay)
        {
            _acknowledged[slot] = record;
        }

        _underWay.Clear();
        _promised = records.OfType<LogRecord.Promised>().Any() || records.OfType<LogRecord.Vote>().Any() ? _promisedUnderWay : _promised;
        _promisedUnderWay = Math.Max(_promised, _ballot);
    }

    private void Snapshot(ReplicaStore store)
    {
        _snapshotUnderWay = _hint;
        store.Snapshots.Write(new Slot(_hint), AtBirth, default, StateOf(_hint));
        _snapshot = _hint;
    }

    private void Truncate(ReplicaStore store, long through)
    {
        _truncatedUnderWay = through;
        store.Truncate(new Slot(through));
        _truncated = through;
    }

    /// <summary>A peer's snapshot, beyond what the hint covers and maybe beyond the log.</summary>
    private void Install(ReplicaStore store)
    {
        var slot = _hint + _random.Next(1, 6);
        _snapshotUnderWay = _truncatedUnderWay = slot;
        _nextSlot = Math.Max(_nextSlot, slot + 1);
        store.Snapshots.Write(new Slot(slot), AtBirth, Storage.Snapshot.OfPeer, StateOf(slot));
        store.Truncate(new Slot(slot));
        _snapshot = _truncated = _hint = slot;
    }
}
