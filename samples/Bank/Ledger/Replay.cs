using System.Diagnostics;
using PaxosGen;

namespace BankSample.Ledger;

/// <summary>Sends the lines of a ledger, so many at a time, and keeps what came of them.</summary>
/// <remarks>
/// No line is sent again from here. The client does that, for as long as its calls may take, and always under the number
/// that the line first had in the client's session: however often it is sent, and to whichever leader, the bank applies
/// it once. Idempotency keys would do the same, but the cluster would keep one for each line for a day, and has room for
/// a limited number. A line without an answer in all that time ends the replay.
/// </remarks>
internal sealed class Replay(IBankClient bank, Books books, int concurrency, Action<string> tell) : IDisposable
{
    /// <summary>How long lines under way may still take when the replay is told to stop.</summary>
    private static readonly TimeSpan DrainPatience = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _room = new(concurrency);
    private readonly CancellationTokenSource _failed = new();
    private readonly List<long> _rejected = [];
    private readonly List<long> _notApplied = [];
    private readonly List<long> _unknown = [];
    private readonly Stopwatch _watch = new();
    private ReplayCounts _counts;

    /// <summary>How far it has come.</summary>
    public ReplayCounts Counts
    {
        get
        {
            lock (_gate)
            {
                return _counts;
            }
        }
    }

    /// <summary>How long it has taken.</summary>
    public TimeSpan Elapsed => _watch.Elapsed;

    /// <summary>Numbers of bad lines, ascending. Once it has ended.</summary>
    public IReadOnlyList<long> Rejected => _rejected;

    /// <summary>Numbers of lines that were sent and certainly not applied, ascending. Once it has ended.</summary>
    public IReadOnlyList<long> NotApplied => _notApplied;

    /// <summary>Numbers of lines that were sent and may have been applied, ascending. Once it has ended.</summary>
    public IReadOnlyList<long> Unknown => _unknown;

    /// <summary>Why it has ended before the ledger did; null if it has not.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>Sends the lines. Ends when all that were sent are answered or given up: after the last, after a failure, or when told to stop.</summary>
    public async Task RunAsync(IAsyncEnumerable<LedgerEntry> entries, CancellationToken stop)
    {
        using var halt = CancellationTokenSource.CreateLinkedTokenSource(stop, _failed.Token);
        using var giveUp = new CancellationTokenSource();
        await using var onStop = stop.Register(() => giveUp.CancelAfter(DrainPatience));
        _watch.Start();
        try
        {
            await foreach (var entry in entries.WithCancellation(halt.Token))
            {
                if (entry.Line is not { } line)
                {
                    Count(entry);
                    Reject(entry.Number, entry.Problem!);
                    continue;
                }

                await _room.WaitAsync(halt.Token);
                if (halt.IsCancellationRequested)
                {
                    // The room came from a line that has just failed.
                    _room.Release();
                    break;
                }

                Count(entry);
                _ = ApplyAsync(line, giveUp.Token);
            }
        }
        catch (OperationCanceledException) when (halt.IsCancellationRequested)
        {
            // What is under way is waited for like at the end.
        }
        catch (IOException e)
        {
            Fail(e);
        }

        for (var i = 0; i < concurrency; i++)
        {
            await _room.WaitAsync(CancellationToken.None);
        }

        _watch.Stop();
        _rejected.Sort();
        _notApplied.Sort();
        _unknown.Sort();
    }

    public void Dispose()
    {
        _room.Dispose();
        _failed.Dispose();
    }

    private async Task ApplyAsync(LedgerLine line, CancellationToken giveUp)
    {
        try
        {
            var isApproved = await bank.ApplyAsync(line, giveUp);
            lock (_gate)
            {
                _counts = isApproved ? _counts with { Approved = _counts.Approved + 1 } : _counts with { Refused = _counts.Refused + 1 };
                if (isApproved)
                {
                    books.Enter(line);
                }
            }
        }
        catch (Exception e) when (e is CommandRejectedException or CommandFailedException)
        {
            // The bank's own word, after the line took its place in the log: nothing has changed.
            Reject(line.Number, e.Message);
        }
        catch (Exception e)
        {
            End(line, e);
        }
        finally
        {
            _room.Release();
        }
    }

    private void Count(LedgerEntry entry)
    {
        lock (_gate)
        {
            _counts = _counts with { Lines = _counts.Lines + 1, Through = entry.Number, End = entry.End };
        }
    }

    private void Reject(long number, string why)
    {
        lock (_gate)
        {
            _counts = _counts with { Rejected = _counts.Rejected + 1 };
            _rejected.Add(number);
        }

        tell($"line {number}: {why}");
    }

    private void End(LedgerLine line, Exception error)
    {
        lock (_gate)
        {
            var isNotApplied = error is ClusterUnavailableException or OverloadedException or SessionExpiredException or IncompatibleSchemaException;
            (isNotApplied ? _notApplied : _unknown).Add(line.Number);
        }

        if (error is not OperationCanceledException)
        {
            Fail(error);
        }
    }

    private void Fail(Exception error)
    {
        lock (_gate)
        {
            Failure ??= error;
        }

        _failed.Cancel();
    }
}
