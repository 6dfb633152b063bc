using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;
using PaxosGen;
namespace Corpus.G316;

[ReplicatedStateMachine]
public partial class Protocol
{
    private readonly SortedDictionary<string, string> _values = new(StringComparer.Ordinal);

    [Command(1)]
    public string Execute(string line)
    {
        var at = line.IndexOf(' ');
        var verb = at < 0 ? line : line[..at];
        var rest = at < 0 ? "" : line[(at + 1)..];
        return verb.ToUpperInvariant() switch
        {
            "SET" when rest.Split('=', 2) is [var k, var v] => _values[k] = v,
            "GET" => _values.GetValueOrDefault(rest, "nil"),
            "DEL" => _values.Remove(rest) ? "1" : "0",
            "INCR" when long.TryParse(_values.GetValueOrDefault(rest, "0"), NumberStyles.Integer, CultureInfo.InvariantCulture, out var n)
                => _values[rest] = (n + 1).ToString(CultureInfo.InvariantCulture),
            "KEYS" => string.Join(' ', _values.Keys),
            _ => "ERR",
        };
    }

    [Query(2)]
    public string Dump()
    {
        var text = new StringBuilder();
        foreach (var (key, value) in _values) text.Append(key).Append('=').Append(value).Append('\n');
        return text.ToString();
    }
}
