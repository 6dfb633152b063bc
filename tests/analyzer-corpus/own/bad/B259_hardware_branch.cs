using System.Collections.Generic;
using System.Numerics;
using System.Runtime.Intrinsics.X86;
using PaxosGen;
namespace Corpus.B259;

[ReplicatedStateMachine]
public partial class Bits
{
    private int _mode;

    [Command(1)]
    public int Choose(int[] xs)
    {
        if (Avx2.IsSupported) _mode = 2; // EXPECT: floating-point|platform
        if (Vector.IsHardwareAccelerated) _mode++; // EXPECT: floating-point|platform
        return _mode * xs.Length;
    }
}
