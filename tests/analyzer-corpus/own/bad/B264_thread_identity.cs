using System;
using System.Threading;
using PaxosGen;
namespace Corpus.B264;

[ReplicatedStateMachine]
public partial class Owners
{
    private int _owner;

    [Command(1)]
    public int Own()
    {
        _owner = Environment.CurrentManagedThreadId; // EXPECT: threading|environment
        return _owner + Thread.CurrentThread.ManagedThreadId; // EXPECT: threading
    }
}
