using System.Collections.Immutable;
using PaxosGen.Core;
using PaxosGen.Server.Applying;
using PaxosGen.Server.Running;
using PaxosGen.Storage;

namespace PaxosGen.Server.Tests.Running;

/// <summary>Snapshots of the live state: of the right slot, however far the replica has come when they are written, and of no state that was wrong.</summary>
public sealed class LiveSnapshotTests : IDisposable
{
    private const int Interval = 10;
    private static readonly Ballot B1 = new(Epoch.First, 1, new ReplicaId(1));
    private static readonly Entry Genesis = new EntryBody.Genesis(
        RestoringTests.Members, new ClusterSettings { SnapshotInterval = Interval },
        Enumerable.Range(1, 3).ToImmutableSortedDictionary(i => new ReplicaId(i), i => new StoreId((ulong)i))).Encode();

    private readonly RestoringTests.LoopingOutbox _outbox = new(() => default);
    private readonly MemoryDisk _disk = new();
    private readonly ReplicaStore _store;
    private readonly ReplicaEngine _engine;
    private int _machines;

    public LiveSnapshotTests()
    {
        _store = ReplicaStore.Create(_disk, RestoringTests.Identity, 1, new ReplicaStoreOptions { SegmentBytes = 64 << 10 });
        _engine = RestoringTests.EngineOf(_store, _outbox.Inbox, _outbox, () => default, newMachine: () =>
        {
            _machines++;
            return new Applying.Ledger();
        });
    }

    [Fact]
    public void Most_are_of_the_live_state_and_say_what_replay_says()
    {
        var machines = 0;
        for (var slot = Interval; slot <= 20 * Interval; slot += Interval)
        {
            // The replica's turn comes half an interval later, when other slots have been applied.
            ChooseThrough(new Slot(slot));
            Assert.False(_engine.Snapshotter.HasWork);
            ChooseThrough(new Slot(slot + (Interval / 2)));
            machines += _machines;
            _machines = 0;
            Assert.True(_engine.Snapshotter.Turn());
            using var snapshot = _store.Snapshots.OpenNewest(out _)!;
            Assert.Equal(new Slot(slot), snapshot.Slot);
            Assert.True(snapshot.ReadState().AsSpan().SequenceEqual(StateAt(new Slot(slot))));
        }

        // The live one, the first snapshot's, and one for every eighth; each of these is loaded from the file before.
        Assert.Equal(1 + 1 + 2, machines + _machines);
    }

    [Fact]
    public void None_is_made_of_a_state_that_a_peers_has_replaced()
    {
        ChooseThrough(new Slot(3));
        var applier = ApplierAt(Slot.First);
        var saver = new StateSaver(new ReplicaId(3), TimeSpan.FromMilliseconds(10), () => default);
        _engine.Snapshotter.Enqueue(new SnapshotTarget(Slot.First, applier.Hash, null, saver.Save(applier, life: 1)));
        Assert.True(_engine.Snapshotter.Turn());
        Assert.Empty(_store.Snapshots.Slots);

        _engine.Snapshotter.Enqueue(new SnapshotTarget(Slot.First, applier.Hash, null, saver.Save(applier, life: 0)));
        Assert.True(_engine.Snapshotter.Turn());
        Assert.Equal([Slot.First], _store.Snapshots.Slots);
    }

    [Fact]
    public void Whatever_becomes_of_a_saved_state_its_buffer_is_there_for_the_next()
    {
        ChooseThrough(new Slot(3));
        var applier = ApplierAt(Slot.First);
        var saver = new StateSaver(new ReplicaId(8), TimeSpan.FromMilliseconds(10), () => default);
        saver.Save(applier, life: 0).Dispose();
        SnapshotTarget Target() => new(Slot.First, applier.Hash, null, saver.TrySaveLive(applier, life: 0) ?? throw new InvalidOperationException("No buffer is free."));

        // There is no space for it; it is left out, since too many wait; it is made; it is not needed any more.
        _disk.IsFull = true;
        _engine.Snapshotter.Enqueue(Target());
        Assert.True(_engine.Snapshotter.Turn());
        _disk.IsFull = false;
        for (var i = 0; i < 64; i++)
        {
            _engine.Snapshotter.Enqueue(new SnapshotTarget(Slot.First, applier.Hash, null));
        }

        _engine.Snapshotter.Enqueue(Target());
        while (_engine.Snapshotter.Turn())
        {
        }

        _engine.Snapshotter.Enqueue(Target());
        Assert.True(_engine.Snapshotter.Turn());
        Assert.Equal([Slot.First], _store.Snapshots.Slots);

        // The replica goes on from another state, or stops.
        var schedule = new SnapshotSchedule(new ReplicaId(3), 100);
        Assert.Null(schedule.OnApplied(applier, 100, trySave: _ => Target().Saved));
        Assert.Throws<InvalidOperationException>(Target);
        schedule.Forget();
        _engine.Snapshotter.Enqueue(Target());
        _engine.Snapshotter.Close();
        Assert.NotNull(Target());
    }

    public void Dispose() => _store.Dispose();

    private void ChooseThrough(Slot through)
    {
        var from = _engine.Replica.ChosenThrough.Next;
        Entry[] entries = [.. Enumerable.Range((int)from.Value, 1 + (int)(through - from)).Select(slot => slot == 1 ? Genesis : Entry.NoOp)];
        _outbox.Inbox.PostOwn(new Input.Received(default, new ReplicaId(1), new Message.Accept(B1, from, [.. entries], through)));
        _engine.Loop.Turn();
        _engine.Applying.Turn();
        _engine.Loop.Turn();
        Assert.Equal(through, _engine.Replica.AppliedThrough);
    }

    private static byte[] StateAt(Slot through)
    {
        var writer = new CanonicalWriter();
        ApplierAt(through).Save(writer);
        return writer.ToArray();
    }

    private static Applier ApplierAt(Slot through)
    {
        var applier = new Applier(new Applying.Ledger(), RestoringTests.Identity.Cluster, Configuration.Initial(RestoringTests.Members));
        while (applier.AppliedThrough < through)
        {
            applier.Apply(applier.AppliedThrough.Next, applier.AppliedThrough == Slot.None ? Genesis : Entry.NoOp);
        }

        return applier;
    }
}
