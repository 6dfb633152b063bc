using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using PaxosGen;
namespace Corpus.B337;

public interface IIds<TSelf> where TSelf : IIds<TSelf> { static abstract int Next(); }
public readonly struct Process : IIds<Process>
{
    private static int s_next;
    public static int Next() => s_next++; // EXPECT: static-state
}

public sealed class Session
{
    private static Session? s_current;
    public static Session Current => s_current ??= new(); // EXPECT: static-state
    public int Uses { get; set; }
}

[ReplicatedStateMachine]
public partial class Shapes
{
    private static readonly List<string> Seen = [];
    private static readonly ConcurrentDictionary<string, int> Cache = new();
    private int _n;

    [Command(1)]
    public int Go(string name)
    {
        Seen.Add(name); // EXPECT: static-state
        _n = Cache.GetOrAdd(name, static n => n.Length); // EXPECT: static-state
        Session.Current.Uses++; // ALLOW: static-state
        return _n + Take<Process>();
    }

    private static int Take<T>() where T : IIds<T> => T.Next();
}
