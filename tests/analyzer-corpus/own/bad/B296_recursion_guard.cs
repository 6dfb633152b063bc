using System;
using System.Runtime.CompilerServices;
using PaxosGen;
namespace Corpus.B296;

[ReplicatedStateMachine]
public partial class Deep
{
    private int _depth;

    [Command(1)]
    public int Go(int n) => _depth = Down(n & 31);

    // How much stack is left differs from thread to thread.
    private static int Down(int n)
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack()) return 0; // EXPECT: exception|platform|environment
        return n == 0 ? 0 : 1 + Down(n - 1);
    }
}
