using PaxosGen.Core;
using static PaxosGen.Core.Tests.LeaderTests;
using static PaxosGen.Core.Tests.Play;

namespace PaxosGen.Core.Tests;

public sealed class FollowerReadTests
{
    private static readonly Ballot B1 = Play.Ballot(1, 1);

    // ---- the follower ----

    [Fact]
    public void A_follower_asks_the_leader_for_the_index_and_answers_itself()
    {
        var play = Following();
        Assert.Equal("->1 ReadIndexRequest 1", play.Read(7));
        Assert.Equal("read 7 at 1", play.Receive(1, Index(1, at: 1)));
    }

    [Fact]
    public void It_answers_once_it_knows_the_index_to_be_chosen()
    {
        var play = Following();
        play.Read(7);
        Assert.Equal("", play.Receive(1, Index(1, at: 2)));
        play.Receive(1, new Message.Accept(B1, new Slot(2), [Command("a")], Slot.First));
        Assert.Contains("read 7 at 2", play.Receive(1, Heartbeat(B1, chosen: 2)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_read_that_arrives_after_the_request_left_waits_for_the_next()
    {
        var play = Following();
        play.Read(1);
        Assert.Equal("", play.Read(2));
        Assert.Equal("", play.Read(3));
        Assert.Equal("->1 ReadIndexRequest 2\nread 1 at 1", play.Receive(1, Index(1, at: 1)));
        Assert.Equal("read 2 at 1\nread 3 at 1", play.Receive(1, Index(2, at: 1)));
    }

    [Fact]
    public void Reads_of_one_batch_share_a_request()
    {
        var play = Following();
        Assert.Equal("->1 ReadIndexRequest 1", play.Do(new Input.Read(play.Time, 1), new Input.Read(play.Time, 2)));
        Assert.Equal("read 1 at 1\nread 2 at 1", play.Receive(1, Index(1, at: 1)));
    }

    [Fact]
    public void A_request_without_an_answer_is_sent_again_and_takes_no_later_reads_along()
    {
        var play = Following();
        play.Read(1);
        Assert.Equal("", play.Tick(T / 4 - 1));
        play.Read(2);
        Assert.Equal("->1 ReadIndexRequest 1", play.Tick(1));
        Assert.Equal("->1 ReadIndexRequest 2\nread 1 at 1", play.Receive(1, Index(1, at: 1)));
        Assert.Equal("", play.Receive(1, Index(1, at: 1)));
    }

    [Fact]
    public void Only_the_leader_that_was_asked_can_answer_and_only_this_request()
    {
        var play = Following();
        play.Read(7);
        Assert.Equal("", play.Receive(2, Index(1, at: 1)));
        Assert.Equal("", play.Receive(1, Index(0, at: 1)));
        Assert.Equal("", play.Receive(1, Index(2, at: 1)));
    }

    [Fact]
    public void Reads_are_refused_when_the_leader_refuses_or_another_leads()
    {
        var play = Following();
        play.Read(7);
        Assert.Equal("refused 7 NotLeader leader 1", play.Receive(1, new Message.ReadIndex(1, IsGranted: false, Slot.None)));
        play.Read(8);
        play.Read(9);
        Assert.Contains("refused 8 NotLeader leader 2\nrefused 9 NotLeader leader 2", play.Receive(2, Heartbeat(Play.Ballot(2, 2), chosen: 1)), StringComparison.Ordinal);
        Assert.Equal("", play.Receive(1, Index(2, at: 1)));
    }

    [Fact]
    public void Reads_whose_index_never_comes_to_be_known_are_refused_with_the_leader()
    {
        var play = Following();
        play.Read(7);
        play.Receive(1, Index(1, at: 5));
        Assert.Contains("refused 7 NotLeader leader 2", play.Receive(2, Heartbeat(Play.Ballot(2, 2), chosen: 1)), StringComparison.Ordinal);
    }

    [Fact]
    public void Reads_are_refused_when_the_leader_is_silent_for_too_long()
    {
        var play = Following();
        play.Read(7);
        Assert.Contains("refused 7 NotLeader leader 0", play.Tick(2 * T), StringComparison.Ordinal);
        Assert.Equal("refused 8 NotLeader leader 0", play.Read(8));
    }

    [Fact]
    public void A_learner_reads_through_the_leader_and_forgets_one_that_is_silent()
    {
        var members = MembershipOf(2).Members.Add(new Member(new ReplicaId(3), "127.0.0.1:7003", IsVoter: false));
        var play = new Play(self: 3, state: RecoveredState.Empty(Store(3), Configuration.Initial(new Membership(members))));
        play.Tick();
        play.Receive(1, Heartbeat(B1, chosen: 0));
        Assert.Equal("->1 ReadIndexRequest 1", play.Read(7));
        Assert.Equal("read 7 at 0", play.Receive(1, Index(1, at: 0)));
        play.Tick(2 * T);
        Assert.Equal("refused 8 NotLeader leader 0", play.Read(8));
    }

    [Fact]
    public void No_more_reads_wait_than_the_limit()
    {
        var play = Following();
        for (var i = 0; i < FollowerReadLimit; i++)
        {
            play.Read(i);
        }

        Assert.Equal("refused -1 Overloaded leader 1", play.Read(-1));
    }

    [Fact]
    public void A_lease_is_for_the_leaders_readers_only()
    {
        Assert.Equal("refused 7 NotLeader leader 1", Following().Read(7, ReadConsistency.Lease));
    }

    [Fact]
    public void Whoever_counts_votes_itself_answers_its_readers_too()
    {
        // It may be ahead of the leader, whose index covers what it has proposed.
        var play = Following(LearningMode.AllToAll);
        Assert.Equal("->1 ReadIndexRequest 1", play.Read(7));
        Assert.Equal("read 7 at 1", play.Receive(1, Index(1, at: 1)));
    }

    // ---- bounded staleness ----

    [Fact]
    public void A_bounded_stale_read_is_answered_at_once_from_what_was_current_so_recently()
    {
        var play = Following();
        play.Read(1);
        play.Tick(100);

        // The index was asked for 100 before it came; how old the state may be counts from the asking.
        play.Receive(1, Index(1, at: 1));
        play.Tick(100);
        Assert.Equal("read 7 at 1", play.Read(7, ReadConsistency.BoundedStale, maxStaleness: 200));
        Assert.Equal("->1 ReadIndexRequest 2", play.Read(8, ReadConsistency.BoundedStale, maxStaleness: 199));
        Assert.Equal("read 8 at 1", play.Receive(1, Index(2, at: 1)));
    }

    [Fact]
    public void What_a_request_was_sent_again_for_counts_from_its_first_sending()
    {
        var play = Following();
        play.Read(1);
        play.Tick(T / 4);
        play.Receive(1, Index(1, at: 1));
        Assert.Equal("->1 ReadIndexRequest 2", play.Read(7, ReadConsistency.BoundedStale, maxStaleness: (T / 4) - 1));
    }

    [Fact]
    public void A_state_that_does_not_hold_the_index_yet_is_not_current()
    {
        var play = Following();
        play.Read(1);
        play.Receive(1, Index(1, at: 2));
        Assert.Equal("->1 ReadIndexRequest 2", play.Read(7, ReadConsistency.BoundedStale, maxStaleness: T));
    }

    [Fact]
    public void What_was_current_is_served_without_a_leader_until_it_is_too_old()
    {
        var play = Following();
        play.Read(1);
        play.Receive(1, Index(1, at: 1));
        play.Tick(2 * T);
        Assert.Equal(ReplicaId.None, play.Replica.Leader);
        Assert.Equal("read 7 at 1", play.Read(7, ReadConsistency.BoundedStale, maxStaleness: 2 * T));
        Assert.Equal("refused 8 NotLeader leader 0", play.Read(8, ReadConsistency.BoundedStale, maxStaleness: (2 * T) - 1));
    }

    [Fact]
    public void A_leader_is_current_as_of_its_newest_confirmed_round_also_when_it_leads_no_more()
    {
        var play = new Play().Lead();
        var sent = play.Now;
        play.Tick(50);
        play.Receive(2, Ack(2, round: 1));
        Assert.Equal("read 7 at 1", play.Read(7, ReadConsistency.BoundedStale, maxStaleness: 50));
        Assert.DoesNotContain("read", play.Read(8, ReadConsistency.BoundedStale, maxStaleness: 49), StringComparison.Ordinal);
        play.Receive(2, new Message.Prepare(Play.Ballot(9, 2), new Slot(2)));
        play.Tick(50);
        Assert.Equal("read 9 at 1", play.Read(9, ReadConsistency.BoundedStale, maxStaleness: play.Now - sent));
        Assert.Equal("refused 10 NotLeader leader 0", play.Read(10, ReadConsistency.BoundedStale, maxStaleness: play.Now - sent - 1));
    }

    // ---- the leader ----

    [Fact]
    public void A_leader_tells_the_index_after_a_round_that_was_sent_after_the_request_arrived()
    {
        var play = new Play().Lead();
        Assert.Equal("", play.Receive(3, new Message.ReadIndexRequest(5)));
        var next = play.Receive(2, Ack(2, round: 1));
        Assert.Contains("round 2", next, StringComparison.Ordinal);
        Assert.DoesNotContain("ReadIndex", next, StringComparison.Ordinal);

        // And that the slot is chosen, which the other may not know yet.
        Assert.Equal("->3 ReadIndex 5 1\n->3 Heartbeat 1.1.1 round 2 chosen 1", play.Receive(2, Ack(2, round: 2)));
        Assert.DoesNotContain("ReadIndex", play.Receive(2, Ack(2, round: 2)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_repeated_request_is_answered_once_and_a_new_one_takes_its_place()
    {
        var play = new Play().Lead();
        play.Receive(2, Ack(2, round: 1));
        play.Receive(3, new Message.ReadIndexRequest(5));
        play.Receive(3, new Message.ReadIndexRequest(5));
        play.Receive(2, new Message.ReadIndexRequest(8));
        play.Receive(3, new Message.ReadIndexRequest(6));
        var first = play.Receive(2, Ack(2, round: 2));
        Assert.DoesNotContain("ReadIndex", first, StringComparison.Ordinal);
        var second = play.Receive(2, Ack(2, round: 3));
        Assert.Contains("->2 ReadIndex 8 1", second, StringComparison.Ordinal);
        Assert.Contains("->3 ReadIndex 6 1", second, StringComparison.Ordinal);
    }

    [Fact]
    public void Whoever_does_not_lead_or_leads_no_more_refuses()
    {
        Assert.Equal("->2 ReadIndex 5 refused", Following().Receive(2, new Message.ReadIndexRequest(5)));
        var play = new Play().Lead();
        play.Receive(3, new Message.ReadIndexRequest(5));
        Assert.Contains("->3 ReadIndex 5 refused", play.Receive(2, new Message.Prepare(Play.Ballot(9, 2), new Slot(2))), StringComparison.Ordinal);
    }

    private const int FollowerReadLimit = 65_536;

    /// <summary>Replica 3, which follows replica 1 and knows slot 1 to be chosen.</summary>
    private static Play Following(LearningMode learning = LearningMode.Leader)
    {
        var play = new Play(self: 3, state: Born(3, B1, Slot.First), options: o => o with { Learning = learning });
        play.Tick();
        play.Receive(1, Heartbeat(B1, chosen: 1));
        return play;
    }

    private static Message.Heartbeat Heartbeat(Ballot ballot, long chosen) => new(ballot, 1, new Slot(chosen), true, Slot.None);

    private static Message.ReadIndex Index(long nonce, long at) => new(nonce, IsGranted: true, new Slot(at));
}
