using PaxosGen.Transport;

namespace PaxosGen.Client.Tests;

/// <summary>What happens to calls when the leader, the connection or the session goes.</summary>
public sealed class LeaderChangeTests
{
    [Fact]
    public void A_hint_is_dialled_at_once_and_the_session_opened_there()
    {
        var play = new MachinePlay();
        var call = play.Command();
        play.Connected();
        play.NotLeader(play.Take<ClientRequest.OpenSession>().Id, "leader:9");
        Assert.Equal("leader:9", play.Address);
        Assert.Equal((UInt128)5, play.Hello!.Cluster!.Value.Value);
        play.Serve();
        Assert.Equal(call, play.Take<ClientRequest.Command>().Id);
    }

    [Fact]
    public void Without_a_hint_the_given_addresses_are_tried_in_turn_with_waits()
    {
        var play = new MachinePlay();
        play.Command();
        for (var i = 0; i < 5; i++)
        {
            play.Step(new ClientInput.ConnectFailed(play.Connection, null, "refused"));
            Assert.Equal(i + 1, play.Dialled.Count);
            play.Pass(500);
        }

        Assert.Equal(["a:1", "b:1", "c:1", "a:1", "b:1", "c:1"], play.Dialled);
    }

    [Fact]
    public void Replicas_that_point_at_each_other_are_not_asked_in_a_tight_loop()
    {
        var play = new MachinePlay();
        play.Command();
        for (var i = 0; i < 50 && play.Dialled.Count == i + 1; i++)
        {
            play.Connected();
            play.NotLeader(play.Take<ClientRequest.OpenSession>().Id, i % 2 == 0 ? "b:1" : "a:1");
        }

        Assert.InRange(play.Dialled.Count, 2, 5);
    }

    [Fact]
    public void A_leader_that_fell_silent_once_is_asked_again_when_all_others_go_on_naming_it()
    {
        // Of eight, seven turns would pass before it is its own.
        var play = new MachinePlay();
        play.Command();
        play.Connected();
        play.Reply(new ClientReply.Members(new EpochMembers(Core.Epoch.First, [.. Enumerable.Range(1, 8).Select(i => $"r:{i}")])));
        play.Lost();
        play.Pass(500);
        var leader = play.Address!;
        play.Step(new ClientInput.ConnectFailed(play.Connection, null, "refused"));
        play.Pass(500);
        var asked = 0;
        for (; play.Address != leader && asked < 20; asked++)
        {
            play.Connected();
            play.NotLeader(play.Sent.OfType<ClientRequest.OpenSession>().Last().Id, leader);
            play.Pass(500);
        }

        Assert.Equal(7, asked);
    }

    [Fact]
    public void After_a_lost_connection_the_same_numbers_are_sent_to_the_next_replica()
    {
        var play = new MachinePlay();
        play.Open();
        play.Serve(session: 8);
        RequestId[] calls = [play.Command(1), play.Command(2), play.Command(3)];
        play.Result(calls[1]);
        var before = play.TakeCommands();
        play.Lost();
        play.Pass(1000);
        Assert.Equal("b:1", play.Address);
        play.Connected();
        var again = play.TakeCommands();
        Assert.Equal([(1L, (byte)1), (3, 3)], again.Select(c => (c.Sequence, c.Payload.Span[0])));
        Assert.All(again, c => Assert.Equal(before[0].Session, c.Session));
        play.Result(calls[0]);
        play.Result(calls[2]);
        Assert.All(calls, call => play.AssertResult(call));
    }

    [Fact]
    public void An_answer_of_an_old_connection_is_ignored()
    {
        var play = new MachinePlay();
        var call = play.Command();
        play.Serve();
        var old = play.Connection;
        play.Lost();
        play.ReplyOn(old, new ClientReply.Result(call, default));
        Assert.Empty(play.Ended);
    }

    [Fact]
    public void A_leader_that_steps_down_is_heard_out_before_it_is_left()
    {
        var play = new MachinePlay();
        play.Open();
        play.Serve();
        RequestId[] calls = [play.Command(), play.Command(), play.Command()];
        play.Sent.Clear();
        play.NotLeader(calls[1], "new:1");
        play.Command();
        Assert.Empty(play.Sent);
        Assert.Empty(play.HungUp);
        play.Result(calls[0]);
        play.NotLeader(calls[2], "new:1");
        Assert.Equal([1], play.HungUp);
        Assert.Equal("new:1", play.Address);
        play.Connected();
        Assert.Equal([2L, 3, 4], play.TakeCommands().Select(c => c.Sequence));
    }

    [Fact]
    public void One_that_does_not_answer_the_rest_is_left_after_a_while()
    {
        var play = new MachinePlay();
        play.Open();
        play.Serve();
        RequestId[] calls = [play.Command(), play.Command()];
        play.NotLeader(calls[0], "new:1");
        play.Pass(600);
        Assert.Equal("new:1", play.Address);
        play.Sent.Clear();
        play.Connected();
        Assert.Equal([1L, 2], play.TakeCommands().Select(c => c.Sequence));
    }

    [Fact]
    public void Silence_for_RetryAfter_moves_on_to_the_next_replica()
    {
        var play = new MachinePlay();
        var call = play.Command();
        play.Serve();
        play.Sent.Clear();
        play.Pass(4000);
        Assert.Equal([1], play.HungUp);
        Assert.Equal("b:1", play.Address);
        play.Connected();
        Assert.Equal((call, 1L), play.TakeCommands().Select(c => (c.Id, c.Sequence)).Single());
    }

    [Fact]
    public void A_call_forgotten_by_a_replica_that_answers_others_is_sent_again_there()
    {
        var play = new MachinePlay();
        var forgotten = play.Command();
        play.Serve();
        for (var i = 0; i < 6; i++)
        {
            play.Pass(500);
            play.Result(play.Command());
        }

        Assert.Empty(play.HungUp);
        Assert.True(play.TakeCommands().Count(c => c.Id == forgotten && c.Sequence == 1) >= 2);
    }

    [Fact]
    public void OutcomeUnknown_from_a_replica_is_asked_again_elsewhere_with_the_same_number()
    {
        var play = new MachinePlay();
        var call = play.Command();
        play.Serve();
        play.Sent.Clear();
        play.Reply(new ClientReply.OutcomeUnknown(call, "lost lead"));
        play.Pass(1000);
        play.Connected();
        play.Pass(100);
        Assert.Equal(1L, play.Take<ClientRequest.Command>().Sequence);
    }

    [Fact]
    public void After_the_sessions_end_what_may_be_applied_is_unknown_and_what_is_not_starts_afresh()
    {
        var play = new MachinePlay(new PaxosClientOptions { MaxInFlight = 2 });
        play.Open();
        play.Serve(session: 1);
        var sentTwice = play.Command(1);
        play.Lost();
        play.Pass(1000);
        play.Connected();
        var sentOnce = play.Command(2);
        var waiting = play.Command(3);
        play.Sent.Clear();

        play.Reply(new ClientReply.SessionUnknown(sentTwice));
        play.Reply(new ClientReply.SessionUnknown(sentOnce));
        play.Error<OutcomeUnknownException>(sentTwice);
        play.OpenSession(session: 2);
        var fresh = play.TakeCommands();
        Assert.Equal([(waiting, 1L), (sentOnce, 2)], fresh.Select(c => (c.Id, c.Sequence)).OrderBy(c => c.Sequence));
        Assert.All(fresh, c => Assert.Equal((UInt128)2, c.Session.Value));
        play.Result(sentOnce);
        play.Result(waiting);
        play.AssertResult(sentOnce);
        play.AssertResult(waiting);
    }

    [Fact]
    public void A_command_that_waits_for_its_answer_is_never_moved_to_another_session()
    {
        var play = new MachinePlay();
        play.Open();
        play.Serve(session: 1);
        var first = play.Command(1);
        var second = play.Command(2);
        play.Sent.Clear();
        play.Reply(new ClientReply.SessionUnknown(first));
        play.OpenSession(session: 2);
        Assert.Equal((first, (UInt128)2), play.TakeCommands().Select(c => (c.Id, c.Session.Value)).Single());
        play.Lost();
        play.Pass(1000);
        play.Connected();
        Assert.Equal([first], play.TakeCommands().Select(c => c.Id));
        play.Error<OutcomeUnknownException>(second);
    }

    [Fact]
    public void A_keyed_command_is_sent_again_anywhere()
    {
        var play = new MachinePlay();
        play.Open();
        play.Serve();
        var call = play.Command(key: 33);
        play.Sent.Clear();
        play.Lost();
        play.Pass(1000);
        play.Connected();
        Assert.Equal((call, (UInt128)33), play.Sent.OfType<ClientRequest.KeyedCommand>().Select(k => (k.Id, k.Key)).Single());
    }

    [Fact]
    public void Another_cluster_at_an_address_is_not_talked_to()
    {
        var play = new MachinePlay();
        play.Open();
        play.Serve();
        play.Command();
        play.Lost();
        play.Pass(1000);
        play.Sent.Clear();
        play.Connected(cluster: 6);
        Assert.Empty(play.Sent);
        Assert.Contains(2, play.HungUp);
    }

    [Fact]
    public void Another_schema_ends_all_calls_and_those_to_come()
    {
        var play = new MachinePlay();
        var call = play.Command();
        play.Connected(fingerprint: 8);
        play.Error<IncompatibleSchemaException>(call);
        play.Error<IncompatibleSchemaException>(play.Query());

        var refused = new MachinePlay();
        call = refused.Command();
        refused.Step(new ClientInput.ConnectFailed(refused.Connection, RefusalCode.IncompatibleSchema, "Rebuild."));
        Assert.Equal("Rebuild.", refused.Error<IncompatibleSchemaException>(call).Message);
    }
}
