namespace PaxosGen;

/// <summary>How to run one replica.</summary>
public sealed record ReplicaOptions
{
    /// <summary>Id of this replica, from 1; one of <see cref="Members"/>, or of a later member. Never reused for another data folder.</summary>
    public required int Id { get; init; }

    /// <summary>Folder for log, snapshots and identity; created if missing. One replica at a time may use it.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>Where to listen for peers and clients, <c>host:port</c>; the member's own address when null. Beyond loopback
    /// only with <see cref="Tls"/>, or <see cref="AllowInsecure"/>. A replica that is none of <see cref="Members"/> must say it: there the others reach it until the cluster has its address.</summary>
    public string? Listen { get; init; }

    /// <summary>
    /// Address (<c>host:port</c>) of every member by id that the cluster was founded with. Makes the cluster's identity when
    /// the folder is empty; later it may only change addresses. Who the members are now, the cluster knows itself.
    /// </summary>
    public required IReadOnlyDictionary<int, string> Members { get; init; }

    /// <summary>
    /// Priority of members by id, 0 for those not named: of two who could lead, the higher tries first. A positive one shortens a
    /// member's election time-outs, a negative one lengthens them, within bounds. Counts when the folder is empty, like
    /// <see cref="Members"/>, and must be the same for all.
    /// </summary>
    public IReadOnlyDictionary<int, int> Priorities { get; init; } = new Dictionary<int, int>();

    /// <summary>
    /// How many members must promise before one leads (q1); a majority when null. With <see cref="Phase2Quorum"/> it must exceed the
    /// number of members: more here lets fewer choose. Counts when the folder is empty, and must be the same for all.
    /// </summary>
    public int? Phase1Quorum { get; init; }

    /// <summary>How many members must have voted for a command before it is chosen (q2); a majority when null. Fewer are faster, and lose it sooner.</summary>
    public int? Phase2Quorum { get; init; }

    /// <summary>Allows an empty data folder to become a member of a new cluster. Without it an empty folder is refused. May stay on.</summary>
    public bool Bootstrap { get; init; }

    /// <summary>
    /// Allows an empty data folder to become a new replica of a cluster that runs: it catches up and waits to be made a
    /// learner, then a voter. Its id must be none that the cluster has ever had. Does nothing to a folder that holds a
    /// replica, so it may stay on.
    /// </summary>
    public bool Join { get; init; }

    /// <summary>
    /// Addresses by id of members that came later. Needed only where the cluster cannot tell them: for a replica that joins
    /// when those of <see cref="Members"/> are gone, and for one whose address has changed.
    /// </summary>
    public IReadOnlyDictionary<int, string> LaterMembers { get; init; } = new Dictionary<int, string>();

    /// <summary>Name of the cluster; part of its identity, so two clusters on the same addresses cannot be mixed up.</summary>
    public string ClusterName { get; init; } = "default";

    /// <summary>T: how long without a leader before a replica tries to become one; each waits a random time in [T, 2T).</summary>
    public TimeSpan ElectionTimeout { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// How long a voter that has acknowledged a leader's heartbeat lets nobody else lead, so that the leader may answer
    /// <see cref="ReadConsistency.Lease"/> queries without asking anybody; zero for no leases. At most
    /// <see cref="ElectionTimeout"/>, and at least a fifth of it. Counts when the folder is empty, and is part of the
    /// cluster's identity like <see cref="Members"/>: the same for all.
    /// </summary>
    /// <remarks>
    /// The leader uses 5 % less of it, so lease reads are linearizable as long as no clock goes that much slower than
    /// another. A replica that starts votes for no new leader for so long, since it may have acknowledged a heartbeat
    /// just before it went down.
    /// </remarks>
    public TimeSpan LeaseDuration { get; init; } = TimeSpan.Zero;

    /// <summary>
    /// A <see cref="ReadConsistency.BoundedStale"/> query is answered from a state that includes all that was
    /// acknowledged so long before the query arrived here. Each replica has its own.
    /// </summary>
    public TimeSpan MaxStaleness { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>A snapshot is made every so many slots, or after <see cref="SnapshotBytes"/> of commands, whatever comes first.</summary>
    public int SnapshotInterval { get; init; } = 100_000;

    /// <summary>
    /// A snapshot is made after so many bytes of commands, or twice as many at most, if <see cref="SnapshotInterval"/> does not come first. Give all
    /// replicas the same: it has them make snapshots of the same slots, which are compared.
    /// </summary>
    public long SnapshotBytes { get; init; } = 64 << 20;

    /// <summary>
    /// How long the state machine may stand still while its state is saved for a snapshot. Where that took longer the last time, and for every eighth
    /// snapshot anyway, the state is made from the log instead, in a second instance beside it: nothing stands still, and every command runs twice.
    /// Zero for always that.
    /// </summary>
    public TimeSpan LongestSnapshotPause { get; init; } = TimeSpan.FromMilliseconds(10);

    /// <summary>
    /// Most slots that are kept in the log before a leader refuses new commands, because nothing can be dropped from it: snapshots
    /// cannot be made, or replicas differ; and before a follower whose state machine is so far behind votes no more. At least four times <see cref="SnapshotInterval"/>, whatever is given.
    /// </summary>
    public int LogLimit { get; init; } = 1_000_000;

    /// <summary>
    /// The same in bytes of commands, in memory. From a quarter of them on the log is kept for nobody who lags: a snapshot is sent instead. At least
    /// four times <see cref="SnapshotBytes"/> and <see cref="WindowBytes"/>.
    /// </summary>
    public long LogLimitBytes { get; init; } = 1L << 30;

    /// <summary>Largest command, in bytes.</summary>
    public int MaxCommandBytes { get; init; } = 1 << 20;

    /// <summary>Most slots that a leader has in flight.</summary>
    public int Window { get; init; } = 4096;

    /// <summary>Most bytes of commands that a leader has in flight.</summary>
    public int WindowBytes { get; init; } = 16 << 20;

    /// <summary>Most slots that a leader sends to one member beyond those that it has answered.</summary>
    public int FollowerWindow { get; init; } = 4096;

    /// <summary>Most bytes of commands that a leader sends to one member beyond those that it has answered.</summary>
    public int FollowerWindowBytes { get; init; } = 16 << 20;

    /// <summary>Whom this replica tells of its votes: the leader, or everybody, which brings followers forward by a message delay.</summary>
    public LearningMode Learning { get; init; }

    /// <summary>Most calls of one session whose results are kept until it acknowledges them.</summary>
    public int SessionWindow { get; init; } = 4096;

    /// <summary>Most sessions at once; when full, new ones are refused and none is dropped. It is one limit for all: a single client can take every session that is left.</summary>
    public int SessionLimit { get; init; } = 10_000;

    /// <summary>A session ends when the log's time has advanced so far past its last command.</summary>
    public TimeSpan SessionTimeout { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How long (in the log's time) the answer to an idempotency key is kept; after that a repeat runs again.</summary>
    public TimeSpan KeyRetention { get; init; } = TimeSpan.FromHours(24);

    /// <summary>Most idempotency keys kept; when full, new keys are refused and none is dropped early.</summary>
    public int KeyLimit { get; init; } = 1_000_000;

    /// <summary>Settings of the replica's own <see cref="IReplicaHandle.Client"/>. It authenticates as the replica unless it has <see cref="PaxosClientOptions.Tls"/> of its own.</summary>
    public PaxosClientOptions Client { get; init; } = new();

    /// <summary>
    /// How this replica, the others and clients authenticate each other; null for not at all. The own certificate must name this
    /// replica of this cluster (<see cref="PaxosPrincipal"/>), or be pinned by the others. All members need it, or none.
    /// </summary>
    public TlsOptions? Tls { get; init; }

    /// <summary>
    /// Lets the replica listen beyond loopback without <see cref="Tls"/>: whoever reaches the port can then read and write everything,
    /// and vote as any member. For networks that are closed by other means.
    /// </summary>
    public bool AllowInsecure { get; init; }
}
