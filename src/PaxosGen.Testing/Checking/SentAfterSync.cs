using PaxosGen.Core;

namespace PaxosGen.Testing.Checking;

/// <summary>
/// Nothing leaves that a crash could make false: each Prepare, Promise, Accepted and Reject is held against what the
/// synced image of the disk says at that moment.
/// </summary>
internal sealed class SentAfterSync(ChosenLog chosen, VoteLedger votes)
{
    /// <summary>A message leaves a replica, perhaps for itself.</summary>
    public void OnSent(DurableImage image, Message message)
    {
        switch (message)
        {
            case Message.Prepare prepare:
                CheckPromised(image, prepare.Ballot, message);
                break;
            case Message.Reject reject:
                CheckPromised(image, reject.Promised, message);
                break;
            case Message.Promise promise:
                CheckPromised(image, promise.Ballot, message);
                foreach (var slot in promise.Slots)
                {
                    if (!slot.IsChosen && !votes.HasVoted(image.Replica.Id, slot.Ballot, slot.Slot))
                    {
                        throw Early(image, message, $"its vote of {slot.Ballot} at slot {slot.Slot}");
                    }
                }

                break;
            case Message.Accepted accepted:
                for (var slot = accepted.FirstSlot; slot < accepted.FirstSlot + accepted.Count; slot = slot.Next)
                {
                    CheckAccepted(image, accepted, slot);
                }

                break;
        }
    }

    private static void CheckPromised(DurableImage image, Ballot ballot, Message message)
    {
        if (image.Promised < ballot)
        {
            throw Early(image, message, $"its promise of {ballot}");
        }
    }

    private void CheckAccepted(DurableImage image, Message.Accepted accepted, Slot slot)
    {
        if (votes.HasVoted(image.Replica.Id, accepted.Ballot, slot))
        {
            return;
        }

        votes.OnAcknowledged(image.Replica.Id, accepted.Ballot, slot);
        if (slot <= image.TruncatedThrough)
        {
            return;
        }

        // Of what is chosen already it may say so without a vote: it holds the chosen value.
        if (slot > chosen.Through || image[slot] is not { } held || !held.Entry.Equals(chosen[slot]))
        {
            throw Early(image, accepted, $"its vote of {accepted.Ballot} at slot {slot}");
        }

        if (votes.ProposedIn(accepted.Ballot, slot) is { } proposed && !proposed.Equals(held.Entry))
        {
            throw new SimulationFailedException($"Replica {image.Replica.Id} acknowledges {proposed} of {accepted.Ballot} at slot {slot}, where it holds {held.Entry} as chosen (W3).");
        }
    }

    private static SimulationFailedException Early(DurableImage image, Message message, string what) =>
        new($"Replica {image.Replica.Id} sends {message} before {what} is durable.");
}
