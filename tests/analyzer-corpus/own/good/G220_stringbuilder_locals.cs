using System.Collections.Generic;
using System.Globalization;
using System.Text;
using PaxosGen;
namespace Corpus.G220;

[ReplicatedStateMachine]
public partial class Journal
{
    private readonly List<string> _entries = new();

    [Command(1)]
    public string Write(string who, decimal amount)
    {
        var text = new StringBuilder();
        text.Append(who).Append(':').Append(' ');
        text.Append(CultureInfo.InvariantCulture, $"{amount:F2}");
        text.Append('\n');
        text.AppendJoin(',', _entries);
        if (text.Length > 80) text.Length = 80;
        _entries.Add(text.ToString());
        return _entries[^1];
    }
}
