namespace PaxosGen.Analyzers.Tests.Rules;

/// <summary>PXG1005. Threads and what belongs to them; and what one thread does not notice.</summary>
public sealed class ThreadingTests
{
    private static readonly RuleCase Case = new(
        "PXG1005",
        """
        using System;
        using System.Collections.Concurrent;
        using System.Linq;
        using System.Threading;
        using System.Threading.Channels;
        using System.Threading.Tasks;
        using PaxosGen;
        namespace ThreadingCases;

        [ReplicatedStateMachine]
        public partial class Bad
        {
            private long _n;
            private readonly object _gate = new();

            [Command(1)]
            public void Run(int[] items)
            {
                Task.Run(() => _n++); // PXG1005
                Task.Factory.StartNew(() => _n++); // PXG1005
                Parallel.ForEach(items, i => _n += i); // PXG1005
                _n = items.AsParallel().Sum(); // PXG1005
                _n = Environment.CurrentManagedThreadId; // PXG1005
                _n = Thread.CurrentThread.ManagedThreadId; // PXG1005
                new Thread(() => _n++).Start(); // PXG1005
                ThreadPool.QueueUserWorkItem(_ => _n++); // PXG1005
                using var timer = new Timer(_ => _n++); // PXG1005
                var channel = Channel.CreateUnbounded<int>(); // PXG1005
                using var local = new ThreadLocal<int>(); // PXG1005
                lock (_gate) // PXG1005
                {
                    _n++;
                }

                Monitor.Enter(_gate); // PXG1005
                Monitor.Exit(_gate); // PXG1005
            }
        }

        [ReplicatedStateMachine]
        public partial class Good
        {
            private long _n;
            private readonly ConcurrentDictionary<int, long> _counts = new();

            [Command(1)]
            public void Run(int[] items)
            {
                Interlocked.Add(ref _n, items.Length);
                _n = Volatile.Read(ref _n);
                _counts.AddOrUpdate(items.Length, 1, static (_, n) => n + 1);
                var lazy = new Lazy<int>(() => items.Sum());
                _n = lazy.Value;
            }

            public Task OnlyForHosts() => Task.Run(() => { });
        }
        """);

    [Fact]
    public Task Each_marked_line_is_reported_and_no_other() => Case.ExpectAsync();

    [Fact]
    public Task Nothing_is_said_of_good_code() => Case.ExpectCleanAsync();
}
