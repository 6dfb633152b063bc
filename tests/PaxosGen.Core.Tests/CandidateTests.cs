using System.Collections.Immutable;
using PaxosGen.Core;
using static PaxosGen.Core.Tests.Play;

namespace PaxosGen.Core.Tests;

public sealed class CandidateTests
{
    [Fact]
    public void The_lowest_id_probes_at_once_and_prepares_after_its_own_promise_is_synced()
    {
        var play = new Play();
        Assert.Equal("->2 Probe epoch 1\n->3 Probe epoch 1", play.Tick());
        Assert.Equal(
            "write promised 1.1.1\nsync->1 Prepare 1.1.1 from 1\nsync->2 Prepare 1.1.1 from 1\nsync->3 Prepare 1.1.1 from 1",
            play.Receive(3, new Message.ProbeAnswer(play.Nonce, true, PaxosGen.Core.Ballot.None, Store(3))));
    }

    [Fact]
    public void The_others_wait_for_an_election_timeout_first()
    {
        var play = new Play(self: 2);
        Assert.Equal("", play.Tick());
        Assert.Equal("", play.Tick(T - 1));
        Assert.Contains("Probe", play.Tick(T + 1), StringComparison.Ordinal);
    }

    [Fact]
    public void A_candidate_exceeds_the_ballots_that_others_have_promised()
    {
        var play = new Play();
        play.Tick();
        play.Receive(3, new Message.ProbeAnswer(play.Nonce, true, Play.Ballot(7, 3), Store(3)));
        Assert.Equal(Play.Ballot(8, 1), play.Replica.Promised);
    }

    [Fact]
    public void A_cluster_is_born_with_the_stores_of_the_quorum_that_promised()
    {
        var play = Candidate(new Play());
        Assert.Equal("", play.Receive(1, Promise(Play.Ballot(1, 1), 1)));
        Assert.Equal("", play.Receive(3, Promise(Play.Ballot(1, 1), 3)));
        Assert.Contains("write vote 1.1.1 1+1", play.Tick(T / 2), StringComparison.Ordinal);

        // Replica 2's store is not named by that Genesis: its vote does not count, replica 3's does.
        play.Tick();
        Assert.Equal("", play.Receive(1, new Message.Accepted(Play.Ballot(1, 1), Slot.First, 1, Store(1))));
        Assert.Equal("", play.Receive(2, new Message.Accepted(Play.Ballot(1, 1), Slot.First, 1, Store(2))));
        Assert.Equal(
            "write chosenThrough 1\nchosen 1 Genesis",
            play.Receive(3, new Message.Accepted(Play.Ballot(1, 1), Slot.First, 1, Store(3))));
        Assert.Equal([1, 3], play.Replica.Configuration.Stores.Keys.Select(k => k.Value));
    }

    [Fact]
    public void It_is_born_at_once_when_all_have_promised()
    {
        var play = Candidate(new Play());
        play.Receive(1, Promise(Play.Ballot(1, 1), 1));
        play.Receive(2, Promise(Play.Ballot(1, 1), 2));
        Assert.Contains("write vote 1.1.1 1+1", play.Receive(3, Promise(Play.Ballot(1, 1), 3)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_vote_of_one_founder_does_not_block_what_the_other_founder_would_have_seen()
    {
        // Genesis names 1 and 2 only, so both must have voted for anything chosen: replica 2 alone sees whether it did.
        var genesis = new EntryBody.Genesis(
            MembershipOf(3), new ClusterSettings(), new[] { 1, 2 }.ToImmutableSortedDictionary(i => new ReplicaId(i), Store)).Encode();
        var state = RecoveredState.Empty(Store(1), Configuration.Initial(MembershipOf(3))) with
        {
            Promised = Play.Ballot(1, 1),
            ChosenThrough = Slot.First,
            Log = [new RecoveredSlot(Slot.First, Play.Ballot(1, 1), genesis, IsChosen: false)],
            Unknown = [new Slot(2)],
        };
        var play = Candidate(new Play(state: state));
        play.Receive(1, Promise(play.Replica.Promised, 1) with { Unknown = [new Slot(2)], IsEmpty = false });
        var effects = play.Receive(2, Promise(play.Replica.Promised, 2, new ReportedSlot(new Slot(2), Play.Ballot(1, 1), Command("v"), false)));
        Assert.Contains("Accept 1.2.1 2", effects, StringComparison.Ordinal);
    }

    [Fact]
    public void A_store_that_a_recovered_slot_enrols_may_have_voted_for_the_slots_after_it()
    {
        // Genesis names 1 and 2, which have chosen slot 2: from there on store 3 counts. 2 and 3 have then chosen v at slot 3, and 2 has
        // damaged its vote. That 1 holds nothing there says little: two of three stores may have chosen without it.
        var genesis = new EntryBody.Genesis(
            MembershipOf(3), new ClusterSettings(), new[] { 1, 2 }.ToImmutableSortedDictionary(i => new ReplicaId(i), Store)).Encode();
        var enrolment = new EntryBody.EnrolStore(new ReplicaId(3), Store(3)).Encode();
        var state = RecoveredState.Empty(Store(1), Configuration.Initial(MembershipOf(3))) with
        {
            Promised = Play.Ballot(1, 1),
            ChosenThrough = Slot.First,
            Log = [new RecoveredSlot(Slot.First, Play.Ballot(1, 1), genesis, IsChosen: false), new RecoveredSlot(new Slot(2), Play.Ballot(1, 1), enrolment, IsChosen: false)],
        };
        var play = Candidate(new Play(state: state));
        var enrolled = new ReportedSlot(new Slot(2), Play.Ballot(1, 1), enrolment, false);
        Assert.Equal("", play.Receive(1, Promise(play.Replica.Promised, 1, enrolled)));
        Assert.Equal("", play.Receive(2, Promise(play.Replica.Promised, 2, enrolled) with { Unknown = [new Slot(3)] }));
        Assert.Equal([enrolment, Command("v")], Proposals(play, Promise(play.Replica.Promised, 3, new ReportedSlot(new Slot(3), Play.Ballot(1, 1), Command("v"), false)), from: 3));
    }

    [Fact]
    public void Only_stores_that_never_held_anything_count_where_no_genesis_is_reported()
    {
        var play = Candidate(new Play());
        play.Receive(1, Promise(Play.Ballot(1, 1), 1));
        Assert.Equal("", play.Receive(2, Promise(Play.Ballot(1, 1), 2) with { IsEmpty = false }));
        Assert.Equal(ReplicaRole.Candidate, play.Replica.Role);
    }

    [Fact]
    public void A_reported_genesis_says_whose_promises_count()
    {
        var genesis = new EntryBody.Genesis(
            MembershipOf(3), new ClusterSettings(),
            new[] { 2, 3 }.ToImmutableSortedDictionary(i => new ReplicaId(i), Store)).Encode();
        var play = Candidate(new Play(), round: 2);
        play.Receive(1, Promise(Play.Ballot(2, 1), 1));
        Assert.Equal("", play.Receive(2, Promise(Play.Ballot(2, 1), 2, new ReportedSlot(Slot.First, Play.Ballot(1, 2), genesis, false))));
        Assert.Contains("Accept 1.2.1 1", play.Receive(3, Promise(Play.Ballot(2, 1), 3)), StringComparison.Ordinal);
        Assert.Equal(ReplicaRole.Leader, play.Replica.Role);
    }

    [Fact]
    public void P2c_the_value_of_the_highest_ballot_is_proposed_and_holes_become_no_ops()
    {
        var play = CandidateWith();
        play.Receive(1, Promise(play.Replica.Promised, 1, new ReportedSlot(new Slot(2), Play.Ballot(3, 3), Command("new"), false)));
        var proposals = Proposals(play, Promise(
            play.Replica.Promised, 2,
            new ReportedSlot(new Slot(2), Play.Ballot(2, 2), Command("old"), false),
            new ReportedSlot(new Slot(4), Play.Ballot(2, 2), Command("four"), false)));
        Assert.Equal([Command("new"), Entry.NoOp, Command("four")], proposals);
    }

    [Fact]
    public void A_value_known_to_be_chosen_wins_over_any_ballot_and_is_learned_at_once()
    {
        var play = CandidateWith();
        play.Receive(1, Promise(play.Replica.Promised, 1, new ReportedSlot(new Slot(2), Play.Ballot(9, 3), Command("vote"), false)));
        var effects = play.Receive(2, Promise(play.Replica.Promised, 2, new ReportedSlot(new Slot(2), PaxosGen.Core.Ballot.None, Command("chosen"), true)));
        Assert.Contains("write chosen 2+1", effects, StringComparison.Ordinal);
        Assert.Contains("chosen 2 Command", effects, StringComparison.Ordinal);
        Assert.Equal(2, play.Replica.ChosenThrough.Value);
    }

    [Fact]
    public void It_catches_up_before_it_proposes_over_slots_that_others_have_truncated()
    {
        var play = CandidateWith();
        play.Tick(T / 2);
        play.Receive(1, Promise(play.Replica.Promised, 1));
        var effects = play.Receive(2, Promise(play.Replica.Promised, 2) with { TruncatedThrough = new Slot(2), ChosenThrough = new Slot(3), IsEmpty = false });
        Assert.Equal("->2 LearnRequest from 2", effects);
        Assert.Equal(ReplicaRole.Candidate, play.Replica.Role);
        play.Receive(3, new Message.Learned(new Slot(2), [Command("x"), Command("y")], new Slot(3), Slot.None));
        Assert.Equal(ReplicaRole.Leader, play.Replica.Role);
        Assert.Equal(3, play.Replica.ChosenThrough.Value);
    }

    [Fact]
    public void A_promise_does_not_count_for_a_slot_that_its_disk_has_damaged()
    {
        var play = CandidateWith();
        play.Receive(1, Promise(play.Replica.Promised, 1));
        Assert.Equal("", play.Receive(2, Promise(play.Replica.Promised, 2) with { Unknown = [new Slot(2)], IsEmpty = false }));
        Assert.Contains("Accept 1.2.1 2", play.Receive(3, Promise(play.Replica.Promised, 3)), StringComparison.Ordinal);
    }

    [Fact]
    public void Parts_of_different_promises_are_not_mixed()
    {
        // W8: a promise counts when all parts of one promise are in.
        var play = CandidateWith();
        var ballot = play.Replica.Promised;
        play.Receive(1, Promise(ballot, 1));
        var first = Promise(ballot, 2, new ReportedSlot(new Slot(2), Play.Ballot(1, 1), Command("a"), false)) with { Parts = 2, Nonce = 7 };
        var second = Promise(ballot, 2, new ReportedSlot(new Slot(3), Play.Ballot(1, 1), Command("b"), false)) with { Part = 1, Parts = 2, Nonce = 8 };
        play.Receive(2, first);
        play.Receive(2, second);
        Assert.Equal(ReplicaRole.Candidate, play.Replica.Role);
        play.Receive(2, first with { Nonce = 8 });
        Assert.Equal(ReplicaRole.Leader, play.Replica.Role);
    }

    [Fact]
    public void A_promise_that_arrives_twice_counts_once()
    {
        var play = Candidate(new Play(members: 5));
        play.Receive(1, Promise(Play.Ballot(1, 1), 1));
        play.Receive(2, Promise(Play.Ballot(1, 1), 2));
        play.Receive(2, Promise(Play.Ballot(1, 1), 2) with { Nonce = 2 });
        Assert.Equal(ReplicaRole.Candidate, play.Replica.Role);
    }

    [Fact]
    public void A_rejected_candidate_stands_down_and_later_exceeds_what_rejected_it()
    {
        var play = Candidate(new Play());
        play.Receive(2, new Message.Reject(Play.Ballot(1, 1), Play.Ballot(6, 2)));
        Assert.Equal(ReplicaRole.Follower, play.Replica.Role);
        play.Tick(3 * T);
        play.Receive(3, new Message.ProbeAnswer(play.Nonce, true, PaxosGen.Core.Ballot.None, Store(3)));
        Assert.Equal(Play.Ballot(7, 1), play.Replica.Promised);
    }

    [Fact]
    public void After_a_restart_a_new_ballot_is_above_everything_on_disk()
    {
        var play = new Play(state: Born(1, Play.Ballot(4, 1), Slot.First));
        play.Tick();
        play.Receive(3, new Message.ProbeAnswer(play.Nonce, true, PaxosGen.Core.Ballot.None, Store(3)));
        Assert.Equal(Play.Ballot(5, 1), play.Replica.Promised);
    }

    private static Play CandidateWith() => Candidate(new Play(state: Born(1, Play.Ballot(1, 1), Slot.First)));

    private static Play Candidate(Play play, long round = 1)
    {
        play.Tick();
        for (var voter = 2; voter <= 3; voter++)
        {
            play.Receive(voter, new Message.ProbeAnswer(play.Nonce, true, round > 1 ? Play.Ballot(round - 1, 3) : PaxosGen.Core.Ballot.None, Store(voter)));
        }

        Assert.Equal(ReplicaRole.Candidate, play.Replica.Role);
        return play;
    }

    private static List<Entry> Proposals(Play play, Message.Promise last, int from = 2)
    {
        var effects = new Effects();
        play.Replica.Step(new Input.Received(play.Time, new ReplicaId(from), last), effects);
        return [.. effects.SendNow.Where(e => e.To.Value == 3).Select(e => e.Message).OfType<Message.Accept>().SelectMany(a => a.Entries)];
    }
}
