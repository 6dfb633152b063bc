using PaxosGen.Core;
using PaxosGen.Transport;

namespace PaxosGen.Client.Tests;

/// <summary>Calls and their numbers, with a leader that stays.</summary>
public sealed class CallTests
{
    [Fact]
    public void The_first_call_connects_opens_a_session_and_is_sent()
    {
        var play = new MachinePlay();
        Assert.Equal(long.MaxValue, play.Machine.WakeAt);
        var call = play.Command();
        Assert.Equal(("a:1", null), (play.Address, play.Hello!.Cluster));
        play.Connected();
        play.OpenSession(session: 8);
        var sent = play.Take<ClientRequest.Command>();
        Assert.Equal((call, new SessionId(8), 1L, 1L), (sent.Id, sent.Session, sent.Sequence, sent.AcknowledgedBelow));
        play.Result(call);
        play.AssertResult(call);
    }

    [Fact]
    public void Open_completes_with_the_session()
    {
        var play = new MachinePlay();
        var open = play.Open();
        play.Serve();
        Assert.Null(play.Ended[open].Error);
        var again = play.Open();
        Assert.Null(play.Ended[again].Error);
    }

    [Fact]
    public void Calls_are_pipelined_and_acknowledge_the_lowest_unanswered()
    {
        var play = new MachinePlay();
        play.Open();
        play.Serve();
        RequestId[] calls = [play.Command(), play.Command(), play.Command()];
        Assert.Equal([(1L, 1L), (2, 1), (3, 1)], play.TakeCommands().Select(c => (c.Sequence, c.AcknowledgedBelow)));
        play.Result(calls[1]);
        play.Command();
        play.Result(calls[0]);
        play.Command();
        play.Result(calls[2]);
        play.Command();
        Assert.Equal([(4L, 1L), (5, 3), (6, 4)], play.TakeCommands().Select(c => (c.Sequence, c.AcknowledgedBelow)));
    }

    [Fact]
    public void No_more_than_MaxInFlight_are_out_and_the_rest_wait_in_order()
    {
        var play = new MachinePlay(new PaxosClientOptions { MaxInFlight = 2 });
        play.Open();
        play.Serve();
        var calls = Enumerable.Range(0, 5).Select(_ => play.Command()).ToList();
        Assert.Equal([1L, 2], play.TakeCommands().Select(c => c.Sequence));
        play.Result(calls[1]);
        Assert.Equal(calls[2], play.Take<ClientRequest.Command>().Id);
        play.Step(new ClientInput.Cancel(calls[3]));
        play.Result(calls[0]);
        Assert.Equal((calls[4], 4L), play.TakeCommands().Select(c => (c.Id, c.Sequence)).Single());
    }

    [Fact]
    public void Numbers_stay_inside_the_sessions_window()
    {
        var play = new MachinePlay();
        play.Open();
        play.Serve(window: 3);
        var calls = Enumerable.Range(0, 6).Select(_ => play.Command()).ToList();
        Assert.Equal([1L, 2, 3], play.TakeCommands().Select(c => c.Sequence));
        play.Result(calls[1]);
        play.Result(calls[2]);
        Assert.Empty(play.Sent);
        play.Result(calls[0]);
        Assert.Equal([(4L, 4L), (5, 4), (6, 4)], play.TakeCommands().Select(c => (c.Sequence, c.AcknowledgedBelow)));
    }

    [Fact]
    public void A_second_answer_is_ignored()
    {
        var play = new MachinePlay();
        var call = play.Command();
        play.Serve();
        play.Result(call, 1);
        play.Result(call, 2);
        play.NotLeader(call, "b:1");
        play.AssertResult(call, 1);
        Assert.Empty(play.HungUp);
    }

    [Fact]
    public void Answers_become_the_errors_they_mean()
    {
        var play = new MachinePlay();
        play.Open();
        play.Serve();
        var calls = Enumerable.Range(0, 6).Select(i => play.Command(key: i == 2 ? 9 : null)).ToList();
        play.Reply(new ClientReply.Rejected(calls[0], "no-money", "Too little."));
        play.Reply(new ClientReply.Failed(calls[1], "System.Exception", "hint"));
        play.Reply(new ClientReply.KeyReused(calls[2]));
        play.Reply(new ClientReply.BadRequest(calls[3], "no such command"));
        play.Reply(new ClientReply.NotSupported(calls[4], "no leases"));
        play.Reply(new ClientReply.SequenceRefused(calls[5], "too far"));
        Assert.Equal("no-money", play.Error<CommandRejectedException>(calls[0]).Code);
        Assert.Equal("hint", play.Error<CommandFailedException>(calls[1]).Hint);
        play.Error<IdempotencyKeyReusedException>(calls[2]);
        play.Error<ArgumentException>(calls[3]);
        play.Error<NotSupportedException>(calls[4]);
        play.Error<ClusterUnavailableException>(calls[5]);
        play.Sent.Clear();
        play.Command();
        Assert.Equal((6L, 6L), play.TakeCommands().Select(c => (c.Sequence, c.AcknowledgedBelow)).Single());
    }

    [Fact]
    public void A_command_too_large_is_refused_before_anything_is_sent()
    {
        var play = new MachinePlay(new PaxosClientOptions { MaxCommandBytes = 10 });
        var call = play.Begin(CallKind.SessionCommand.Instance, new byte[11]);
        play.Error<ArgumentException>(call);
        Assert.Empty(play.Dialled);
    }

    [Fact]
    public void A_cancelled_call_keeps_its_number_until_it_is_answered()
    {
        var play = new MachinePlay();
        play.Open();
        play.Serve();
        var cancelled = play.Command();
        play.Step(new ClientInput.Cancel(cancelled));
        play.Error<OperationCanceledException>(cancelled);
        play.Command();
        Assert.Equal([(1L, 1L), (2, 1)], play.TakeCommands().Select(c => (c.Sequence, c.AcknowledgedBelow)));
        play.Result(cancelled);
        play.Command();
        Assert.Equal([(3L, 2L)], play.TakeCommands().Select(c => (c.Sequence, c.AcknowledgedBelow)));
    }

    [Fact]
    public void A_cancelled_call_that_was_sent_is_given_up_with_the_connection_and_never_sent_again()
    {
        var play = new MachinePlay();
        play.Open();
        play.Serve();
        var cancelled = play.Command();
        play.Step(new ClientInput.Cancel(cancelled));
        play.Sent.Clear();
        play.Lost();
        play.Command(payload: 2);
        play.Pass(1000);
        play.Connected();
        var sent = play.Take<ClientRequest.Command>();
        Assert.Equal((2L, 2L, (byte)2), (sent.Sequence, sent.AcknowledgedBelow, sent.Payload.Span[0]));
    }

    [Fact]
    public void A_call_cancelled_before_it_was_sent_takes_no_number()
    {
        var play = new MachinePlay();
        var cancelled = play.Command();
        play.Step(new ClientInput.Cancel(cancelled));
        var call = play.Command();
        play.Serve();
        Assert.Equal((call, 1L), play.TakeCommands().Select(c => (c.Id, c.Sequence)).Single());
    }

    [Fact]
    public void Queries_and_keyed_commands_carry_no_number()
    {
        var play = new MachinePlay();
        var query = play.Query(ReadConsistency.Lease);
        var keyed = play.Command(key: 33);
        play.Connected();
        Assert.Equal(ReadConsistency.Lease, play.Sent.OfType<ClientRequest.Query>().Single(q => q.Id == query).Consistency);
        Assert.Equal((UInt128)33, play.Sent.OfType<ClientRequest.KeyedCommand>().Single(k => k.Id == keyed).Key);
    }

    [Fact]
    public void Closing_ends_each_call_with_what_is_known_of_it()
    {
        var play = new MachinePlay(new PaxosClientOptions { MaxInFlight = 1 });
        play.Open();
        play.Serve();
        var sent = play.Command();
        var waiting = play.Command();
        play.Step(new ClientInput.Close());
        play.Error<OutcomeUnknownException>(sent);
        play.Error<ClusterUnavailableException>(waiting);
        play.Error<ClusterUnavailableException>(play.Command());
        Assert.Equal([1], play.HungUp);
        Assert.Equal(long.MaxValue, play.Machine.WakeAt);
    }

    [Fact]
    public void Answers_that_arrive_together_each_end_their_own_call_and_make_room_once()
    {
        var play = new MachinePlay(new PaxosClientOptions { MaxInFlight = 3 });
        play.Open();
        play.Serve();
        var calls = Enumerable.Range(0, 6).Select(_ => play.Command()).ToList();
        Assert.Equal(3, play.TakeCommands().Count);
        play.Reply(
            new ClientReply.Result(calls[2], new byte[] { 2 }),
            new ClientReply.Rejected(calls[0], "no-money", "Too little."),
            new ClientReply.Result(calls[2], new byte[] { 9 }),
            new ClientReply.Result(calls[1], new byte[] { 1 }));
        play.AssertResult(calls[2], 2);
        play.AssertResult(calls[1], 1);
        play.Error<CommandRejectedException>(calls[0]);
        Assert.Equal([(calls[3], 4L, 4L), (calls[4], 5, 4), (calls[5], 6, 4)], play.TakeCommands().Select(c => (c.Id, c.Sequence, c.AcknowledgedBelow)));
    }

    [Fact]
    public void A_call_is_free_once_nothing_of_it_is_left()
    {
        var play = new MachinePlay();
        play.Open();
        play.Serve();
        var call = new ClientCall();
        Assert.True(call.IsFree);
        var first = play.Begin(call, CallKind.SessionCommand.Instance, 1);
        Assert.False(call.IsFree);
        play.Result(first);
        Assert.True(call.IsFree);

        var second = play.Begin(call, new CallKind.Query(ReadConsistency.Linearizable), 2);
        Assert.NotEqual(first, second);
        play.Result(first, 9);
        Assert.False(play.Ended.ContainsKey(second));
        play.Result(second, 2);
        play.AssertResult(second, 2);
        Assert.Throws<InvariantViolationException>(() =>
        {
            play.Begin(call, CallKind.SessionCommand.Instance, 3);
            play.Begin(call, CallKind.SessionCommand.Instance, 3);
        });
    }

    [Fact]
    public void A_cancelled_call_is_not_free_while_its_answer_may_come()
    {
        var play = new MachinePlay();
        play.Open();
        play.Serve();
        var call = new ClientCall();
        var id = play.Begin(call, CallKind.SessionCommand.Instance, 1);
        play.Step(new ClientInput.Cancel(id));
        play.Error<OperationCanceledException>(id);
        Assert.False(call.IsFree);
        play.Result(id);
        Assert.True(call.IsFree);
    }

    [Fact]
    public void A_call_that_is_over_is_not_free_while_it_stands_in_a_queue()
    {
        var play = new MachinePlay();
        var waiting = new ClientCall();
        var id = play.Begin(waiting, CallKind.SessionCommand.Instance, 1);
        play.Step(new ClientInput.Cancel(id));
        Assert.False(waiting.IsFree);
        play.Open();
        play.Serve();
        Assert.True(waiting.IsFree);

        var parked = new ClientCall();
        play.Reply(new ClientReply.Overloaded(play.Command(), 100, "busy"));
        id = play.Begin(parked, CallKind.SessionCommand.Instance, 1);
        play.Reply(new ClientReply.Overloaded(id, 5000, "busy"));
        play.Step(new ClientInput.Cancel(id));
        play.Error<OperationCanceledException>(id);
        Assert.False(parked.IsFree);
        play.Pass(1000);
        Assert.True(parked.IsFree);
    }
}
