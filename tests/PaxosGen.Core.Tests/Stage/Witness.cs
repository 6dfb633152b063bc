using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text;
using PaxosGen.Core;

namespace PaxosGen.Core.Tests;

/// <summary>What was seen must not happen, whatever the schedule.</summary>
internal sealed class WitnessException(string message) : Exception(message);

/// <summary>
/// Sees every disk and every message and believes no replica: counts durable votes itself, and checks after each of them
/// what the papers promise. It never forgets, across crashes, damage and truncation.
/// </summary>
internal sealed class Witness
{
    private readonly Dictionary<Epoch, Membership> _members = [];
    private readonly Dictionary<Epoch, Slot> _ends = [];
    private readonly Dictionary<ReplicaId, Slot> _enrolledAt = [];
    private readonly Dictionary<ReplicaId, Ballot> _promised = [];
    private readonly Dictionary<Slot, SortedDictionary<Ballot, Proposal>> _proposals = [];
    private readonly Dictionary<(Epoch, Slot), Proposal> _chosen = [];
    private readonly Dictionary<Slot, Entry> _applied = [];
    private readonly Dictionary<string, Epoch> _epochOfCommand = new(StringComparer.Ordinal);
    private readonly HashSet<Ballot> _begun = [];
    private readonly List<(Proposal Lower, Proposal Higher)> _conflicts = [];

    /// <summary>A cluster whose Genesis names the stores of all voters.</summary>
    public Witness(Membership first)
    {
        _members[Epoch.First] = first;
        foreach (var voter in first.Voters)
        {
            _enrolledAt[voter] = Slot.None;
        }
    }

    /// <summary>How many proposals were compared with others of lower ballots: whether a run tried anything.</summary>
    public int Conflicts => _conflicts.Count;

    /// <summary>How many slots have a chosen value.</summary>
    public int ChosenCount => _chosen.Count;

    /// <summary>The highest slot that any replica took as chosen.</summary>
    public Slot AppliedThrough { get; private set; }

    /// <summary>The value chosen for a slot in an epoch by a quorum of durable votes, if any.</summary>
    public Entry? ChosenIn(Epoch epoch, Slot slot) => _chosen.TryGetValue((epoch, slot), out var proposal) ? proposal.Entry : null;

    /// <summary>What was proposed in a ballot for a slot.</summary>
    public Entry? ProposedIn(Ballot ballot, Slot slot) =>
        _proposals.TryGetValue(slot, out var ballots) && ballots.TryGetValue(ballot, out var proposal) ? proposal.Entry : null;

    /// <summary>
    /// B1 of <i>The Part-Time Parliament</i> §2.1: each ballot is begun once, by its owner. One that was never heard of,
    /// because its owner crashed before Prepare left, has not begun.
    /// </summary>
    public void OnCampaign(ReplicaId replica, Ballot ballot)
    {
        Check(ballot.Replica == replica, $"{replica} began ballot {ballot}, which is not its own.");
        Check(!_begun.Contains(ballot), $"Ballot {ballot} was begun twice.");
    }

    /// <summary>A promise has been synced, by a disk that holds what came before the ballot's epoch.</summary>
    public void OnPromised(ReplicaId replica, Ballot ballot, DurableImage disk)
    {
        if (ballot.Epoch > Promised(replica).Epoch)
        {
            CheckHoldsAllBefore(replica, ballot.Epoch, disk);
        }

        Check(ballot >= Promised(replica), $"{replica} had promised {Promised(replica)} and now {ballot}.");
        _promised[replica] = ballot;
    }

    /// <summary>A replica starts again and says what it has promised.</summary>
    public void OnRestarted(ReplicaId replica, Ballot promised) =>
        Check(promised >= Promised(replica), $"{replica} had promised {Promised(replica)} and came back with {promised}.");

    /// <summary>A vote has been synced.</summary>
    public void OnVoted(ReplicaId replica, Ballot ballot, Slot slot, Entry entry)
    {
        // P1a: it accepts a proposal only if it has not promised a higher ballot.
        Check(ballot >= Promised(replica), $"{replica} voted in {ballot} for {slot} and had promised {Promised(replica)}.");
        Check(_members.TryGetValue(ballot.Epoch, out var members) && members.IsVoter(replica), $"{replica} voted in {ballot} and is no voter of that epoch.");
        var proposal = Proposed(replica, ballot, slot, entry);
        if (proposal.Voters.Add(replica))
        {
            Count(proposal, members);
        }
    }

    /// <summary>A message leaves: it must be true even if its sender crashes now.</summary>
    public void OnSent(ReplicaId from, Message message, DurableImage disk, Slot chosenThrough)
    {
        switch (message)
        {
            case Message.Prepare prepare:
                Check(prepare.Ballot.Replica == from && disk.Promised >= prepare.Ballot, $"{from} sent {message} before its own promise was synced.");
                _begun.Add(prepare.Ballot);
                break;
            case Message.Promise promise:
                Check(disk.Promised >= promise.Ballot, $"{from} sent {message} before it was synced.");
                break;
            case Message.Accept accept:
                for (var i = 0; i < accept.Entries.Length; i++)
                {
                    Proposed(from, accept.Ballot, accept.FirstSlot + i, accept.Entries[i]);
                }

                break;
            case Message.Accepted accepted:
                for (var slot = accepted.FirstSlot; slot < accepted.FirstSlot + accepted.Count; slot = slot.Next)
                {
                    Check(
                        slot <= chosenThrough || disk[slot] is { IsChosen: true } || HasVoted(from, accepted.Ballot, slot),
                        $"{from} sent {message} before its vote for {slot} was synced.");
                }

                break;
        }
    }

    /// <summary>A replica hands an entry to its state machine.</summary>
    public void OnApplied(ReplicaId replica, Epoch epoch, Slot slot, Entry entry)
    {
        Check(
            _chosen.TryGetValue((epoch, slot), out var chosen) && chosen.Entry.Equals(entry),
            $"{replica} applied {Name(entry)} in slot {slot}; {(chosen is null ? "nothing" : Name(chosen.Entry))} was chosen there in epoch {epoch}.");
        if (!_applied.TryAdd(slot, entry))
        {
            Check(_applied[slot].Equals(entry), $"{replica} applied {Name(entry)} in slot {slot}, another {Name(_applied[slot])}.");
        }

        AppliedThrough = Slot.Max(AppliedThrough, slot);
    }

    /// <summary>A read is answered: from a state that includes all that anybody knew to be chosen when it arrived.</summary>
    public void OnRead(ReplicaId replica, object tag, Slot index, Slot needed) =>
        Check(index >= needed, $"{replica} answers read {tag} from slot {index} of {AppliedThrough}; {needed} was known before it came.");

    /// <summary>After each step: no value that was passed over can be chosen any more.</summary>
    public void Check()
    {
        foreach (var (lower, higher) in _conflicts)
        {
            CheckNotChoosable(lower, higher);
        }
    }

    /// <summary>One word for an entry.</summary>
    public static string Name(Entry entry) => entry.Decode() switch
    {
        EntryBody.Command command => Encoding.UTF8.GetString(command.Payload.Span),
        EntryBody.StopSign stop => $"stop{stop.Next}",
        EntryBody.NoOp => "no-op",
        EntryBody.Genesis => "genesis",
        EntryBody.EnrolStore enrol => $"enrol({enrol.Replica})",
        var other => other.GetType().Name,
    };

    /// <summary>
    /// W6: of the voters of an epoch every phase-1 quorum must find what was applied before it, so nobody promises in it
    /// without all of that.
    /// </summary>
    private void CheckHoldsAllBefore(ReplicaId replica, Epoch epoch, DurableImage disk)
    {
        var end = _ends.GetValueOrDefault(new Epoch(epoch.Value - 1));
        for (var slot = disk.TruncatedThrough.Next; slot <= end; slot = slot.Next)
        {
            Check(
                disk[slot] is { } held && (!_applied.TryGetValue(slot, out var applied) || applied.Equals(held.Entry)),
                $"{replica} promises in epoch {epoch} and lacks slot {slot}.");
        }
    }

    private Ballot Promised(ReplicaId replica) => _promised.GetValueOrDefault(replica);

    private bool HasVoted(ReplicaId replica, Ballot ballot, Slot slot) =>
        _proposals.TryGetValue(slot, out var ballots) && ballots.TryGetValue(ballot, out var proposal) && proposal.Voters.Contains(replica);

    private Proposal Proposed(ReplicaId by, Ballot ballot, Slot slot, Entry entry)
    {
        if (!_proposals.TryGetValue(slot, out var ballots))
        {
            _proposals[slot] = ballots = [];
        }

        if (ballots.TryGetValue(ballot, out var known))
        {
            Check(known.Entry.Equals(entry), $"Ballot {ballot} has {Name(known.Entry)} and {Name(entry)} for slot {slot}.");
            return known;
        }

        Check(ballot.Replica == by, $"{by} proposed or voted in {ballot} for slot {slot} what its owner never proposed.");
        CheckP2c(ballots, ballot, slot, entry);
        CheckNotVoid(ballot, entry);
        var proposal = new Proposal(ballot, slot, entry, []);
        foreach (var other in ballots.Values.Where(p => p.Ballot.Epoch == ballot.Epoch && !p.Entry.Equals(entry)))
        {
            var pair = other.Ballot < ballot ? (other, proposal) : (proposal, other);
            CheckNotChoosable(pair.Item1, pair.Item2);
            _conflicts.Add(pair);
        }

        ballots.Add(ballot, proposal);
        return proposal;
    }

    /// <summary>
    /// P2c (<i>Paxos Made Simple</i> §2.2), which is B3 of the Parliament: there is a set S of acceptors, meeting every
    /// quorum and bound by promises, of which none has voted below, or whose highest vote below is for this value.
    /// </summary>
    private void CheckP2c(SortedDictionary<Ballot, Proposal> ballots, Ballot ballot, Slot slot, Entry entry)
    {
        Check(_members.TryGetValue(ballot.Epoch, out var members), $"Ballot {ballot} is of an epoch that has not begun.");
        var below = ballots.Values.Where(p => p.Ballot.Epoch == ballot.Epoch && p.Ballot < ballot).Reverse().ToList();
        var voters = members.Voters.Where(v => IsEnrolled(v, slot)).ToList();
        var bound = voters.Where(v => Promised(v) >= ballot).ToList();

        // For each acceptor the value of its highest vote; S is everybody whose highest is at most that of one for this value.
        var limits = below.Where(p => p.Entry.Equals(entry)).Select(p => p.Ballot).Prepend(Ballot.None);
        var holds = limits.Any(limit => bound.Count(v => HighestVote(below, v) <= limit) + members.Phase2Quorum > voters.Count);
        Check(holds, $"P2c does not hold for {Name(entry)} in slot {slot} of ballot {ballot}: below it {string.Join(", ", below)}; bound by it {string.Join(", ", bound)}.");
    }

    private static Ballot HighestVote(List<Proposal> fromHighest, ReplicaId voter) =>
        fromHighest.FirstOrDefault(p => p.Voters.Contains(voter))?.Ballot ?? Ballot.None;

    /// <summary>A quorum that voted for the lower one would have to be made of those who did and those who still may.</summary>
    private void CheckNotChoosable(Proposal lower, Proposal higher)
    {
        var members = _members[lower.Ballot.Epoch];
        var may = members.Voters.Count(v => IsEnrolled(v, lower.Slot) && (lower.Voters.Contains(v) || Promised(v) <= lower.Ballot));
        Check(may < members.Phase2Quorum, $"{higher} is proposed, and {lower} can still be chosen.");
    }

    /// <summary>What was proposed in one epoch and fell behind its StopSign never comes back in a later one.</summary>
    private void CheckNotVoid(Ballot ballot, Entry entry)
    {
        if (entry.Kind == EntryKind.Command && !_epochOfCommand.TryAdd(Name(entry), ballot.Epoch))
        {
            Check(_epochOfCommand[Name(entry)] == ballot.Epoch, $"{Name(entry)} comes back in {ballot}.");
        }
    }

    private bool IsEnrolled(ReplicaId voter, Slot slot) => _enrolledAt.TryGetValue(voter, out var at) && at < slot;

    private void Count(Proposal proposal, Membership members)
    {
        if (proposal.Voters.Count(v => IsEnrolled(v, proposal.Slot)) < members.Phase2Quorum)
        {
            return;
        }

        var key = (proposal.Ballot.Epoch, proposal.Slot);
        if (!_chosen.TryAdd(key, proposal))
        {
            Check(_chosen[key].Entry.Equals(proposal.Entry), $"{_chosen[key]} and {proposal} are both chosen.");
            return;
        }

        switch (proposal.Entry.Decode())
        {
            case EntryBody.StopSign stop:
                _members.TryAdd(new Epoch(proposal.Ballot.Epoch.Value + 1), stop.Next);
                _ends.TryAdd(proposal.Ballot.Epoch, proposal.Slot);
                foreach (var member in stop.Next.Members.Where(m => m.IsVoter && m.Store != StoreId.None))
                {
                    _enrolledAt.TryAdd(member.Id, proposal.Slot);
                }

                break;
            case EntryBody.EnrolStore enrol when _enrolledAt.TryAdd(enrol.Replica, proposal.Slot):
                // Its votes above count from now on, those that it cast before too.
                foreach (var above in _proposals.Where(p => p.Key > proposal.Slot).SelectMany(p => p.Value.Values).ToList())
                {
                    Count(above, _members[above.Ballot.Epoch]);
                }

                break;
        }
    }

    private static void Check([DoesNotReturnIf(false)] bool holds, [InterpolatedStringHandlerArgument(nameof(holds))] Words words)
    {
        if (!holds)
        {
            throw new WitnessException(words.ToString());
        }
    }

    /// <summary>Builds the text only where it will be read.</summary>
    [InterpolatedStringHandler]
    private readonly ref struct Words
    {
        private readonly StringBuilder? _text;

        public Words(int literalLength, int formattedCount, bool holds, out bool isWanted)
        {
            isWanted = !holds;
            _text = holds ? null : new StringBuilder(literalLength + 16 * formattedCount);
        }

        public void AppendLiteral(string text) => _text!.Append(text);

        public void AppendFormatted<T>(T value) => _text!.Append(value);

        public override string ToString() => _text?.ToString() ?? "";
    }

    private sealed record Proposal(Ballot Ballot, Slot Slot, Entry Entry, HashSet<ReplicaId> Voters)
    {
        public override string ToString() => $"{Name(Entry)} in slot {Slot} of {Ballot} with votes of {{{string.Join(",", Voters.Order())}}}";
    }
}
