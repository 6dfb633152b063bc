using PaxosGen.Core;
using static PaxosGen.Core.Tests.Play;

namespace PaxosGen.Core.Tests;

public sealed class FlowControlTests
{
    private static readonly Ballot B = Play.Ballot(2, 1);

    [Fact]
    public void One_that_does_not_answer_gets_no_more_than_its_window_and_the_others_all()
    {
        var play = Leading(o => o with { FollowerWindow = 2 });
        Assert.Contains("->3 Accept 1.2.1 2", play.Propose("a"), StringComparison.Ordinal);
        Chosen(play, 2);
        Assert.Contains("->3 Accept 1.2.1 3", play.Propose("b"), StringComparison.Ordinal);
        Chosen(play, 3);
        for (var slot = 4; slot < 100; slot++)
        {
            var effects = play.Propose("c");
            Assert.Contains($"->2 Accept 1.2.1 {slot}", effects, StringComparison.Ordinal);
            Assert.DoesNotContain("->3", effects, StringComparison.Ordinal);
            Chosen(play, slot);
        }
    }

    [Fact]
    public void Its_window_is_bounded_in_bytes_too()
    {
        var play = Leading(o => o with { FollowerWindowBytes = 10_000 });
        play.Do(new Input.Propose(play.Time, 1, Origin.Key(1), 7, new byte[10_000]));
        Chosen(play, 2);
        Assert.DoesNotContain("->3", play.Propose("a"), StringComparison.Ordinal);
    }

    [Fact]
    public void Once_it_answers_it_gets_what_is_still_in_flight_and_learns_the_rest_by_itself()
    {
        var play = Leading(o => o with { FollowerWindow = 2 });
        foreach (var slot in Enumerable.Range(2, 4))
        {
            play.Propose("a");
            Chosen(play, slot);
        }

        play.Propose("in flight");
        play.Propose("in flight");
        play.Propose("in flight");
        Assert.Equal("->3 Accept 1.2.1 6..7 chosen 5", play.Receive(3, new Message.Accepted(B, new Slot(2), 2, Store(3))));

        // One more as soon as one is answered; then it is level with the others again.
        Assert.Equal("->3 Accept 1.2.1 8 chosen 5", play.Receive(3, new Message.Accepted(B, new Slot(6), 1, Store(3))));
        play.Receive(3, new Message.Accepted(B, new Slot(7), 2, Store(3)));
        play.Receive(2, new Message.Accepted(B, new Slot(6), 2, Store(2)));
        play.Receive(2, new Message.Accepted(B, new Slot(8), 1, Store(2)));
        Assert.Contains("->2 Accept 1.2.1 9 chosen 8\n->3 Accept 1.2.1 9 chosen 8", play.Propose("b"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_heartbeat_ack_answers_for_what_is_known_to_be_chosen()
    {
        var play = Leading(o => o with { FollowerWindow = 1 });
        play.Propose("a");
        Chosen(play, 2);
        Assert.DoesNotContain("->3", play.Propose("b"), StringComparison.Ordinal);
        Assert.Contains("->3 Accept 1.2.1 3", play.Receive(3, Ack(3, round: 1, chosen: 2)), StringComparison.Ordinal);
    }

    [Fact]
    public void What_it_has_voted_for_is_not_sent_again()
    {
        var play = Leading(o => o with { FollowerWindow = 1 });
        play.Propose("a");
        play.Propose("b");
        play.Tick(T / 4);
        Assert.DoesNotContain("Accept", play.Receive(3, new Message.Accepted(B, new Slot(2), 2, Store(3))), StringComparison.Ordinal);
        Assert.DoesNotContain("->3 Accept 1.2.1 3", play.Tick(T / 4), StringComparison.Ordinal);
    }

    [Fact]
    public void All_of_a_window_lost_a_re_send_brings_it_going_again()
    {
        var play = Leading(o => o with { FollowerWindow = 1 });
        play.Propose("lost");
        play.Propose("not sent");
        play.Receive(1, new Message.Accepted(B, new Slot(2), 2, Store(1)));
        Assert.Contains("->2 Accept 1.2.1 2..3", play.Tick(T / 4), StringComparison.Ordinal);
        play.Receive(2, new Message.Accepted(B, new Slot(2), 2, Store(2)));
        Assert.Equal(3, play.Replica.ChosenThrough.Value);
        Assert.Contains("->2 Accept 1.2.1 4", play.Propose("c"), StringComparison.Ordinal);
    }

    [Fact]
    public void Re_sends_to_one_that_is_silent_grow_rare_and_stay_small()
    {
        var play = Leading(o => o with { MaxMessageBytes = 150 });
        for (var i = 0; i < 100; i++)
        {
            play.Propose("a command of some length that makes a message of its own");
        }

        var sent = 0;
        for (var i = 0; i < 400; i++)
        {
            var effects = play.Tick(T / 100);
            if (effects.Contains("->3 Accept", StringComparison.Ordinal))
            {
                sent++;
                Assert.Contains("->3 Accept 1.2.1 2..3 ", effects, StringComparison.Ordinal);
            }

            play.Receive(2, Ack(2, round: 1, chosen: 1));
        }

        // After T/4, then T/4, T/2, T and T again: within 4 T.
        Assert.InRange(sent, 4, 6);
    }

    private static Play Leading(Func<ProtocolOptions, ProtocolOptions> options)
    {
        var play = new Play(state: Born(1, Play.Ballot(1, 1), Slot.First), options: options);
        play.Tick();
        play.Receive(2, new Message.ProbeAnswer(play.Nonce, true, Ballot.None, Store(2)));
        play.Receive(1, Promise(B, 1) with { IsEmpty = false });
        play.Receive(2, Promise(B, 2) with { IsEmpty = false });
        return play;
    }

    private static void Chosen(Play play, long slot)
    {
        play.Receive(1, new Message.Accepted(B, new Slot(slot), 1, Store(1)));
        play.Receive(2, new Message.Accepted(B, new Slot(slot), 1, Store(2)));
        Assert.Equal(slot, play.Replica.ChosenThrough.Value);
        play.Do(new Input.Applied(play.Time, new Slot(slot), default));
    }

    private static Message.HeartbeatAck Ack(int from, long round, long chosen) => new(B, round, new Slot(chosen), 0, Store(from), Slot.None, default);
}
