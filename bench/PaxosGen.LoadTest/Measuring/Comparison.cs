using System.Diagnostics;
using PaxosGen.LoadTest.Clusters;
using PaxosGen.LoadTest.Load;
using PaxosGen.LoadTest.Reporting;

namespace PaxosGen.LoadTest.Measuring;

/// <summary><c>compare</c>: ours, etcd and the ceiling in turn on the same disk, under the same load, in several rounds.</summary>
internal sealed class Comparison
{
    private const string Ours = "paxosgen";

    private readonly Surroundings _surroundings = Surroundings.Read();
    private readonly List<Measurement> _measurements = [];
    private readonly string[] _targets;
    private readonly Point[] _points;
    private readonly bool _isQuick;
    private readonly int _rounds;
    private readonly double _seconds;

    private Comparison(Arguments arguments)
    {
        var isQuick = _isQuick = arguments.Flag("quick");
        _targets = Installed(arguments.Texts("targets", "paxosgen,etcd,ceiling"));
        _points = Point.All(
            arguments.Numbers("clients", isQuick ? "1,64,1000" : "1,16,64,256,1000"),
            arguments.Numbers("sizes", isQuick ? "16" : "16,256"),
            arguments.Texts("mixes", isQuick ? "writes,reads" : "writes,reads,half"));
        _rounds = arguments.Number("rounds", isQuick ? 1 : 3);
        _seconds = arguments.Real("seconds", isQuick ? 2 : 2.5);
    }

    /// <summary>Measures and tells; fails if fsync is not truly on.</summary>
    public static async Task<int> RunAsync(string[] text)
    {
        var arguments = new Arguments(text);
        var comparison = new Comparison(arguments);
        arguments.ThrowIfUnused();
        Console.WriteLine(comparison._surroundings);
        if (comparison._targets.Contains(Ours))
        {
            await SyncCheck.CheckAsync();
        }

        await comparison.MeasureAsync();
        var results = new ComparisonResults(comparison._surroundings, text, comparison._measurements, comparison.Ratios());
        ComparisonTables.Print(results);
        BenchFile.Write("cluster", comparison._surroundings, results, comparison._isQuick);
        return 0;
    }

    /// <summary>Those of the targets that can be measured on this machine; says which cannot.</summary>
    public static string[] Installed(string[] targets)
    {
        if (targets.Contains("etcd") && !Surroundings.HasProgram("etcd"))
        {
            Console.WriteLine("etcd is not installed (./dev bench --install, or apt-get install etcd-server); goes on without it.");
            return [.. targets.Where(t => t != "etcd")];
        }

        return targets;
    }

    private async Task MeasureAsync()
    {
        if (_targets.Contains("ceiling"))
        {
            await CeilingCluster.BuildAsync();
        }

        for (var round = 1; round <= _rounds; round++)
        {
            // Each target has each place in turn, and within a round all have the same points in the same order, another one in each round.
            var shift = (round - 1) % _targets.Length;
            string[] targets = [.. _targets.Skip(shift), .. _targets.Take(shift)];
            Point[] points = [.. _points];
            new Random(round).Shuffle<Point>(points);
            foreach (var target in targets)
            {
                await MeasureAsync(round, target, points);
            }
        }
    }

    private async Task MeasureAsync(int round, string target, Point[] points)
    {
        await SettleDiskAsync();
        await using var cluster = StoreCluster.Create(target, BenchFile.DataFolder(target));
        await cluster.StartAsync();
        await using var load = LoadProcess.Start();
        await cluster.WarmUpAsync(load);
        foreach (var point in points.Where(p => p.Suits(target)))
        {
            _measurements.Add(await Measurement.TakeAsync(round, target, cluster, load, point, _seconds));
        }
    }

    /// <summary>What one target has left to be written must not be the next one's burden.</summary>
    private static async Task SettleDiskAsync()
    {
        using var sync = Process.Start("sync");
        await sync.WaitForExitAsync();
    }

    private List<Ratio> Ratios()
    {
        var all = _measurements.ToDictionary(m => (m.Round, m.Target, m.Point));
        var ratios =
            from other in _targets.Where(t => t != Ours)
            from point in _points
            let rounds = (from round in Enumerable.Range(1, _rounds)
                          where all.ContainsKey((round, Ours, point)) && all.ContainsKey((round, other, point))
                          select (Own: all[(round, Ours, point)].Result, Other: all[(round, other, point)].Result)).ToArray()
            where rounds.Length > 0
            select new Ratio(
                other, point, Spread.Of(rounds.Select(r => r.Own.Rate / r.Other.Rate)), Spread.Of(rounds.Select(r => r.Own.Latency.P50 / r.Other.Latency.P50)));
        return [.. ratios];
    }
}
