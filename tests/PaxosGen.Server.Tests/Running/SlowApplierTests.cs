using System.Collections.Immutable;
using PaxosGen.Core;
using PaxosGen.Server.Applying;
using PaxosGen.Server.Running;
using PaxosGen.Storage;
using PaxosGen.Transport;

namespace PaxosGen.Server.Tests.Running;

/// <summary>A follower whose applier is in the middle of a long batch while ever more is chosen.</summary>
public sealed class SlowApplierTests : IDisposable
{
    private const int Interval = 1000;
    private static readonly Ballot B1 = new(Epoch.First, 1, new ReplicaId(1));
    private static readonly Slot Last = new(10_000);
    private static readonly Slot PeersSnapshot = new(9_000);
    private static readonly Entry Genesis = new EntryBody.Genesis(
        RestoringTests.Members, new ClusterSettings { SnapshotInterval = Interval },
        Enumerable.Range(1, 3).ToImmutableSortedDictionary(i => new ReplicaId(i), i => new StoreId((ulong)i))).Encode();

    private readonly RestoringTests.LoopingOutbox _outbox = new(() => default);
    private readonly ReplicaStore _store = ReplicaStore.Create(
        new MemoryDisk(), RestoringTests.Identity, 1, new ReplicaStoreOptions { SegmentBytes = 64 << 10 });
    private readonly ReplicaEngine _engine;
    private readonly List<Slot> _applied = [];
    private Action<Slot> _onApplied = _ => { };
    private Action _onMachine = () => { };

    public SlowApplierTests()
    {
        var protocol = new ProtocolOptions { KeepBelowSnapshot = 0, ApplyWindow = 3 * Interval };
        _engine = RestoringTests.EngineOf(_store, _outbox.Inbox, _outbox, () => default, protocol, hash =>
        {
            _applied.Add(hash.Slot);
            _onApplied(hash.Slot);
        }, () =>
        {
            _onMachine();
            return new Applying.Ledger();
        });
        Receive(new Message.Accept(B1, Slot.First, [Genesis, .. Enumerable.Repeat(Entry.NoOp, (int)Last.Value - 1)], Last));
        Assert.Equal(Last, _engine.Replica.ChosenThrough);
    }

    [Fact]
    public void A_leaders_snapshot_takes_the_place_of_what_is_left_of_a_batch()
    {
        Receive(new Message.Heartbeat(B1, 1, Last, true, Slot.None));
        _engine.Transfer.Turn();
        Assert.Single(_outbox.Sent.OfType<Message.SnapshotRequest>());

        var expected = StateAt(PeersSnapshot, out var state);
        _onApplied = slot =>
        {
            if (slot == new Slot(1500))
            {
                _engine.Snapshotter.Enqueue(new ReceivedSnapshot(PeersSnapshot, new ReplicaId(1), state), Assert.True);
                Assert.True(_engine.Snapshotter.Turn());
                _engine.Loop.Turn();
            }
        };

        // It waits with the batch, and must not be answered from before what it must include.
        var reader = new Reader();
        _engine.Clients.OnRequests(reader, [new ClientRequest.Query(new RequestId(1), ReadConsistency.Linearizable, Array.Empty<byte>())]);
        _engine.Loop.Turn();
        Receive(new Message.ReadIndex(_outbox.Sent.OfType<Message.ReadIndexRequest>().Last().Nonce, true, Last));
        _engine.Applying.Turn();
        Assert.InRange(_applied.Count, 1500, 3000);
        Assert.Equal(0, reader.Answers);

        _applied.Clear();
        _engine.Applying.Turn();
        _engine.Loop.Turn();
        Assert.Equal(Enumerable.Range((int)PeersSnapshot.Value, 1 + (int)(Last - PeersSnapshot)).Select(i => new Slot(i)), _applied);
        for (var slot = PeersSnapshot.Next; slot <= Last; slot = slot.Next)
        {
            expected.Apply(slot, Entry.NoOp);
        }

        Assert.Equal((Last, expected.Hash), (_engine.Applying.Facts.Through, _engine.Applying.Facts.Hash));
        Assert.Equal((Last, PeersSnapshot), (_engine.Replica.AppliedThrough, _engine.Replica.TruncatedThrough));
        Assert.Equal((PeersSnapshot, 1), (_store.Log.TruncatedThrough, reader.Answers));
    }

    [Fact]
    public void A_snapshot_of_what_is_being_applied_again_is_passed_over()
    {
        // The applier has not heard of the peer's snapshot yet, and goes on past the slot of one of its own.
        Receive(new Message.Heartbeat(B1, 1, Last, true, Slot.None));
        var (peers, own) = (new Slot(8_500), new Slot(9_000));
        StateAt(peers, out var state);
        _onApplied = slot =>
        {
            if (slot == new Slot(1500))
            {
                _engine.Snapshotter.Enqueue(new ReceivedSnapshot(peers, new ReplicaId(1), state), Assert.True);
                Assert.True(_engine.Snapshotter.Turn());
            }
        };
        _engine.Applying.Turn();
        _engine.Loop.Turn();
        Assert.Equal(peers, _engine.Replica.AppliedThrough);
        while (_engine.Snapshotter.Turn())
        {
        }

        Assert.Equal([peers, own], _store.Snapshots.Slots);
        _engine.Loop.Turn();
        Assert.Equal(peers, _engine.Replica.SnapshotSlot);

        _engine.Applying.Turn();
        _engine.Loop.Turn();
        Assert.Equal(Last, _engine.Replica.AppliedThrough);
    }

    [Fact]
    public void The_replica_hears_how_far_a_long_batch_has_come()
    {
        _onApplied = slot =>
        {
            if (slot == new Slot(5000))
            {
                _engine.Loop.Turn();
            }
        };

        _engine.Applying.Turn();
        Assert.InRange(_engine.Replica.AppliedThrough.Value, 3000, 5000);
        _engine.Loop.Turn();
        Assert.Equal(Last, _engine.Replica.AppliedThrough);
        Assert.Equal(Last, new Slot(_applied.Count));
    }

    [Fact]
    public void A_leaders_snapshot_does_not_wait_for_one_of_an_earlier_slot_that_is_being_made()
    {
        _engine.Applying.Turn();
        _engine.Loop.Turn();
        StateAt(PeersSnapshot, out var state);
        _onMachine = () =>
        {
            _onMachine = () => { };
            _engine.Snapshotter.Enqueue(new ReceivedSnapshot(PeersSnapshot, new ReplicaId(1), state), Assert.True);
        };
        Assert.True(_engine.Snapshotter.Turn());
        Assert.Empty(_store.Snapshots.Slots);
        Assert.True(_engine.Snapshotter.Turn());
        Assert.Equal([PeersSnapshot], _store.Snapshots.Slots);
    }

    [Fact]
    public void A_snapshot_that_somebody_waits_for_is_made()
    {
        StateAt(Last, out var state);
        _engine.Applying.Turn();
        _engine.Loop.Turn();
        while (_engine.Snapshotter.Turn())
        {
        }

        var done = new TaskCompletionSource<long>();
        _engine.Applying.EnqueueSnapshot(done);
        _engine.Applying.Turn();
        _onMachine = () =>
        {
            _onMachine = () => { };
            _engine.Snapshotter.Enqueue(new ReceivedSnapshot(Last, new ReplicaId(1), state), Assert.True);
        };
        Assert.True(_engine.Snapshotter.Turn());
        Assert.True(done.Task.IsCompletedSuccessfully);
        Assert.Equal(Last, _store.Snapshots.Slots[^1]);
    }

    public void Dispose() => _store.Dispose();

    private void Receive(Message message)
    {
        _outbox.Inbox.PostOwn(new Input.Received(default, new ReplicaId(1), message));
        while (_outbox.Inbox.Count > 0)
        {
            _engine.Loop.Turn();
        }
    }

    private static Applier StateAt(Slot through, out byte[] state)
    {
        var applier = new Applier(new Applying.Ledger(), RestoringTests.Identity.Cluster, Configuration.Initial(RestoringTests.Members));
        for (var slot = Slot.First; slot <= through; slot = slot.Next)
        {
            applier.Apply(slot, slot == Slot.First ? Genesis : Entry.NoOp);
        }

        var writer = new CanonicalWriter();
        applier.Save(writer);
        state = writer.WrittenMemory.ToArray();
        return applier;
    }

    private sealed class Reader : IReplyTo
    {
        public int Answers { get; private set; }

        public bool Send(ClientReply reply)
        {
            Answers++;
            return true;
        }
    }
}
