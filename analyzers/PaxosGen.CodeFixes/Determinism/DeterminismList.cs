namespace PaxosGen.CodeFixes.Determinism;

/// <summary>The text of a project's PaxosGen.Determinism.txt: lines of <c>deny|allow|vouch documentation-id; reason</c>.</summary>
internal static class DeterminismList
{
    public const string Name = "PaxosGen.Determinism.txt";

    /// <summary>The documentation id and the reason of a line; null if it has no entry, or one that is not understood.</summary>
    public static (string Id, string Reason)? Entry(string line)
    {
        var end = line.IndexOf(';');
        var words = (end < 0 ? line : line.Substring(0, end)).Split([' ', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries);
        return words.Length == 2 && words[0] is "deny" or "allow" or "vouch" ? (words[1], end < 0 ? "" : line.Substring(end + 1).Trim()) : null;
    }

    /// <summary>Whether a line is about the id already.</summary>
    public static bool Names(string text, string id) => text.Split('\n').Any(l => Entry(l)?.Id == id);

    public static string WithLine(string text, string line)
    {
        var end = text.Contains("\r\n") ? "\r\n" : "\n";
        return Names(text, Entry(line)!.Value.Id) ? text : text + (text.Length == 0 || text.EndsWith("\n", StringComparison.Ordinal) ? "" : end) + line + end;
    }
}
