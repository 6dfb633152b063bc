using System;
using System.Collections.Generic;
using PaxosGen;
namespace Corpus.B207;

public sealed class Entry(string text)
{
    public string Text { get; } = text;
    public DateTime At { get; } = DateTime.UtcNow; // EXPECT: wall-clock
}

[ReplicatedStateMachine]
public partial class Diary
{
    private readonly List<Entry> _entries = new();

    [Command(1)]
    public void Write(string text) => _entries.Add(new Entry(text));
}
