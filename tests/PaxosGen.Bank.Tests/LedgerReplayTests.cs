using BankSample;
using BankSample.Ledger;

namespace PaxosGen.Bank.Tests;

/// <summary>The order of sending, and what comes of each error, with a bank that answers as told.</summary>
public sealed class LedgerReplayTests
{
    [Fact]
    public async Task One_in_flight_keeps_the_order_and_never_sends_a_line_before_the_one_ahead_is_answered()
    {
        var bank = new FakeBank { Delay = line => TimeSpan.FromMilliseconds(line % 3) };
        var replay = await RunAsync(bank, 1, 100);
        Assert.Equal(Enumerable.Range(2, 100).Select(n => (decimal)n), bank.Sent);
        Assert.Equal((1, 100, 100), (bank.MostInFlight, replay.Counts.Lines, replay.Counts.Approved));
    }

    [Fact]
    public async Task As_many_as_allowed_are_in_flight_and_no_more()
    {
        var full = new TaskCompletionSource();
        var bank = new FakeBank();
        bank.Before = () => bank.Sent.Count < 8 ? full.Task : CompleteAsync(full);
        var replay = await RunAsync(bank, 8, 100);
        Assert.Equal((8, 100), (bank.MostInFlight, replay.Counts.Approved));
        Assert.Null(replay.Failure);
    }

    [Fact]
    public async Task What_the_bank_refuses_for_good_is_a_rejected_line_and_the_others_go_on()
    {
        var bank = new FakeBank();
        bank.Errors[3] = new CommandRejectedException("balanceTooLarge", "too large");
        bank.Errors[5] = new CommandFailedException("System.OverflowException", null);
        List<string> told = [];
        var replay = await RunAsync(bank, 2, 10, told.Add);
        Assert.Equal([3, 5], replay.Rejected);
        Assert.Equal(["line 3: too large", "line 5: The handler threw System.OverflowException."], told.Order());
        Assert.Equal((10, 8, 2, null), (replay.Counts.Lines, replay.Counts.Approved, replay.Counts.Rejected, replay.Failure));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_line_without_an_answer_ends_the_replay_and_says_whether_it_may_have_been_applied(bool isUnknown)
    {
        var bank = new FakeBank();
        bank.Errors[4] = isUnknown ? new OutcomeUnknownException("unknown") : new ClusterUnavailableException("unavailable");
        var replay = await RunAsync(bank, 1, 10);
        Assert.Same(bank.Errors[4], replay.Failure);
        Assert.Equal([2m, 3m, 4m], bank.Sent);
        Assert.Equal(isUnknown ? [4L] : [], replay.Unknown);
        Assert.Equal(isUnknown ? [] : [4L], replay.NotApplied);
        Assert.Equal((2, 4), (replay.Counts.Approved, replay.Counts.Through));
        Assert.Contains("Lines up to 4", ReplaySummary.Reach(replay), StringComparison.Ordinal);
        Assert.Contains(isUnknown ? "Without an answer, perhaps applied: line 4." : "Certainly not applied: line 4.", ReplaySummary.Reach(replay), StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_a_failure_no_line_takes_the_room_of_the_one_that_failed()
    {
        for (var i = 0; i < 50; i++)
        {
            var bank = new FakeBank();
            bank.Errors[5] = new OutcomeUnknownException("unknown");
            var replay = await RunAsync(bank, 1, 10);
            Assert.Equal(5m, bank.Sent[^1]);
            Assert.Equal(5, replay.Counts.Through);
        }
    }

    [Fact]
    public async Task An_answer_that_does_not_fit_its_line_ends_the_replay()
    {
        var bank = new FakeBank { Extra = 0.01m };
        var replay = await RunAsync(bank, 1, 10);
        Assert.Contains("moves 2.01 and not 2", Assert.IsType<InvalidDataException>(replay.Failure).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Told_to_stop_it_waits_for_what_is_under_way_and_sends_no_more()
    {
        using var stop = new CancellationTokenSource();
        var bank = new FakeBank { Before = () => Task.Delay(1) };
        bank.OnSent = line =>
        {
            if (line == 20)
            {
                stop.Cancel();
            }
        };
        var replay = await RunAsync(bank, 1, 1000, stop: stop.Token);
        Assert.Equal((19, 20, null), (replay.Counts.Approved, replay.Counts.Through, replay.Failure));
        Assert.Equal((0, 0), (replay.Unknown.Count, replay.NotApplied.Count));
        Assert.Equal("Lines up to 20 were sent, later ones were not. All of them are answered.", ReplaySummary.Reach(replay));
    }

    private static async Task<Replay> RunAsync(FakeBank bank, int concurrency, int lines, Action<string>? tell = null, CancellationToken stop = default)
    {
        using var replay = new Replay(bank, new Books([]), concurrency, tell ?? (_ => { }));
        await replay.RunAsync(LinesAsync(lines), stop);
        return replay;
    }

    private static async IAsyncEnumerable<LedgerEntry> LinesAsync(int count)
    {
        for (var number = 2; number < 2 + count; number++)
        {
            await Task.Yield();
            yield return new LedgerEntry(number, number * 10, new LedgerLine(number, LedgerKind.Deposit, "a", "", number), null);
        }
    }

    private static Task CompleteAsync(TaskCompletionSource source)
    {
        source.TrySetResult();
        return Task.CompletedTask;
    }

    /// <summary>Takes deposits; the amount tells the line.</summary>
    private sealed class FakeBank : IBankClient
    {
        private readonly Lock _gate = new();
        private int _inFlight;

        public List<decimal> Sent { get; } = [];

        public int MostInFlight { get; private set; }

        public Dictionary<long, Exception> Errors { get; } = [];

        public Func<long, TimeSpan>? Delay { get; init; }

        public Func<Task>? Before { get; set; }

        public Action<long>? OnSent { get; set; }

        public decimal Extra { get; init; }

        public async ValueTask<Movement> DepositAsync(string account, decimal amount, CancellationToken cancellationToken = default)
        {
            lock (_gate)
            {
                Sent.Add(amount);
                MostInFlight = Math.Max(MostInFlight, ++_inFlight);
            }

            OnSent?.Invoke((long)amount);
            await (Before?.Invoke() ?? Task.CompletedTask);
            await Task.Delay(Delay?.Invoke((long)amount) ?? TimeSpan.Zero, cancellationToken);
            lock (_gate)
            {
                _inFlight--;
            }

            return Errors.TryGetValue((long)amount, out var error) ? throw error : new Movement(account, true, 0, amount + Extra, (long)amount);
        }

        public IBankClient WithIdempotencyKey(Guid key) => throw new NotSupportedException();

        public ValueTask<Movement> WithdrawAsync(string account, decimal amount, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public ValueTask<TransferResult> TransferAsync(string from, string to, decimal amount, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public ValueTask<decimal> BalanceAsync(string account, ReadConsistency consistency = default, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public ValueTask<List<AccountBalance>> AccountsAsync(string prefix = "", int limit = 100, ReadConsistency consistency = default, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public ValueTask<List<AccountBalance>> AccountsAfterAsync(string account, int limit, ReadConsistency consistency = default, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
