using Microsoft.Extensions.Logging.Abstractions;
using PaxosGen.Core;
using PaxosGen.Server.Applying;
using PaxosGen.Server.Clients;
using PaxosGen.Server.Running;
using PaxosGen.Server.Telemetry;
using PaxosGen.Storage;
using PaxosGen.Transport;

namespace PaxosGen.Server.Tests.Running;

/// <summary>What a replica whose state is wrong, or was until a moment ago, shows of it.</summary>
public sealed class StandingTests
{
    private static readonly Ballot B1 = new(Epoch.First, 1, new ReplicaId(1));

    [Fact]
    public void What_a_state_that_is_replaced_has_is_not_shown_while_the_applier_is_still_at_work_on_it()
    {
        using var store = ReplicaStore.Create(new MemoryDisk(), RestoringTests.Identity, 1, new ReplicaStoreOptions { SegmentBytes = 64 << 10 });
        var replica = new Replica(store.Identity.Replica, store.Recovered, new ProtocolOptions());
        var standing = new Standing();
        standing.Follow(replica);
        Assert.Equal(Serving.All, standing.Answering);
        standing.Follow(replica, isLifted: true);
        Assert.Equal((Serving.All, Serving.Nothing), (standing.Serving, standing.Answering));
        standing.OnRestored(standing.Life);
        Assert.Equal(Serving.All, standing.Answering);
    }

    [Fact]
    public void A_read_that_waits_when_a_rejoin_goes_back_is_answered_after_what_is_applied_again()
    {
        var client = new Client();
        var answered = new List<Slot>();
        var loop = LoopOf(new Standing(), answered);
        var query = new WaitingQuery(client, new RequestId(1), default, ReadConsistency.Linearizable) { Share = new ClientShares.Share(client) };
        loop.Enqueue(null, 0, [new ChosenEntry(Slot.First, RestoringTests.Genesis), new ChosenEntry(new Slot(2), Entry.NoOp)], [new ReadReady(query, new Slot(2))]);
        loop.Enqueue(ApplierAt(Slot.First), 1, [new ChosenEntry(new Slot(2), Entry.NoOp)], []);
        loop.Turn();
        Assert.Equal([new Slot(2)], answered);
    }

    [Fact]
    public void Nothing_is_answered_while_the_quarantine_is_being_written()
    {
        var (now, disk, client) = (0L, new MemoryDisk(), new Client());
        var outbox = new RestoringTests.LoopingOutbox(() => new Time(now, now));
        using var store = ReplicaStore.Create(disk, RestoringTests.Identity, 1, new ReplicaStoreOptions { SegmentBytes = 64 << 10 });
        var engine = RestoringTests.EngineOf(store, outbox.Inbox, outbox, () => new Time(now, now));
        void Receive(Message message)
        {
            outbox.Inbox.PostOwn(new Input.Received(new Time(now, now), new ReplicaId(1), message));
            engine.Loop.Turn();
            engine.Applying.Turn();
        }

        Receive(new Message.Accept(B1, Slot.First, [RestoringTests.Genesis], Slot.First));
        var isWritten = false;
        disk.OnDurable = (name, _, _) =>
        {
            if (name.StartsWith("quarantine", StringComparison.Ordinal) && !isWritten)
            {
                isWritten = true;
                engine.Clients.OnRequests(client, [new ClientRequest.Query(new RequestId(1), ReadConsistency.Stale, Array.Empty<byte>())]);
                engine.Applying.Turn();
            }
        };
        Receive(new Message.Heartbeat(B1, 1, Slot.First, true, Slot.None, new HashMarks(new ResultHash(Slot.First, 999), default, default, default)));
        Assert.True(isWritten);
        Assert.IsType<ClientReply.NotLeader>(Assert.Single(client.Replies));
    }

    [Fact]
    public void A_snapshot_that_there_was_no_space_for_is_made_later()
    {
        var (now, disk) = (0L, new MemoryDisk());
        var outbox = new RestoringTests.LoopingOutbox(() => new Time(now, now));
        using var store = ReplicaStore.Create(disk, RestoringTests.Identity, 1, new ReplicaStoreOptions { SegmentBytes = 64 << 10 });
        var engine = RestoringTests.EngineOf(store, outbox.Inbox, outbox, () => new Time(now, now));
        outbox.Inbox.PostOwn(new Input.Received(default, new ReplicaId(1), new Message.Accept(B1, Slot.First, [RestoringTests.Genesis], Slot.First)));
        engine.Loop.Turn();
        engine.Applying.Turn();
        disk.IsFull = true;
        engine.Snapshotter.Enqueue(new SnapshotTarget(Slot.First, engine.Applying.Facts.Hash, null));
        Assert.True(engine.Snapshotter.Turn());
        disk.IsFull = false;
        Assert.False(engine.Snapshotter.HasWork || engine.Snapshotter.Turn());
        now += 10_000_000_000;
        Assert.True(engine.Snapshotter.HasWork && engine.Snapshotter.Turn());
        Assert.Equal([Slot.First], store.Snapshots.Slots);
    }

    private static Applier ApplierAt(Slot slot)
    {
        var applier = new Applier(new Applying.Ledger(), RestoringTests.Identity.Cluster, Configuration.Initial(RestoringTests.Members));
        while (applier.AppliedThrough < slot)
        {
            applier.Apply(applier.AppliedThrough.Next, applier.AppliedThrough == Slot.None ? RestoringTests.Genesis : Entry.NoOp);
        }

        return applier;
    }

    private static ApplyLoop LoopOf(Standing standing, List<Slot> answered)
    {
        ApplyLoop? loop = null;
        return loop = new ApplyLoop(
            ApplierAt(Slot.None), new Inbox(), new SnapshotSchedule(new ReplicaId(3), long.MaxValue), (_, _, _) => { }, (_, _) => answered.Add(loop!.Facts.Through), _ => { }, () => { }, new StateSaver(new ReplicaId(3), TimeSpan.Zero, () => default), _ => { }, standing,
            new Surroundings(() => default, bytes => bytes.Clear(), NullLogger.Instance, new ReplicaMetrics("test", new ReplicaId(3))));
    }

    private sealed class Client : IReplyTo
    {
        public List<ClientReply> Replies { get; } = [];

        public bool Send(ClientReply reply)
        {
            Replies.Add(reply);
            return true;
        }
    }
}
