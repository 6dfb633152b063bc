namespace PaxosGen.Testing.Tests.Linearizability;

/// <summary>
/// Histories drawn with time from left to right, one operation a line: what was called and answered, and a bar from call
/// to return. <c>|--?</c> has no answer, <c>|--x</c> certainly took no effect. No answer in words means <c>ok</c>.
/// </summary>
internal static class Picture
{
    public static List<Operation<string, string>> History(string picture) => [.. picture.Split('\n').Where(l => l.Contains('|')).Select((l, i) => Line(l, i + 1))];

    private static Operation<string, string> Line(string line, int client)
    {
        var start = line.IndexOf('|');
        var end = line.TrimEnd().Length - 1;
        var words = line[..start].Split("->");
        var answer = words.Length > 1 ? words[1].Trim() : "ok";
        return line[end] switch
        {
            '|' => new(client, words[0].Trim(), OperationOutcome.Returned, answer, start, end),
            '?' => new(client, words[0].Trim(), OperationOutcome.Unknown, null, start, long.MaxValue),
            'x' => new(client, words[0].Trim(), OperationOutcome.Dropped, null, start, end),
            _ => throw new FormatException($"The bar has no end: {line}"),
        };
    }
}
