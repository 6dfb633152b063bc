using BankSample.Web;

namespace PaxosGen.Bank.Tests;

/// <summary>However many ask whether the bank is ready, there is one read at a time.</summary>
public sealed class ReadinessTests
{
    private readonly HandClock _clock = new();
    private TaskCompletionSource _read = new();
    private int _reads;

    [Fact]
    public async Task Those_who_ask_share_a_read_and_its_answer_for_a_quarter_of_a_second()
    {
        var readiness = new Readiness(
            _ =>
            {
                _reads++;
                return _read.Task;
            },
            _clock);
        var asked = Enumerable.Range(0, 100).Select(_ => readiness.AskAsync()).ToArray();
        Assert.Equal(1, _reads);
        _read.SetResult();
        Assert.All(await Task.WhenAll(asked), Assert.Null);

        _read = new TaskCompletionSource();
        _read.SetException(new InvalidOperationException("No."));
        _clock.Advance(Readiness.Freshness - TimeSpan.FromTicks(1));
        Assert.Null(await readiness.AskAsync());
        Assert.Equal(1, _reads);
        _clock.Advance(TimeSpan.FromTicks(1));
        Assert.Equal("No.", (await readiness.AskAsync())?.Message);
        Assert.Equal(2, _reads);
    }

    /// <summary>A clock that is moved by hand.</summary>
    private sealed class HandClock : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _ticks;

        public void Advance(TimeSpan by) => _ticks += by.Ticks;
    }
}
