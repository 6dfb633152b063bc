using System.Diagnostics;
using System.Globalization;
using Xunit.Abstractions;

namespace PaxosGen.EndToEnd.Tests;

/// <summary>
/// Processes are killed in the system calls that change their folder: in each of the first N with <c>./dev crashes N</c>,
/// in some of them otherwise. Needs strace.
/// </summary>
public sealed class CrashTests(ITestOutputHelper output)
{
    /// <summary>Threads that vote make many calls of these kinds, and few of the others.</summary>
    private static readonly string[] Frequent = ["pwrite64", "fdatasync"];
    private static readonly string[] Rare = ["fallocate", "fsync", "rename", "unlink"];

    /// <summary>Of the rare ones a start makes fewer; from here on they are those of snapshots.</summary>
    private const int MostRare = 12;

    /// <summary>After so many the history is checked, and another begun: the checker gives up on very long ones.</summary>
    private const int MostInAHistory = 8;

    /// <summary>The runtime removes two files of its own before it runs anything.</summary>
    private const int UnlinkedByRuntime = 2;

    private static readonly int? All = Environment.GetEnvironmentVariable("PAXOSGEN_CRASHES") is { } given ? int.Parse(given, CultureInfo.InvariantCulture) : null;

    [StraceFact]
    public async Task A_bank_of_one_has_every_deposit_that_it_acknowledged_wherever_it_is_killed()
    {
        var watch = Stopwatch.StartNew();
        await using var sweep = new CrashSweep();
        var born = new HashSet<string>();
        foreach (var (call, n) in Points(("pwrite64", 1), ("fdatasync", 4), ("fsync", 3), ("fallocate", 2), ("rename", 1), ("rename", 2), ("rename", 3)))
        {
            if (!born.Contains(call) && !await sweep.BearAsync(call, n))
            {
                Assert.True(n > 2 || call == "unlink", $"A first start has only {n - 1} calls of {call}.");
                born.Add(call);
            }
        }

        output.WriteLine($"{sweep.Kills} killed over empty folders in {watch.Elapsed.TotalSeconds:F1} s");
        foreach (var (call, n) in Points(
            ("pwrite64", 40), ("pwrite64", 3), ("fdatasync", 5), ("fallocate", 1), ("rename", 1), ("fsync", 2), ("fdatasync", 90), ("rename", 3), ("fsync", 6), ("fallocate", 3), ("unlink", 3)))
        {
            await sweep.KillAsync(call, n);
        }

        await sweep.EndAsync();
        output.WriteLine($"{sweep.Kills} killed, {sweep.Acknowledged} deposits acknowledged, in {watch.Elapsed.TotalSeconds:F1} s");
    }

    [StraceFact]
    public Task Members_of_three_are_killed_in_their_calls_under_load() => Play.RunAsync(output, async play =>
    {
        var ids = play.Cluster.Ids;
        var killed = 0;
        foreach (var (call, n) in All is { } all ? Points().Where(p => p.N % 10 == 0 || all < 10) : [("pwrite64", 35), ("fdatasync", 71)])
        {
            var victim = ids[n % ids.Count];
            await play.Cluster.TerminateAsync(victim);
            using var strace = new Strace(call, "signal=KILL", $"{n}");
            var process = play.Cluster.Launch(victim, strace.Command);
            Assert.Equal(128 + 9, await process.ExitCodeAsync());
            play.Tell($"{victim} killed in {call} {n}; served {(await play.Load.ServedAsync()).TotalMilliseconds:F0} ms later");
            await play.Cluster.StartAsync(victim);
            if (++killed % MostInAHistory == 0)
            {
                await play.EndLoadAsync();
                play.NewLoad(killed);
            }
        }
    });

    /// <summary>The given ones, or all up to the number that the environment names.</summary>
    private static (string Call, int N)[] Points(params (string, int)[] some) => All is not { } all ? some :
    [
        .. from call in (string[])[.. Frequent, .. Rare]
           from n in Enumerable.Range(call == "unlink" ? UnlinkedByRuntime + 1 : 1, Frequent.Contains(call) ? all : Math.Min(all, MostRare))
           select (call, n),
    ];
}
