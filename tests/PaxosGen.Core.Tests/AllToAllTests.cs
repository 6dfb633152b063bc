using PaxosGen.Core;
using static PaxosGen.Core.Tests.Play;

namespace PaxosGen.Core.Tests;

/// <summary>Acceptors tell everybody of their votes, and everybody counts (<i>Paxos Made Simple</i> §2.3).</summary>
public sealed class AllToAllTests
{
    private static readonly Ballot B1 = Play.Ballot(1, 1);
    private static readonly Ballot B2 = Play.Ballot(2, 2);

    [Fact]
    public void A_vote_goes_to_every_member_a_batch_of_them_as_one_message_each()
    {
        var play = Follower();
        Assert.Equal(
            "write vote 1.1.1 2+3\nsync->2 Accepted 1.1.1 2..4\nsync->3 Accepted 1.1.1 2..4\nsync->1 Accepted 1.1.1 2..4",
            play.Receive(1, new Message.Accept(B1, new Slot(2), [Command("a"), Command("b"), Command("c")], Slot.First)));

        // Who has voted already answers the leader alone, which asked again.
        Assert.Equal("sync->1 Accepted 1.1.1 3", play.Receive(1, new Message.Accept(B1, new Slot(3), [Command("b")], Slot.First)));
    }

    [Fact]
    public void Votes_of_two_ballots_in_one_batch_are_told_apart()
    {
        var play = Follower();
        var effects = play.Do(
            new Input.Received(play.Time, new ReplicaId(1), new Message.Accept(B1, new Slot(2), [Command("a")], Slot.First)),
            new Input.Received(play.Time, new ReplicaId(2), new Message.Accept(B2, new Slot(3), [Command("b")], Slot.First)));
        Assert.EndsWith(
            "sync->2 Accepted 1.1.1 2\nsync->3 Accepted 1.1.1 2\nsync->1 Accepted 1.1.1 2\n"
            + "sync->1 Accepted 1.2.2 3\nsync->3 Accepted 1.2.2 3\nsync->2 Accepted 1.2.2 3",
            effects,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_leaders_own_vote_goes_to_every_member()
    {
        var play = new Play(options: AllToAll).Lead();
        Assert.EndsWith("sync->2 Accepted 1.1.1 2\nsync->3 Accepted 1.1.1 2\nsync->1 Accepted 1.1.1 2", play.Propose("a"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_quorum_of_votes_for_what_is_held_here_is_chosen_without_a_word_of_the_leader()
    {
        var play = Follower();
        play.Receive(1, new Message.Accept(B1, new Slot(2), [Command("a")], Slot.First));
        Assert.Equal("", play.Receive(1, Vote(1, B1, 2)));
        Assert.Equal("write chosenThrough 2\nchosen 2 Command", play.Receive(2, Vote(2, B1, 2)));
    }

    [Fact]
    public void A_vote_that_comes_twice_counts_once()
    {
        var play = Follower();
        play.Receive(1, new Message.Accept(B1, new Slot(2), [Command("a")], Slot.First));
        play.Receive(1, Vote(1, B1, 2));
        Assert.Equal("", play.Receive(1, Vote(1, B1, 2)));
        Assert.Contains("chosen 2", play.Receive(3, Vote(3, B1, 2)), StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_learned_before_the_leaders_own_vote_is_heard_of()
    {
        // A leader that tells nobody of its votes does not expect others to be ahead of it, and its reads would show less.
        var play = Follower();
        play.Receive(1, new Message.Accept(B1, new Slot(2), [Command("a")], Slot.First));
        play.Receive(3, Vote(3, B1, 2));
        Assert.Equal("", play.Receive(2, Vote(2, B1, 2)));
        Assert.Contains("chosen 2", play.Receive(1, Vote(1, B1, 2)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_read_waits_for_what_was_proposed_before_it_came_and_others_may_know_to_be_chosen()
    {
        var play = new Play(options: AllToAll).Lead();
        play.Propose("a");
        play.Read(7);
        play.Receive(2, new Message.ReadIndexRequest(5));
        play.Tick(T / 10);
        play.Propose("b");
        Assert.Equal("", play.Receive(2, Ack(2, round: 9)));
        play.Tick(T / 10);
        Assert.Equal("", play.Receive(2, Ack(2, round: 2)));
        play.Receive(1, Vote(1, B1, 2));
        var chosen = play.Receive(2, Vote(2, B1, 2));
        Assert.Contains("read 7 at 2", chosen, StringComparison.Ordinal);
        Assert.Contains("->2 ReadIndex 5 2", chosen, StringComparison.Ordinal);
    }

    [Fact]
    public void A_lease_read_is_answered_at_once_only_while_nothing_is_proposed_that_others_may_know_to_be_chosen()
    {
        var play = new Play(lease: T, options: AllToAll).Lead();
        play.Tick(T / 10);
        play.Receive(2, Ack(2, round: 1));
        play.Receive(2, Ack(2, round: 2));
        Assert.StartsWith("read 7 at 1 until", play.Read(7, ReadConsistency.Lease), StringComparison.Ordinal);
        play.Propose("a");
        Assert.DoesNotContain("read 8", play.Read(8, ReadConsistency.Lease), StringComparison.Ordinal);
        play.Receive(1, Vote(1, B1, 2));
        play.Receive(2, Vote(2, B1, 2));
        Assert.StartsWith("read 9 at 2 until", play.Read(9, ReadConsistency.Lease), StringComparison.Ordinal);
    }

    [Fact]
    public void Votes_of_different_ballots_do_not_add_up_and_the_higher_counts()
    {
        var play = Follower();
        play.Receive(1, new Message.Accept(B1, new Slot(2), [Command("a")], Slot.First));
        play.Receive(1, Vote(1, B1, 2));
        play.Receive(2, new Message.Accept(B2, new Slot(2), [Command("b")], Slot.First));
        Assert.Equal("", play.Receive(2, Vote(2, B2, 2)));
        Assert.Equal("", play.Receive(1, Vote(1, B1, 2)));
        Assert.Contains("chosen 2", play.Receive(3, Vote(3, B2, 2)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_vote_of_another_ballot_held_here_is_not_the_chosen_value()
    {
        // The others chose in 1.2.2; what is held here is a vote of 1.1.1, maybe for another value.
        var play = Follower();
        play.Receive(1, new Message.Accept(B1, new Slot(2), [Command("old")], Slot.First));
        play.Receive(1, Vote(1, B2, 2));
        Assert.Equal("", play.Receive(2, Vote(2, B2, 2)));
        Assert.Equal(1, play.Replica.ChosenThrough.Value);
        Assert.Contains("chosen 2", play.Receive(2, new Message.Accept(B2, new Slot(2), [Command("new")], Slot.First)) + play.Receive(3, Vote(3, B2, 2)), StringComparison.Ordinal);
    }

    [Fact]
    public void Only_enrolled_stores_and_ballots_of_this_epoch_count()
    {
        var play = Follower();
        play.Receive(1, new Message.Accept(B1, new Slot(2), [Command("a")], Slot.First));
        play.Receive(1, Vote(1, B1, 2));
        Assert.Equal("", play.Receive(2, Vote(2, B1, 2) with { Store = Store(9) }));
        play.Receive(2, Vote(2, new Ballot(new Epoch(2), 1, new ReplicaId(1)), 2));
        Assert.Equal(1, play.Replica.ChosenThrough.Value);
    }

    [Fact]
    public void Holes_close_in_order_and_old_slots_cost_nothing()
    {
        var play = Follower(window: 4);
        play.Receive(1, new Message.Accept(B1, new Slot(3), [Command("b")], Slot.First));
        play.Receive(1, Vote(1, B1, 3));
        Assert.Equal("", play.Receive(3, Vote(3, B1, 3)));
        play.Receive(1, new Message.Accept(B1, new Slot(2), [Command("a")], Slot.First));
        play.Receive(1, Vote(1, B1, 2));
        Assert.Equal("write chosenThrough 3\nchosen 2 Command\nchosen 3 Command", play.Receive(3, Vote(3, B1, 2)));
        for (var slot = 4; slot < 20; slot++)
        {
            play.Receive(1, new Message.Accept(B1, new Slot(slot), [Command("c")], Slot.First));
            play.Receive(3, Vote(3, B1, slot));
            play.Receive(1, Vote(1, B1, 1, 1000));
            Assert.Equal(slot, play.Replica.ChosenThrough.Value);
        }
    }

    [Fact]
    public void A_leader_that_sees_a_vote_of_a_higher_ballot_stands_down()
    {
        // W1: it would learn slot 2 of others and announce it in its own ballot, in which followers hold its own value.
        var play = new Play(options: AllToAll).Lead();
        play.Propose("mine");
        play.Receive(3, Vote(3, B2, 2));
        Assert.Equal(ReplicaRole.Follower, play.Replica.Role);
    }

    [Fact]
    public void Nothing_is_learned_past_a_StopSign_of_the_same_epoch()
    {
        // W9: a vote in slot 3 of epoch 1 is void once slot 2 has ended the epoch, whoever voted for it.
        var play = Follower();
        var stop = new EntryBody.StopSign(MembershipOf(3)).Encode();
        play.Receive(1, new Message.Accept(B1, new Slot(2), [stop, Command("void")], Slot.First));
        play.Receive(1, Vote(1, B1, 2, 2));
        Assert.Contains("chosen 2 StopSign", play.Receive(3, Vote(3, B1, 2, 2)), StringComparison.Ordinal);
        Assert.Equal(2, play.Replica.ChosenThrough.Value);
        play.Receive(2, Vote(2, B1, 2, 2));
        Assert.Equal(2, play.Replica.ChosenThrough.Value);
    }

    private static ProtocolOptions AllToAll(ProtocolOptions options) => options with { Learning = LearningMode.AllToAll };

    private static Play Follower(int window = 4096)
    {
        var play = new Play(self: 3, state: Born(3, B1, Slot.First), window: window, options: AllToAll);
        play.Tick();
        return play;
    }

    private static Message.HeartbeatAck Ack(int from, long round) => new(B1, round, Slot.First, 0, Store(from), Slot.None, default);

    private static Message.Accepted Vote(int from, Ballot ballot, long slot, int count = 1) => new(ballot, new Slot(slot), count, Store(from));
}
