namespace PaxosGen.Storage;

/// <summary>What log and snapshot say together. Pure.</summary>
internal static class LogAssembly
{
    /// <summary>
    /// The slot above which the log can be trusted beside a snapshot. Slots that the snapshot holds are chosen, but what
    /// the log has for them need not be: after a peer's snapshot there may be holes, damaged slots, or votes above the
    /// hint that lost. Through the last of these the log is of no use. A snapshot of this store's own holds what was
    /// chosen and durable in this very log, so beside it votes need no hint.
    /// </summary>
    public static Slot TrustedAbove(LogContents contents, Slot truncatedThrough, Slot snapshot, bool isOfOwnLog)
    {
        var trusted = contents.Slots
            .Where(slot => slot.Slot <= snapshot && (isOfOwnLog || slot.Slot <= contents.ChosenThrough || slot.IsChosen))
            .Select(slot => slot.Slot)
            .ToHashSet();
        for (var slot = snapshot; slot > truncatedThrough; slot = slot.Previous)
        {
            if (!trusted.Contains(slot))
            {
                return slot;
            }
        }

        return truncatedThrough;
    }

    /// <summary>
    /// How far slots are known to be chosen with a value that is there: the hint, but not past a slot that is missing or
    /// unknown, whose value must be learned again.
    /// </summary>
    public static Slot ChosenThrough(LogContents contents, Slot truncatedThrough, Slot snapshot)
    {
        var chosen = Slot.Max(truncatedThrough, snapshot);
        foreach (var slot in contents.Slots)
        {
            if (slot.Slot == chosen.Next && slot.Slot <= contents.ChosenThrough)
            {
                chosen = slot.Slot;
            }
        }

        return chosen;
    }
}
