using PaxosGen.LoadTest.Workloads.Keys;

namespace PaxosGen.Workloads.Tests;

/// <summary>Draws from seeded sources: what is compared is the same in every run.</summary>
public sealed class KeyChooserTests
{
    private const int Draws = 400_000;

    [Fact]
    public void Ranks_are_drawn_as_Zipfs_law_says()
    {
        const int Count = 1000;
        var ranks = new ZipfianRanks(Count);
        var drawn = Draw(Count, ranks.Next);
        Assert.Equal(1, Enumerable.Range(0, Count).Sum(rank => ranks.PartOf(rank)), 9);

        // Exact for the first two.
        Assert.InRange(drawn[0] / (Draws * ranks.PartOf(0)), 0.98, 1.02);
        Assert.InRange(drawn[1] / (Draws * ranks.PartOf(1)), 0.98, 1.02);

        // And an approximation for the others: for each tenfold of ranks within a few percent.
        Assert.InRange(Expected(drawn, ranks, 2, 10), 0.9, 1.1);
        Assert.InRange(Expected(drawn, ranks, 10, 100), 0.95, 1.05);
        Assert.InRange(Expected(drawn, ranks, 100, Count), 0.95, 1.05);
    }

    [Fact]
    public void Scrambled_keys_are_as_skewed_as_YCSBs_and_lie_anywhere()
    {
        const int Count = 100_000;
        var keys = new ScrambledZipfianKeys(Count);
        var drawn = Draw(Count, keys.Next);

        // The hot keys are those of the first ranks, and get what these should.
        var hottest = drawn.Select((calls, key) => (calls, key)).OrderByDescending(k => k.calls).Select(k => (long)k.key).Take(5);
        Assert.Equal(Enumerable.Range(0, 5).Select(rank => keys.KeyOf(rank)), hottest);
        Assert.InRange(drawn[keys.KeyOf(0)] / (double)Draws, 0.036, 0.040);
        Assert.InRange(drawn[keys.KeyOf(1)] / (double)Draws, 0.018, 0.020);

        // The hundred hottest of 100,000 get more than a fifth of the calls, and each tenth of the key space gets its part.
        Assert.InRange(drawn.OrderDescending().Take(100).Sum() / (double)Draws, 0.20, 0.24);
        Assert.All(Enumerable.Range(0, 10), tenth => Assert.InRange(drawn[(tenth * Count / 10)..((tenth + 1) * Count / 10)].Sum() / (double)Draws, 0.06, 0.16));
    }

    [Fact]
    public void A_hotspot_gets_its_part_evenly()
    {
        const int Count = 1000;
        var drawn = Draw(Count, new HotspotKeys(Count, hot: 10, hotPart: 0.9).Next);
        Assert.InRange(drawn[..10].Sum() / (double)Draws, 0.895, 0.905);
        Assert.All(drawn[..10], calls => Assert.InRange(calls / (Draws * 0.09), 0.95, 1.05));
        Assert.All(drawn[10..], calls => Assert.InRange(calls / (Draws * 0.1 / 990), 0.3, 2));
    }

    [Fact]
    public void Uniform_keys_are_all_alike()
    {
        var drawn = Draw(100, new UniformKeys(100).Next);
        Assert.All(drawn, calls => Assert.InRange(calls / (Draws / 100.0), 0.9, 1.1));
    }

    private static double Expected(long[] drawn, ZipfianRanks ranks, int from, int to) =>
        drawn[from..to].Sum() / (Draws * Enumerable.Range(from, to - from).Sum(rank => ranks.PartOf(rank)));

    private static long[] Draw(int count, Func<Random, long> next)
    {
        var random = new Random(99);
        var drawn = new long[count];
        for (var i = 0; i < Draws; i++)
        {
            drawn[next(random)]++;
        }

        return drawn;
    }
}
