using static PaxosGen.Storage.Tests.TestStore;

namespace PaxosGen.Storage.Tests;

/// <summary>
/// What a replica might ask of its store, from a seed, and what it must find after a crash: everything acknowledged, of
/// the last request all, parts or nothing, and nothing else.
/// </summary>
internal sealed class ScriptedLife(int seed)
{
    /// <summary>
    /// Everything that a store is ever asked for, in an order in which each has something to do, over segments of three
    /// batches; null is a restart of the process.
    /// </summary>
    public static readonly IReadOnlyList<Action<ScriptedLife, ReplicaStore>?> Everything =
    [
        (life, store) => life.Promise(store),
        (life, store) => life.Append(store, life.NewVote()),
        (life, store) => life.Append(store, life.NewVote(), Promised(++life._ballot), life.NewVote()),
        (life, store) => life.Remember(store),
        (life, store) => life.Hint(store),
        (life, store) => life.Append(store, life.NewVote()),
        (_, store) => store.Log.Reserve(),
        null,
        (_, store) => store.Log.Reserve(),
        (life, store) => life.Revise(store),
        (life, store) => life.Append(store, life.NewVote(), life.NewVote(), life.NewVote()),
        (life, store) => life.Hint(store),
        (life, store) => life.Snapshot(store),
        (life, store) => life.Append(store, life.NewVote()),
        (life, store) => life.Truncate(store, life._snapshot),
        (life, store) => life.Remember(store),
        (life, store) => life.Revise(store),
        (life, store) => life.Append(store, life.NewVote()),
        (life, store) => life.Hint(store),
        (life, store) => life.Append(store, life.NewVote()),
        (life, store) => life.Snapshot(store),
        (life, store) => life.Truncate(store, life._snapshot),
        (life, store) => life.Install(store),
        (life, store) => life.Append(store, life.NewVote()),
        null,
        (life, store) => life.Promise(store),
        (life, store) => life.Append(store, life.NewVote(), life.NewVote()),
        (life, store) => life.Hint(store),
        (life, store) => life.Append(store, life.NewVote()),
    ];

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
    private UInt128 _peer;
    private UInt128 _peerUnderWay;
    private readonly List<UInt128> _starts = [];
    private readonly HashSet<long> _forgiven = [];
    private List<long> _lostLast = [];

    /// <summary>Whether the disk has lost the last batch of the log without a word.</summary>
    public Func<bool> HasLostLastBatch { get; init; } = () => false;

    /// <summary>Whether the store was ever opened: before, it holds nothing.</summary>
    public bool IsBorn { get; set; }

    public void Step(ReplicaStore store)
    {
        switch (_random.Next(10))
        {
            case 0:
                Promise(store);
                break;
            case 1 when _hint < _nextSlot - 1:
                Hint(store);
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
                Revise(store);
                break;
            case 7:
                Append(store, NewVote(), NewVote(), Promised(++_ballot), NewVote());
                break;
            default:
                Append(store, NewVote());
                break;
        }
    }

    /// <summary>The store has been opened: its start is one of those that it must know from now on.</summary>
    public void OnOpened(UInt128 nonce)
    {
        IsBorn = true;
        _starts.Add(nonce);
    }

    /// <summary>The process has ended. What the disk had lost at the very end is gone for good, and nothing tells of it.</summary>
    public void OnClosed()
    {
        if (HasLostLastBatch())
        {
            _forgiven.UnionWith(_lostLast);
        }

        _lostLast = [];
    }

    /// <summary>There was no space for what was tried last: nothing of it must ever be found.</summary>
    /// <param name="nextSlot">Where votes went on before.</param>
    public void OnFull(long nextSlot)
    {
        _underWay.Clear();
        _nextSlot = nextSlot;
        (_promisedUnderWay, _snapshotUnderWay, _truncatedUnderWay, _peerUnderWay) = (_promised, _snapshot, _truncated, _peer);
    }

    /// <summary>Where votes go on.</summary>
    public long NextSlot => _nextSlot;

    /// <summary>A ballot above all that were promised.</summary>
    public void Promise(ReplicaStore store)
    {
        _ballot++;
        Append(store, Promised(_ballot));
    }

    /// <summary>
    /// Compares what was recovered from a damaged disk with what was acknowledged: it is there, or the store says that it
    /// does not know it any more. What the disk has lost without a word and without anything behind it nobody can know.
    /// </summary>
    /// <returns>Whether all of it is there.</returns>
    public bool CheckDamaged(ReplicaStore store)
    {
        var found = store.Recovered;
        Assert.Equal(_promised, found.Promised.Round);
        var log = found.Log.ToDictionary(slot => slot.Slot.Value);
        var unknown = found.Unknown.Select(slot => slot.Value).ToHashSet();
        var must = _acknowledged.Values.Where(slot => slot.Slot > found.TruncatedThrough && !_forgiven.Contains(slot.Slot.Value)).ToList();
        Assert.All(must, slot => Assert.True(
            unknown.Contains(slot.Slot.Value) || log.GetValueOrDefault(slot.Slot.Value) == slot,
            $"slot {slot.Slot} is {(log.ContainsKey(slot.Slot.Value) ? "another's" : "lost")}"));
        Assert.All(found.Log, slot => Assert.Contains(Describe(slot), _everWritten));
        Assert.All(unknown, slot => Assert.False(log.ContainsKey(slot)));
        Assert.InRange(found.SnapshotSlot.Value, found.TruncatedThrough.Value, _snapshot);
        Assert.InRange(found.ChosenThrough.Value, found.SnapshotSlot.Value, Math.Max(_hint, found.SnapshotSlot.Value));
        Assert.DoesNotContain(unknown, slot => slot <= found.ChosenThrough.Value);
        CheckRest(store);
        return unknown.Count == 0 && found.SnapshotSlot.Value == _snapshot && _forgiven.Count == 0;
    }

    private void CheckRest(ReplicaStore store)
    {
        if (store.Snapshot is { } snapshot)
        {
            Assert.Equal(StateOf(snapshot.Slot.Value), snapshot.ReadState());
        }

        Assert.All(_starts, start => Assert.Contains(start, store.Identity.Starts));
        Assert.Contains(store.Peers.Find(new ReplicaId(2), new StoreId(2)) ?? 0, new[] { _peer, _peerUnderWay });
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
        CheckRest(store);
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
            _forgiven.Remove(slot);
        }

        if (_underWay.Count > 0)
        {
            _lostLast = HasLostLastBatch() ? [.. _underWay.Keys] : [];
        }

        _underWay.Clear();
        _promised = records.OfType<LogRecord.Promised>().Any() || records.OfType<LogRecord.Vote>().Any() ? _promisedUnderWay : _promised;
        _promisedUnderWay = Math.Max(_promised, _ballot);
    }

    /// <summary>Some more slots are known to be chosen.</summary>
    private void Hint(ReplicaStore store)
    {
        var hint = _hint + _random.Next(1, (int)(_nextSlot - _hint));
        store.Log.Append([ChosenThrough(hint)]);
        _hint = hint;
    }

    /// <summary>A slot that is not known to be chosen is voted on anew, or learned.</summary>
    private void Revise(ReplicaStore store)
    {
        var slot = _random.NextInt64(_hint + 1, _nextSlot);
        Append(store, _random.Next(2) == 0 ? Vote(_ballot, slot, NewEntry()) : Chosen(slot, NewEntry()), NewVote());
    }

    /// <summary>A peer has come with a new start.</summary>
    private void Remember(ReplicaStore store)
    {
        _peerUnderWay = _peer + 1;
        store.Peers.Remember(new ReplicaId(2), new StoreId(2), _peerUnderWay);
        _peer = _peerUnderWay;
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
        store.Snapshots.Write(new Slot(slot), AtBirth, Storage.Snapshot.OfPeer, StateOf(slot));
        store.Truncate(new Slot(slot));
        _nextSlot = Math.Max(_nextSlot, slot + 1);
        _snapshot = _truncated = _hint = slot;
    }
}
