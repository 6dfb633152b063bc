using System.Diagnostics;

namespace PaxosGen.LoadTest.Load;

/// <summary>Counts the calls of one measurement and their latencies.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class LoadRecord
{
    private readonly LoadSpec _spec;
    private readonly LatencyHistogram _all = new();
    private readonly LatencyHistogram _late = new();
    private readonly LatencyHistogram _slow = new();
    private readonly LatencyHistogram[] _windows;
    private readonly long[] _timeline;
    private readonly DateTimeOffset _startedAt;
    private long _calls;
    private long _measured;
    private long _errors;
    private long _rejections;
    private string? _error;

    public LoadRecord(LoadSpec spec)
    {
        _spec = spec;
        _windows = spec.WindowSeconds == 0 ? [] : [.. Enumerable.Range(0, (int)Math.Ceiling(spec.Seconds / spec.WindowSeconds)).Select(_ => new LatencyHistogram())];
        _timeline = spec.TimelineMilliseconds == 0 ? [] : new long[(int)Math.Ceiling(spec.Seconds * 1000 / spec.TimelineMilliseconds)];
        From = Stopwatch.GetTimestamp() + (long)(spec.WarmUp * Stopwatch.Frequency);
        Until = From + (long)(spec.Seconds * Stopwatch.Frequency);
        _startedAt = DateTimeOffset.UtcNow + TimeSpan.FromSeconds(spec.WarmUp);
    }

    /// <summary>When the measurement begins, as a <see cref="Stopwatch"/> tells it.</summary>
    public long From { get; }

    /// <summary>When it is over: nothing is to be begun any more.</summary>
    public long Until { get; }

    /// <summary>A call was answered.</summary>
    public void OnAnswered(long began)
    {
        var ended = Stopwatch.GetTimestamp();
        Interlocked.Increment(ref _calls);
        if (ended >= From && ended < Until)
        {
            Interlocked.Increment(ref _measured);
            if (_timeline.Length > 0)
            {
                Interlocked.Increment(ref _timeline[Math.Min(_timeline.Length - 1, (int)(Stopwatch.GetElapsedTime(From, ended).TotalMilliseconds / _spec.TimelineMilliseconds))]);
            }
        }

        // Those that end after the end count as well: they are the slow ones.
        if (began >= From && began < Until)
        {
            var latency = Stopwatch.GetElapsedTime(began, ended);
            _all.Record(latency);
            if (_windows.Length > 0)
            {
                _windows[Math.Min(_windows.Length - 1, (int)(Stopwatch.GetElapsedTime(From, began).TotalSeconds / _spec.WindowSeconds))].Record(latency);
            }
        }
    }

    /// <summary>A call was answered with the state machine's refusal: an answer like others, as far as its cost goes.</summary>
    public void OnRejected(long began)
    {
        if (began >= From && began < Until)
        {
            Interlocked.Increment(ref _rejections);
        }

        OnAnswered(began);
    }

    /// <summary>The generator comes now to a call that could have begun then.</summary>
    public void OnTurn(long possible)
    {
        if (possible >= From)
        {
            _slow.Record(Stopwatch.GetElapsedTime(possible));
        }
    }

    /// <summary>A call that should have begun then begins now.</summary>
    public void OnBegun(long due)
    {
        if (due >= From)
        {
            _late.Record(Stopwatch.GetElapsedTime(due));
        }
    }

    /// <summary>A call ended with an error.</summary>
    public void OnError(Exception error)
    {
        Interlocked.Increment(ref _errors);
        Interlocked.CompareExchange(ref _error, error.Message, null);
    }

    /// <summary>All that there is, once nothing is in flight.</summary>
    /// <param name="cpu">The generator's processor time in all.</param>
    /// <param name="lost">Acknowledged writes that are gone.</param>
    public LoadResult Read(TimeSpan cpu, long lost) => new(
        _measured / _spec.Seconds, _all.Read(), _calls, _errors, _error, cpu.TotalMicroseconds / Math.Max(1, _calls), _late.Read().P99, lost,
        (_startedAt - DateTimeOffset.UnixEpoch).TotalMilliseconds, _timeline, [.. _windows.Select(w => w.Read())])
    {
        Rejections = _rejections,
        GeneratorLate = _slow.Read().P99,
    };
}
