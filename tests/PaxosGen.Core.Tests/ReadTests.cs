using PaxosGen.Core;
using static PaxosGen.Core.Tests.LeaderTests;
using static PaxosGen.Core.Tests.Play;

namespace PaxosGen.Core.Tests;

public sealed class ReadTests
{
    [Fact]
    public void A_leader_lets_no_more_reads_wait_than_the_limit()
    {
        const int Limit = 65_536;
        var play = new Play().Lead();
        for (var i = 0; i < Limit; i++)
        {
            play.Read(i);
        }

        Assert.Equal("refused -1 Overloaded leader 1", play.Read(-1));
    }

    [Fact]
    public void A_read_waits_for_a_round_that_was_sent_after_it_arrived()
    {
        var play = new Play().Lead();
        Assert.Equal("->2 Heartbeat 1.1.1 round 2 chosen 1\n->3 Heartbeat 1.1.1 round 2 chosen 1", Settled(play).Read(7));
        Assert.Equal("", play.Receive(2, Ack(2, round: 1)));
        Assert.Equal("read 7 at 1", play.Receive(2, Ack(2, round: 2)));
    }

    [Fact]
    public void Reads_that_wait_share_the_next_round()
    {
        var play = Settled(new Play().Lead());
        play.Read(1);
        Assert.Equal("", play.Read(2));
        Assert.Equal("", play.Read(3));
        Assert.Equal("->2 Heartbeat 1.1.1 round 3 chosen 1\n->3 Heartbeat 1.1.1 round 3 chosen 1\nread 1 at 1", play.Receive(2, Ack(2, round: 2)));
        Assert.Equal("read 2 at 1\nread 3 at 1", play.Receive(2, Ack(2, round: 3)));
    }

    [Fact]
    public void Reads_of_one_batch_share_the_round_that_the_batch_sends()
    {
        var play = Settled(new Play().Lead());
        Assert.Equal(
            "->2 Heartbeat 1.1.1 round 2 chosen 1\n->3 Heartbeat 1.1.1 round 2 chosen 1",
            play.Do(new Input.Read(play.Time, 1), new Input.Read(play.Time, 2)));
        Assert.Equal("read 1 at 1\nread 2 at 1", play.Receive(2, Ack(2, round: 2)));
    }

    [Fact]
    public void No_read_is_served_before_all_that_phase_1_reported_is_chosen()
    {
        // W4: an entry of its own ballot is not enough when slots are chosen out of order.
        var play = new Play(state: Born(1, Play.Ballot(1, 1), Slot.First));
        play.Tick();
        play.Receive(2, new Message.ProbeAnswer(play.Nonce, true, Ballot.None, Store(2)));
        var b = play.Replica.Promised;
        play.Receive(1, Promise(b, 1));
        play.Receive(2, Promise(
            b, 2, new ReportedSlot(new Slot(2), Play.Ballot(1, 2), Command("a"), false), new ReportedSlot(new Slot(3), Play.Ballot(1, 2), Command("b"), false)));
        Assert.Equal(ReplicaRole.Leader, play.Replica.Role);
        play.Read(7);
        play.Receive(2, Ack(2, round: 1) with { Ballot = b });
        play.Receive(2, Ack(2, round: 2) with { Ballot = b });
        play.Receive(1, new Message.Accepted(b, new Slot(2), 1, Store(1)));
        Assert.DoesNotContain("read", play.Receive(2, new Message.Accepted(b, new Slot(2), 1, Store(2))), StringComparison.Ordinal);
        play.Receive(1, new Message.Accepted(b, new Slot(3), 1, Store(1)));
        Assert.Contains("read 7 at 3", play.Receive(2, new Message.Accepted(b, new Slot(3), 1, Store(2))), StringComparison.Ordinal);
    }

    [Fact]
    public void A_round_echoed_by_another_store_than_the_one_enrolled_confirms_nothing()
    {
        // Replica 3 is not enrolled. One store of that id asks to be, another echoes the round of the read: it may have
        // forgotten what the first one promised. Then the first one is enrolled.
        var play = Settled(new Play().Lead());
        Assert.Contains("Accept 1.1.1 2 ", play.Receive(3, Ack(3, round: 1)), StringComparison.Ordinal);
        play.Read(7);
        play.Receive(3, Ack(3, round: 2) with { Store = Store(9) });
        play.Receive(1, new Message.Accepted(Play.Ballot(1, 1), new Slot(2), 1, Store(1)));
        var enrolled = play.Receive(2, new Message.Accepted(Play.Ballot(1, 1), new Slot(2), 1, Store(2)));
        Assert.Contains("chosen 2 EnrolStore", enrolled, StringComparison.Ordinal);
        Assert.DoesNotContain("read 7", enrolled, StringComparison.Ordinal);
        Assert.DoesNotContain("read 7", play.Receive(3, Ack(3, round: 1)), StringComparison.Ordinal);
        Assert.Contains("read 7 at 2", play.Receive(3, Ack(3, round: 2)), StringComparison.Ordinal);
    }

    [Fact]
    public void Reads_end_with_the_reign()
    {
        var play = Settled(new Play().Lead());
        play.Read(7);
        Assert.Contains("refused 7 NotLeader", play.Receive(2, new Message.Prepare(Play.Ballot(9, 2), new Slot(2))), StringComparison.Ordinal);
    }

    [Fact]
    public void A_follower_that_promised_a_higher_ballot_does_not_confirm()
    {
        var play = new Play(self: 3);
        play.Receive(2, new Message.Prepare(Play.Ballot(9, 2), Slot.First));
        Assert.Equal("sync->1 Reject 1.1.1, promised 1.9.2", play.Receive(1, new Message.Heartbeat(Play.Ballot(1, 1), 1, Slot.None, true, Slot.None)));
    }

    /// <summary>Answers the round that was sent when the reign began.</summary>
    private static Play Settled(Play play)
    {
        play.Receive(2, Ack(2, round: 1));
        return play;
    }
}
