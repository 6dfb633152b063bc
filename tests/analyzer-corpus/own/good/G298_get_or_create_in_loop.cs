using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using PaxosGen;
namespace Corpus.G298;

[ReplicatedStateMachine]
public partial class Followers
{
    private readonly Dictionary<int, HashSet<int>> _follows = new();
    private Dictionary<int, HashSet<int>> _followers = new();
    private Dictionary<int, int> _counts = new();

    [Command(1)]
    public void Follow(int who, int whom)
    {
        if (!_follows.TryGetValue(who, out var set)) _follows.Add(who, set = new());
        set.Add(whom);
    }

    [Command(2)]
    public int Rebuild()
    {
        _followers = new();
        _counts = new();
        foreach (var (who, whoms) in _follows)
        {
            foreach (var whom in whoms)
            {
                if (!_followers.TryGetValue(whom, out var set))
                {
                    set = new();
                    _followers.Add(whom, set);
                }
                set.Add(who);
                CollectionsMarshal.GetValueRefOrAddDefault(_counts, whom, out _)++;
            }
        }
        return _followers.Count;
    }
}
