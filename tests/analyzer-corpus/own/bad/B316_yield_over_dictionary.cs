using System;
using System.Collections.Generic;
using System.Text;
using PaxosGen;
namespace Corpus.B316;

[ReplicatedStateMachine]
public partial class Export
{
    private readonly Dictionary<string, int> _rows = new(StringComparer.Ordinal);
    private string _text = "";

    private IEnumerable<string> Lines()
    {
        foreach (var (key, value) in _rows) // EXPECT: unordered-iteration #a
            if (value > 0) yield return key;
    }

    [Command(1)]
    public string Dump()
    {
        var text = new StringBuilder();
        foreach (var line in Lines()) text.Append(line).Append('\n'); // EXPECT: unordered-iteration #a
        return _text = text.ToString();
    }
}
