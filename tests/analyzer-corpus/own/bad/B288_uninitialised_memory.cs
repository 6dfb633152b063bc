using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using PaxosGen;
namespace Corpus.B288;

[ReplicatedStateMachine]
public partial class Raw
{
    private int _sum;

    [Command(1)]
    [SkipLocalsInit]
    public int Mix(int n)
    {
        Span<int> buffer = stackalloc int[8]; // EXPECT: raw-memory
        for (var i = 0; i < n && i < 8; i++) buffer[i] = i;
        foreach (var v in buffer) _sum += v;
        var array = GC.AllocateUninitializedArray<byte>(4096); // EXPECT: raw-memory|gc
        return _sum + array[n & 7];
    }
}
