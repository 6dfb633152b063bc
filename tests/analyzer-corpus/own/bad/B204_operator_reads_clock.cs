using System;
using PaxosGen;
namespace Corpus.B204;

public readonly struct Age
{
    public long Days { get; init; }
    public static Age operator +(Age a, int days) => new() { Days = a.Days + days + DateTime.UtcNow.Day }; // EXPECT: wall-clock
    public static implicit operator Age(string text) => new() { Days = text.Length + Environment.TickCount }; // EXPECT: wall-clock
}

[ReplicatedStateMachine]
public partial class Ages
{
    private long _days;

    [Command(1)]
    public long Add(int n)
    {
        Age age = "newborn";
        age += n;
        return _days = age.Days;
    }
}
