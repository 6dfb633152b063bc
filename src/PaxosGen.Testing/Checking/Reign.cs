using PaxosGen.Core;

namespace PaxosGen.Testing.Checking;

/// <summary>What is known of one replica's leadership in one ballot: the rounds that left it, and who said that it had heard them.</summary>
/// <param name="began">Its beginning.</param>
/// <param name="leader">Who leads.</param>
/// <param name="membership">The members of its epoch.</param>
/// <param name="before">The reign of the same life before it; null when there is none.</param>
internal sealed class Reign(ProtocolEvent.LeadershipBegan began, SimulatedReplica leader, Membership membership, Reign? before)
{
    private readonly List<Round> _rounds = [];
    private readonly Dictionary<(long Round, ReplicaId To), (long At, bool HasQuorum)> _told = [];
    private readonly Dictionary<ReplicaId, Round> _echoed = [];
    private readonly Dictionary<ReplicaId, Slot> _has = [];

    /// <summary>Its ballot.</summary>
    public Ballot Ballot => began.Ballot;

    /// <summary>Who leads.</summary>
    public SimulatedReplica Leader => leader;

    /// <summary>The life in which it leads.</summary>
    public int Life { get; } = leader.Life;

    /// <summary>Whether it has not said that it leads no more.</summary>
    public bool IsOn { get; set; } = true;

    /// <summary>Whether it has proposed a StopSign in an earlier step.</summary>
    public bool HasProposedStopSign { get; set; }

    /// <summary>Whether it has proposed a StopSign in its last step.</summary>
    public bool ProposesStopSign { get; set; }

    /// <summary>Since when it lets another lead, until it gives that up; null when it does not.</summary>
    public long? HandsOverSince { get; set; }

    /// <summary>Its clock when it was asked to hand over, or before.</summary>
    public long HandoverAskedAt { get; set; }

    /// <summary>Whom it has told to lead; none when nobody.</summary>
    public ReplicaId ToldToLead { get; set; }

    /// <summary>The end of the lease, by its own clock, under which it has last let a read go; long ago when there was none.</summary>
    public long LeaseUntil { get; set; } = long.MinValue;

    /// <summary>The reign of the same life before it; null when there is none.</summary>
    public Reign? Before => before;

    /// <summary>What lower ballots may have acknowledged: nobody knows what is current before all of it is chosen (W4).</summary>
    public Slot RecoveredThrough => began.RecoveredThrough;

    /// <summary>The highest slot that it has proposed in, in earlier steps, or that it knew to be chosen when it began.</summary>
    public Slot ProposedThrough { get; set; } = began.FirstSlot.Previous;

    /// <summary>The same with its last step.</summary>
    public Slot ProposesThrough { get; set; } = began.FirstSlot.Previous;

    /// <summary>The members of its epoch.</summary>
    public Membership Membership => membership;

    /// <summary>A heartbeat leaves the leader.</summary>
    /// <param name="heartbeat">The heartbeat.</param>
    /// <param name="to">To whom.</param>
    /// <param name="now">When.</param>
    public void OnHeartbeat(Message.Heartbeat heartbeat, SimulatedReplica to, long now)
    {
        while (_rounds.Count < heartbeat.Round)
        {
            _rounds.Add(new Round(now, leader.Time.Now, heartbeat.HasQuorum));
        }

        // The last heartbeat of an epoch is of an earlier round and speaks of no quorum. Which copy an echo is of is not known (seed 206978).
        var first = _told.GetValueOrDefault((heartbeat.Round, to.Id), (At: to.Time.Now, HasQuorum: true));
        _told[(heartbeat.Round, to.Id)] = (first.At, first.HasQuorum && heartbeat.HasQuorum);
    }

    /// <summary>What a replica has said in this ballot that it knows to be chosen.</summary>
    public Slot Has(ReplicaId replica) => _has.GetValueOrDefault(replica);

    /// <summary>A replica echoes a round, and says what it knows to be chosen.</summary>
    /// <returns>The round, and when by the clock of who echoes it the leader sent it; null if it never did.</returns>
    public (Round Round, long ToldAt)? OnEchoed(ReplicaId by, long round, Slot chosenThrough)
    {
        _has[by] = Slot.Max(Has(by), chosenThrough);
        if (!_told.TryGetValue((round, by), out var told) || round < 1)
        {
            return null;
        }

        var echoed = _rounds[(int)round - 1];
        if (!_echoed.TryGetValue(by, out var known) || known.SentAt < echoed.SentAt)
        {
            _echoed[by] = echoed;
        }

        return (echoed with { HasQuorum = told.HasQuorum }, told.At);
    }

    /// <summary>The newest round that a phase-2 quorum has echoed, the leader itself always among them; null when none is.</summary>
    public Round? Confirmed(long now)
    {
        var others = membership.Phase2Quorum - 1;
        return others == 0
            ? new Round(now, leader.Time.Now, HasQuorum: true)
            : _echoed.Where(e => membership.IsVoter(e.Key) && e.Key != leader.Id).Select(e => (Round?)e.Value).OrderByDescending(r => r!.Value.SentAt).ElementAtOrDefault(others - 1);
    }
}

/// <summary>A round of heartbeats.</summary>
/// <param name="SentAt">When its first heartbeat left.</param>
/// <param name="Clock">The leader's clock then.</param>
/// <param name="HasQuorum">Whether the leader said that it heard from a quorum.</param>
internal readonly record struct Round(long SentAt, long Clock, bool HasQuorum);
