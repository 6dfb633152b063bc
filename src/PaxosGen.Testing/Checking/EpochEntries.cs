using PaxosGen.Core;

namespace PaxosGen.Testing.Checking;

/// <summary>
/// Who promises in an epoch has durably all that came before it, and durably knows that it is chosen (PROTOCOL.md,
/// Membership; W6): after a crash it must come back to this epoch, and nobody else may hold how the last one ended.
/// </summary>
internal sealed class EpochEntries(ChosenLog chosen)
{
    private readonly Dictionary<ReplicaId, (int Life, Epoch Epoch)> _checked = [];

    /// <summary>A Prepare or a Promise leaves a replica.</summary>
    public void OnPromised(DurableImage image, Ballot ballot)
    {
        var replica = image.Replica;
        if (_checked.GetValueOrDefault(replica.Id) == (replica.Life, ballot.Epoch))
        {
            return;
        }

        if (chosen.StartOf(ballot.Epoch) is not { } start)
        {
            throw new SimulationFailedException($"Replica {replica.Id} promises {ballot}, and nobody has begun that epoch.");
        }

        var restorable = Slot.Max(image.SnapshotSlot, image.TruncatedThrough);
        if (Slot.Max(image.ChosenThrough, restorable) < start.Previous)
        {
            throw new SimulationFailedException(
                $"Replica {replica.Id} promises {ballot}, whose epoch begins at slot {start}; its disk says of slots through {image.ChosenThrough} only that they are chosen.");
        }

        for (var slot = restorable.Next; slot < start; slot = slot.Next)
        {
            if (image[slot] is not { } held || !held.Entry.Equals(chosen[slot]))
            {
                throw new SimulationFailedException($"Replica {replica.Id} promises {ballot}, whose epoch begins at slot {start}, and its disk lacks slot {slot}.");
            }
        }

        _checked[replica.Id] = (replica.Life, ballot.Epoch);
    }
}
