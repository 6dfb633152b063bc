using System.Globalization;

namespace PaxosGen.Testing.Tests;

public sealed class ReadStormTests
{
    private const ulong DefaultSeeds = 40;

    [Fact]
    public void Reads_of_every_consistency_are_as_current_as_they_promise()
    {
        var seeds = Environment.GetEnvironmentVariable("PAXOSGEN_SEEDS") is { } given ? ulong.Parse(given, CultureInfo.InvariantCulture) : DefaultSeeds;
        var answered = new int[4];
        for (ulong seed = 1; seed <= seeds; seed++)
        {
            var storm = new ReadStorm(seed);
            try
            {
                storm.Run();
            }
            catch (Exception e)
            {
                throw new SimulationFailedException($"Seed {seed}: {e.Message}\n{e.StackTrace}");
            }

            for (var i = 0; i < answered.Length; i++)
            {
                answered[i] += storm.Answered[i];
            }
        }

        Console.WriteLine($"{seeds} seeds; answered {answered[0]} linearizable, {answered[1]} lease, {answered[2]} bounded-stale reads");
        Assert.All(answered[..3], count => Assert.True(count > 0));
    }
}
