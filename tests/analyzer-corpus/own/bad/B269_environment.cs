using System;
using System.Collections.Generic;
using PaxosGen;
namespace Corpus.B269;

[ReplicatedStateMachine]
public partial class Features
{
    private readonly List<string> _on = new();
    private readonly int _size = Environment.ProcessorCount * 2; // EXPECT: environment

    [Command(1)]
    public int Enable()
    {
        _on.Add(Environment.GetEnvironmentVariable("FEATURE") ?? "none"); // EXPECT: environment
        _on.Add(Environment.MachineName); // EXPECT: environment
        return _size + Environment.ProcessId; // EXPECT: environment
    }
}
