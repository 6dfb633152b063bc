using System;
using System.Collections.Generic;
using PaxosGen;
namespace Corpus.B303;

public sealed class Entry
{
    public string Value { get; set; } = "";
    public long LastUsed { get; set; }
    public void Touch(long at) => LastUsed = at; // EXPECT: query-mutation
}

[ReplicatedStateMachine]
public partial class Lru
{
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private long _clock;

    [Command(1)]
    public void Put(string key, string value) => _entries[key] = new Entry { Value = value };

    [Query(2)]
    public string? Get(string key)
    {
        var entry = Lookup(key);
        entry?.Touch(Advance());
        return entry?.Value;
    }

    private Entry? Lookup(string key) => _entries.GetValueOrDefault(key);

    private long Advance() => ++_clock; // EXPECT: query-mutation
}
