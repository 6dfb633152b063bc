using PaxosGen.Core;
using static PaxosGen.Core.Tests.Play;

namespace PaxosGen.Core.Tests;

public sealed class HandoverTests
{
    private static readonly Ballot B1 = Play.Ballot(1, 1);
    private static readonly Ballot B2 = Play.Ballot(2, 2);

    [Fact]
    public void A_target_that_has_everything_is_told_to_lead_at_once()
    {
        var play = Leading();
        Assert.Equal("->2 TakeLead 1.1.1", play.Transfer(2));
    }

    [Fact]
    public void While_handing_over_nothing_is_taken_on()
    {
        var play = Leading();
        play.Transfer(2);
        Assert.Equal("refused 9 NotLeader leader 2", play.Propose("a", tag: 9));
        Assert.Equal("refused 9 NotLeader leader 2", play.Read(9));
        Assert.Equal("ended 7 Refused: Leadership is being handed over to replica 2 already.", play.Transfer(2, tag: 7));
    }

    [Fact]
    public void What_is_in_flight_is_chosen_applied_and_known_to_the_target_first()
    {
        var play = Leading();
        play.Propose("a");
        Assert.Equal("", play.Transfer(2));
        play.Receive(1, new Message.Accepted(B1, new Slot(2), 1, Store(1)));
        Assert.Equal("write chosenThrough 2\nchosen 2 Command", play.Receive(2, new Message.Accepted(B1, new Slot(2), 1, Store(2))));

        // Whether the target knows is asked at once, and once.
        Assert.Equal("->2 Heartbeat 1.1.1 round 2 chosen 2\n->3 Heartbeat 1.1.1 round 2 chosen 2", play.Do(new Input.Applied(play.Time, new Slot(2), default)));
        Assert.Equal("", play.Tick());
        Assert.Equal("", play.Receive(2, Ack(2, round: 2, chosen: 1)));
        Assert.Equal("->2 TakeLead 1.1.1", play.Receive(2, Ack(2, round: 2, chosen: 2)));
    }

    [Fact]
    public void The_target_is_told_again_while_nothing_comes_of_it()
    {
        var play = Leading();
        play.Transfer(2);
        Assert.DoesNotContain("TakeLead", play.Tick(T / 10 - 1), StringComparison.Ordinal);
        Assert.Contains("->2 TakeLead 1.1.1", play.Tick(1), StringComparison.Ordinal);
    }

    [Fact]
    public void It_is_done_when_the_target_is_heard_to_lead()
    {
        var play = Leading();
        play.Transfer(2);
        Assert.DoesNotContain("ended", play.Receive(2, new Message.Prepare(B2, new Slot(2), Cites: B1)), StringComparison.Ordinal);
        Assert.Equal(ReplicaRole.Follower, play.Replica.Role);
        Assert.Contains("ended 1 Done", play.Receive(2, new Message.Heartbeat(B2, 1, Slot.First, true, Slot.None)), StringComparison.Ordinal);
        Assert.DoesNotContain("ended", play.Tick(T), StringComparison.Ordinal);
    }

    [Fact]
    public void It_is_not_done_when_somebody_else_is_heard_to_lead()
    {
        var play = Leading();
        play.Transfer(2);
        var b3 = Play.Ballot(3, 3);
        play.Receive(3, new Message.Prepare(b3, new Slot(2)));
        Assert.Contains(
            "ended 1 Unknown: Replica 3 leads, and not replica 2.", play.Receive(3, new Message.Heartbeat(b3, 1, Slot.First, true, Slot.None)), StringComparison.Ordinal);
    }

    [Fact]
    public void Given_up_before_the_target_was_told_the_leader_serves_again()
    {
        var play = Leading();
        play.Propose("a");
        play.Transfer(2);
        for (var i = 0; i < 4; i++)
        {
            play.Tick(T / 5);
            play.Receive(2, Ack(2, round: 2 + i, chosen: 1));
        }

        Assert.Contains(
            "ended 1 Refused: Replica 2 did not have all that is chosen within the election time-out. Replica 1 leads on.", play.Tick(T / 5), StringComparison.Ordinal);
        Assert.Contains("->2 Accept 1.1.1 3", play.Propose("b"), StringComparison.Ordinal);
    }

    [Fact]
    public void Given_up_after_the_target_was_told_the_leader_serves_again_and_the_outcome_is_unknown()
    {
        var play = Leading();
        play.Transfer(2);
        for (var i = 0; i < 4; i++)
        {
            play.Tick(T / 5);
            play.Receive(2, Ack(2, round: 2 + i, chosen: 1));
        }

        Assert.Contains("ended 1 Unknown: Replica 2 was told to lead", play.Tick(T / 5), StringComparison.Ordinal);
        Assert.Contains("->2 Accept 1.1.1 2", play.Propose("b"), StringComparison.Ordinal);
    }

    [Fact]
    public void Leading_again_in_another_ballot_after_the_target_was_told_the_outcome_is_unknown()
    {
        // The Prepare of the target may be on its way yet.
        var play = Leading();
        play.Tick(T / 2);
        play.Receive(2, Ack(2, round: 2, chosen: 1));
        play.Tick(T / 2);
        play.Receive(2, Ack(2, round: 3, chosen: 1));
        Assert.Contains("TakeLead", play.Transfer(2), StringComparison.Ordinal);
        play.Receive(3, new Message.Reject(B1, B2));
        Assert.Equal(ReplicaRole.Follower, play.Replica.Role);
        var probing = "";
        for (var i = 0; i < 40 && !probing.Contains("Probe", StringComparison.Ordinal); i++)
        {
            probing = play.Tick(T / 40);
        }

        play.Receive(3, new Message.ProbeAnswer(play.Nonce, true, B2, Store(3)));
        play.Receive(2, new Message.ProbeAnswer(play.Nonce, true, B2, Store(2)));
        var ballot = play.Replica.Promised;
        play.Receive(1, Promise(ballot, 1));
        var ended = play.Receive(2, Promise(ballot, 2));
        Assert.Equal(ReplicaRole.Leader, play.Replica.Role);
        Assert.Contains("ended 1 Unknown", ended, StringComparison.Ordinal);
    }

    [Fact]
    public void One_that_stands_down_and_hears_nothing_of_the_target_does_not_know()
    {
        var play = Leading();
        play.Transfer(2);
        play.Receive(2, new Message.Prepare(B2, new Slot(2), Cites: B1));
        Assert.Contains("ended 1 Unknown: Replica 1 leads no more", play.Tick(T), StringComparison.Ordinal);
    }

    [Fact]
    public void Requests_that_make_no_sense_are_refused_with_a_reason()
    {
        Assert.Equal("ended 1 NotLeader: Replica 2 does not lead and knows of nobody who does.", new Play(self: 2).Transfer(1));
        var follower = new Play(self: 2);
        follower.Receive(1, new Message.Heartbeat(B1, 1, Slot.None, true, Slot.None));
        Assert.Equal("ended 1 NotLeader: Replica 2 does not lead; replica 1 does.", follower.Transfer(3));

        var play = Leading();
        Assert.Equal("ended 1 Done", play.Transfer(1));
        Assert.Equal("ended 1 Refused: Replica 9 is no voter of epoch 1, whose voters are 1, 2, 3.", play.Transfer(9));
        Assert.Equal(
            "ended 1 Refused: Replica 3 has not been heard from within the election time-out. Hand over once it is up and connected.", play.Transfer(3));
    }

    [Fact]
    public void Without_a_target_the_nearest_of_the_highest_priority_is_taken()
    {
        Assert.Equal("->2 TakeLead 1.1.1", Leading().Transfer(0));

        var play = Leading(priority: 5);
        play.Receive(3, Ack(3, round: 1, chosen: 1));
        play.Transfer(0);
        Assert.Equal("refused 9 NotLeader leader 3", play.Propose("a", tag: 9));
    }

    [Fact]
    public void Alone_there_is_nobody_to_hand_over_to()
    {
        var play = new Play(members: 1);
        play.Tick();
        play.Receive(1, Promise(B1, 1));
        Assert.Equal("ended 1 Refused: No other voter has been heard from within the election time-out.", play.Transfer(0));
    }

    [Fact]
    public void The_target_prepares_at_once_without_a_probe_and_cites_the_leader()
    {
        var play = new Play(self: 2, state: Born(2, B1, Slot.First));
        play.Receive(1, new Message.Heartbeat(B1, 1, Slot.First, true, Slot.None));
        Assert.Equal(
            "write promised 1.2.2\nsync->1 Prepare 1.2.2 from 2 cites 1.1.1\nsync->2 Prepare 1.2.2 from 2 cites 1.1.1\nsync->3 Prepare 1.2.2 from 2 cites 1.1.1",
            play.Receive(1, new Message.TakeLead(B1)));

        // Told again, it goes on with what it has begun.
        Assert.Equal("", play.Receive(1, new Message.TakeLead(B1)));
        Assert.Contains("sync->3 Prepare 1.2.2 from 2 cites 1.1.1", play.Tick(T / 4), StringComparison.Ordinal);
    }

    [Fact]
    public void A_voter_that_hears_from_the_leader_promises_the_target_all_the_same()
    {
        var play = new Play(self: 3, state: Born(3, B1, Slot.First));
        play.Receive(1, new Message.Heartbeat(B1, 1, Slot.First, true, Slot.None));
        Assert.Contains("sync->2 Promise 1.2.2", play.Receive(2, new Message.Prepare(B2, new Slot(2), Cites: B1)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_late_word_of_a_leader_that_has_been_overtaken_moves_nobody()
    {
        var play = new Play(self: 2, state: Born(2, Play.Ballot(3, 3), Slot.First));
        play.Tick();
        Assert.Equal("", play.Receive(1, new Message.TakeLead(B1)));
        Assert.DoesNotContain("Prepare", play.Receive(3, new Message.TakeLead(B1)), StringComparison.Ordinal);
    }

    /// <summary>Replica 1 leads in 1.1.1 with Genesis chosen and applied, and replica 2 knows it; the third, of the leader's priority, is not heard of.</summary>
    private static Play Leading(int priority = 0)
    {
        var members = MembershipOf(3).Members;
        var membership = new Membership([members[0] with { Priority = priority }, members[1], members[2] with { Priority = priority }]);
        var play = new Play(state: RecoveredState.Empty(Store(1), Configuration.Initial(membership))).Lead();
        play.Do(new Input.Applied(play.Time, Slot.First, default));
        play.Receive(2, Ack(2, round: 1, chosen: 1));
        return play;
    }

    private static Message.HeartbeatAck Ack(int from, long round, long chosen) => new(B1, round, new Slot(chosen), 0, Store(from), Slot.None, default);
}
