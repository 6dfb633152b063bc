using System.Collections.Immutable;

namespace PaxosGen.Core;

/// <summary>Timing and limits of the protocol. Times in nanoseconds. Local: replicas may differ in them.</summary>
public sealed record ProtocolOptions
{
    /// <summary>T: without a leader backed by a quorum for so long, a replica tries to become one after a random time in [T, 2T).</summary>
    public long ElectionTimeout { get; init; } = 500_000_000;

    /// <summary>Time between heartbeats of a leader.</summary>
    public long HeartbeatInterval => ElectionTimeout / 10;

    /// <summary>After so long without an answer a message is sent again.</summary>
    public long ResendAfter => ElectionTimeout / 4;

    /// <summary>
    /// By what part of a lease a leader's clock may go slower than another voter's while the lease lasts: the leader makes
    /// so much less use of it. Clocks that differ by more may make Lease reads stale, and nothing else.
    /// </summary>
    public double ClockDriftBound { get; init; } = 0.05;

    /// <summary>Whom this replica tells of its votes. Replicas may differ: the leader tells what is chosen in any case.</summary>
    public LearningMode Learning { get; init; }

    /// <summary>Most slots that a leader has in flight.</summary>
    public int Window { get; init; } = 4096;

    /// <summary>Most bytes of entries that a leader has in flight.</summary>
    public long WindowBytes { get; init; } = 16 << 20;

    /// <summary>Most slots that a leader sends to one voter beyond those that it has answered.</summary>
    public int FollowerWindow { get; init; } = 4096;

    /// <summary>Most bytes of entries that a leader sends to one voter beyond those that it has answered.</summary>
    public long FollowerWindowBytes { get; init; } = 16 << 20;

    /// <summary>Most slots that are chosen and not yet applied before a leader pushes clients back, and a follower looks for a snapshot to go on from.</summary>
    public int ApplyWindow { get; init; } = 65_536;

    /// <summary>About how many bytes of entries go into one message at most.</summary>
    public int MaxMessageBytes { get; init; } = 1 << 20;

    /// <summary>Entries kept in the log below the newest snapshot, for those who are a little behind.</summary>
    public int KeepBelowSnapshot { get; init; } = 1000;

    /// <summary>
    /// Most slots that are kept in the log before a leader refuses new commands: nothing is dropped from it while replicas
    /// differ, or while snapshots cannot be made; and before a follower whose applier lags so far takes more into its log. Never fewer than four intervals of snapshots and <see cref="KeepBelowSnapshot"/>.
    /// </summary>
    public int LogLimit { get; init; } = 1_000_000;

    /// <summary>
    /// The same in bytes of entries. From a quarter of them on the log waits for nobody: what is in the own snapshot goes, and whoever lacks it is sent
    /// that. A follower whose applier keeps up votes whatever they are.
    /// </summary>
    public long LogLimitBytes { get; init; } = 1L << 30;

    /// <summary>A log of more bytes waits for nobody.</summary>
    internal long LargeLogBytes => LogLimitBytes / 4;

    /// <summary>A learner may become a voter once it lacks no more than so many chosen slots.</summary>
    public int PromotionLag { get; init; } = 1000;

    /// <summary>Replicas that are asked for the log too, besides the members that are known: those may all be gone.</summary>
    public ImmutableArray<ReplicaId> AlsoAsk { get; init; } = [];

    /// <summary>Seeds the replica's own random numbers; must differ between replicas and starts.</summary>
    public ulong Seed { get; init; }

    /// <summary>The settings that this replica gives a cluster if it proposes Genesis.</summary>
    public ClusterSettings Settings { get; init; } = new();
}
