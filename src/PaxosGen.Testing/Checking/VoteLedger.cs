using System.Collections.Immutable;
using PaxosGen.Core;

namespace PaxosGen.Testing.Checking;

/// <summary>
/// All ballots ever used: who durably promised which, what was proposed, and who durably voted for it. Checks P1 (one
/// value per ballot and slot), P2b (a higher ballot never carries another value than a chosen one) and P2c (<i>Paxos Made
/// Simple</i> §2.2) at each first proposal of a value, and counts what is chosen.
/// </summary>
internal sealed class VoteLedger(ChosenLog chosen)
{
    private readonly Dictionary<long, List<Proposal>> _proposals = [];
    private readonly Dictionary<Ballot, ulong> _promises = [];
    private readonly Dictionary<(Ballot Ballot, ReplicaId Acceptor), ImmutableArray<Slot>> _unknown = [];
    private readonly Dictionary<(Ballot Ballot, Slot Slot), ulong> _acknowledged = [];
    private readonly List<(Slot Slot, Ballot Ballot, Entry Entry)> _enrolling = [];
    private readonly StopSigns _stopSigns = new();

    /// <summary>A promise has left an acceptor whose disk keeps it.</summary>
    /// <param name="acceptor">Whose.</param>
    /// <param name="ballot">The ballot promised.</param>
    /// <param name="unknown">Slots that it says it does not know: it does not count there (W7). Of several promises of one ballot it may be any that is counted.</param>
    public void OnPromise(ReplicaId acceptor, Ballot ballot, ImmutableArray<Slot> unknown)
    {
        var promised = _promises.GetValueOrDefault(ballot);
        if ((promised & BitOf(acceptor)) == 0 && !unknown.IsEmpty)
        {
            _unknown[(ballot, acceptor)] = unknown;
        }
        else if (_unknown.TryGetValue((ballot, acceptor), out var before))
        {
            _unknown[(ballot, acceptor)] = [.. before.Intersect(unknown)];
        }

        _promises[ballot] = promised | BitOf(acceptor);
    }

    /// <summary>The owner of a ballot proposes a value.</summary>
    public void OnProposed(Ballot ballot, Slot slot, Entry entry) => Find(ballot, slot, entry);

    /// <summary>A vote is durable.</summary>
    public void OnVote(ReplicaId acceptor, Ballot ballot, Slot slot, Entry entry)
    {
        var proposal = Find(ballot, slot, entry);
        if ((proposal.Voters & BitOf(acceptor)) != 0)
        {
            return;
        }

        proposal.Voters |= BitOf(acceptor);
        if (slot <= chosen.Through)
        {
            CheckAgainstChosen(proposal, slot);
            return;
        }

        while (FindChosen(chosen.Through.Next) is { } found)
        {
            chosen.Add(found.Ballot, found.Entry);
            CheckAll(chosen.Through);
        }
    }

    /// <summary>Whether this acceptor has durably voted for a slot in this ballot.</summary>
    public bool HasVoted(ReplicaId acceptor, Ballot ballot, Slot slot) =>
        _proposals.TryGetValue(slot.Value, out var proposals) && proposals.Exists(p => p.Ballot == ballot && (p.Voters & BitOf(acceptor)) != 0);

    /// <summary>Whether this acceptor has durably voted for another value of a slot, in whatever ballot.</summary>
    public bool HasVotedOtherwise(ReplicaId acceptor, Slot slot, Entry entry) =>
        _proposals.TryGetValue(slot.Value, out var proposals) && proposals.Exists(p => (p.Voters & BitOf(acceptor)) != 0 && !p.Entry.Equals(entry));

    /// <summary>What is proposed for a slot in a ballot; null if nothing is known to be.</summary>
    public Entry? ProposedIn(Ballot ballot, Slot slot) =>
        _proposals.TryGetValue(slot.Value, out var proposals) ? proposals.Find(p => p.Ballot == ballot)?.Entry : null;

    /// <summary>An acceptor acknowledges a proposal without a vote, since it knows the slot to be chosen.</summary>
    /// <remarks>
    /// This need not come after the proposal: a leader that holds the slot as chosen, behind others that it does not, tells
    /// itself so at once, while flow control may keep its Accept back from everybody else.
    /// </remarks>
    public void OnAcknowledged(ReplicaId acceptor, Ballot ballot, Slot slot) =>
        _acknowledged[(ballot, slot)] = _acknowledged.GetValueOrDefault((ballot, slot)) | BitOf(acceptor);

    /// <summary>Whether a phase-2 quorum has answered for one value of a slot in this very ballot: with durable votes, or knowing it to be chosen.</summary>
    public bool IsChosenIn(Ballot ballot, Slot slot) =>
        _proposals.TryGetValue(slot.Value, out var proposals) && proposals.Find(p => p.Ballot == ballot) is { } proposal
        && IsQuorum(proposal, proposal.Voters | _acknowledged.GetValueOrDefault((ballot, slot)), slot);

    /// <summary>Whether a StopSign is proposed that may be chosen yet.</summary>
    public bool IsEpochEnding => _proposals.Any(p =>
        p.Key > chosen.Through.Value && p.Value.Exists(q => q.Entry.IsStopSign && q.Ballot.Epoch == chosen.Configuration.Epoch));

    private static ulong BitOf(ReplicaId replica) => 1UL << replica.Value;

    private Proposal Find(Ballot ballot, Slot slot, Entry entry)
    {
        if (!_proposals.TryGetValue(slot.Value, out var proposals))
        {
            _proposals[slot.Value] = proposals = [];
        }

        foreach (var known in proposals)
        {
            if (known.Ballot == ballot)
            {
                return known.Entry.Equals(entry) ? known
                    : throw new SimulationFailedException($"P1: ballot {ballot} has two values at slot {slot}: {known.Entry} and {entry}.");
            }
        }

        if (_acknowledged.ContainsKey((ballot, slot)) && chosen[slot] is { } held && !held.Equals(entry))
        {
            throw new SimulationFailedException($"Replica {ballot.Replica} proposes {entry} in {ballot} at slot {slot}, and has acknowledged it to itself, where {held} is chosen (W3).");
        }

        var proposal = new Proposal(ballot, entry);
        _stopSigns.OnProposed(ballot, slot, entry);
        CheckP2c(proposal, slot, proposals);
        proposals.Add(proposal);
        if (entry.Kind == EntryKind.EnrolStore)
        {
            _enrolling.RemoveAll(e => e.Slot <= chosen.Through);
            _enrolling.Add((slot, ballot, entry));
        }

        return proposal;
    }

    /// <summary>
    /// P2c: there is a set of acceptors that promised this ballot and know what they hold there, that meets every phase-2
    /// quorum of the slot, none of which had voted below it, or of whose votes below it the highest was for this value.
    /// </summary>
    private void CheckP2c(Proposal proposal, Slot slot, List<Proposal> earlier)
    {
        if (chosen[slot] is { } known && known.Equals(proposal.Entry))
        {
            return;
        }

        var configuration = chosen.Before(slot);
        if (proposal.Ballot.Epoch < configuration.Epoch)
        {
            // Void: a StopSign has ended its epoch, and whatever it gets counts for nothing.
            return;
        }

        if (proposal.Ballot.Epoch > configuration.Epoch)
        {
            throw new SimulationFailedException($"{proposal.Entry} is proposed in {proposal.Ballot} at slot {slot}, which is of epoch {configuration.Epoch}.");
        }

        configuration = WithEnrolled(configuration, proposal.Ballot, slot);
        var membership = configuration.Membership;
        var promises = _promises.GetValueOrDefault(proposal.Ballot);
        var (free, agreeing) = (0, Ballot.None);
        foreach (var p in earlier)
        {
            if (p.Ballot < proposal.Ballot && p.Ballot.Epoch == proposal.Ballot.Epoch && p.Ballot > agreeing && p.Voters != 0 && p.Entry.Equals(proposal.Entry))
            {
                agreeing = p.Ballot;
            }
        }

        foreach (var voter in membership.Voters)
        {
            var counts = (promises & BitOf(voter)) != 0 && (!configuration.IsBorn || configuration.Stores.ContainsKey(voter)) && !IsUnknown(proposal.Ballot, voter, slot);
            if (counts && HighestVote(voter, proposal.Ballot, earlier) <= agreeing)
            {
                free++;
            }
        }

        // Before Genesis and in epochs that are not known yet, all voters are taken to count.
        var enrolled = configuration.IsBorn ? membership.Voters.Count(configuration.Stores.ContainsKey) : membership.Voters.Length;
        if (free + membership.Phase2Quorum <= enrolled)
        {
            throw new SimulationFailedException(
                $"P2c: {proposal.Entry} is proposed in {proposal.Ballot} at slot {slot}, and only {free} of those who promised it allow that. Earlier: "
                + string.Join(", ", earlier.Select(p => $"{p.Ballot} {p.Entry} by {p.Voters:b}")) + $"; promised by {promises:b}.");
        }
    }

    private bool IsUnknown(Ballot ballot, ReplicaId voter, Slot slot) => _unknown.Count > 0 && _unknown.TryGetValue((ballot, voter), out var slots) && slots.Contains(slot);

    /// <summary>Whose votes count at a slot if what the ballot proposes below it is chosen: stores that it enrols there count as well.</summary>
    private Configuration WithEnrolled(Configuration configuration, Ballot ballot, Slot slot)
    {
        foreach (var (at, by, entry) in _enrolling)
        {
            if (by == ballot && at > chosen.Through && at < slot)
            {
                configuration = ConfigurationBooks.After(configuration, at, entry);
            }
        }

        return configuration;
    }

    private static Ballot HighestVote(ReplicaId voter, Ballot below, List<Proposal> proposals)
    {
        var highest = Ballot.None;
        foreach (var p in proposals)
        {
            if (p.Ballot < below && p.Ballot.Epoch == below.Epoch && p.Ballot > highest && (p.Voters & BitOf(voter)) != 0)
            {
                highest = p.Ballot;
            }
        }

        return highest;
    }

    private Proposal? FindChosen(Slot slot) =>
        _proposals.TryGetValue(slot.Value, out var proposals) ? proposals.Where(p => IsChosen(p, slot)).MinBy(p => p.Ballot) : null;

    private bool IsChosen(Proposal proposal, Slot slot) => IsQuorum(proposal, proposal.Voters, slot);

    private bool IsQuorum(Proposal proposal, ulong voters, Slot slot)
    {
        var configuration = chosen.Before(slot);
        if (proposal.Ballot.Epoch != configuration.Epoch)
        {
            return false;
        }

        if (slot == Slot.First && proposal.Entry.Kind == EntryKind.Genesis)
        {
            // Whom Genesis names is counted from the first slot on.
            configuration = configuration.After(slot, proposal.Entry);
        }

        var votes = 0;
        foreach (var voter in configuration.Membership.Voters)
        {
            votes += (voters & BitOf(voter)) != 0 && configuration.Stores.ContainsKey(voter) ? 1 : 0;
        }

        return votes >= configuration.Membership.Phase2Quorum;
    }

    private void CheckAll(Slot slot)
    {
        foreach (var proposal in _proposals[slot.Value])
        {
            CheckAgainstChosen(proposal, slot);
        }
    }

    private void CheckAgainstChosen(Proposal proposal, Slot slot)
    {
        if (proposal.Entry.Equals(chosen[slot]) || proposal.Ballot.Epoch != chosen.Before(slot).Epoch)
        {
            return;
        }

        if ((proposal.Voters != 0 && proposal.Ballot > chosen.BallotOf(slot)) || IsChosen(proposal, slot))
        {
            throw new SimulationFailedException(
                $"P2: {chosen[slot]} was chosen at slot {slot} in {chosen.BallotOf(slot)}, and {proposal.Ballot} has votes for {proposal.Entry} by {proposal.Voters:b}.");
        }
    }

    private sealed class Proposal(Ballot ballot, Entry entry)
    {
        public Ballot Ballot => ballot;

        public Entry Entry => entry;

        /// <summary>Who has durably voted for it: a bit for each replica id.</summary>
        public ulong Voters { get; set; }
    }
}
