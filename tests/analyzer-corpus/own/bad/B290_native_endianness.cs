using System;
using System.Runtime.InteropServices;
using PaxosGen;
namespace Corpus.B290;

[ReplicatedStateMachine]
public partial class Encoder
{
    private byte[] _frame = [];

    [Command(1)]
    public int Encode(int value)
    {
        _frame = BitConverter.GetBytes(value); // EXPECT: platform
        MemoryMarshal.Write(_frame.AsSpan(), in value); // EXPECT: platform
        return BitConverter.IsLittleEndian ? _frame[0] : _frame[3]; // EXPECT: platform
    }
}
