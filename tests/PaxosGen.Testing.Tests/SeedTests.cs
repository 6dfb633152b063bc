using System.Globalization;
using PaxosGen.Testing.Storms;

namespace PaxosGen.Testing.Tests;

public sealed class SeedTests
{
    private const ulong DefaultSeeds = 60;

    [Fact]
    public void Many_seeds_lose_nothing_repeat_nothing_and_agree()
    {
        // `./dev sim` and `./dev nightly` run more of them.
        var seeds = Environment.GetEnvironmentVariable("PAXOSGEN_SEEDS") is { } given ? ulong.Parse(given, CultureInfo.InvariantCulture) : DefaultSeeds;
        var (snapshotsInstalled, acknowledged, calls) = (0, 0, 0);
        for (ulong seed = 1; seed <= seeds; seed++)
        {
            try
            {
                var storm = new Storm(StormPlan.FromSeed(seed));
                storm.Run();
                acknowledged += storm.Acknowledged;
                calls += StormPlan.FromSeed(seed).Calls;
                snapshotsInstalled += storm.Cluster.SnapshotsInstalled;
            }
            catch (Exception e)
            {
                throw new SimulationFailedException($"Seed {seed}: {e.Message}\n{e.StackTrace}");
            }
        }

        // Storms that nobody is left behind by would say nothing about catching up.
        Assert.True(snapshotsInstalled > 0);
        Console.WriteLine($"{seeds} seeds, {snapshotsInstalled} snapshots of peers installed, {acknowledged} of {calls} acknowledged");
    }

    [Fact]
    public void One_seed()
    {
        // `./dev sim SEED` replays one with its trace.
        var given = Environment.GetEnvironmentVariable("PAXOSGEN_SEED");
        var storm = new Storm(StormPlan.FromSeed(given is null ? 7 : ulong.Parse(given, CultureInfo.InvariantCulture)), isTracing: given is not null);
        try
        {
            storm.Run();
        }
        finally
        {
            storm.Cluster.World.Trace.ForEach(Console.WriteLine);
        }

        Assert.True(storm.Acknowledged > 0);
    }

    [Fact]
    public void A_seed_gives_the_same_run_every_time()
    {
        var first = new Storm(StormPlan.FromSeed(7), isTracing: true);
        first.Run();
        var second = new Storm(StormPlan.FromSeed(7), isTracing: true);
        second.Run();
        Assert.Equal(first.Cluster.World.Trace, second.Cluster.World.Trace);
    }
}
