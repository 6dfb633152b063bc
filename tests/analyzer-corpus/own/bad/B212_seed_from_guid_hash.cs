using System;
using PaxosGen;
namespace Corpus.B212;

[ReplicatedStateMachine]
public partial class Lottery
{
    private int _number;

    [Command(1)]
    public int Draw(int max) => _number = new Random(Guid.NewGuid().GetHashCode()).Next(max); // EXPECT: entropy
}
