using System.Diagnostics;
using System.Globalization;
using PaxosGen.Testing.Storms;

namespace PaxosGen.Simulation;

/// <summary>
/// Runs many seeds, each on one thread, in ascending order. A failure ends it once all lower seeds have ended, so that
/// the lowest that fails is told, however fast the threads are.
/// </summary>
internal sealed class ManySeeds(SimulationArguments arguments)
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<ulong, string> _failures = [];
    private readonly long _startedAt = Stopwatch.GetTimestamp();
    private ulong _next = arguments.From;
    private ulong _done;
    private long _messages;
    private long _faults;
    private long _acknowledged;

    /// <summary>Runs them.</summary>
    /// <returns>The exit code.</returns>
    public int Run()
    {
        var threads = Enumerable.Range(0, arguments.Threads).Select(_ => new Thread(Work)).ToList();
        threads.ForEach(t => t.Start());
        var isTerminal = !Console.IsErrorRedirected;
        var said = Stopwatch.GetTimestamp();
        while (threads.Exists(t => !t.Join(TimeSpan.FromMilliseconds(isTerminal ? 500 : 1000) / threads.Count)))
        {
            if (isTerminal)
            {
                Console.Error.Write($"\r{Progress()}");
            }
            else if (Stopwatch.GetElapsedTime(said) > TimeSpan.FromSeconds(10))
            {
                said = Stopwatch.GetTimestamp();
                Console.Error.WriteLine(Progress());
            }
        }

        if (isTerminal)
        {
            Console.Error.Write("\r");
        }

        Console.WriteLine(Progress());
        foreach (var (seed, failure) in _failures)
        {
            Console.WriteLine(Failed(seed, failure));
        }

        if (_failures.Count > 0)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Replay: ./dev sim {_failures.First().Key}"));
        }

        return _failures.Count > 0 ? 1 : 0;
    }

    private void Work()
    {
        while (TryTake(out var seed))
        {
            StormOutcome outcome;
            try
            {
                outcome = StormOutcome.Of(StormPlan.FromSeed(seed));
            }
#pragma warning disable CA1031 // Whatever goes wrong is a failure of its seed; on this thread it would end the process.
            catch (Exception e)
#pragma warning restore CA1031
            {
                outcome = new StormOutcome(e.ToString());
            }

            lock (_gate)
            {
                _done++;
                _messages += outcome.Messages;
                _faults += outcome.Faults;
                _acknowledged += outcome.Acknowledged;
                if (outcome.Failure is not null)
                {
                    _failures.Add(seed, outcome.Failure);
                    if (arguments.KeepsGoing)
                    {
                        // Hours may go by until the end, and whoever watches can look at it now.
                        Console.Error.WriteLine(Failed(seed, outcome.Failure));
                    }
                }
            }
        }
    }

    private static string Failed(ulong seed, string failure) => string.Create(CultureInfo.InvariantCulture, $"FAILED: seed {seed}: {failure}");

    private bool TryTake(out ulong seed)
    {
        lock (_gate)
        {
            seed = _next;
            if (_next - arguments.From >= arguments.Count || (_failures.Count > 0 && !arguments.KeepsGoing))
            {
                return false;
            }

            _next++;
            return true;
        }
    }

    private string Progress()
    {
        lock (_gate)
        {
            var seconds = Math.Max(0.001, Stopwatch.GetElapsedTime(_startedAt).TotalSeconds);
            var cpu = Math.Max(0.001, Environment.CpuUsage.TotalTime.TotalSeconds);
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{_done} of {arguments.Count} seeds, {_done / seconds * 60:F0} a minute, {_done / cpu * 60:F0} a minute of a core, {_messages} messages, {_messages / cpu:F0} a second of a core, {_faults} faults, {_acknowledged} commands acknowledged, {_failures.Count} failed");
        }
    }
}
