using System;
using System.Collections.Generic;
using System.Text;
using PaxosGen;
namespace Corpus.G277;

public sealed class Summary
{
    public int Count { get; set; }
    public long Total { get; set; }
    public List<string> Names { get; set; } = new();
}

[ReplicatedStateMachine]
public partial class Sales
{
    private readonly List<(string Name, long Cents)> _sales = new();

    [Command(1)]
    public void Sell(string name, long cents) => _sales.Add((name, cents));

    [Query(2)]
    public Summary Summarize()
    {
        var summary = new Summary();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (name, cents) in _sales)
        {
            summary.Count++;
            summary.Total += cents;
            if (seen.Add(name)) summary.Names.Add(name);
        }
        Trim(summary);
        return summary;
    }

    private static void Trim(Summary summary)
    {
        if (summary.Names.Count > 10) summary.Names.RemoveRange(10, summary.Names.Count - 10);
    }

    [Query(3)]
    public string Text()
    {
        var text = new StringBuilder();
        var rows = new int[2];
        foreach (var sale in _sales) { text.Append(sale.Name).Append('\n'); rows[0]++; }
        return text.Append(rows[0] > 0 ? "some" : "none").ToString();
    }
}
