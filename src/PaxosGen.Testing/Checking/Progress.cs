using PaxosGen.Core;

namespace PaxosGen.Testing.Checking;

/// <summary>
/// What a replica says of itself after each turn: truncated ≤ snapshot ≤ applied ≤ chosen, nothing goes back, its promise
/// is durable, and what it takes for chosen is chosen and what its own disk holds, as a vote of the very ballot that a quorum
/// voted in or as learned (follower rule).
/// </summary>
internal sealed class Progress(ChosenLog chosen, VoteLedger votes)
{
    private readonly Dictionary<ReplicaId, (int Life, Ballot Promised, Slot ChosenThrough)> _before = [];

    /// <summary>A replica has ended a turn.</summary>
    public void OnTurn(DurableImage image)
    {
        var replica = image.Replica;
        var (promised, through) = (replica.Promised, replica.ChosenThrough);
        if (!(replica.TruncatedThrough <= replica.SnapshotSlot && replica.SnapshotSlot <= replica.AppliedThrough && replica.AppliedThrough <= through))
        {
            throw new SimulationFailedException(
                $"Replica {replica.Id}: truncated {replica.TruncatedThrough}, snapshot {replica.SnapshotSlot}, applied {replica.AppliedThrough}, chosen {through}.");
        }

        chosen.ClaimThrough(replica.Id, through);
        if (image.Promised < promised)
        {
            throw new SimulationFailedException($"Replica {replica.Id} goes by a promise of {promised}; its disk says {image.Promised}.");
        }

        var before = _before.GetValueOrDefault(replica.Id);
        var isSameLife = before.Life == replica.Life;
        if (before.Promised > promised || (isSameLife && before.ChosenThrough > through))
        {
            throw new SimulationFailedException($"Replica {replica.Id} went back from {before} to {promised}, {through}.");
        }

        for (var slot = isSameLife ? before.ChosenThrough.Next : image.RecoveredThrough.Next; slot <= through; slot = slot.Next)
        {
            if (image[slot] is { } held ? !held.Entry.Equals(chosen[slot]) : slot > image.SnapshotSlot)
            {
                throw new SimulationFailedException(
                    $"Replica {replica.Id} takes slot {slot} for chosen, where {chosen[slot]} is, and its disk holds {image[slot]?.Entry.ToString() ?? "nothing"}.");
            }

            // Whoever announces a slot in a ballot, or counts the votes of one, knows of a quorum of this very ballot.
            if (image[slot] is { IsChosen: false } vote && slot > image.SnapshotSlot && !votes.IsChosenIn(vote.Ballot, slot))
            {
                throw new SimulationFailedException(
                    $"Replica {replica.Id} takes slot {slot} for chosen, and holds a vote of {vote.Ballot}, in which no quorum has voted for it (follower rule).");
            }
        }

        _before[replica.Id] = (replica.Life, promised, through);
    }
}
