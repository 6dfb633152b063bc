using System.Collections.Immutable;
using PaxosGen.Core;
using static PaxosGen.Core.Tests.Play;

namespace PaxosGen.Core.Tests;

/// <summary>Replicas that are behind what others have truncated.</summary>
public sealed class SnapshotTests
{
    private static readonly Ballot B1 = Play.Ballot(1, 1);
    private static readonly Ballot B2 = Play.Ballot(2, 2);
    private static readonly Slot Far = new(500);

    [Fact]
    public void An_answer_from_above_the_truncation_point_asks_for_a_snapshot()
    {
        var play = new Play(self: 3, state: Born(3, B1, Slot.First));
        Assert.Equal("chosen 1 Genesis", play.Tick());
        Assert.Equal("wants a snapshot above 1 from 2", play.Receive(2, new Message.Learned(new Slot(2), [], new Slot(520), Far)));
    }

    [Fact]
    public void A_snapshot_takes_the_place_of_the_log_and_its_old_votes_are_gone()
    {
        // The vote at slot 2 is of a value that lost. Were it kept, a hint above would make it the chosen one.
        var play = new Play(self: 3, state: Born(3, B1, Slot.First, Voted(2, B1, Command("old"))));
        play.Tick();
        Assert.Equal("restore 500 state", play.Do(Installed(play)));
        Assert.Equal(
            "(500, 500, 500, 500)",
            (play.Replica.ChosenThrough.Value, play.Replica.AppliedThrough.Value, play.Replica.SnapshotSlot.Value, play.Replica.TruncatedThrough.Value).ToString());
        Assert.Equal(
            "write promised 1.2.2\nsync->2 Promise 1.2.2 part 1/1 truncated 500 chosen 500 []",
            play.Receive(2, new Message.Prepare(B2, new Slot(2))));
    }

    [Fact]
    public void Whose_votes_count_is_part_of_the_snapshot()
    {
        // It was born of two; the third was enrolled in slots that it has never seen.
        var enrolled = Enumerable.Range(1, 3).ToImmutableSortedDictionary(i => new ReplicaId(i), Store);
        var play = new Play(self: 3, state: RecoveredState.Empty(Store(3), Configuration.Initial(MembershipOf(3)) with { Stores = enrolled.Remove(new ReplicaId(3)) }));
        play.Tick();
        play.Do(Installed(play));
        Assert.Equal(enrolled, play.Replica.Configuration.Stores);
    }

    [Fact]
    public void Votes_above_the_snapshot_stay_and_what_was_announced_of_them_is_chosen()
    {
        var play = new Play(self: 3, state: Born(3, B1, Slot.First));
        play.Tick();
        play.Receive(1, new Message.Accept(B1, Far.Next, [Command("a"), Command("b")], Far.Next));
        Assert.Equal("write chosenThrough 501\nrestore 500 state\nchosen 501 Command", play.Do(Installed(play)));
    }

    [Fact]
    public void A_replica_far_behind_votes_on_new_slots_before_it_has_caught_up()
    {
        var play = new Play(self: 3, state: Born(3, B1, Slot.First));
        play.Tick();
        Assert.Equal(
            "write vote 1.1.1 501+1\nsync->1 Accepted 1.1.1 501",
            play.Receive(1, new Message.Accept(B1, Far.Next, [Command("a")], Far)));
    }

    [Fact]
    public void A_snapshot_that_says_nothing_new_is_passed_over()
    {
        var play = new Play(self: 3, state: Born(3, B1, new Slot(2), Voted(2, B1, Command("b"))));
        play.Tick();
        Assert.Equal("", play.Do(new Input.SnapshotInstalled(play.Time, new Slot(2), play.Replica.Configuration, "state")));
        Assert.Equal(0, play.Replica.SnapshotSlot.Value);
    }

    [Fact]
    public void What_was_chosen_in_the_same_batch_is_part_of_the_snapshot()
    {
        var play = new Play(self: 3, state: Born(3, B1, Slot.First));
        Assert.Equal("restore 500 state", play.Do(new Input.Tick(play.Time), Installed(play)));
    }

    [Fact]
    public void What_the_applier_said_before_it_heard_of_the_snapshot_is_passed_over()
    {
        var play = new Play(self: 3, state: Born(3, B1, Slot.First));
        play.Tick();
        play.Do(Installed(play), new Input.Applied(play.Time, Slot.First, default), new Input.Applied(play.Time, Far, new ResultHash(Far, 7), From: "state"));
        Assert.Equal(Far, play.Replica.AppliedThrough);
    }

    [Fact]
    public void A_leader_never_goes_on_from_a_snapshot()
    {
        var play = new Play().Lead();
        Assert.Equal("", play.Do(Installed(play)));
        Assert.Equal(ReplicaRole.Leader, play.Replica.Role);
    }

    [Fact]
    public void A_candidate_that_others_are_far_ahead_of_leads_once_it_has_a_snapshot()
    {
        var play = new Play(state: Born(1, B1, Slot.First));
        play.Tick();
        play.Receive(2, new Message.ProbeAnswer(play.Nonce, true, B1, Store(2)));
        var ballot = play.Replica.Promised;
        play.Receive(1, Promise(ballot, 1) with { IsEmpty = false });
        Assert.Equal("->2 LearnRequest from 2", play.Receive(2, Promise(ballot, 2) with { IsEmpty = false, TruncatedThrough = Far, ChosenThrough = Far }));
        Assert.Equal(ReplicaRole.Candidate, play.Replica.Role);

        Assert.Equal("wants a snapshot above 1 from 2", play.Receive(2, new Message.Learned(new Slot(2), [], Far, Far)));
        play.Do(Installed(play));
        Assert.Equal(ReplicaRole.Leader, play.Replica.Role);
        Assert.Contains("vote 1.2.1 501+1", play.Propose("new"), StringComparison.Ordinal);
    }

    [Fact]
    public void The_log_waits_for_a_laggard_two_intervals_of_snapshots_and_no_longer()
    {
        var stores = Enumerable.Range(1, 3).ToImmutableSortedDictionary(i => new ReplicaId(i), Store);
        var configuration = Configuration.Initial(MembershipOf(3), new ClusterSettings { SnapshotInterval = 100 }) with { Stores = stores };
        var state = RecoveredState.Empty(Store(1), configuration) with { Promised = B1, SnapshotSlot = Far, ChosenThrough = Far, TruncatedThrough = new Slot(100) };
        var play = new Play(state: state);
        play.Tick();
        play.Receive(2, new Message.ProbeAnswer(play.Nonce, true, B1, Store(2)));
        var ballot = play.Replica.Promised;
        play.Receive(1, Promise(ballot, 1) with { IsEmpty = false });
        play.Receive(2, Promise(ballot, 2) with { IsEmpty = false });
        Assert.Equal(ReplicaRole.Leader, play.Replica.Role);
        Assert.Equal(300, play.Replica.TruncatedThrough.Value);

        play.Receive(2, Ack(ballot, 2, 450));
        play.Receive(3, Ack(ballot, 3, 320));
        play.Tick(T / 10);
        Assert.Equal(320, play.Replica.TruncatedThrough.Value);
        play.Receive(3, Ack(ballot, 3, 420));
        play.Tick(T / 10);
        Assert.Equal(420, play.Replica.TruncatedThrough.Value);
    }

    [Fact]
    public void The_log_after_a_snapshot_that_is_being_sent_is_kept()
    {
        var play = new Play(self: 3, state: Born(3, B1, new Slot(3), Voted(2, B1, Command("b")), Voted(3, B1, Command("c"))));
        play.Tick();
        play.Do(
            new Input.Applied(play.Time, new Slot(3), default),
            new Input.SnapshotSaved(play.Time, new Slot(3)),
            new Input.SnapshotsSending(play.Time, new Slot(2)));
        Assert.Contains("truncate 2", play.Receive(1, new Message.Heartbeat(B1, 1, new Slot(3), true, new Slot(3))), StringComparison.Ordinal);
        play.Do(new Input.SnapshotsSending(play.Time, Slot.None));
        Assert.Contains("truncate 3", play.Receive(1, new Message.Heartbeat(B1, 2, new Slot(3), true, new Slot(3))), StringComparison.Ordinal);
    }

    private static Message.HeartbeatAck Ack(Ballot ballot, int from, long snapshot) => new(ballot, 1, Slot.None, 0, Store(from), new Slot(snapshot), default);

    private static Input.SnapshotInstalled Installed(Play play)
    {
        var stores = Enumerable.Range(1, 3).ToImmutableSortedDictionary(i => new ReplicaId(i), Store);
        return new Input.SnapshotInstalled(play.Time, Far, Configuration.Initial(MembershipOf(3)) with { Stores = stores }, "state");
    }
}
