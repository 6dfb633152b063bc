using System;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using PaxosGen;
namespace Corpus.G233;

[ReplicatedStateMachine]
public partial class Counter
{
    private long _value;

    [Command(1)]
    public long Add(long n) => _value += n;
}

public sealed class CounterHost : IDisposable
{
    private static int s_started;
    private readonly ConcurrentDictionary<string, long> _latencies = new(StringComparer.Ordinal);
    private readonly Timer _timer = new(_ => Console.WriteLine(DateTime.Now));

    public async Task<long> AddAsync(Func<long, Task<long>> add)
    {
        Interlocked.Increment(ref s_started);
        var watch = Stopwatch.StartNew();
        var value = await add(Random.Shared.Next(1, 7));
        _latencies[Guid.NewGuid().ToString()] = watch.ElapsedMilliseconds;
        foreach (var entry in _latencies) await File.AppendAllTextAsync("latency.txt", $"{entry.Key} {entry.Value}");
        return value;
    }

    public void Dispose() => _timer.Dispose();
}
