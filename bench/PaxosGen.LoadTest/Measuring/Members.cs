using System.Globalization;
using PaxosGen.LoadTest.Clusters;
using PaxosGen.LoadTest.Load;
using PaxosGen.LoadTest.Reporting;

namespace PaxosGen.LoadTest.Measuring;

/// <summary>So many members beside the fewest, round by round.</summary>
/// <param name="Members">How many.</param>
/// <param name="Point">Under what load.</param>
/// <param name="Rate">Calls a second.</param>
/// <param name="P50">Median latency, in microseconds.</param>
/// <param name="OfFewest">Calls a second over those of the fewest members in the same round.</param>
internal sealed record MembersRatio(int Members, Point Point, Spread Rate, Spread P50, Spread OfFewest);

/// <summary>What <c>members</c> writes.</summary>
/// <param name="Surroundings">Where it was measured.</param>
/// <param name="Measurements">All, in the order in which they were made.</param>
/// <param name="Ratios">Each number of members beside the fewest.</param>
internal sealed record MembersResults(Surroundings Surroundings, List<Measurement> Measurements, List<MembersRatio> Ratios);

/// <summary><c>members</c>: what more members cost. All are on one machine, so that they also share its cores and its disk.</summary>
internal static class Members
{
    public static async Task<int> RunAsync(Arguments arguments)
    {
        var isQuick = arguments.Flag("quick");
        var members = arguments.Numbers("members", "3,5,7");
        var points = Point.All(arguments.Numbers("clients", "256"), [16], arguments.Texts("mixes", "writes,reads"));
        var rounds = arguments.Number("rounds", isQuick ? 1 : 3);
        var seconds = arguments.Real("seconds", isQuick ? 2 : 4);
        arguments.ThrowIfUnused();
        if (members.Any(m => m is < 1 or > 9))
        {
            throw new ArgumentException("There may be one to nine members.");
        }

        var surroundings = Surroundings.Read();
        Console.WriteLine(surroundings);
        var measurements = new List<Measurement>();
        for (var round = 1; round <= rounds; round++)
        {
            // Each number of members has each place in turn.
            var shift = (round - 1) % members.Length;
            foreach (var count in members[shift..].Concat(members[..shift]))
            {
                await using var cluster = new PaxosGenCluster(BenchFile.DataFolder($"members{count}"), count);
                await cluster.StartAsync();
                await using var load = LoadProcess.Start();
                await cluster.WarmUpAsync(load);
                foreach (var point in points)
                {
                    measurements.Add(await Measurement.TakeAsync(round, NameOf(count), cluster, load, point, seconds));
                }
            }
        }

        var ratios = (from point in points from count in members.Order() select RatioOf(count, members.Min(), point, measurements)).ToList();
        Print(ratios, members.Min());
        BenchFile.Write("members", surroundings, new MembersResults(surroundings, measurements, ratios));
        return 0;
    }

    private static string NameOf(int members) => string.Create(CultureInfo.InvariantCulture, $"{members} members");

    private static MembersRatio RatioOf(int members, int fewest, Point point, List<Measurement> all)
    {
        Measurement[] Of(int count) => [.. all.Where(m => m.Point == point && m.Target == NameOf(count)).OrderBy(m => m.Round)];
        var own = Of(members);
        return new MembersRatio(
            members, point, Spread.Of(own.Select(m => m.Result.Rate)), Spread.Of(own.Select(m => m.Result.Latency.P50)),
            Spread.Of(own.Zip(Of(fewest), (o, f) => o.Result.Rate / f.Result.Rate)));
    }

    private static void Print(List<MembersRatio> ratios, int fewest)
    {
        Console.WriteLine($"\n| members | | calls/s | p50 ms | of {fewest} members' |\n|---|---|---|---|---|");
        foreach (var ratio in ratios)
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {ratio.Members} | {ratio.Point.Mix}, {ratio.Point.Clients} clients | {ratio.Rate.Median:N0} ({ratio.Rate.Least:N0}..{ratio.Rate.Most:N0}) | {ratio.P50.Median / 1000:F2} "
                + $"| {ratio.OfFewest.Median:P0} ({ratio.OfFewest.Least:P0}..{ratio.OfFewest.Most:P0}) |"));
        }
    }
}
