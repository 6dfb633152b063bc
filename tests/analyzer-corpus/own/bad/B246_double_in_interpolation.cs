using System.Collections.Generic;
using PaxosGen;
namespace Corpus.B246;

[ReplicatedStateMachine]
public partial class Weather
{
    private readonly List<string> _lines = new();

    [Command(1)]
    public void Report(string city, double celsius, decimal rain)
    {
        _lines.Add($"{city}: {celsius:F1}"); // EXPECT: culture-format
        _lines.Add(city + ": " + rain); // EXPECT: culture-format
        _lines.Add(string.Format("{0} {1:N0}", city, rain)); // EXPECT: culture-format
    }
}
