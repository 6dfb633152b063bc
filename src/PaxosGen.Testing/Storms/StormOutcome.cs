using System.Text.RegularExpressions;

namespace PaxosGen.Testing.Storms;

/// <summary>What came of a storm.</summary>
/// <param name="Failure">The sentence that says what is wrong; null when nothing is.</param>
/// <param name="Faults">How many faults were injected.</param>
/// <param name="Messages">How many messages replicas sent to each other.</param>
/// <param name="Acknowledged">How many commands were acknowledged.</param>
/// <param name="Nanoseconds">How much simulated time went by.</param>
internal sealed partial record StormOutcome(string? Failure, long Faults = 0, long Messages = 0, int Acknowledged = 0, long Nanoseconds = 0)
{
    /// <summary>Runs a plan to its end, or until it fails.</summary>
    public static StormOutcome Of(StormPlan plan) => Of(new Storm(plan));

    /// <summary>Runs a storm to its end, or until it fails.</summary>
    public static StormOutcome Of(Storm storm)
    {
        string? failure = null;
        try
        {
            storm.Run();
        }
        catch (SimulationFailedException e)
        {
            failure = e.Message;
        }

        var world = storm.Cluster.World;
        return new StormOutcome(failure, world.Faults.Injected, storm.Cluster.Network.Sent, storm.Acknowledged, world.Now);
    }

    /// <summary>
    /// What kind of failure it is: its first line, in which numbers, names of calls and hashes do not matter. Two runs
    /// that fail in the same way have the same kind.
    /// </summary>
    public string? Kind => Failure is null ? null : Particulars().Replace(Failure.Split('\n', 2)[0], "#");

    [GeneratedRegex(@"\b[0-9a-f]{8,}\b|\bc?\d+([.\-:]\d+)*")]
    private static partial Regex Particulars();
}
