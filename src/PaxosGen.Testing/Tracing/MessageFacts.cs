using System.Collections.Immutable;
using System.Text;
using PaxosGen.Core;

namespace PaxosGen.Testing.Tracing;

/// <summary>What traces and diagrams want to know of any message.</summary>
public static class MessageFacts
{
    /// <summary>The name of its type, for example <c>Accept</c>.</summary>
    public static string Kind(this Message message) => message.GetType().Name;

    /// <summary>Its ballot; none where it has none.</summary>
    public static Ballot Ballot(this Message message) => message switch
    {
        Message.Prepare m => m.Ballot,
        Message.Promise m => m.Ballot,
        Message.Reject m => m.Ballot,
        Message.Accept m => m.Ballot,
        Message.Accepted m => m.Ballot,
        Message.Heartbeat m => m.Ballot,
        Message.HeartbeatAck m => m.Ballot,
        Message.TakeLead m => m.Ballot,
        _ => Core.Ballot.None,
    };

    /// <summary>Whether it only says that somebody is there: there are many of these, and they rarely explain anything.</summary>
    public static bool IsSignOfLife(this Message message) => message is Message.Heartbeat or Message.HeartbeatAck or Message.Probe or Message.ProbeAnswer;

    /// <summary>Whether it says something about the value or the vote of a slot; of a snapshot, the last piece does.</summary>
    public static bool Concerns(this Message message, Slot slot) => message switch
    {
        Message.Promise m => m.Slots.Any(s => s.Slot == slot) || m.Unknown.Contains(slot),
        Message.Accept m => IsIn(slot, m.FirstSlot, m.Entries.Length),
        Message.Accepted m => IsIn(slot, m.FirstSlot, m.Count),
        Message.Learned m => IsIn(slot, m.FirstSlot, m.Entries.Length),
        Message.SnapshotChunk m => slot <= m.Slot && m.Offset + m.Bytes.Length == m.StateBytes,
        _ => false,
    };

    /// <summary>The slots whose entries it carries, in phase 2 or as chosen.</summary>
    public static IEnumerable<(Slot Slot, Entry Entry)> Entries(this Message message) => message switch
    {
        Message.Promise m => m.Slots.Select(s => (s.Slot, s.Entry)),
        Message.Accept m => Numbered(m.FirstSlot, m.Entries),
        Message.Learned m => Numbered(m.FirstSlot, m.Entries),
        _ => [],
    };

    /// <summary>What an entry is, in a word or two, for labels.</summary>
    public static string Describe(Entry entry) => entry.Decode() switch
    {
        EntryBody.Command command => Describe(command.Payload.Span),
        EntryBody.OpenSession => "session",
        var other => other.GetType().Name,
    };

    /// <summary>Text if the bytes are text, else how many they are.</summary>
    public static string Describe(ReadOnlySpan<byte> payload)
    {
        const int Longest = 24;
        foreach (var b in payload)
        {
            if (b is < 0x20 or > 0x7e)
            {
                return $"{payload.Length} bytes";
            }
        }

        return payload.IsEmpty ? "" : payload.Length > Longest ? $"\"{Encoding.ASCII.GetString(payload[..Longest])}…\"" : $"\"{Encoding.ASCII.GetString(payload)}\"";
    }

    internal static string Run(Slot first, Slot last) => first == last ? $"{first}" : $"{first}..{last}";

    private static bool IsIn(Slot slot, Slot first, int count) => slot >= first && slot - first < count;

    private static IEnumerable<(Slot Slot, Entry Entry)> Numbered(Slot first, ImmutableArray<Entry> entries) => entries.Select((e, i) => (first + i, e));
}
