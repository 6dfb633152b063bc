using System;
using PaxosGen;
namespace Corpus.B275;

public static class Hub
{
    public static event Action<int>? Changed;
    private static int? s_seed;
    public static int Seed => s_seed ??= 7; // EXPECT: static-state
    public static void Raise(int n) => Changed?.Invoke(n); // EXPECT: static-state|unknown-call
}

[ReplicatedStateMachine]
public partial class Notifier
{
    private int _n;

    [Command(1)]
    public int Set(int n)
    {
        Hub.Raise(n);
        return _n = n + Hub.Seed;
    }
}

public static class Screen
{
    public static void Attach() => Hub.Changed += static n => Console.Error.WriteLine(n);
}
