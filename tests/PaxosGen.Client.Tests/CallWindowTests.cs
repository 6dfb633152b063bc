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
}
