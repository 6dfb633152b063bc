using System.Collections.Immutable;
using Microsoft.Extensions.Logging.Abstractions;
using PaxosGen.Core;
using PaxosGen.Server.Applying;
using PaxosGen.Server.Running;
using PaxosGen.Server.Telemetry;
using PaxosGen.Storage;

namespace PaxosGen.Server.Tests.Running;

/// <summary>A replica goes on from a peer's snapshot, and the power fails.</summary>
public sealed class RestoringTests
{
    private static readonly Slot At = new(2);
    private static readonly ReplicaStoreOptions SmallSegments = new() { SegmentBytes = 64 << 10 };
    internal static readonly Membership Members = new([.. Enumerable.Range(1, 3).Select(i => new Member(new ReplicaId(i), $"127.0.0.1:{7000 + i}"))]);
    internal static readonly Entry Genesis = new EntryBody.Genesis(
        Members, new ClusterSettings(), Enumerable.Range(1, 3).ToImmutableSortedDictionary(i => new ReplicaId(i), i => new StoreId((ulong)i))).Encode();

    [Fact]
    public void No_crash_makes_a_chosen_value_of_an_old_vote()
    {
        var operations = 0L;
        for (var crashAt = 1L; crashAt == 1 || crashAt <= operations; crashAt++)
        {
            var disk = new MemoryDisk();
            operations = Restore(disk, crashAt);
            disk.Crash();
            using var store = ReplicaStore.Open(disk, "test", new ReplicaId(3), 2, SmallSegments);
            Assert.DoesNotContain(store.Recovered.Log, slot => slot.Slot == new Slot(2));
            Assert.Equal(At, store.Recovered.SnapshotSlot);
        }

        Assert.True(operations > 2);
    }

    [Fact]
    public void A_snapshot_that_a_leader_passed_over_is_gone_on_from_once_it_is_needed()
    {
        var now = 0L;
        var outbox = new LoopingOutbox(() => new Time(now, now));
        using var store = ReplicaStore.Create(new MemoryDisk(), Identity, 1, SmallSegments);
        var inbox = outbox.Inbox;
        var engine = EngineOf(store, inbox, outbox, () => new Time(now, now));
        void Receive(int from, Message message)
        {
            inbox.PostOwn(new Input.Received(new Time(now, now), new ReplicaId(from), message));
            while (inbox.Count > 0)
            {
                engine.Loop.Turn();
            }
        }

        // It leads, in a ballot that is old already: what was chosen in later ones it has not heard of.
        Receive(1, new Message.Accept(new Ballot(Epoch.First, 1, new ReplicaId(1)), Slot.First, [Genesis], Slot.First));
        now += 10 * new ProtocolOptions().ElectionTimeout;
        engine.Loop.Turn();
        var nonce = outbox.Sent.OfType<Message.Probe>().Last().Nonce;
        Receive(2, new Message.ProbeAnswer(nonce, true, Ballot.None, new StoreId(2)));
        Receive(2, new Message.Promise
        {
            Ballot = engine.Replica.Promised,
            Store = new StoreId(2),
            Nonce = 1,
            Part = 0,
            Parts = 1,
            TruncatedThrough = Slot.None,
            ChosenThrough = Slot.None,
            IsEmpty = false,
            Slots = [],
            Unknown = [],
        });
        Assert.Equal(ReplicaRole.Leader, engine.Replica.Role);

        var received = new ReceivedSnapshot(At, new ReplicaId(1), StateAt(out _).ToArray());
        void Install()
        {
            engine.Snapshotter.Enqueue(received, Assert.True);
            Assert.True(engine.Snapshotter.Turn());
            engine.Loop.Turn();
        }

        Install();
        Assert.Equal((ReplicaRole.Leader, Slot.First), (engine.Replica.Role, engine.Replica.ChosenThrough));

        Receive(1, new Message.Heartbeat(new Ballot(Epoch.First, 9, new ReplicaId(1)), 1, At, true, Slot.None));
        Assert.Equal(ReplicaRole.Follower, engine.Replica.Role);
        Install();
        Assert.Equal((At, At), (engine.Replica.ChosenThrough, engine.Replica.TruncatedThrough));
    }

    [Fact]
    public void A_snapshot_that_rots_is_made_again_from_the_log()
    {
        var (now, disk) = (0L, new MemoryDisk());
        var outbox = new LoopingOutbox(() => new Time(now, now));
        using var store = ReplicaStore.Create(disk, Identity, 1, SmallSegments);
        var inbox = outbox.Inbox;
        var engine = EngineOf(store, inbox, outbox, () => new Time(now, now));
        var ballot = new Ballot(Epoch.First, 1, new ReplicaId(1));
        void SnapshotOf(Slot slot, Entry entry)
        {
            inbox.PostOwn(new Input.Received(new Time(now, now), new ReplicaId(1), new Message.Accept(ballot, slot, [entry], slot)));
            engine.Loop.Turn();
            engine.Applying.EnqueueSnapshot(new TaskCompletionSource<long>());
            engine.Applying.Turn();
            Assert.True(engine.Snapshotter.Turn());
            engine.Loop.Turn();
            Assert.Equal(slot, engine.Replica.SnapshotSlot);
        }

        void Truncate(Slot through)
        {
            inbox.PostOwn(new Input.Received(new Time(now, now), new ReplicaId(1), new Message.Heartbeat(ballot, 1, through, true, through)));
            engine.Loop.Turn();
        }

        SnapshotOf(new Slot(1), Genesis);
        SnapshotOf(new Slot(2), Entry.NoOp);
        disk.Corrupt(disk.List().Last(name => name.StartsWith("snapshot-", StringComparison.Ordinal)), 200, 0x10);

        // A peer asks for it.
        Assert.True(engine.Transfer.TryTake(new ReplicaId(2), new Message.SnapshotRequest(Slot.None, 0, 1)));
        engine.Transfer.Turn();
        Assert.Equal([new Slot(1)], store.Snapshots.Slots);

        // When it has fallen silent, no log waits for it any more; but the one snapshot that is left may rot too.
        now += 60_000_000_000;
        engine.Transfer.Turn();
        Truncate(new Slot(2));
        Assert.Equal(Slot.None, store.Log.TruncatedThrough);

        SnapshotOf(new Slot(3), Entry.NoOp);
        engine.Transfer.Close();
        Assert.Equal([new Slot(1), new Slot(3)], store.Snapshots.Slots);
        Truncate(new Slot(3));
        Assert.Equal(new Slot(1), store.Log.TruncatedThrough);
    }

    [Fact]
    public void What_waits_to_be_applied_is_part_of_the_snapshot()
    {
        var outbox = new LoopingOutbox(() => default);
        using var store = ReplicaStore.Create(new MemoryDisk(), Identity, 1, SmallSegments);
        var engine = EngineOf(store, outbox.Inbox, outbox, () => default);
        var ballot = new Ballot(Epoch.First, 1, new ReplicaId(1));
        outbox.Inbox.PostOwn(new Input.Received(default, new ReplicaId(1), new Message.Accept(ballot, Slot.First, [Genesis], Slot.First)));
        engine.Loop.Turn();
        engine.Snapshotter.Enqueue(new ReceivedSnapshot(At, new ReplicaId(1), StateAt(out var applier).ToArray()), Assert.True);
        engine.Snapshotter.Turn();
        outbox.Inbox.PostOwn(new Input.Received(default, new ReplicaId(1), new Message.Accept(ballot, At.Next, [Entry.NoOp], At.Next)));
        engine.Loop.Turn();
        engine.Applying.Turn();
        applier.Apply(At.Next, Entry.NoOp);
        Assert.Equal((At.Next, applier.Hash), (engine.Applying.Facts.Through, engine.Applying.Facts.Hash));
    }

    [Fact]
    public void A_snapshot_that_cannot_be_used_is_not_kept()
    {
        using var store = ReplicaStore.Create(new MemoryDisk(), Identity, 1, SmallSegments);
        var engine = EngineOf(store, new Inbox(), new NoOutbox(), () => default);
        var state = StateAt(out _).ToArray();
        foreach (var received in new[] { new ReceivedSnapshot(At.Next, new ReplicaId(1), state), new ReceivedSnapshot(At, new ReplicaId(1), state[..^1]) })
        {
            engine.Snapshotter.Enqueue(received, Assert.False);
            engine.Snapshotter.Turn();
            engine.Loop.Turn();
            Assert.Empty(store.Snapshots.Slots);
            Assert.Equal(Slot.None, engine.Replica.ChosenThrough);
        }
    }

    internal static StoreIdentity Identity => new()
    {
        Cluster = Members.ClusterIdFor("test"),
        ClusterName = "test",
        Replica = new ReplicaId(3),
        Store = new StoreId(3),
        Founding = Members,
        Schema = "",
    };

    internal static ReplicaEngine EngineOf(
        ReplicaStore store, Inbox inbox, IOutbox outbox, Func<Time> now, ProtocolOptions? protocol = null, Action<ResultHash>? applied = null,
        Func<IReplicatedStateMachine>? newMachine = null) => new(
        new ReplicaOptions { Id = 3, DataDirectory = "memory", Members = new Dictionary<int, string>() },
        protocol ?? new ProtocolOptions { KeepBelowSnapshot = 0 }, store, newMachine ?? (() => new Applying.Ledger()), inbox, outbox, _ => "",
        new Surroundings(now, bytes => bytes.Clear(), NullLogger.Instance, new ReplicaMetrics("test", new ReplicaId(3)), applied));

    private static ReadOnlyMemory<byte> StateAt(out Applier applier)
    {
        applier = new Applier(new Applying.Ledger(), Identity.Cluster, Configuration.Initial(Members));
        for (var slot = Slot.First; slot <= At; slot = slot.Next)
        {
            applier.Apply(slot, slot == Slot.First ? Genesis : Entry.NoOp);
        }

        var state = new CanonicalWriter();
        applier.Save(state);
        return state.WrittenMemory;
    }

    /// <returns>How many disk operations it took, or would have taken.</returns>
    private static long Restore(MemoryDisk disk, long crashAt)
    {
        var store = ReplicaStore.Create(disk, Identity, 1, SmallSegments);
        var inbox = new Inbox();
        var engine = EngineOf(store, inbox, new NoOutbox(), () => default);

        // Slot 2 holds a vote for what was not chosen there in the end.
        var (old, current) = (new Ballot(Epoch.First, 1, new ReplicaId(1)), new Ballot(Epoch.First, 2, new ReplicaId(2)));
        inbox.PostOwn(new Input.Received(default, new ReplicaId(1), new Message.Accept(old, Slot.First, [Genesis, Entry.NoOp], Slot.First)));
        engine.Loop.Turn();

        var state = StateAt(out var applier);
        store.Snapshots.Write(At, applier.Configuration, Snapshot.OfPeer, state);

        // One batch: a vote above the snapshot, which the snapshot makes known as chosen.
        inbox.PostOwn(new Input.Received(default, new ReplicaId(2), new Message.Accept(current, At.Next, [Entry.NoOp], At.Next)));
        inbox.PostOwn(new Input.SnapshotInstalled(default, At, applier.Configuration, applier));
        var before = disk.Operations;
        disk.FailPowerAt(before + crashAt);
        try
        {
            engine.Loop.Turn();
            store.Dispose();
            Assert.Equal(At.Next, engine.Replica.ChosenThrough);
        }
        catch (PowerFailedException)
        {
            return crashAt + 1;
        }

        return disk.Operations - before;
    }

    private sealed class NoOutbox : IOutbox
    {
        public void SendNow(IReadOnlyList<Envelope> envelopes)
        {
        }

        public void SendAfterSync(IReadOnlyList<Envelope> envelopes)
        {
        }

        public void SendTransfer(ReplicaId to, Message message)
        {
        }
    }

    /// <summary>Keeps what is sent; what a replica sends itself arrives.</summary>
    internal sealed class LoopingOutbox(Func<Time> now) : IOutbox
    {
        public Inbox Inbox { get; } = new();

        public List<Message> Sent { get; } = [];

        public void SendNow(IReadOnlyList<Envelope> envelopes) => Send(envelopes);

        public void SendAfterSync(IReadOnlyList<Envelope> envelopes) => Send(envelopes);

        public void SendTransfer(ReplicaId to, Message message) => Sent.Add(message);

        private void Send(IReadOnlyList<Envelope> envelopes)
        {
            foreach (var (to, message) in envelopes)
            {
                Sent.Add(message);
                if (to == new ReplicaId(3))
                {
                    Inbox.PostOwn(new Input.Received(now(), to, message));
                }
            }
        }
    }
}
