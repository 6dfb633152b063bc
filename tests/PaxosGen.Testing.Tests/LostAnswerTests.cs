using System.Collections.Immutable;
using PaxosGen.Testing.Storms;

namespace PaxosGen.Testing.Tests;

/// <summary>
/// No answer to any command arrives while leaders change, snapshots are made and replicas restart: each client repeats each of its commands, on one connection
/// after the other, and each has its effect once. The storm itself checks the sums: what is acknowledged after it is there once, and what is uncertain at most once.
/// </summary>
public sealed class LostAnswerTests
{
    private static readonly ImmutableSortedDictionary<FaultKind, int> Rates = ImmutableSortedDictionary.CreateRange(new Dictionary<FaultKind, int>
    {
        [FaultKind.LostAnswer] = 1000,
        [FaultKind.Crash] = 4,
        [FaultKind.Restart] = 2,
        [FaultKind.Deposition] = 4,
        [FaultKind.LeadTransfer] = 20,
        [FaultKind.ForcedSnapshot] = 60,
    });

    [Theory]
    [InlineData(1UL)]
    [InlineData(2UL)]
    [InlineData(3UL)]
    [InlineData(4UL)]
    [InlineData(5UL)]
    [InlineData(6UL)]
    public void Every_answer_is_lost_and_each_command_takes_effect_once(ulong seed)
    {
        var storm = new Storm(new StormPlan { Seed = seed, Rates = Rates });
        storm.Run();
        var faults = storm.Cluster.World.Faults;
        Assert.True(storm.Acknowledged > 0);
        Assert.True(faults.Of(FaultKind.LostAnswer) > 100, $"{faults.Of(FaultKind.LostAnswer)} answers were lost.");
        Assert.True(faults.Of(FaultKind.Crash) + faults.Of(FaultKind.Restart) > 0);
        Assert.True(faults.Of(FaultKind.LeadTransfer) + faults.Of(FaultKind.Deposition) > 0);
        Assert.True(faults.Of(FaultKind.ForcedSnapshot) > 0);
    }
}
