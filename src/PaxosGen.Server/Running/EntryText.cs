using PaxosGen.Core;

namespace PaxosGen.Server.Running;

/// <summary>An entry of the log in words.</summary>
internal static class EntryText
{
    /// <summary>What it is; a command with its name and arguments, and whose it is.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="describe">Says what a command's bytes mean; null if nobody knows.</param>
    public static string Of(Entry entry, Func<ReadOnlyMemory<byte>, string>? describe)
    {
        try
        {
            return entry.Decode() switch
            {
                EntryBody.Command command => $"{describe?.Invoke(command.Payload) ?? Convert.ToHexString(command.Payload.Span)} ({Whose(command.Origin)})",
                _ => entry.Kind.ToString(),
            };
        }
        catch (WireFormatException e)
        {
            return $"{entry.Kind}, which cannot be decoded: {e.Message}";
        }
    }

    // Who has a session's id can use it, so not all of it is said.
    private static string Whose(Origin origin) =>
        origin.IsKey ? $"key {origin.Id >> 96:x8}" : $"session {origin.Id >> 96:x8}, call {origin.Sequence}";
}
