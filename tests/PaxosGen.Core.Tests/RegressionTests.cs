using System.Collections.Immutable;
using PaxosGen.Core;
using static PaxosGen.Core.Tests.Play;

namespace PaxosGen.Core.Tests;

/// <summary>Plays that once went wrong.</summary>
public sealed class RegressionTests
{
    /// <summary>
    /// R1. Replica 1 misses slot 2, holds votes of ballot 1.2.2 for 3 and 4, and heard that 3 is chosen in it. Phase 1 brings it
    /// slot 2; learning that also lets the follower rule take slot 3, so the recovered values move up by one: slot 3's value is
    /// proposed for slot 4, over what {1, 2} may have chosen there.
    /// </summary>
    [Fact]
    public void A_new_leader_proposes_each_recovered_value_in_its_own_slot()
    {
        var old = Play.Ballot(2, 2);
        var play = new Play(state: Born(1, old, Slot.First, Voted(3, old, Command("three")), Voted(4, old, Command("four"))));
        play.Receive(2, new Message.Heartbeat(old, 1, new Slot(3), true, Slot.None));
        var ballot = Campaign(play);
        play.Receive(1, Promise(ballot, 1, Vote(3, old, "three"), Vote(4, old, "four")));
        var accepts = Accepts(play, 3, Promise(
            ballot, 3, new ReportedSlot(new Slot(2), PaxosGen.Core.Ballot.None, Command("two"), true), Vote(3, old, "three"), Vote(4, old, "four")));
        Assert.Equal(Command("four"), accepts[new Slot(4)]);
    }

    /// <summary>
    /// R2. Replica 1 holds slot 3 as chosen (a Learned that answered a late Accept of its) with slot 2 open. It leads and has
    /// slot 2 chosen; then any stale Accept of a lower ballot makes its learner walk over slot 3 behind the leader's back.
    /// </summary>
    [Fact]
    public void A_stale_accept_does_not_make_a_leader_learn_behind_its_own_back()
    {
        var old = Play.Ballot(2, 2);
        var play = new Play(state: Born(
            1, old, Slot.First, Voted(2, old, Command("two")), new RecoveredSlot(new Slot(3), PaxosGen.Core.Ballot.None, Command("three"), IsChosen: true)));
        var ballot = Campaign(play);
        play.Receive(1, Promise(ballot, 1, Vote(2, old, "two"), new ReportedSlot(new Slot(3), PaxosGen.Core.Ballot.None, Command("three"), true)));
        play.Receive(2, Promise(ballot, 2, Vote(2, old, "two"), Vote(3, old, "three")));
        Assert.Equal(ReplicaRole.Leader, play.Replica.Role);
        play.Receive(1, new Message.Accepted(ballot, new Slot(2), 2, Store(1)));
        play.Receive(2, new Message.Accepted(ballot, new Slot(2), 1, Store(2)));
        play.Receive(2, new Message.Accept(old, new Slot(2), [Command("two")], Slot.First));
        play.Receive(2, new Message.Accepted(ballot, new Slot(3), 1, Store(2)));
        Assert.Equal(3, play.Replica.ChosenThrough.Value);
    }

    /// <summary>
    /// R3. 1 leads in 1.1.1 with {1, 3}: its Genesis A is voted on by 3 only (1 crashes before its sync). 2 leads in 1.2.2 with
    /// {1, 2}: Genesis B is chosen. 1's record rots. With 2 down, 1 (slot 1 unknown) and 3 (A) must not decide slot 1.
    /// </summary>
    [Fact]
    public void A_damaged_vote_on_genesis_does_not_count_for_genesis()
    {
        var genesis = new EntryBody.Genesis(
            MembershipOf(3), new ClusterSettings(), new[] { 1, 3 }.ToImmutableSortedDictionary(i => new ReplicaId(i), Store)).Encode();
        var state = RecoveredState.Empty(Store(1), Configuration.Initial(MembershipOf(3))) with { Promised = Play.Ballot(2, 2), Unknown = [Slot.First] };
        var play = new Play(state: state);
        var ballot = Campaign(play);
        play.Receive(1, Promise(ballot, 1) with { IsEmpty = false, Unknown = [Slot.First] });
        play.Receive(3, Promise(ballot, 3, new ReportedSlot(Slot.First, Play.Ballot(1, 1), genesis, false)));
        Assert.Equal(ReplicaRole.Candidate, play.Replica.Role);
    }

    /// <summary>Seed 548: 1's vote on Genesis is damaged; 2 and 3 voted for it, though it names only 1 and 2.</summary>
    [Fact]
    public void Votes_on_genesis_of_stores_that_it_does_not_name_are_seen_too()
    {
        var genesis = new EntryBody.Genesis(
            MembershipOf(3), new ClusterSettings(), new[] { 1, 2 }.ToImmutableSortedDictionary(i => new ReplicaId(i), Store)).Encode();
        var vote = new ReportedSlot(Slot.First, Play.Ballot(1, 1), genesis, false);
        var state = RecoveredState.Empty(Store(1), Configuration.Initial(MembershipOf(3))) with { Promised = Play.Ballot(1, 1), Unknown = [Slot.First] };
        var play = new Play(state: state);
        var ballot = Campaign(play);
        play.Receive(1, Promise(ballot, 1) with { IsEmpty = false, Unknown = [Slot.First] });
        play.Receive(2, Promise(ballot, 2, vote));
        Assert.Equal(ReplicaRole.Candidate, play.Replica.Role);
        play.Receive(3, Promise(ballot, 3, vote));
        Assert.Equal(ReplicaRole.Leader, play.Replica.Role);
    }

    /// <summary>R4. An echo of a round that was not sent yet confirms nothing.</summary>
    [Fact]
    public void An_ack_of_a_round_that_was_never_sent_confirms_no_read()
    {
        var play = new Play().Lead();
        play.Receive(2, new Message.HeartbeatAck(play.Replica.Promised, 1_000_000, Slot.First, 0, Store(2), Slot.None, default));
        play.Tick(T / 10);
        Assert.DoesNotContain("read 7", play.Read(7), StringComparison.Ordinal);
    }

    /// <summary>R5. Content that no correct peer sends must be dropped, not kill the replica or poison its log.</summary>
    [Fact]
    public void An_accept_at_the_end_of_all_slots_is_dropped()
    {
        var play = new Play(self: 2, state: Born(2, Play.Ballot(1, 1), Slot.First));
        Assert.DoesNotContain("write vote", play.Receive(1, new Message.Accept(Play.Ballot(1, 1), new Slot(long.MaxValue), [Command("x")], Slot.First)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_learned_run_absurdly_far_ahead_is_dropped()
    {
        var play = new Play(self: 2, state: Born(2, Play.Ballot(1, 1), Slot.First));
        Assert.DoesNotContain("write chosen", play.Receive(1, new Message.Learned(new Slot(1L << 60), [Command("x")], new Slot(1L << 60), Slot.None)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_reject_with_the_highest_round_there_is_does_not_end_candidacies_for_ever()
    {
        var play = new Play();
        play.Receive(2, new Message.Reject(Play.Ballot(1, 1), Play.Ballot(long.MaxValue, 2)));
        Assert.True(Campaign(play).Round > 0);
    }

    [Fact]
    public void Promise_parts_that_contradict_each_other_are_dropped()
    {
        var play = new Play(state: Born(1, Play.Ballot(1, 1), Slot.First));
        var ballot = Campaign(play);
        play.Receive(3, Promise(ballot, 3) with { Part = 1, Parts = 2 });
        play.Receive(3, Promise(ballot, 3) with { Part = 3, Parts = 4 });
        play.Receive(3, Promise(ballot, 3) with { Part = 1, Parts = 2 });
        Assert.Equal(ReplicaRole.Candidate, play.Replica.Role);
    }

    /// <summary>R6. A flood of refused requests and waiting reads must not keep a turn from ever ending.</summary>
    [Fact]
    public void A_batch_is_full_however_cheap_its_inputs_are()
    {
        var play = new Play();
        var effects = new Effects();
        for (var i = 0; i < 20_000; i++)
        {
            play.Replica.Step(new Input.Read(play.Time, i), effects);
        }

        Assert.True(effects.Full);
    }

    /// <summary>Passes; kills mutant B3, which no other test of Core does.</summary>
    [Fact]
    public void A_vote_that_arrives_twice_counts_once()
    {
        var play = new Play().Lead();
        play.Propose("x");
        play.Receive(2, new Message.Accepted(play.Replica.Promised, new Slot(2), 1, Store(2)));
        play.Receive(2, new Message.Accepted(play.Replica.Promised, new Slot(2), 1, Store(2)));
        Assert.Equal(1, play.Replica.ChosenThrough.Value);
        play.Receive(1, new Message.Accepted(play.Replica.Promised, new Slot(2), 1, Store(1)));
        Assert.Equal(2, play.Replica.ChosenThrough.Value);
    }

    /// <summary>Passes; kills mutant B4, which the P2c test does not, since there the highest ballot is also the lowest id's.</summary>
    [Theory]
    [InlineData(3, 2)]
    [InlineData(2, 3)]
    public void The_highest_ballot_wins_whoever_reports_it(int roundOf1, int roundOf3)
    {
        var play = new Play(state: Born(1, Play.Ballot(1, 1), Slot.First));
        var ballot = Campaign(play);
        play.Receive(1, Promise(ballot, 1, Vote(2, Play.Ballot(roundOf1, 1), $"round {roundOf1}")));
        var accepts = Accepts(play, 3, Promise(ballot, 3, Vote(2, Play.Ballot(roundOf3, 3), $"round {roundOf3}")));
        Assert.Equal(Command("round 3"), accepts[new Slot(2)]);
    }

    private static ReportedSlot Vote(long slot, Ballot ballot, string text) => new(new Slot(slot), ballot, Command(text), false);

    private static Ballot Campaign(Play play)
    {
        play.Tick(3 * T);
        play.Receive(3, new Message.ProbeAnswer(play.Nonce, true, PaxosGen.Core.Ballot.None, Store(3)));
        Assert.Equal(ReplicaRole.Candidate, play.Replica.Role);
        return play.Replica.Promised;
    }

    private static Dictionary<Slot, Entry> Accepts(Play play, int from, Message last)
    {
        var effects = new Effects();
        play.Replica.Step(new Input.Received(play.Time, new ReplicaId(from), last), effects);
        var accepts = new Dictionary<Slot, Entry>();
        foreach (var accept in effects.SendNow.Where(e => e.To.Value == 2).Select(e => e.Message).OfType<Message.Accept>())
        {
            for (var i = 0; i < accept.Entries.Length; i++)
            {
                accepts[accept.FirstSlot + i] = accept.Entries[i];
            }
        }

        return accepts;
    }
}
