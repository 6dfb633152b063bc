namespace PaxosGen;

/// <summary>How current the answer of a query must be.</summary>
public enum ReadConsistency
{
    /// <summary>Includes every command acknowledged before the query was asked. Costs one round of heartbeats, shared by waiting queries.</summary>
    Linearizable = 0,

    /// <summary>Linearizable under a bound on clock drift, answered by the leader without a round trip.</summary>
    Lease = 1,

    /// <summary>Answered by any replica that is known to have been current within a bound.</summary>
    BoundedStale = 2,

    /// <summary>Answered by any replica from the state it has, however old.</summary>
    Stale = 3,
}
