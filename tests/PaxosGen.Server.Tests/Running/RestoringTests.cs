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
    private static readonly Membership Members = new([.. Enumerable.Range(1, 3).Select(i => new Member(new ReplicaId(i), $"127.0.0.1:{7000 + i}"))]);
    private static readonly Entry Genesis = new EntryBody.Genesis(
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

    /// <returns>How many disk operations it took, or would have taken.</returns>
    private static long Restore(MemoryDisk disk, long crashAt)
    {
        var identity = new StoreIdentity
        {
            Cluster = Members.ClusterIdFor("test"), ClusterName = "test", Replica = new ReplicaId(3), Store = new StoreId(3), Founding = Members, Schema = "",
        };
        var store = ReplicaStore.Create(disk, identity, 1, SmallSegments);
        var inbox = new Inbox();
        var engine = new ReplicaEngine(
            new ReplicaOptions { Id = 3, DataDirectory = "memory", Members = new Dictionary<int, string>() }, new ProtocolOptions(), store, () => new Applying.Ledger(),
            inbox, new NoOutbox(), _ => "", new Surroundings(() => default, bytes => bytes.Clear(), NullLogger.Instance, new ReplicaMetrics("test", new ReplicaId(3))));

        // Slot 2 holds a vote for what was not chosen there in the end.
        var (old, current) = (new Ballot(Epoch.First, 1, new ReplicaId(1)), new Ballot(Epoch.First, 2, new ReplicaId(2)));
        inbox.PostOwn(new Input.Received(default, new ReplicaId(1), new Message.Accept(old, Slot.First, [Genesis, Entry.NoOp], Slot.First)));
        engine.Loop.Turn();

        var applier = new Applier(new Applying.Ledger(), identity.Cluster, Configuration.Initial(Members));
        for (var slot = Slot.First; slot <= At; slot = slot.Next)
        {
            applier.Apply(slot, slot == Slot.First ? Genesis : Entry.NoOp);
        }

        var state = new CanonicalWriter();
        applier.Save(state);
        store.Snapshots.Write(At, applier.Configuration, Snapshot.OfPeer, state.WrittenMemory);

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
}
