using System;
using PaxosGen;
namespace Corpus.B274;

[ReplicatedStateMachine]
public partial class Pool
{
    private static readonly int Size = int.Parse(Environment.GetEnvironmentVariable("POOL") ?? "8", System.Globalization.CultureInfo.InvariantCulture); // EXPECT: environment|static-state
    private int _used;

    [Command(1)]
    public bool Take() => _used < Size && ++_used > 0;
}
