using PaxosGen.Transport;

namespace PaxosGen.Client.Tests;

/// <summary>What a call that takes too long tells about its outcome.</summary>
public sealed class TimeOutTests
{
    [Fact]
    public void Never_sent_is_unavailable()
    {
        var play = new MachinePlay();
        var command = play.Command();
        var query = play.Query();
        var open = play.Open();
        play.Step(new ClientInput.ConnectFailed(play.Connection, null, "a:1 cannot be reached."));
        play.Pass(9_900);
        Assert.Empty(play.Ended);
        play.Pass(200);
        Assert.Contains("a:1 cannot be reached.", play.Error<ClusterUnavailableException>(command).Message, StringComparison.Ordinal);
        play.Error<ClusterUnavailableException>(query);
        play.Error<ClusterUnavailableException>(open);
        Assert.Equal(long.MaxValue, play.Machine.WakeAt);
    }

    [Fact]
    public void Refused_each_time_is_unavailable_and_certainly_not_applied()
    {
        var play = new MachinePlay();
        play.Open();
        play.Serve();
        var call = play.Command();
        for (var i = 0; i < 30 && !play.Ended.ContainsKey(call); i++)
        {
            if (play.Sent.Exists(r => r.Id == call))
            {
                play.Sent.Clear();
                play.NotLeader(call);
            }

            play.Pass(500);
            play.Connected();
        }

        play.Error<ClusterUnavailableException>(call);
    }

    [Fact]
    public void Sent_and_unanswered_is_unknown_even_if_refused_later()
    {
        var play = new MachinePlay();
        play.Open();
        play.Serve();
        var call = play.Command();
        play.Lost();
        play.Pass(1000);
        play.Connected();
        play.Reply(new ClientReply.Overloaded(call, 0, "busy"));
        play.Pass(10_000);
        play.Error<OutcomeUnknownException>(call);
    }

    [Fact]
    public void A_replica_that_gives_no_sign_of_life_is_left_long_before_a_call_is_sent_again()
    {
        var play = new MachinePlay { IsAlive = false };
        play.Open();
        play.Serve();
        var call = play.Command();
        var silent = play.Connection;
        play.Pass(999);
        Assert.Equal((1, 0), (play.Pings, play.HungUp.Count));
        play.Pass(51);
        Assert.Equal([silent], play.HungUp);

        // Others that still take it for the leader are not believed; the next one is asked instead.
        Assert.Equal("b:1", play.Address);
        play.Sent.Clear();
        play.IsAlive = true;
        play.Connected();
        Assert.Equal(call, play.Take<ClientRequest.Command>().Id);
        play.NotLeader(call, "a:1");
        play.Pass(100);
        Assert.Equal("c:1", play.Address);
        play.Connected();
        play.Result(call);
        play.AssertResult(call);
    }

    [Fact]
    public void A_replica_that_is_there_has_time_to_answer()
    {
        var play = new MachinePlay();
        play.Open();
        play.Serve();
        var call = play.Command();
        play.Pass(1900);
        Assert.Equal(3, play.Pings);
        Assert.Empty(play.HungUp);
        play.Result(call);
        play.Pass(60_000);
        Assert.Equal(3, play.Pings);
    }

    [Fact]
    public void A_query_without_answer_is_unavailable()
    {
        var play = new MachinePlay();
        play.Open();
        play.Serve();
        var query = play.Query();
        play.Pass(11_000);
        play.Error<ClusterUnavailableException>(query);
    }

    [Fact]
    public void Overload_is_retried_with_growing_waits_and_then_told()
    {
        var play = new MachinePlay();
        play.Open();
        play.Serve();
        var call = play.Command();
        var sends = 0;
        for (var i = 0; i < 20_000 && !play.Ended.ContainsKey(call); i++)
        {
            if (play.Sent.Count > 0)
            {
                Assert.Equal(1L, play.Take<ClientRequest.Command>().Sequence);
                sends++;
                play.Reply(new ClientReply.Overloaded(call, 0, "busy"));
            }

            play.Pass(1);
        }

        Assert.Contains("busy", play.Error<OverloadedException>(call).Message, StringComparison.Ordinal);
        Assert.InRange(sends, 10, 60);
        Assert.Empty(play.HungUp);
    }

    [Fact]
    public void Whoever_is_overloaded_is_not_asked_again_before_it_said()
    {
        var play = new MachinePlay();
        play.Open();
        play.Serve();
        var call = play.Command();
        play.Take<ClientRequest.Command>();
        play.Reply(new ClientReply.Overloaded(call, 300, "busy"));
        play.Pass(299);
        Assert.Empty(play.Sent);

        // Half of the wait is random, so that those who were refused together do not come back together.
        play.Pass(301);
        play.Take<ClientRequest.Command>();
    }

    [Fact]
    public void Overload_that_ends_in_time_is_not_noticed()
    {
        var play = new MachinePlay();
        play.Open();
        play.Serve();
        var call = play.Command();
        play.Reply(new ClientReply.Overloaded(call, 0, "busy"));
        play.Pass(100);
        play.Result(call);
        play.AssertResult(call);
    }

    [Fact]
    public void A_cluster_that_has_no_room_for_a_session_is_overloaded()
    {
        var play = new MachinePlay();
        var call = play.Command();
        play.Connected();
        for (var i = 0; i < 12_000 && !play.Ended.ContainsKey(call); i++)
        {
            if (play.Sent.Count > 0)
            {
                play.Reply(new ClientReply.Overloaded(play.Take<ClientRequest.OpenSession>().Id, 1000, "sessions are full"));
            }

            play.Pass(1);
        }

        play.Error<OverloadedException>(call);
    }

    [Fact]
    public void A_number_given_up_is_acknowledged_past_so_that_a_late_copy_is_refused()
    {
        var play = new MachinePlay();
        play.Open();
        play.Serve();
        var call = play.Command();
        for (var i = 0; i < 11; i++)
        {
            // Others are answered, so the connection stays.
            play.Pass(1000);
            play.Result(play.Query());
        }

        play.Error<OutcomeUnknownException>(call);
        play.Sent.Clear();
        play.Command();
        var next = play.Take<ClientRequest.Command>();
        Assert.Equal((2L, 2L), (next.Sequence, next.AcknowledgedBelow));
        play.Result(call);
    }

    [Fact]
    public void A_replica_that_cannot_serve_is_left_for_the_next()
    {
        var play = new MachinePlay();
        play.Open();
        play.Serve();
        var call = play.Command();
        play.Sent.Clear();
        play.Reply(new ClientReply.Unavailable(call, "stopping"));
        play.Pass(500);
        Assert.Equal("b:1", play.Address);
        play.Connected();
        Assert.Equal(1L, play.Take<ClientRequest.Command>().Sequence);
    }

    [Fact]
    public void A_silent_replica_is_left_even_if_no_caller_waits_long_enough_to_see_it()
    {
        var play = new MachinePlay();
        play.Open();
        play.Serve();
        play.Result(play.Query());
        play.Sent.Clear();
        for (var i = 0; i < 10 && play.HungUp.Count == 0; i++)
        {
            // Each caller has a patience of its own, shorter than RetryAfter.
            var query = play.Query();
            play.Pass(500);
            play.Step(new ClientInput.Cancel(query));
        }

        Assert.Equal([1], play.HungUp);
        play.Sent.Clear();
        var next = play.Query();
        play.Pass(500);
        Assert.Equal("b:1", play.Address);
        play.Connected();
        Assert.Equal(next, play.Take<ClientRequest.Query>().Id);
    }
}
