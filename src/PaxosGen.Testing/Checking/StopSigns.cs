using PaxosGen.Core;

namespace PaxosGen.Testing.Checking;

/// <summary>In one ballot nothing is proposed above a StopSign, nor a StopSign below anything (PROTOCOL.md, Membership and phase 1; B14).</summary>
internal sealed class StopSigns
{
    private readonly Dictionary<Ballot, (Slot StopSign, Slot Highest)> _proposed = [];

    /// <summary>A value is proposed for the first time.</summary>
    public void OnProposed(Ballot ballot, Slot slot, Entry entry)
    {
        var (stopSign, highest) = _proposed.GetValueOrDefault(ballot);
        highest = Slot.Max(highest, slot);
        if (entry.IsStopSign && (stopSign == Slot.None || slot < stopSign))
        {
            stopSign = slot;
        }

        if (stopSign > Slot.None && highest > stopSign)
        {
            throw new SimulationFailedException($"Slot {highest} is proposed in {ballot}, above the StopSign that it proposes at slot {stopSign}.");
        }

        _proposed[ballot] = (stopSign, highest);
    }
}
