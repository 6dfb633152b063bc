using PaxosGen.Core;

namespace PaxosGen.Testing.Checking;

/// <summary>
/// Each replica's newest reign, and what a leader takes on no more: nothing at all once it has proposed a StopSign (W5), no
/// command and no read while it lets another lead, which it gives up after an election time-out and not before; and no read under a lease once it has told another to
/// lead, which it does only when that one has all that it proposed.
/// </summary>
internal sealed class Reigns(ChosenLog chosen, SimulatedWorld world, long timeout)
{
    private readonly Dictionary<ReplicaId, Reign> _newest = [];
    private readonly HashSet<Ballot> _begun = [];
    private readonly Dictionary<ReplicaId, long> _handoverAskedAt = [];

    /// <summary>All of them.</summary>
    public IEnumerable<Reign> All => _newest.Values;

    /// <summary>The reign of a replica that has led last in this life; null when there is none.</summary>
    public Reign? Of(SimulatedReplica replica) => _newest.TryGetValue(replica.Id, out var reign) && reign.Life == replica.Life ? reign : null;

    /// <summary>The newest reign of a replica, of whatever life; null when there is none.</summary>
    public Reign? LastOf(ReplicaId replica) => _newest.GetValueOrDefault(replica);

    /// <summary>The reign in a ballot; null when its owner has not begun it, or has led in another since.</summary>
    public Reign? In(Ballot ballot) => _newest.TryGetValue(ballot.Replica, out var reign) && reign.Ballot == ballot ? reign : null;

    /// <summary>Whether a ballot has its leader, or had it before that one led in another.</summary>
    public bool HasBegun(Ballot ballot) => _begun.Contains(ballot);

    /// <summary>Takes up who has begun to lead in a step.</summary>
    /// <returns>The reign that began; null when none did.</returns>
    public Reign? Begin(SimulatedReplica replica, IReadOnlyList<ProtocolEvent> events)
    {
        foreach (var happened in events)
        {
            if (happened is ProtocolEvent.LeadershipBegan began)
            {
                _begun.Add(began.Ballot);
                return _newest[replica.Id] = new Reign(began, replica, chosen.MembershipOf(began.Ballot.Epoch), Of(replica));
            }
        }

        return null;
    }

    /// <summary>An operator asks a replica to let another lead.</summary>
    public void OnHandoverAsked(SimulatedReplica replica) => _handoverAskedAt.TryAdd(replica.Id, replica.Time.Now);

    /// <summary>A step of a replica has these effects; those of earlier steps bind it.</summary>
    /// <param name="replica">The replica.</param>
    /// <param name="events">What happened.</param>
    /// <param name="reads">The reads that it lets go, with when and how they were asked for.</param>
    /// <param name="writes">What is to be written.</param>
    public void OnStepped(
        SimulatedReplica replica, IReadOnlyList<ProtocolEvent> events, IEnumerable<(ReadReady Ready, (long At, ReadConsistency Consistency) Asked)> reads,
        IReadOnlyList<LogRecord> writes)
    {
        // All that was asked since the last step is answered in this one; which of it began a handover is not known, so the first counts.
        _handoverAskedAt.Remove(replica.Id, out var askedAt);
        if (Of(replica) is not { IsOn: true } reign)
        {
            return;
        }

        // Within a step nobody knows what came first, so each rule binds from the next step on, and no longer than until the last.
        reign.HasProposedStopSign |= reign.ProposesStopSign;
        reign.ProposedThrough = reign.ProposesThrough;
        reign.IsOn = !events.Any(e => e is ProtocolEvent.LeadershipEnded);
        foreach (var happened in events)
        {
            if (happened is ProtocolEvent.HandoverBegan)
            {
                reign.HandoverAskedAt = askedAt;
            }
            else if (happened is ProtocolEvent.HandoverEnded ended)
            {
                reign.HandsOverSince = null;
                CheckGivenUp(reign, ended);
            }
        }

        if (reign.IsOn)
        {
            foreach (var (ready, asked) in reads)
            {
                CheckRead(reign, ready, asked);
            }
        }

        CheckProposals(reign, writes);
        if (events.LastOrDefault(e => e is ProtocolEvent.HandoverBegan or ProtocolEvent.HandoverEnded) is ProtocolEvent.HandoverBegan)
        {
            reign.HandsOverSince = world.Now;
        }
    }

    /// <summary>A leader tells another replica to lead: with nothing in flight all that it has proposed is chosen, and the other has said that it knows so.</summary>
    public void OnToldToLead(Ballot ballot, ReplicaId to)
    {
        if (In(ballot) is not { } reign)
        {
            return;
        }

        if (reign.Has(to) < reign.ProposedThrough)
        {
            throw new SimulationFailedException(
                $"Replica {reign.Leader.Id}, leading in {ballot}, tells replica {to} to lead, which has said to have all through {reign.Has(to)} and may lack slot {reign.ProposedThrough}.");
        }

        (reign.ToldToLead, reign.LeaseUntil) = (to, long.MinValue);
    }

    private void CheckGivenUp(Reign reign, ProtocolEvent.HandoverEnded ended)
    {
        var after = reign.Leader.Time.Now - reign.HandoverAskedAt;
        if (reign.IsOn && ended.Ballot == reign.Ballot && ended.Outcome != Core.OperationOutcome.Done && after < timeout)
        {
            throw new SimulationFailedException($"Replica {reign.Leader.Id}, leading in {reign.Ballot}, gives up a handover after {after / 1e6:F3} ms.");
        }
    }

    private static void CheckRead(Reign reign, ReadReady ready, (long At, ReadConsistency Consistency) asked)
    {
        var who = $"Replica {reign.Leader.Id}, leading in {reign.Ballot},";
        if (reign.HasProposedStopSign && asked.Consistency != ReadConsistency.BoundedStale)
        {
            throw new SimulationFailedException($"{who} has proposed a StopSign and lets a {asked.Consistency} read go.");
        }

        if (reign.HandsOverSince < asked.At)
        {
            throw new SimulationFailedException($"{who} hands over and takes a read.");
        }

        if (reign.ToldToLead != ReplicaId.None && ready.Deadline != long.MaxValue)
        {
            throw new SimulationFailedException($"{who} has told replica {reign.ToldToLead} to lead, and lets a read go under its lease.");
        }
    }

    /// <summary>A leader's own votes are what it proposes.</summary>
    private static void CheckProposals(Reign reign, IReadOnlyList<LogRecord> writes)
    {
        foreach (var write in writes)
        {
            if (write is not LogRecord.Vote vote || vote.Ballot != reign.Ballot)
            {
                continue;
            }

            reign.ProposesThrough = Slot.Max(reign.ProposesThrough, vote.FirstSlot + (vote.Entries.Length - 1));
            foreach (var entry in vote.Entries)
            {
                if (reign.ProposesStopSign)
                {
                    throw new SimulationFailedException($"Replica {reign.Leader.Id}, leading in {reign.Ballot}, has proposed a StopSign and proposes {entry}.");
                }

                if (reign.HandsOverSince is not null && entry.Kind is (EntryKind.Command or EntryKind.OpenSession))
                {
                    throw new SimulationFailedException($"Replica {reign.Leader.Id}, leading in {reign.Ballot}, hands over and takes {entry}.");
                }

                reign.ProposesStopSign |= entry.IsStopSign;
            }
        }
    }
}
