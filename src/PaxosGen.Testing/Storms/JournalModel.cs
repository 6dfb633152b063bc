namespace PaxosGen.Testing.Storms;

/// <summary>A call to a <see cref="Journal"/>: a line to append, or none to read.</summary>
internal sealed record JournalCall(string? Line)
{
    public static readonly JournalCall Read = new((string?)null);

    public override string ToString() => Line is null ? "read" : $"append {Line}";
}

/// <summary>An answer: how many lines there are, and after a read which.</summary>
internal sealed record JournalAnswer(long Count, JournalLines? Lines)
{
    public static JournalAnswer Of(long number) => new(number, null);

    public static JournalAnswer Of(string[] lines) => new(lines.Length, lines.Aggregate(JournalLines.None, (all, line) => all.Add(line)));

    public override string ToString() => Lines is null ? $"{Count}" : Lines.ToString();
}

/// <summary>Lines that were appended one after another. Immutable, shares all but the last one with those before it.</summary>
internal sealed class JournalLines : IEquatable<JournalLines>
{
    public static readonly JournalLines None = new(null, "", 0, 0);

    private readonly JournalLines? _before;
    private readonly string _last;
    private readonly int _hash;

    private JournalLines(JournalLines? before, string last, int count, int hash)
    {
        (_before, _last, Count, _hash) = (before, last, count, hash);
    }

    public int Count { get; }

    public JournalLines Add(string line) => new(this, line, Count + 1, HashOf(_hash, line));

    /// <summary>The same in every process, unlike the hash codes of strings.</summary>
    private static int HashOf(int hash, string line)
    {
        foreach (var character in line)
        {
            hash = (hash * 31) + character;
        }

        return (hash * 31) + '\n';
    }

    public bool Equals(JournalLines? other)
    {
        if (other is null || other.Count != Count || other._hash != _hash)
        {
            return false;
        }

        for (var (mine, theirs) = (this, other); mine != theirs; (mine, theirs) = (mine._before!, theirs._before!))
        {
            if (mine._last != theirs._last)
            {
                return false;
            }
        }

        return true;
    }

    public override bool Equals(object? obj) => Equals(obj as JournalLines);

    public override int GetHashCode() => _hash;

    public override string ToString()
    {
        const int Shown = 8;
        var last = new List<string>();
        for (var lines = this; lines._before is not null && last.Count < Shown; lines = lines._before)
        {
            last.Insert(0, lines._last);
        }

        return $"{Count} lines{(Count > Shown ? ", last" : "")} [{string.Join(' ', last)}]";
    }
}

/// <summary>A <see cref="Journal"/> that nothing is replicated of.</summary>
internal sealed class JournalModel : SequentialModel<JournalLines, JournalCall, JournalAnswer>
{
    public override JournalLines Initial => JournalLines.None;

    public override bool IsRead(JournalCall call) => call.Line is null;

    public override (JournalLines State, JournalAnswer Result) Apply(JournalLines state, JournalCall call)
    {
        if (call.Line is null)
        {
            return (state, new JournalAnswer(state.Count, state));
        }

        var lines = state.Add(call.Line);
        return (lines, JournalAnswer.Of(lines.Count));
    }
}
