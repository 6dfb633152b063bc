using System;
using System.Collections.Generic;
using PaxosGen;
namespace Corpus.B284;

public sealed class Page { public int Hits { get; set; } }

[ReplicatedStateMachine]
public partial class Pages
{
    private int _misses;

    [Command(1)]
    public int Load()
    {
        var weak = new WeakReference<Page>(new Page()); // EXPECT: gc #a
        if (!weak.TryGetTarget(out _)) _misses++; // EXPECT: gc #a
        return _misses;
    }
}
