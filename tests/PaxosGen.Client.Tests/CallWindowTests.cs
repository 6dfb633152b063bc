using PaxosGen.Client;
using PaxosGen.Transport;

namespace PaxosGen.Client.Tests;

public class CallWindowTests
{
    [Fact]
    public void Refusals_of_what_was_out_together_halve_it_once()
    {
        var window = new CallWindow(64);
        window.OnOverloaded(sentAt: 1, now: 10);
        window.OnOverloaded(sentAt: 2, now: 11);
        Assert.Equal(32, window.Size);
        window.OnOverloaded(sentAt: 12, now: 20);
        Assert.Equal(16, window.Size);
    }

    [Fact]
    public void It_never_closes_and_grows_by_one_for_each_windowful_of_answers_up_to_its_most()
    {
        var window = new CallWindow(4);
        for (var now = 0; now < 10; now++)
        {
            window.OnOverloaded(now, now);
        }

        Assert.Equal(1, window.Size);
        window.OnAnswered();
        Assert.Equal(2, window.Size);
        for (var i = 0; i < 100; i++)
        {
            window.OnAnswered();
        }

        Assert.Equal(4, window.Size);
    }

    [Fact]
    public void Calls_beyond_it_wait_for_an_answer_and_not_for_the_time()
    {
        var play = new MachinePlay();
        play.Open();
        play.Serve(window: 4096);
        var calls = Enumerable.Range(0, 1024).Select(_ => play.Command()).ToList();
        Assert.Equal(1024, play.Sent.Count);
        play.Sent.Clear();
        foreach (var call in calls)
        {
            play.Reply(new ClientReply.Overloaded(call, 100, "busy"));
        }

        play.Pass(400);
        Assert.Equal(512, play.Sent.Count);
        var again = play.Sent.OfType<ClientRequest.Command>().First();
        play.Sent.Clear();
        play.Pass(400);
        Assert.Empty(play.Sent);
        play.Result(again.Id);
        Assert.Single(play.Sent);
    }

    [Fact]
    public void A_refused_call_goes_again_as_soon_as_another_one_is_answered()
    {
        var play = new MachinePlay();
        play.Open();
        play.Serve();
        var (served, refused, other) = (play.Command(), play.Command(), play.Command());
        play.Sent.Clear();
        play.Reply(new ClientReply.Overloaded(refused, 5000, "busy"));
        play.Reply(new ClientReply.Overloaded(other, 5000, "busy"));
        Assert.Empty(play.Sent);

        // The cluster goes on: what it said of the next five seconds is not so.
        play.Result(served);
        Assert.Equal([refused, other], play.Sent.Select(r => r.Id).OrderBy(id => id.Value));
        foreach (var call in new[] { refused, other })
        {
            play.Result(call);
            play.AssertResult(call);
        }
    }

    [Fact]
    public void A_client_of_which_nothing_is_out_sees_for_itself_with_one_call()
    {
        var play = new MachinePlay();
        play.Open();
        play.Serve();
        var calls = Enumerable.Range(0, 8).Select(_ => play.Command()).ToList();
        play.Sent.Clear();
        foreach (var call in calls)
        {
            play.Reply(new ClientReply.Overloaded(call, 5000, "busy"));
        }

        play.Pass(499);
        Assert.Empty(play.Sent);
        play.Pass(2);
        var one = Assert.Single(play.Sent);
        play.Result(one.Id);

        // Half as many as before may be out at first, and more with each answer.
        for (var i = 0; i < 8; i++)
        {
            play.Sent.Where(r => !play.Ended.ContainsKey(r.Id)).Select(r => r.Id).Distinct().ToList().ForEach(id => play.Result(id));
        }

        Assert.All(calls, call => play.AssertResult(call));
    }

    [Fact]
    public void Calls_that_are_refused_again_and_again_wait_as_long_as_they_are_told()
    {
        // A table that is full: others are answered all the time, and room comes with time alone.
        var play = new MachinePlay();
        play.Open();
        play.Serve();
        var refused = play.Command();
        var sent = 0;
        for (var i = 0; i < 50; i++)
        {
            sent += play.Sent.RemoveAll(r => r.Id == refused) > 0 ? 1 : 0;
            play.Reply(new ClientReply.Overloaded(refused, 1000, "full"));
            play.Result(play.Command());
        }

        Assert.InRange(sent, 1, 5);
    }
}
