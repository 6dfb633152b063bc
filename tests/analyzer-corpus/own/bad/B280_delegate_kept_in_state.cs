using System;
using System.Collections.Generic;
using PaxosGen;
namespace Corpus.B280;

[ReplicatedStateMachine]
public partial class Rules
{
    private Func<int, bool>? _rule; // EXPECT: state-shape #a
    private int _passed;

    [Command(1)]
    public void Require(int min) => _rule = x => x >= min; // EXPECT: state-shape #a

    [Command(2)]
    public int Test(int x)
    {
        if (_rule is null || _rule(x)) _passed++; // ALLOW: state-shape|unknown-call
        return _passed;
    }
}
