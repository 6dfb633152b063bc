using PaxosGen.Core;
using static PaxosGen.Core.Tests.Play;

namespace PaxosGen.Core.Tests;

public sealed class LearnerTests
{
    private static readonly Ballot B1 = Play.Ballot(1, 1);
    private static readonly Ballot B2 = Play.Ballot(2, 2);

    [Fact]
    public void An_announced_slot_is_chosen_if_it_holds_a_vote_of_the_announcing_ballot()
    {
        var play = new Play(self: 3, state: Born(3, B1, Slot.First));
        play.Receive(1, new Message.Accept(B1, new Slot(2), [Command("a")], Slot.First));
        Assert.Equal(
            "write vote 1.1.1 3+1\nwrite chosenThrough 2\nsync->1 Accepted 1.1.1 3\nchosen 2 Command",
            play.Receive(1, new Message.Accept(B1, new Slot(3), [Command("b")], new Slot(2))));
    }

    [Fact]
    public void A_vote_of_another_ballot_is_not_taken_for_the_chosen_value()
    {
        var play = new Play(self: 3, state: Born(3, B1, Slot.First, Voted(2, B1, Command("old"))));
        play.Receive(2, new Message.Heartbeat(B2, 1, new Slot(2), true, Slot.None));
        Assert.Equal(1, play.Replica.ChosenThrough.Value);
    }

    [Fact]
    public void What_stays_missing_is_asked_for_and_the_answer_replaces_the_vote()
    {
        var play = new Play(self: 3, state: Born(3, B1, Slot.First, Voted(2, B1, Command("old"))));
        Assert.DoesNotContain("LearnRequest", play.Receive(2, new Message.Heartbeat(B2, 1, new Slot(2), true, Slot.None)), StringComparison.Ordinal);
        play.Tick(T / 10);
        Assert.Contains("->2 LearnRequest from 2", play.Receive(2, new Message.Heartbeat(B2, 2, new Slot(2), true, Slot.None)), StringComparison.Ordinal);
        Assert.Equal(
            "write chosen 2+1\nwrite chosenThrough 2\nchosen 2 Command",
            play.Receive(2, new Message.Learned(new Slot(2), [Command("new")], new Slot(2), Slot.None)));
    }

    [Fact]
    public void Holes_close_in_order()
    {
        var play = new Play(self: 3, state: Born(3, B1, Slot.First));
        play.Receive(1, new Message.Accept(B1, new Slot(3), [Command("c")], new Slot(3)));
        Assert.Equal(1, play.Replica.ChosenThrough.Value);
        play.Receive(1, new Message.Accept(B1, new Slot(2), [Command("b")], Slot.First));
        Assert.Equal(3, play.Replica.ChosenThrough.Value);
    }

    [Fact]
    public void Answers_hold_only_slots_known_to_be_chosen()
    {
        var play = new Play(self: 3, state: Born(3, B1, new Slot(2), Voted(2, B1, Command("b")), Voted(3, B1, Command("c"))));
        play.Tick();
        Assert.Equal("->2 Learned 2 chosen 2 truncated 0", play.Receive(2, new Message.LearnRequest(new Slot(2), 1000)));
        Assert.Equal("->2 Learned 1..2 chosen 2 truncated 0", play.Receive(2, new Message.LearnRequest(new Slot(1), 1000)));
    }

    [Fact]
    public void A_restart_hands_the_applier_what_was_known_to_be_chosen_above_the_snapshot()
    {
        var play = new Play(self: 3, state: Born(3, B1, new Slot(2), Voted(2, B1, Command("b")), Voted(3, B1, Command("c"))));
        Assert.Equal("chosen 1 Genesis\nchosen 2 Command", play.Tick());
    }

    [Fact]
    public void More_is_asked_for_at_once_while_the_other_has_more()
    {
        var play = new Play(self: 3, state: Born(3, B1, Slot.First));
        var effects = play.Receive(2, new Message.Learned(new Slot(2), [Command("b")], new Slot(9), Slot.None));
        Assert.Contains("->2 LearnRequest from 3", effects, StringComparison.Ordinal);
    }
}
