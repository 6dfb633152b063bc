using PaxosGen.Core;
using PaxosGen.Server.Applying;
using PaxosGen.Server.Clients;
using PaxosGen.Storage;

namespace PaxosGen.Server.Running;

/// <summary>
/// Everything of a replica but threads, sockets, timers and random sources: the same in a server and in a simulation,
/// which differ only in who calls <c>Turn</c>, and when.
/// </summary>
internal sealed class ReplicaEngine
{
    /// <summary>Puts a replica together over its open folder.</summary>
    /// <param name="options">Limits and identity.</param>
    /// <param name="protocol">Timing and limits of the protocol.</param>
    /// <param name="store">The folder.</param>
    /// <param name="newMachine">Makes state machines in their initial state.</param>
    /// <param name="inbox">Where its inputs arrive.</param>
    /// <param name="outbox">Where its messages go.</param>
    /// <param name="addressOf">Where a member listens; empty when not known.</param>
    /// <param name="around">Clock, random source and log.</param>
    /// <param name="chunkBytes">How many bytes of a snapshot go into one message.</param>
    public ReplicaEngine(
        ReplicaOptions options, ProtocolOptions protocol, ReplicaStore store, Func<IReplicatedStateMachine> newMachine,
        Inbox inbox, IOutbox outbox, Func<ReplicaId, string> addressOf, Surroundings around, int chunkBytes = Snapshot.ChunkBytes)
    {
        var self = store.Identity.Replica;
        var applier = store.Snapshot is { } snapshot
            ? Applier.Load(newMachine(), store.Identity.Cluster, snapshot.ReadState())
            : new Applier(newMachine(), store.Identity.Cluster, store.Recovered.Configuration);
        var standing = new Standing();
        var saver = new StateSaver(self, options.LongestSnapshotPause, around.Now);
        Snapshotter = new Snapshotter(store, newMachine, saver, inbox, standing, around);
        Clients = new ClientGateway(
            inbox, options, addressOf, query => Applying!.EnqueueStale(query), standing, around);
        Applying = new ApplyLoop(
            applier, inbox, new SnapshotSchedule(self, options.SnapshotBytes), Clients.OnApplied, Clients.OnAnswered, Clients.OnRefused, Clients.Flush, saver, Snapshotter.Enqueue, standing, around);
        Replica = new Replica(self, store.Recovered, protocol);
        Transfer = new SnapshotTransfer(
            new SnapshotFetch(outbox.SendTransfer, protocol.ResendAfter, around.Log),
            new SnapshotSender(store.Snapshots, outbox.SendTransfer, chunkBytes, around.Log),
            Snapshotter, inbox, standing, around);
        Loop = new ReplicaLoop(Replica, store, inbox, outbox, Applying, Transfer, Clients, standing, around);
    }

    /// <summary>The protocol.</summary>
    public Replica Replica { get; }

    /// <summary>Steps the protocol and carries out its effects.</summary>
    public ReplicaLoop Loop { get; }

    /// <summary>Applies what is chosen.</summary>
    public ApplyLoop Applying { get; }

    /// <summary>Makes snapshots.</summary>
    public Snapshotter Snapshotter { get; }

    /// <summary>Sends and fetches snapshots.</summary>
    public SnapshotTransfer Transfer { get; }

    /// <summary>Talks with clients.</summary>
    public ClientGateway Clients { get; }
}
