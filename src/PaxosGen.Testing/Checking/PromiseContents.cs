using System.Collections.Immutable;
using PaxosGen.Core;

namespace PaxosGen.Testing.Checking;

/// <summary>
/// What a promise says is what its acceptor's disk held when the turn began (PROTOCOL.md, phase 1): every vote of the
/// ballot's epoch, what is chosen marked so, no vote of another epoch (W9), each slot that was lost among the unknown (W7),
/// and no claim never to have held anything where it has.
/// </summary>
internal sealed class PromiseContents(BallotOwners ballots)
{
    private readonly Dictionary<ReplicaId, (long Nonce, Dictionary<Slot, ReportedSlot> Slots)> _gathered = [];

    /// <summary>One part of a promise leaves a replica. The parts of one follow each other.</summary>
    public void OnPromise(DurableImage image, Message.Promise promise)
    {
        var from = image.Replica.Id;
        if (promise.IsEmpty && image.HadHeldAnything)
        {
            throw Wrong(from, promise, "says that its store never held anything, and it did");
        }

        var (nonce, reported) = _gathered.GetValueOrDefault(from);
        if (reported is null || nonce != promise.Nonce || promise.Part == 0)
        {
            _gathered[from] = (promise.Nonce, reported = []);
        }

        foreach (var slot in promise.Slots)
        {
            if (!slot.IsChosen && slot.Ballot.Epoch != promise.Ballot.Epoch)
            {
                throw Wrong(from, promise, $"reports a vote of {slot.Ballot} at slot {slot.Slot}, which is void in this epoch");
            }

            reported[slot.Slot] = slot;
        }

        if (promise.Part == promise.Parts - 1 && ballots.FirstSlotOf(promise.Ballot) is { } first)
        {
            CheckWhole(image, promise, Slot.Max(first, promise.TruncatedThrough.Next), reported);
        }
    }

    private static void CheckWhole(DurableImage image, Message.Promise promise, Slot first, Dictionary<Slot, ReportedSlot> reported)
    {
        var from = image.Replica.Id;
        foreach (var held in image.HeldBeforeTurn)
        {
            if (held.Slot < first || (!held.IsChosen && held.Ballot.Epoch != promise.Ballot.Epoch))
            {
                continue;
            }

            var said = reported.GetValueOrDefault(held.Slot);
            var isSaid = !said.Entry.IsNone && (said.IsChosen || (!held.IsChosen && said.Ballot == held.Ballot && said.Entry.Equals(held.Entry)));
            if (!isSaid)
            {
                throw Wrong(from, promise, $"says {(said.Entry.IsNone ? "nothing" : said)} of slot {held.Slot}, where its disk holds {(held.IsChosen ? "a chosen value" : $"a vote of {held.Ballot}")}");
            }
        }

        for (var slot = first; slot <= promise.ChosenThrough; slot = slot.Next)
        {
            if (!reported.GetValueOrDefault(slot).IsChosen)
            {
                throw Wrong(from, promise, $"does not say that slot {slot} is chosen, which it knows");
            }
        }

        foreach (var lost in image.LostBeforeTurn)
        {
            if (lost >= first && !promise.Unknown.Contains(lost))
            {
                throw Wrong(from, promise, $"does not list slot {lost} as unknown, which its disk has lost");
            }
        }
    }

    private static SimulationFailedException Wrong(ReplicaId from, Message.Promise promise, string what) =>
        new($"Replica {from} promises {promise.Ballot} and {what}: {promise}.");
}
