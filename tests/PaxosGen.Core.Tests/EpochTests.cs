using PaxosGen.Core;

namespace PaxosGen.Core.Tests;

/// <summary>One replica at the end of an epoch and the beginning of the next.</summary>
public sealed class EpochTests
{
    private static readonly Ballot B1 = Play.Ballot(1, 1);
    private static readonly Ballot Next2 = new(new Epoch(2), 1, new ReplicaId(2));

    [Fact]
    public void Nobody_promises_in_an_epoch_before_all_that_came_before_is_applied()
    {
        // W6: slots up to the StopSign may be durable on the old voters alone.
        var play = AtStopSign(2, 3, 4);
        Assert.Equal("", play.Receive(2, new Message.Prepare(Next2, new Slot(3))));
        Assert.Equal("", play.Receive(2, new Message.Accept(Next2, new Slot(3), [Play.Command("x")], new Slot(2))));

        // The Prepare that came too early is answered now.
        Assert.Equal(
            """
            write promised 2.1.2
            sync->2 Promise 2.1.2 part 1/1 truncated 0 chosen 2 []
            """,
            Applied(play, 2));
    }

    [Fact]
    public void A_vote_above_the_stop_sign_is_void_in_the_next_epoch()
    {
        // W9: slot 3 was voted for in epoch 1 by a leader that knew of no StopSign.
        var play = Follower(B1, Play.Voted(3, B1, Play.Command("void")));
        var b2 = Play.Ballot(2, 2);
        play.Receive(2, new Message.Accept(b2, new Slot(2), [StopSign(2, 3, 4)], Slot.First));
        play.Receive(2, new Message.Heartbeat(b2, 1, new Slot(2), true, Slot.None));
        Applied(play, 2);
        Assert.Equal(new Epoch(2), play.Replica.Configuration.Epoch);
        Assert.EndsWith("chosen 2 []", play.Receive(2, new Message.Prepare(Next2, new Slot(3))), StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_leader_announces_ends_with_its_epoch()
    {
        // B8: a leader that announced beyond its StopSign would have void entries applied.
        var play = Follower(B1, Play.Voted(2, B1, StopSign(2, 3, 4)), Play.Voted(3, B1, Play.Command("void")));
        Assert.DoesNotContain("chosen 3 ", play.Receive(1, new Message.Heartbeat(B1, 1, new Slot(3), true, Slot.None)), StringComparison.Ordinal);
        Assert.Equal(new Slot(2), play.Replica.ChosenThrough);
    }

    [Fact]
    public void Who_speaks_in_an_epoch_that_is_over_is_told_so()
    {
        var play = AtStopSign(2, 3, 4);
        Applied(play, 2);
        const string Hint = "->1 Learned 3..2 chosen 2 truncated 0";
        Assert.Equal(Hint, play.Receive(1, new Message.Probe(Epoch.First, 5)));
        Assert.Equal(Hint, play.Receive(1, new Message.Prepare(Play.Ballot(9, 1), new Slot(2))));
        Assert.Equal(Hint, play.Receive(1, new Message.Accept(Play.Ballot(9, 1), new Slot(3), [Play.Command("x")], new Slot(2))));
        Assert.Equal(Hint, play.Receive(1, new Message.Heartbeat(Play.Ballot(9, 1), 1, new Slot(2), true, Slot.None)));

        // Votes of the old epoch count for nothing here, and are answered by nothing.
        Assert.Equal("", play.Receive(1, new Message.Accepted(Play.Ballot(9, 1), new Slot(3), 1, Play.Store(1))));
        Assert.Equal("->1 Learned 2 chosen 2 truncated 0", play.Receive(1, new Message.LearnRequest(new Slot(2), 1)));
    }

    [Fact]
    public void Who_hears_of_a_later_epoch_asks_instead_of_answering()
    {
        // B7: a ballot of a later epoch is above every promise, and yet nothing may be promised to it.
        var play = Follower(B1);
        Assert.Equal("->2 LearnRequest from 2", play.Receive(2, new Message.Prepare(Next2, new Slot(3))));
        Assert.Equal(B1, play.Replica.Promised);
    }

    [Fact]
    public void Who_has_promised_in_a_later_epoch_than_its_log_knows_of_asks_and_does_not_prepare()
    {
        // A crash may leave the hint behind the StopSign; the promise is never behind.
        var play = new Play(self: 2, state: Play.Born(2, new Ballot(new Epoch(2), 3, new ReplicaId(2)), Slot.First));
        play.Tick();
        Assert.Equal("->1 LearnRequest from 2\n->3 LearnRequest from 2", play.Tick(3 * Play.T));
        Assert.Equal(ReplicaRole.Follower, play.Replica.Role);
    }

    [Fact]
    public void A_removed_replica_serves_until_it_knows_a_slot_of_the_next_epoch_to_be_chosen()
    {
        var play = AtStopSign(2, 4);
        Applied(play, 2);
        Assert.False(play.Replica.IsRetired);
        Assert.Contains("->4 LearnRequest from 3", play.Tick(Play.T), StringComparison.Ordinal);
        play.Receive(4, new Message.Learned(new Slot(3), [Entry.NoOp], new Slot(3), Slot.None));
        Assert.True(play.Replica.IsRetired);
        Assert.Equal("->2 Learned 2..3 chosen 3 truncated 0", play.Receive(2, new Message.LearnRequest(new Slot(2), 100)));
    }

    [Fact]
    public void Who_has_just_started_goes_by_an_old_snapshot_and_does_not_say_that_it_may_be_switched_off()
    {
        // Its newest snapshot is of an epoch without it; the log makes it a voter again.
        var voter = AfterRemoval(new Ballot(new Epoch(3), 1, new ReplicaId(3)), new RecoveredSlot(new Slot(4), Ballot.None, StopSign(1, 2, 3), IsChosen: true));
        Assert.False(voter.Replica.IsRetired);
        voter.Tick();
        Assert.Equal((new Epoch(3), ReplicaRole.Follower, false), (voter.Replica.Configuration.Epoch, voter.Replica.Role, voter.Replica.IsRetired));
    }

    [Fact]
    public void Who_has_promised_in_an_epoch_that_its_log_lost_sight_of_may_not_be_switched_off()
    {
        // What it knows to be chosen ends in an epoch without it. The promise says that there was a later one in which it voted.
        var forgetful = AfterRemoval(new Ballot(new Epoch(3), 1, new ReplicaId(3)));
        forgetful.Tick();
        Assert.Equal((ReplicaRole.Removed, false), (forgetful.Replica.Role, forgetful.Replica.IsRetired));

        // Without such a promise it has no vote that anybody needs, and may go as soon as it has read its log.
        var removed = AfterRemoval(B1);
        Assert.False(removed.Replica.IsRetired);
        removed.Tick();
        Assert.Equal((ReplicaRole.Removed, true), (removed.Replica.Role, removed.Replica.IsRetired));
    }

    [Fact]
    public void A_leader_proposes_nothing_after_a_stop_sign_and_starts_no_read()
    {
        var play = new Play().Lead();
        Applied(play, 1);
        play.Receive(3, new Message.HeartbeatAck(play.Replica.Promised, 0, Slot.First, 0, Play.Store(3), Slot.None, default));
        play.Read(1);
        var change = play.Do(new Input.ChangeMembers(play.Time, 9L, Play.MembershipOf(3)));
        Assert.Contains("refused 1 NotLeader", change, StringComparison.Ordinal);
        Assert.Equal("refused 2 NotLeader leader 0", play.Propose("x", 2));
        Assert.Equal("refused 3 NotLeader leader 0", play.Read(3));
    }

    [Fact]
    public void The_leader_that_ends_an_epoch_tells_everybody_and_prepares_in_the_next()
    {
        var play = new Play().Lead();
        Applied(play, 1);
        play.Do(new Input.ChangeMembers(play.Time, 9L, Play.MembershipOf(3)));
        var last = play.Replica.ChosenThrough + play.Replica.InFlight;
        play.Receive(1, new Message.Accepted(play.Replica.Promised, new Slot(2), (int)(last - new Slot(1)), Play.Store(1)));
        var ended = play.Receive(2, new Message.Accepted(play.Replica.Promised, new Slot(2), (int)(last - new Slot(1)), Play.Store(2)));
        Assert.Contains($"->3 Learned {last} chosen {last}", ended, StringComparison.Ordinal);
        Assert.DoesNotContain("Prepare", ended, StringComparison.Ordinal);
        Assert.Contains($"sync->3 Prepare 2.2.1 from {last.Next}", Applied(play, last.Value), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(4, "is no member yet: add it as a learner first")]
    [InlineData(3, null)]
    public void A_voter_has_been_a_learner_before(int members, string? reason)
    {
        var play = new Play().Lead();
        Applied(play, 1);
        var effects = new Effects();
        play.Replica.Step(new Input.ChangeMembers(play.Time, 9L, Play.MembershipOf(members)), effects);
        if (reason is null)
        {
            Assert.Empty(effects.Operations);
        }
        else
        {
            Assert.Contains(reason, Assert.Single(effects.Operations).Reason, StringComparison.Ordinal);
        }
    }

    private static Play AtStopSign(params int[] voters)
    {
        var play = Follower(B1, Play.Voted(2, B1, StopSign(voters)));
        play.Receive(1, new Message.Heartbeat(B1, 1, new Slot(2), true, Slot.None));
        Assert.Equal(new Slot(3), play.Replica.Configuration.EpochStart);
        return play;
    }

    /// <summary>Replica 3 before its first step, with a snapshot of slot 3, which is of an epoch without it.</summary>
    private static Play AfterRemoval(Ballot promised, params RecoveredSlot[] log)
    {
        var founded = Configuration.Initial(Play.MembershipOf(3)).After(Slot.First, Play.Genesis());
        return new Play(self: 3, state: RecoveredState.Empty(Play.Store(3), founded.After(new Slot(2), StopSign(1, 2))) with
        {
            Promised = promised,
            SnapshotSlot = new Slot(3),
            TruncatedThrough = new Slot(3),
            ChosenThrough = new Slot(3),
            Log = [.. log],
        });
    }

    private static Play Follower(Ballot promised, params RecoveredSlot[] log)
    {
        var play = new Play(self: 3, state: Play.Born(3, promised, Slot.First, log));
        play.Tick();
        Applied(play, 1);
        return play;
    }

    private static string Applied(Play play, long through) => play.Do(new Input.Applied(play.Time, new Slot(through), default));

    private static Entry StopSign(params int[] voters) =>
        new EntryBody.StopSign(new Membership([.. voters.Select(i => new Member(new ReplicaId(i), $"127.0.0.1:{7000 + i}", Store: Play.Store(i)))])).Encode();
}
