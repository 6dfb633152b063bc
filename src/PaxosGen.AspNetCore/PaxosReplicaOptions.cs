namespace PaxosGen;

/// <summary>
/// How a hosted replica runs, as configuration says it: the settings of <see cref="ReplicaOptions"/> under the same names, with
/// the same defaults. A key that is none of them is an error when the host starts.
/// </summary>
/// <example><code>
/// "Paxos": { "Id": 1, "DataDirectory": "/var/lib/bank", "Bootstrap": true,
///            "Members": { "1": "127.0.0.1:7101", "2": "127.0.0.1:7102", "3": "127.0.0.1:7103" } }
/// </code></example>
public sealed class PaxosReplicaOptions
{
    private static readonly ReplicaOptions Defaults = new() { Id = 0, DataDirectory = "", Members = new Dictionary<int, string>() };

    /// <inheritdoc cref="ReplicaOptions.Id"/>
    public int Id { get; set; }

    /// <inheritdoc cref="ReplicaOptions.DataDirectory"/>
    public string DataDirectory { get; set; } = "";

    /// <inheritdoc cref="ReplicaOptions.Listen"/>
    public string? Listen { get; set; }

    /// <inheritdoc cref="ReplicaOptions.Members"/>
    public Dictionary<int, string> Members { get; set; } = [];

    /// <inheritdoc cref="ReplicaOptions.Priorities"/>
    public Dictionary<int, int> Priorities { get; set; } = [];

    /// <inheritdoc cref="ReplicaOptions.Phase1Quorum"/>
    public int? Phase1Quorum { get; set; }

    /// <inheritdoc cref="ReplicaOptions.Phase2Quorum"/>
    public int? Phase2Quorum { get; set; }

    /// <inheritdoc cref="ReplicaOptions.Bootstrap"/>
    public bool Bootstrap { get; set; }

    /// <inheritdoc cref="ReplicaOptions.Join"/>
    public bool Join { get; set; }

    /// <inheritdoc cref="ReplicaOptions.LaterMembers"/>
    public Dictionary<int, string> LaterMembers { get; set; } = [];

    /// <inheritdoc cref="ReplicaOptions.ClusterName"/>
    public string ClusterName { get; set; } = Defaults.ClusterName;

    /// <inheritdoc cref="ReplicaOptions.ElectionTimeout"/>
    public TimeSpan ElectionTimeout { get; set; } = Defaults.ElectionTimeout;

    /// <inheritdoc cref="ReplicaOptions.LeaseDuration"/>
    public TimeSpan LeaseDuration { get; set; } = Defaults.LeaseDuration;

    /// <inheritdoc cref="ReplicaOptions.MaxStaleness"/>
    public TimeSpan MaxStaleness { get; set; } = Defaults.MaxStaleness;

    /// <inheritdoc cref="ReplicaOptions.SnapshotInterval"/>
    public int SnapshotInterval { get; set; } = Defaults.SnapshotInterval;

    /// <inheritdoc cref="ReplicaOptions.SnapshotBytes"/>
    public long SnapshotBytes { get; set; } = Defaults.SnapshotBytes;

    /// <inheritdoc cref="ReplicaOptions.LongestSnapshotPause"/>
    public TimeSpan LongestSnapshotPause { get; set; } = Defaults.LongestSnapshotPause;

    /// <inheritdoc cref="ReplicaOptions.LogLimit"/>
    public int LogLimit { get; set; } = Defaults.LogLimit;

    /// <inheritdoc cref="ReplicaOptions.LogLimitBytes"/>
    public long LogLimitBytes { get; set; } = Defaults.LogLimitBytes;

    /// <inheritdoc cref="ReplicaOptions.MaxCommandBytes"/>
    public int MaxCommandBytes { get; set; } = Defaults.MaxCommandBytes;

    /// <inheritdoc cref="ReplicaOptions.Window"/>
    public int Window { get; set; } = Defaults.Window;

    /// <inheritdoc cref="ReplicaOptions.WindowBytes"/>
    public int WindowBytes { get; set; } = Defaults.WindowBytes;

    /// <inheritdoc cref="ReplicaOptions.FollowerWindow"/>
    public int FollowerWindow { get; set; } = Defaults.FollowerWindow;

    /// <inheritdoc cref="ReplicaOptions.FollowerWindowBytes"/>
    public int FollowerWindowBytes { get; set; } = Defaults.FollowerWindowBytes;

    /// <inheritdoc cref="ReplicaOptions.Learning"/>
    public LearningMode Learning { get; set; } = Defaults.Learning;

    /// <inheritdoc cref="ReplicaOptions.SessionWindow"/>
    public int SessionWindow { get; set; } = Defaults.SessionWindow;

    /// <inheritdoc cref="ReplicaOptions.SessionLimit"/>
    public int SessionLimit { get; set; } = Defaults.SessionLimit;

    /// <inheritdoc cref="ReplicaOptions.SessionTimeout"/>
    public TimeSpan SessionTimeout { get; set; } = Defaults.SessionTimeout;

    /// <inheritdoc cref="ReplicaOptions.KeyRetention"/>
    public TimeSpan KeyRetention { get; set; } = Defaults.KeyRetention;

    /// <inheritdoc cref="ReplicaOptions.KeyLimit"/>
    public int KeyLimit { get; set; } = Defaults.KeyLimit;

    /// <summary>
    /// The files that replicas and clients authenticate each other with; null for not at all. Read when the host starts, and
    /// again when they have changed.
    /// </summary>
    public PaxosTlsOptions? Tls { get; set; }

    /// <inheritdoc cref="ReplicaOptions.AllowInsecure"/>
    public bool AllowInsecure { get; set; }

    /// <summary>How long a call of the injected client may take in all before it ends with an error that tells its outcome.</summary>
    public TimeSpan CallTimeout { get; set; } = Defaults.Client.CallTimeout;

    /// <summary>The options of the replica.</summary>
    internal ReplicaOptions ToReplicaOptions() => new()
    {
        Id = Id,
        DataDirectory = DataDirectory,
        Listen = Listen,
        Members = Members,
        Priorities = Priorities,
        Phase1Quorum = Phase1Quorum,
        Phase2Quorum = Phase2Quorum,
        Bootstrap = Bootstrap,
        Join = Join,
        LaterMembers = LaterMembers,
        ClusterName = ClusterName,
        ElectionTimeout = ElectionTimeout,
        LeaseDuration = LeaseDuration,
        MaxStaleness = MaxStaleness,
        SnapshotInterval = SnapshotInterval,
        SnapshotBytes = SnapshotBytes,
        LongestSnapshotPause = LongestSnapshotPause,
        LogLimit = LogLimit,
        LogLimitBytes = LogLimitBytes,
        MaxCommandBytes = MaxCommandBytes,
        Window = Window,
        WindowBytes = WindowBytes,
        FollowerWindow = FollowerWindow,
        FollowerWindowBytes = FollowerWindowBytes,
        Learning = Learning,
        SessionWindow = SessionWindow,
        SessionLimit = SessionLimit,
        SessionTimeout = SessionTimeout,
        KeyRetention = KeyRetention,
        KeyLimit = KeyLimit,
        Tls = Tls?.ToTlsOptions(),
        AllowInsecure = AllowInsecure,
        Client = Defaults.Client with { CallTimeout = CallTimeout, MaxCommandBytes = MaxCommandBytes },
    };
}
