using System;
using System.Collections.Generic;
using PaxosGen;
namespace Corpus.G222;

public enum Color { Red, Green }

[ReplicatedStateMachine]
public partial class Labels
{
    private readonly List<string> _labels = new();

    [Command(1)]
    public string Label(Guid id, Color color, bool on, char c, string name)
    {
        _labels.Add($"{name}/{color}/{on}/{id:N}/{c}");
        _labels.Add(id.ToString("D") + color + on.ToString() + c);
        _labels.Add(TimeSpan.FromMinutes(on ? 1 : 2).ToString("c"));
        return string.Concat(_labels[0], nameof(Label), color.ToString());
    }

    [Command(2)]
    public bool Parse(string id, string color) => Guid.TryParse(id, out _) && Enum.TryParse<Color>(color, out _) && bool.TryParse("true", out _);
}
