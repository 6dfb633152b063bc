namespace PaxosGen;

/// <summary>How current the answer of a query must be.</summary>
public enum ReadConsistency
{
    /// <summary>
    /// Includes every command acknowledged before the query was asked, whatever the clocks do. Costs one round of
    /// heartbeats, shared by the queries that wait; a replica that does not lead asks the leader from which slot on it may answer.
    /// </summary>
    Linearizable = 0,

    /// <summary>
    /// Linearizable as long as the replicas' clocks go at nearly the same rate, and answered by the leader without asking
    /// anybody. Where the cluster has no leases (<see cref="ReplicaOptions.LeaseDuration"/>), or the leader's has just run
    /// out, it is answered like <see cref="Linearizable"/>.
    /// </summary>
    Lease = 1,

    /// <summary>
    /// Includes every command acknowledged more than <see cref="ReplicaOptions.MaxStaleness"/> before the query arrived.
    /// Answered by whichever replica it reaches, without asking anybody if that one has been current so recently.
    /// </summary>
    BoundedStale = 2,

    /// <summary>Answered by whichever replica it reaches from the state that it has, however old.</summary>
    Stale = 3,
}
