using System;
using System.Collections.Generic;
using PaxosGen;
namespace Corpus.B272;

internal static class Registry
{
    private static readonly Dictionary<string, int> Ids = new(StringComparer.Ordinal);

    public static int Of(string name)
    {
        if (!Ids.TryGetValue(name, out var id)) // EXPECT: static-state #a
            Ids[name] = id = Ids.Count; // EXPECT: static-state #a
        return id;
    }
}

[ReplicatedStateMachine]
public partial class Interned
{
    private readonly List<int> _ids = new();

    [Command(1)]
    public int Add(string name)
    {
        _ids.Add(Registry.Of(name));
        return _ids[^1];
    }
}
