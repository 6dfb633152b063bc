namespace PaxosGen.Client.Tests;

/// <summary>Callers go on in groups, and none of them waits for another.</summary>
public sealed class EndedCallsTests : IAsyncDisposable
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    private readonly PaxosClient _client = PaxosClient.Create(["a:1"]);
    private readonly EndedCalls _ended = new();

    public ValueTask DisposeAsync() => _client.DisposeAsync();

    [Fact]
    public async Task Callers_that_block_until_those_behind_them_go_on_are_not_stuck()
    {
        using var all = new Barrier(3);
        var callers = Enumerable.Range(0, 3).Select(async _ =>
        {
            await End().ConfigureAwait(false);
            return all.SignalAndWait(Bound);
        }).ToList();
        _ended.GoOn();
        Assert.All(await Task.WhenAll(callers), Assert.True);
    }

    [Fact]
    public async Task More_than_one_work_item_takes_all_go_on()
    {
        var went = 0;
        var callers = Enumerable.Range(0, 1000).Select(async _ =>
        {
            await End().ConfigureAwait(false);
            Interlocked.Increment(ref went);
        }).ToList();
        _ended.GoOn();
        await Task.WhenAll(callers).WaitAsync(Bound);
        Assert.Equal(1000, went);
    }

    [Fact]
    public async Task Calls_that_end_from_many_threads_all_go_on()
    {
        var callers = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            for (var i = 0; i < 5000; i++)
            {
                var ended = End();
                _ended.GoOn();
                await ended.ConfigureAwait(false);
            }
        }));
        await Task.WhenAll(callers).WaitAsync(Bound);
    }

    private ValueTask<ReadOnlyMemory<byte>> End()
    {
        var call = new PendingCall(_client);
        call.Start(null, CancellationToken.None);
        var task = call.Task;
        call.End(CallOutcome.Of(ReadOnlyMemory<byte>.Empty));
        _ended.Add(call);
        return task;
    }
}
