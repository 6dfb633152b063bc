using System.Globalization;
using Xunit.Abstractions;

namespace PaxosGen.EndToEnd.Tests;

public sealed class SoakTests(ITestOutputHelper output)
{
    private const int DefaultSeconds = 3;
    private const int DefaultSeed = 1;

    // A cluster keeps each idempotency key for a day, and a million of them at most; a new one starts without any.
    private static readonly TimeSpan LongestPlay = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task A_random_mix_of_faults()
    {
        // `./dev soak [SECONDS]` goes on for longer, with a seed of its own unless PAXOSGEN_SEED gives one.
        var seconds = Number("PAXOSGEN_SOAK");
        var seed = Number("PAXOSGEN_SEED") ?? (seconds is null ? DefaultSeed : Random.Shared.Next(1, 1_000_000));
        for (var left = TimeSpan.FromSeconds(seconds ?? DefaultSeconds); left > TimeSpan.Zero; left -= LongestPlay, seed++)
        {
            output.WriteLine($"PAXOSGEN_SEED={seed}");
            var time = left < LongestPlay ? left : LongestPlay;
            await Play.RunAsync(output, play => new Soak(play).RunAsync(time), members: seed % 4 == 0 ? 5 : 3, seed: seed, isPartitionable: true);
        }
    }

    private static int? Number(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { } given ? int.Parse(given, CultureInfo.InvariantCulture) : null;
}
