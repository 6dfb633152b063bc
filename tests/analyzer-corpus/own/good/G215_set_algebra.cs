using System;
using System.Collections.Generic;
using System.Linq;
using PaxosGen;
namespace Corpus.G215;

[ReplicatedStateMachine]
public partial class Groups
{
    private readonly HashSet<string> _a = new(StringComparer.Ordinal);
    private readonly HashSet<string> _b = new(StringComparer.Ordinal);

    [Command(1)]
    public int Merge(string[] names)
    {
        _a.UnionWith(names);
        _b.IntersectWith(_a);
        _a.ExceptWith(_b);
        _b.SymmetricExceptWith(names);
        return _a.Intersect(_b).Count() + (_a.Overlaps(_b) ? 1 : 0) + (_a.IsSubsetOf(_b) ? 1 : 0);
    }
}
