namespace PaxosGen;

/// <summary>A running replica, without its type. Typed replicas are thin wrappers over it.</summary>
/// <remarks>Thread-safe.</remarks>
public interface IReplicaHandle : IAsyncDisposable
{
    /// <summary>
    /// A client of the cluster that this replica belongs to; disposed with the replica. Queries with
    /// <see cref="ReadConsistency.Stale"/> or <see cref="ReadConsistency.BoundedStale"/> are answered by this replica itself,
    /// with a leader or without; bounded-stale ones by another if this one has been out of touch for too long.
    /// </summary>
    IPaxosClient Client { get; }

    /// <summary>What the replica knows of itself and the cluster, now.</summary>
    ReplicaStatus Status { get; }

    /// <summary>Completes when the replica has stopped; faulted with <see cref="ReplicaFailedException"/> when it had to.</summary>
    Task Completion { get; }

    /// <summary>Makes a snapshot of what has been applied and completes once it is durable, with its slot.</summary>
    Task<long> SnapshotAsync(CancellationToken cancellationToken = default);

    /// <summary>
    /// Lets another replica lead and completes once it does. For a leader only; meanwhile it takes no calls, which clients
    /// repeat with the next one. It goes on leading if nothing comes of it within an election time-out.
    /// </summary>
    /// <param name="to">Which replica is to lead: a voter. Done at once if it is this one, and leads.</param>
    /// <param name="cancellationToken">Ends the waiting, not the transfer.</param>
    /// <exception cref="OperationRefusedException">This replica does not lead, or the other cannot now; says why.</exception>
    /// <exception cref="OutcomeUnknownException">The other was told to lead, and has not been heard to do so yet.</exception>
    Task TransferLeadershipAsync(int to, CancellationToken cancellationToken = default);

    /// <summary>
    /// Gives the cluster other members. To be asked of the leader; completes once the next epoch has one, with its number.
    /// Cancelling ends the waiting, not the change.
    /// </summary>
    /// <exception cref="ArgumentException">No possible membership; says why.</exception>
    /// <exception cref="OperationRefusedException">This replica does not lead, a new voter is no learner yet or lags, or too few of the new voters are up.</exception>
    /// <exception cref="ClusterUnavailableException">No leader is known. Nothing has changed.</exception>
    /// <exception cref="OutcomeUnknownException">The leader was replaced meanwhile, or stopped: the change may be made yet.</exception>
    Task<long> ChangeMembersAsync(MemberChange change, CancellationToken cancellationToken = default);

    /// <summary>
    /// Takes a peer's snapshot for this replica, which is quarantined, and completes once it goes on from there. Its own snapshots
    /// stay in its folder under names that begin with <c>diverged-</c>. A peer must have a snapshot, and what made the replica differ
    /// must be gone. Cancelling ends the waiting, not the rejoining.
    /// </summary>
    /// <exception cref="OperationRefusedException">The replica is not quarantined, or is rejoining already.</exception>
    Task RejoinAsync(CancellationToken cancellationToken = default);

    /// <summary>Stops taking calls, lets those in flight end and another replica lead if this one does, and stops. Cancelling ends the waiting for them, not the stopping.</summary>
    Task StopAsync(CancellationToken cancellationToken = default);
}

/// <summary>A generated replica that can be made over any <see cref="IReplicaHandle"/>.</summary>
/// <typeparam name="TSelf">The implementing class.</typeparam>
public interface ITypedReplica<TSelf> : IAsyncDisposable
    where TSelf : ITypedReplica<TSelf>
{
    /// <summary>Wraps a running replica. The wrapper owns it: disposing the wrapper stops the replica.</summary>
    static abstract TSelf Create(IReplicaHandle handle);

    /// <summary>A new state machine in its initial state.</summary>
    static abstract IReplicatedStateMachine CreateStateMachine();

    /// <summary>The schema of the state machine.</summary>
    static abstract StateMachineSchema Schema { get; }

    /// <summary>The replica under the wrapper.</summary>
    IReplicaHandle Handle { get; }
}
