using System.Diagnostics;
using PaxosGen.LoadTest.Workloads;

namespace PaxosGen.LoadTest.Load;

/// <summary>Puts load on a store and measures it: closed loop (each client waits for its answer) or at a fixed rate.</summary>
internal sealed class LoadGenerator
{
    private readonly LoadSpec _spec;
    private readonly Lock _gate = new();
    private readonly LatencyHistogram _all = new();
    private readonly long[] _timeline;
    private long _errors;
    private long _rejections;
    private string? _error;
    private long _from;
    private long _until;

    private LoadGenerator(LoadSpec spec)
    {
        _spec = spec;
        _timeline = spec.TimelineMilliseconds == 0 ? [] : new long[(int)(spec.Seconds * 1000 / spec.TimelineMilliseconds) + 1];
    }

    /// <summary>Connects, warms up, measures.</summary>
    public static async Task<LoadResult> RunAsync(LoadSpec spec)
    {
        var connections = await Task.WhenAll(Enumerable.Range(0, spec.Connections).Select(_ => Workload.ConnectAsync(spec)));
        await connections[0].PrepareAsync();
        var result = await new LoadGenerator(spec).MeasureAsync(connections);
        await Task.WhenAll(connections.Select(c => c.DisposeAsync().AsTask()));
        return result;
    }

    private async Task<LoadResult> MeasureAsync(Workload[] connections)
    {
        _from = Stopwatch.GetTimestamp() + (long)(_spec.WarmUp * Stopwatch.Frequency);
        _until = _from + (long)(_spec.Seconds * Stopwatch.Frequency);
        var clients = Enumerable.Range(0, _spec.Clients).Select(i => Task.Run(() => ClientAsync(connections[i % connections.Length], i)));
        await Task.WhenAll([.. clients]);
        return new LoadResult(_all.Count / _spec.Seconds, _all.At(0.5), _all.At(0.99), _all.At(0.999), _all.Longest, _errors, _timeline, _error, Environment.CpuUsage.TotalTime.TotalMicroseconds / Math.Max(1, _all.Count))
        {
            Rejections = _rejections,
        };
    }

    private async Task ClientAsync(Workload workload, int number)
    {
        var random = new Random(number);
        var value = new byte[_spec.ValueBytes];
        var seen = new LatencyHistogram();
        var errors = 0L;
        var rejections = 0L;

        // At a rate, each client has its share of the calls, and its own moment in the interval.
        var interval = _spec.Rate == 0 ? 0 : Stopwatch.Frequency * _spec.Clients / _spec.Rate;
        var due = Stopwatch.GetTimestamp() + (interval * number / _spec.Clients);
        while (true)
        {
            var began = Stopwatch.GetTimestamp();
            if (interval > 0)
            {
                await UntilAsync((long)due);
                began = (long)due;
                due += interval;
            }

            if (began >= _until)
            {
                break;
            }

            random.NextBytes(value.AsSpan(0, Math.Min(8, value.Length)));
            try
            {
                await workload.CallAsync(random, value);
            }
            catch (CommandRejectedException)
            {
                // An answer like others, as far as its cost goes.
                rejections += began >= _from ? 1 : 0;
            }
            catch (Exception e)
            {
                errors++;
                _error ??= e.Message;
                continue;
            }

            var ended = Stopwatch.GetTimestamp();
            if (began >= _from && ended < _until)
            {
                seen.Record(Stopwatch.GetElapsedTime(began, ended));
                if (_timeline.Length > 0)
                {
                    Interlocked.Increment(ref _timeline[(int)(Stopwatch.GetElapsedTime(_from, ended).TotalMilliseconds / _spec.TimelineMilliseconds)]);
                }
            }
        }

        lock (_gate)
        {
            _all.Add(seen);
            _errors += errors;
            _rejections += rejections;
        }
    }

    private static async ValueTask UntilAsync(long due)
    {
        var left = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), due);
        if (left > TimeSpan.Zero)
        {
            await Task.Delay(left);
        }
    }
}
