namespace BankSample.Web;

/// <summary>
/// Whether the cluster answers, by a read of its own. Whoever asks shares the read that is under way, or the answer of one that has just ended: anybody may
/// ask, and however many do, there is one read at a time.
/// </summary>
/// <param name="read">A linearizable read.</param>
/// <param name="clock">The time.</param>
/// <remarks>Thread-safe.</remarks>
internal sealed class Readiness(Func<CancellationToken, Task> read, TimeProvider clock)
{
    /// <summary>How long the read may take.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>For how long its answer counts.</summary>
    public static readonly TimeSpan Freshness = TimeSpan.FromMilliseconds(250);

    private readonly Lock _gate = new();
    private Task<Exception?>? _last;
    private long _endedAt;

    /// <summary>Why the cluster does not answer; null if it does.</summary>
    public Task<Exception?> AskAsync()
    {
        lock (_gate)
        {
            if (_last is null || (_last.IsCompleted && clock.GetElapsedTime(Volatile.Read(ref _endedAt)) >= Freshness))
            {
                _last = ReadAsync();
            }

            return _last;
        }
    }

    // No caller's cancellation: others may wait for the same answer.
    private async Task<Exception?> ReadAsync()
    {
        using var patience = new CancellationTokenSource(Patience, clock);
        try
        {
            await read(patience.Token);
            return null;
        }
        catch (OperationCanceledException)
        {
            return new TimeoutException($"A linearizable read did not end within {Patience.TotalSeconds} second.");
        }
        catch (Exception e)
        {
            return e;
        }
        finally
        {
            Volatile.Write(ref _endedAt, clock.GetTimestamp());
        }
    }
}
