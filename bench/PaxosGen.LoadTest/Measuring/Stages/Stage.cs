namespace PaxosGen.LoadTest.Measuring.Stages;

/// <summary>A stage on a command's way, or what the process does besides.</summary>
internal enum Stage
{
    /// <summary>The client's: encoding the call, keeping it until it is answered.</summary>
    Client,

    /// <summary>Frames to and from clients: sockets, checksums, requests decoded.</summary>
    Frames,

    /// <summary>What a replica does with a request before the loop sees it, and the queue between.</summary>
    Gateway,

    /// <summary>The protocol's steps.</summary>
    Step,

    /// <summary>Batches made and written.</summary>
    Log,

    /// <summary>Syncs of them.</summary>
    Sync,

    /// <summary>Messages to and from peers.</summary>
    Peers,

    /// <summary>The state machine, sessions, hashes.</summary>
    Apply,

    /// <summary>Answers to clients.</summary>
    Reply,

    /// <summary>Snapshots, with all that they replay.</summary>
    Snapshot,

    /// <summary>Garbage collection.</summary>
    Garbage,

    /// <summary>Everything else: the runtime, the pool's threads, the load generator's own work.</summary>
    Rest,
}
