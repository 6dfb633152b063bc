using PaxosGen.Core;
using PaxosGen.Server.Applying;

namespace PaxosGen.Server.Tests.Applying;

public sealed class SessionTests
{
    private static readonly ClusterSettings Small = new() { SessionWindow = 4, SessionLimit = 2, SessionTimeout = 100 };

    private readonly Play _play = new(Small);

    [Fact]
    public void A_session_is_opened_through_the_log_and_keeps_its_principal()
    {
        Assert.Equal(new AppliedOutcome.SessionOpened(Play.Alice, "alice@realm", 4), _play.Open(Play.Alice, principal: "alice@realm"));
        Assert.Equal("alice@realm", _play.Applier.PrincipalOf(Play.Alice));
        Assert.Null(_play.Applier.PrincipalOf(Play.Bob));
    }

    [Fact]
    public void A_session_id_is_not_opened_twice()
    {
        _play.Open(Play.Alice, principal: "alice");
        Assert.Equal(new AppliedOutcome.SessionRefused(Play.Alice, Refusal.SessionIdTaken), _play.Open(Play.Alice, principal: "mallory"));
        Assert.Equal("alice", _play.Applier.PrincipalOf(Play.Alice));
    }

    [Fact]
    public void A_full_table_refuses_a_session_and_drops_none()
    {
        _play.Open(Play.Alice);
        _play.Open(Play.Bob);
        Assert.Equal(new AppliedOutcome.SessionRefused(new SessionId(3), Refusal.SessionTableFull), _play.Open(new SessionId(3), at: 99));
        _play.Call(Play.Alice, 1, Ledger.Add("a", 1)).ShouldRun();
        _play.Call(Play.Bob, 1, Ledger.Add("a", 1)).ShouldRun();
    }

    [Fact]
    public void A_session_that_has_ended_makes_room()
    {
        _play.Open(Play.Alice);
        _play.Open(Play.Bob, at: 50);
        Assert.IsType<AppliedOutcome.SessionOpened>(_play.Open(new SessionId(3), at: 100));
        Assert.Equal(2, _play.Applier.SessionCount);
        _play.Call(Play.Alice, 1, Ledger.Add("a", 1)).ShouldBeRefused(Refusal.SessionUnknown);
    }

    [Fact]
    public void A_repeated_call_gets_the_first_answer_and_does_not_run()
    {
        _play.Open(Play.Alice);
        var first = _play.Call(Play.Alice, 1, Ledger.Add("a", 5)).ShouldRun();
        _play.Call(Play.Alice, 2, Ledger.Add("a", 5)).ShouldRun();
        _play.Call(Play.Alice, 1, Ledger.Add("a", 5)).ShouldRepeat(first);
        Assert.Equal(10, _play.Sum("a"));
        Assert.Equal(2, _play.Ledger.Runs);
    }

    [Theory]
    [InlineData('x')]
    [InlineData('f')]
    [InlineData('?')]
    public void A_failure_is_an_answer_that_is_repeated_too(char kind)
    {
        byte[] payload = kind switch { 'x' => Ledger.Reject("a"), 'f' => Ledger.Fail("a"), _ => [1, 2, 3] };
        _play.Open(Play.Alice);
        var first = _play.Call(Play.Alice, 1, payload).ShouldRun();
        var repeat = _play.Call(Play.Alice, 1, payload).ShouldRepeat(first);
        Assert.Null(repeat.Hint);
    }

    [Fact]
    public void Calls_may_come_out_of_order_within_the_window()
    {
        _play.Open(Play.Alice);
        foreach (var sequence in (long[])[4, 2, 3, 1])
        {
            _play.Call(Play.Alice, sequence, Ledger.Add("a", 1)).ShouldRun();
        }

        _play.Call(Play.Alice, 5, Ledger.Add("a", 1)).ShouldBeRefused(Refusal.SequenceRefused);
        Assert.Equal(4, _play.Sum("a"));
    }

    [Fact]
    public void An_acknowledgement_moves_the_window_for_the_call_that_carries_it()
    {
        _play.Open(Play.Alice);
        _play.Call(Play.Alice, 5, Ledger.Add("a", 1), acknowledgedBelow: 2).ShouldRun();
        _play.Call(Play.Alice, 6, Ledger.Add("a", 1)).ShouldBeRefused(Refusal.SequenceRefused);
    }

    [Fact]
    public void A_call_that_is_acknowledged_never_runs_again()
    {
        _play.Open(Play.Alice);
        _play.Call(Play.Alice, 1, Ledger.Add("a", 1)).ShouldRun();
        _play.Call(Play.Alice, 2, Ledger.Add("a", 1), acknowledgedBelow: 2).ShouldRun();
        _play.Call(Play.Alice, 1, Ledger.Add("a", 1)).ShouldBeRefused(Refusal.SequenceRefused);
        Assert.Equal(2, _play.Sum("a"));
    }

    [Fact]
    public void A_call_below_the_window_that_never_ran_does_not_run_late()
    {
        _play.Open(Play.Alice);
        _play.Call(Play.Alice, 3, Ledger.Add("a", 1), acknowledgedBelow: 3).ShouldRun();
        _play.Call(Play.Alice, 2, Ledger.Add("a", 1)).ShouldBeRefused(Refusal.SequenceRefused);
    }

    [Fact]
    public void An_older_acknowledgement_does_not_move_the_window_back()
    {
        _play.Open(Play.Alice);
        _play.Call(Play.Alice, 9, Ledger.Add("a", 1), acknowledgedBelow: 9).ShouldRun();
        _play.Call(Play.Alice, 10, Ledger.Add("a", 1), acknowledgedBelow: 1).ShouldRun();
        _play.Call(Play.Alice, 8, Ledger.Add("a", 1), acknowledgedBelow: 1).ShouldBeRefused(Refusal.SequenceRefused);
    }

    [Fact]
    public void Another_command_under_a_used_number_is_refused()
    {
        _play.Open(Play.Alice);
        var first = _play.Call(Play.Alice, 1, Ledger.Add("a", 1)).ShouldRun();
        _play.Call(Play.Alice, 1, Ledger.Add("a", 2)).ShouldBeRefused(Refusal.SequenceRefused);
        _play.Call(Play.Alice, 1, Ledger.Add("a", 1)).ShouldRepeat(first);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 2)]
    [InlineData(2, long.MaxValue)]
    [InlineData(5, 1)]
    [InlineData(long.MaxValue, 1)]
    [InlineData(long.MaxValue, 0)]
    public void Nonsense_is_refused_and_changes_nothing(long sequence, long acknowledgedBelow)
    {
        _play.Open(Play.Alice);
        var first = _play.Call(Play.Alice, 1, Ledger.Add("a", 1)).ShouldRun();
        _play.Call(Play.Alice, sequence, Ledger.Add("a", 1), acknowledgedBelow).ShouldBeRefused(Refusal.SequenceRefused);
        _play.Call(Play.Alice, 1, Ledger.Add("a", 1)).ShouldRepeat(first);
        _play.Call(Play.Alice, 2, Ledger.Add("a", 1)).ShouldRun();
    }

    [Fact]
    public void The_last_numbers_of_all_do_not_overflow()
    {
        _play.Open(Play.Alice);
        _play.Call(Play.Alice, long.MaxValue - 1, Ledger.Add("a", 1), long.MaxValue - 1).ShouldRun();
        var last = _play.Call(Play.Alice, long.MaxValue, Ledger.Add("a", 1), long.MaxValue - 1).ShouldRun();
        _play.Restart();
        _play.Call(Play.Alice, long.MaxValue, Ledger.Add("a", 1), long.MaxValue).ShouldRepeat(last);
    }

    [Fact]
    public void An_unknown_session_is_refused()
    {
        _play.Call(Play.Bob, 1, Ledger.Add("a", 1)).ShouldBeRefused(Refusal.SessionUnknown);
        Assert.Equal(0, _play.Ledger.Runs);
    }

    [Fact]
    public void A_session_lives_up_to_its_timeout_and_not_a_nanosecond_longer()
    {
        _play.Open(Play.Alice, at: 1000);
        var first = _play.Call(Play.Alice, 1, Ledger.Add("a", 1), at: 1099).ShouldRun();
        _play.Call(Play.Alice, 1, Ledger.Add("a", 1), at: 1198).ShouldRepeat(first);
        _play.Call(Play.Alice, 1, Ledger.Add("a", 1), at: 1298).ShouldBeRefused(Refusal.SessionUnknown);
        Assert.Equal(0, _play.Applier.SessionCount);
    }

    [Fact]
    public void A_refused_call_does_not_keep_a_session_alive()
    {
        _play.Open(Play.Alice);
        _play.Call(Play.Alice, 99, Ledger.Add("a", 1), at: 60).ShouldBeRefused(Refusal.SequenceRefused);
        _play.Call(Play.Alice, 1, Ledger.Add("a", 1), at: 100).ShouldBeRefused(Refusal.SessionUnknown);
    }

    [Fact]
    public void A_clock_that_goes_back_ends_no_session_and_prolongs_none()
    {
        _play.Open(Play.Alice, at: 1000);
        _play.Call(Play.Alice, 1, Ledger.Add("a", 1), at: 10).ShouldRun();
        _play.Call(Play.Alice, 2, Ledger.Add("a", 1), at: 1099).ShouldRun();
        _play.Call(Play.Alice, 3, Ledger.Add("a", 1), at: long.MinValue).ShouldRun();
        _play.Call(Play.Alice, 4, Ledger.Add("a", 1), at: 1199).ShouldBeRefused(Refusal.SessionUnknown);
    }

    [Fact]
    public void The_far_end_of_time_does_not_overflow()
    {
        _play.Open(Play.Alice, at: long.MaxValue);
        _play.Call(Play.Alice, 1, Ledger.Draw("a"), at: long.MaxValue).ShouldRun();
        Assert.Equal(1, _play.Applier.SessionCount);
    }

    [Fact]
    public void Acknowledged_results_leave_the_snapshot()
    {
        _play.Open(Play.Alice);
        _play.Call(Play.Alice, 1, Ledger.Add("a", 1));
        var before = _play.Snapshot.Length;
        for (var sequence = 2; sequence < 60; sequence++)
        {
            _play.Call(Play.Alice, sequence, Ledger.Add("a", 1), acknowledgedBelow: sequence).ShouldRun();
        }

        // The same session, sum and one result; only the numbers are one byte longer here and there.
        Assert.InRange(_play.Snapshot.Length, before, before + 4);
    }

    [Fact]
    public void Sessions_used_at_one_timestamp_save_equal_bytes_in_whatever_order_they_were_used()
    {
        var calls = new[] { Origin.Session(Play.Alice, 1, 0), Origin.Session(Play.Bob, 1, 0) };
        Assert.Equal(SavedAfter(calls), SavedAfter([.. calls.Reverse()]));

        static byte[] SavedAfter(Origin[] calls)
        {
            var table = new SessionTable();
            table.Open(Play.Alice, "alice", 0, 10);
            table.Open(Play.Bob, "bob", 0, 10);
            foreach (var call in calls)
            {
                Assert.Null(table.Admit(call, 1, now: 5, window: 4));
                table.Keep(call.SessionId, new KeptCall(call.Sequence, 1, new Slot(9), [4]));
            }

            var writer = new CanonicalWriter();
            table.Save(writer);
            return writer.ToArray();
        }
    }

    [Fact]
    public void Kept_calls_are_found_and_dropped_like_in_a_sorted_dictionary()
    {
        var random = new Random(11);
        var calls = new KeptCalls();
        var model = new SortedDictionary<long, int>();
        long low = 0;
        for (var step = 0; step < 20_000; step++)
        {
            var sequence = low + random.Next(40);
            if (random.Next(4) == 0)
            {
                low += random.Next(random.Next(10) == 0 ? 60 : 4);
                calls.DropBelow(low);
                foreach (var gone in model.Keys.TakeWhile(s => s < low).ToList())
                {
                    model.Remove(gone);
                }
            }
            else if (calls.TryFind(sequence, out var call))
            {
                Assert.Equal(model[sequence], call.Slot.Value);
            }
            else
            {
                model.Add(sequence, step);
                calls.Add(new KeptCall(sequence, 0, new Slot(step), []));
            }

            Assert.Equal(model.Count, calls.Count);
        }

        Assert.Equal(model.Keys, calls.AsSpan().ToArray().Select(c => c.Sequence));
    }
}
