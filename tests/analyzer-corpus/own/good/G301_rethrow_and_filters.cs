using System;
using System.Collections.Generic;
using System.Globalization;
using PaxosGen;
namespace Corpus.G301;

public sealed class RuleBrokenException(int code) : Exception("rule " + code) { public int Code { get; } = code; }

[ReplicatedStateMachine]
public partial class Rules
{
    private readonly List<int> _broken = new();
    private int _depth;

    [Command(1)]
    public int Apply(string text)
    {
        try { return Parse(text); }
        catch (RuleBrokenException e) { _broken.Add(e.Code); return -e.Code; }
        catch (Exception e) when (e is FormatException or OverflowException) { return 0; }
    }

    [Command(2)]
    public int Nested(string text)
    {
        _depth++;
        try { return Parse(text); }
        catch { _depth--; throw; }
    }

    private static int Parse(string text)
    {
        var n = int.Parse(text, NumberStyles.Integer, CultureInfo.InvariantCulture);
        return n > 100 ? throw new RuleBrokenException(7) : n;
    }
}
