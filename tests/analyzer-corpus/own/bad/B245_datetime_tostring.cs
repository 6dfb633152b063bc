using System;
using System.Collections.Generic;
using PaxosGen;
namespace Corpus.B245;

[ReplicatedStateMachine]
public partial class Log
{
    private readonly List<string> _lines = new();

    [Command(1)]
    public void Write(string text, CommandContext context)
    {
        _lines.Add(context.Timestamp.ToString()); // EXPECT: culture-format
        _lines.Add(context.Timestamp.UtcDateTime.ToShortDateString()); // EXPECT: culture-format
        _lines.Add(context.Timestamp.ToString("d MMM")); // EXPECT: culture-format
    }
}
