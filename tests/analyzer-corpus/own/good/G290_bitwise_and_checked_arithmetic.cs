using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using PaxosGen;
namespace Corpus.G290;

[ReplicatedStateMachine]
public partial class Generator
{
    private ulong _state = 88172645463325252UL;
    private UInt128 _wide;

    [Command(1)]
    public ulong Next(int bits)
    {
        _state ^= _state << 13;
        _state ^= _state >> 7;
        _state ^= _state << 17;
        _wide += (UInt128)_state * 3;
        return checked(Scale(bits) + BitOperations.RotateLeft(_state, bits) % 1000) + Math.BigMul(3u, 4u) + (ulong)_wide % 7;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Scale(int bits) => 1UL << (bits & 31);
}
