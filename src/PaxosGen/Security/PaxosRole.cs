namespace PaxosGen;

/// <summary>What somebody who has authenticated may do.</summary>
public enum PaxosRole
{
    /// <summary>Sends commands and queries.</summary>
    Client,

    /// <summary>The same, and what operators do over HTTP: snapshots, leadership, members, the dashboard.</summary>
    Admin,

    /// <summary>Is a replica: votes under its own id, and sends commands and queries.</summary>
    Peer,
}
