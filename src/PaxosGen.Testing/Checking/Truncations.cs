using PaxosGen.Core;

namespace PaxosGen.Testing.Checking;

/// <summary>Nothing is truncated but what the replica's own durable snapshot holds and a quorum could restore.</summary>
internal sealed class Truncations(ChosenLog chosen, IReadOnlyDictionary<ReplicaId, DurableImage> images)
{
    /// <summary>Looks at what a replica has durably dropped since the last time.</summary>
    public void Check(DurableImage image)
    {
        var through = image.TruncatedThrough;
        if (through <= image.CheckedThrough)
        {
            return;
        }

        if (through > image.SnapshotSlot)
        {
            throw new SimulationFailedException($"Replica {image.Replica.Id} truncates through {through}, and its snapshot holds {image.SnapshotSlot} only.");
        }

        for (var slot = image.CheckedThrough.Next; slot <= through; slot = slot.Next)
        {
            var membership = chosen.Before(slot).Membership;
            var holders = membership.Voters.Count(id => images[id].Holds(slot) || images[id].Replica.IsDamaged);
            if (holders < membership.Phase2Quorum)
            {
                throw new SimulationFailedException($"Replica {image.Replica.Id} truncates slot {slot}, which only {holders} could restore.");
            }
        }

        image.CheckedThrough = through;
    }
}
