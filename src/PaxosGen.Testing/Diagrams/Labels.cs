using PaxosGen.Core;
using PaxosGen.Testing.Tracing;

namespace PaxosGen.Testing.Diagrams;

/// <summary>The few words that stand beside an arrow; the whole message shows when one points at it.</summary>
internal static class Labels
{
    /// <summary>What a message says, about these slots if it is about any of them.</summary>
    public static string Of(Message message, IReadOnlyList<Slot> slots) => message switch
    {
        Message.Prepare m => $"Prepare {m.Ballot} from {m.FirstSlot}",
        Message.Promise m => $"Promise {m.Ballot}{Reported(m, slots)}{(m.Parts > 1 ? $" ({m.Part + 1}/{m.Parts})" : "")}",
        Message.Reject m => $"Reject, promised {m.Promised}",
        Message.Accept m => $"Accept {m.Ballot} {Value(m, m.FirstSlot, m.Entries.Length, slots)}",
        Message.Accepted m => $"Accepted {m.Ballot} {Slots(m.FirstSlot, m.Count, slots)}",
        Message.Learned m => $"Learned {Value(m, m.FirstSlot, m.Entries.Length, slots)}",
        Message.SnapshotChunk m when m.Offset + m.Bytes.Length == m.StateBytes => $"last of snapshot {m.Slot}",
        _ => message.ToString(),
    };

    /// <summary>The part of a diagram that a message belongs to: what may be hidden together.</summary>
    public static string GroupOf(Message message) => message switch
    {
        Message.Prepare or Message.Promise or Message.Reject or Message.TakeLead => "phase1",
        Message.Accept or Message.Accepted => "phase2",
        Message.Learned or Message.LearnRequest or Message.SnapshotRequest or Message.SnapshotChunk => "learning",
        _ => "other",
    };

    private static string Reported(Message.Promise promise, IReadOnlyList<Slot> slots)
    {
        var told = promise.Slots.Where(s => slots.Contains(s.Slot))
            .Select(s => $"{s.Slot}={MessageFacts.Describe(s.Entry)} {(s.IsChosen ? "chosen" : $"in {s.Ballot}")}")
            .Concat(promise.Unknown.Where(slots.Contains).Select(s => $"{s} unknown")).ToList();
        return told.Count > 0 ? $": {string.Join(", ", told)}"
            : promise.Slots.IsEmpty ? ", nothing" : $", {MessageFacts.Run(promise.Slots[0].Slot, promise.Slots[^1].Slot)}";
    }

    private static string Value(Message message, Slot first, int count, IReadOnlyList<Slot> slots)
    {
        var told = message.Entries().Where(e => slots.Contains(e.Slot)).Select(e => $"{e.Slot}={MessageFacts.Describe(e.Entry)}").ToList();
        return told.Count > 0 ? string.Join(", ", told)
            : count == 1 ? $"{first}={MessageFacts.Describe(message.Entries().First().Entry)}" : Slots(first, count, slots);
    }

    private static string Slots(Slot first, int count, IReadOnlyList<Slot> slots)
    {
        var told = slots.Where(s => s >= first && s - first < count).ToList();
        return told.Count > 0 ? string.Join(", ", told) : count == 0 ? "nothing" : MessageFacts.Run(first, first + (count - 1));
    }
}
