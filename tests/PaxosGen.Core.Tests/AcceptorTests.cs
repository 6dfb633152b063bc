using PaxosGen.Core;
using static PaxosGen.Core.Tests.Play;

namespace PaxosGen.Core.Tests;

public sealed class AcceptorTests
{
    private static readonly Message.Prepare PrepareFrom2 = new(Play.Ballot(5, 2), Slot.First);

    [Fact]
    public void A_promise_is_written_before_it_is_answered()
    {
        var effects = new Play(self: 3).Receive(2, PrepareFrom2);
        Assert.Equal("write promised 1.5.2\nsync->2 Promise 1.5.2 part 1/1 truncated 0 chosen 0 []", effects);
    }

    [Fact]
    public void A_lower_ballot_is_rejected_with_what_to_exceed()
    {
        var play = new Play(self: 3);
        play.Receive(2, PrepareFrom2);
        Assert.Equal("sync->1 Reject 1.4.1, promised 1.5.2", play.Receive(1, new Message.Prepare(Play.Ballot(4, 1), Slot.First)));
        Assert.Equal("sync->1 Reject 1.4.1, promised 1.5.2", play.Receive(1, new Message.Accept(Play.Ballot(4, 1), Slot.First, [Genesis()], Slot.None)));
    }

    [Fact]
    public void A_repeated_prepare_gets_a_repeated_promise_without_a_write()
    {
        var play = new Play(self: 3);
        play.Receive(2, PrepareFrom2);
        Assert.Equal("sync->2 Promise 1.5.2 part 1/1 truncated 0 chosen 0 []", play.Receive(2, PrepareFrom2));
    }

    [Fact]
    public void A_vote_raises_the_promise_and_is_written_before_it_is_answered()
    {
        var effects = new Play(self: 3).Receive(1, new Message.Accept(Play.Ballot(1, 1), Slot.First, [Genesis()], Slot.None));
        Assert.Equal("write promised 1.1.1\nwrite vote 1.1.1 1+1\nsync->1 Accepted 1.1.1 1", effects);
    }

    [Fact]
    public void Votes_are_given_out_of_order_and_with_holes()
    {
        var play = new Play(self: 3);
        play.Receive(1, new Message.Accept(Play.Ballot(1, 1), new Slot(9), [Command("i"), Command("j")], Slot.None));
        var effects = play.Receive(2, new Message.Prepare(Play.Ballot(2, 2), new Slot(3)));
        Assert.Contains("[9:1.1.1, 10:1.1.1]", effects, StringComparison.Ordinal);
    }

    [Fact]
    public void Votes_of_a_batch_are_one_message_for_each_run_of_slots_and_ballot()
    {
        var play = new Play(self: 3);
        Input Accept(Ballot ballot, long slot, params Entry[] entries) =>
            new Input.Received(play.Time, ballot.Replica, new Message.Accept(ballot, new Slot(slot), [.. entries], Slot.None));
        var effects = play.Do(
            Accept(Play.Ballot(1, 1), 2, Command("b"), Command("c")),
            Accept(Play.Ballot(1, 1), 4, Command("d")),
            Accept(Play.Ballot(1, 1), 6, Command("f")),
            Accept(Play.Ballot(2, 2), 7, Command("g")),
            Accept(Play.Ballot(2, 2), 8, Command("h")));
        Assert.Equal(
            ["sync->1 Accepted 1.1.1 2..4", "sync->1 Accepted 1.1.1 6", "sync->2 Accepted 1.2.2 7..8"],
            effects.Split('\n').Where(line => line.StartsWith("sync->", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_repeated_accept_is_acknowledged_again_without_a_write()
    {
        var play = new Play(self: 3);
        var accept = new Message.Accept(Play.Ballot(1, 1), Slot.First, [Genesis()], Slot.None);
        play.Receive(1, accept);
        Assert.Equal("sync->1 Accepted 1.1.1 1", play.Receive(1, accept));
    }

    [Fact]
    public void A_higher_ballot_replaces_the_vote()
    {
        var play = new Play(self: 3);
        play.Receive(1, new Message.Accept(Play.Ballot(1, 1), new Slot(2), [Command("a")], Slot.None));
        Assert.Equal(
            "write promised 1.2.2\nwrite vote 1.2.2 2+1\nsync->2 Accepted 1.2.2 2",
            play.Receive(2, new Message.Accept(Play.Ballot(2, 2), new Slot(2), [Command("b")], Slot.None)));
    }

    [Fact]
    public void A_late_accept_of_another_value_at_a_chosen_slot_is_answered_with_the_chosen_entry()
    {
        // W3: catch-up raises no promise, so a late Accept of a lower ballot may arrive in a correct run.
        var play = new Play(self: 3, state: Born(3, Play.Ballot(1, 1), Slot.First));
        play.Receive(2, new Message.Learned(new Slot(2), [Command("v")], new Slot(2), Slot.None));
        Assert.Equal(2, play.Replica.ChosenThrough.Value);
        var effects = play.Receive(1, new Message.Accept(Play.Ballot(1, 1), new Slot(2), [Command("w")], Slot.None));
        Assert.Equal("->1 Learned 2 chosen 2 truncated 0", effects);
    }

    [Fact]
    public void The_same_value_at_a_chosen_slot_is_acknowledged_without_a_write()
    {
        var play = new Play(self: 3, state: Born(3, Play.Ballot(1, 1), Slot.First));
        play.Receive(2, new Message.Learned(new Slot(2), [Command("v")], new Slot(2), Slot.None));
        Assert.Equal("sync->1 Accepted 1.1.1 2", play.Receive(1, new Message.Accept(Play.Ballot(1, 1), new Slot(2), [Command("v")], Slot.None)));
    }

    [Fact]
    public void A_learned_value_is_reported_as_chosen_after_a_restart_that_forgot_how_far()
    {
        // W2: without its mark, the old vote at this slot would be taken for the chosen value.
        var state = Born(3, Play.Ballot(4, 1), Slot.First) with { };
        state = state with { Log = state.Log.Add(new RecoveredSlot(new Slot(3), PaxosGen.Core.Ballot.None, Command("v"), IsChosen: true)) };
        var effects = new Play(self: 3, state: state).Receive(2, new Message.Prepare(Play.Ballot(5, 2), new Slot(2)));
        Assert.Contains("[3:chosen]", effects, StringComparison.Ordinal);
    }

    [Fact]
    public void Damaged_slots_are_listed_in_promises_until_voted_on_anew()
    {
        var state = Born(3, Play.Ballot(1, 1), Slot.First) with { Unknown = [new Slot(2), new Slot(3)] };
        var play = new Play(self: 3, state: state);
        play.Receive(1, new Message.Accept(Play.Ballot(1, 1), new Slot(3), [Command("c")], Slot.None));
        var effects = play.Receive(2, new Message.Prepare(Play.Ballot(5, 2), new Slot(2)));
        Assert.Contains("unknown [2]", effects, StringComparison.Ordinal);
    }

    [Fact]
    public void An_accept_absurdly_far_ahead_costs_no_memory()
    {
        var effects = new Play(self: 3).Receive(1, new Message.Accept(Play.Ballot(1, 1), new Slot(1L << 40), [Command("a")], Slot.None));
        Assert.Equal("", effects);
    }

    [Fact]
    public void A_ballot_used_by_another_than_its_owner_is_dropped()
    {
        Assert.Equal("", new Play(self: 3).Receive(1, PrepareFrom2));
    }
}
