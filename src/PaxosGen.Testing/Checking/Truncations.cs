using PaxosGen.Core;

namespace PaxosGen.Testing.Checking;

/// <summary>Nothing is truncated but what the replica's own durable snapshot holds and a quorum could restore.</summary>
internal sealed class Truncations(ChosenLog chosen, IReadOnlyDictionary<ReplicaId, DurableImage> images)
{
    /// <summary>A replica has durably dropped its log from one slot through another.</summary>
    public void OnTruncated(DurableImage image, Slot from, Slot through)
    {
        if (through > image.SnapshotSlot)
        {
            throw new SimulationFailedException($"Replica {image.Replica.Id} truncates through {through}, and its snapshot holds {image.SnapshotSlot} only.");
        }

        for (var slot = from; slot <= through; slot = slot.Next)
        {
            var membership = chosen.Before(slot).Membership;
            var holders = membership.Voters.Count(id => images[id].Holds(slot) || images[id].Replica.IsDamaged);
            if (holders < membership.Phase2Quorum)
            {
                throw new SimulationFailedException($"Replica {image.Replica.Id} truncates slot {slot}, which only {holders} could restore.");
            }
        }
    }
}
