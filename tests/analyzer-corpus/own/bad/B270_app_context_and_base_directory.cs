using System;
using System.Collections.Generic;
using PaxosGen;
namespace Corpus.B270;

[ReplicatedStateMachine]
public partial class Paths
{
    private string _root = "";

    [Command(1)]
    public bool Where()
    {
        _root = AppContext.BaseDirectory; // EXPECT: environment
        _root += Environment.CurrentDirectory; // EXPECT: environment
        return AppContext.TryGetSwitch("Corpus.Fast", out var fast) && fast; // EXPECT: environment
    }
}
