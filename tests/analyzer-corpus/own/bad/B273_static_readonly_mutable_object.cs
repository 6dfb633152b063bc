using System.Collections.Generic;
using PaxosGen;
namespace Corpus.B273;

public sealed class Config
{
    public static readonly Config Current = new();
    public int Limit { get; set; } = 10;
}

[ReplicatedStateMachine]
public partial class Limited
{
    private int _n;

    [Command(1)]
    public bool Enter() => ++_n <= Config.Current.Limit; // EXPECT: static-state
}

public static class Admin
{
    public static void Raise(int by) => Config.Current.Limit += by;
}
