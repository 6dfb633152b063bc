namespace PaxosGen.Tests;

/// <summary>What replicas compute from a command's place in the log is part of the format: these numbers never change.</summary>
public sealed class CommandContextTests
{
    [Fact]
    public void Random_numbers_are_those_of_xoshiro256_seeded_through_SplitMix64()
    {
        var zero = new ReplicatedRandom(0);
        Assert.Equal(
            [0x99EC5F36CB75F2B4UL, 0xBF6E1F784956452AUL, 0x1A5F849D4933E6E0UL, 0x6AA594F1262D2D2CUL],
            [zero.NextUInt64(), zero.NextUInt64(), zero.NextUInt64(), zero.NextUInt64()]);
        var random = new ReplicatedRandom(42);
        Assert.Equal(
            [0x15780B2E0C2EC716UL, 0x6104D9866D113A7EUL, 0xAE17533239E499A1UL, 0xECB8AD4703B360A1UL],
            [random.NextUInt64(), random.NextUInt64(), random.NextUInt64(), random.NextUInt64()]);
    }

    [Fact]
    public void Ranges_fractions_and_guids_are_these()
    {
        var random = new ReplicatedRandom(7);
        Assert.Equal([70, 27, 83, 98, 99, 87, 6, 10, 40, 15], Enumerable.Range(0, 10).Select(_ => random.Next(100)));
        Assert.Equal(0.7005764821796896, new ReplicatedRandom(7).NextDouble());
        Assert.Equal(1285513147583695668, new ReplicatedRandom(7).NextInt64((1L << 62) + 1));
        Assert.Equal(Guid.Parse("b358faf7-4ef9-465a-875c-3d964f482cd2"), new ReplicatedRandom(7).NextGuid());
        Assert.Equal(-30, new ReplicatedRandom(7).Next(-100, 0));
    }

    [Fact]
    public void Ranges_without_numbers_are_refused()
    {
        var random = new ReplicatedRandom(1);
        Assert.Throws<ArgumentOutOfRangeException>(() => random.Next(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => random.Next(3, 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => random.NextInt64(-1));
        Assert.InRange(random.Next(int.MinValue, int.MaxValue), int.MinValue, int.MaxValue - 1);
    }

    [Fact]
    public void A_context_for_tests_has_what_it_was_given()
    {
        var time = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
        var context = CommandContext.For(17, time, seed: 7);
        Assert.Equal((17, time, 1, Guid.Empty), (context.Slot, context.Timestamp, context.Version, context.Session));
        Assert.Equal(Guid.Parse("b358faf7-4ef9-465a-875c-3d964f482cd2"), context.NewGuid());
        Assert.NotEqual(context.NewGuid(), context.NewGuid());
    }
}
