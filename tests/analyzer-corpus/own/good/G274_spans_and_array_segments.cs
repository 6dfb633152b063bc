using System;
using System.Collections.Generic;
using System.Text;
using PaxosGen;
namespace Corpus.G274;

[ReplicatedStateMachine]
public partial class Chunks
{
    private readonly List<byte> _bytes = new();
    private byte[] _last = [];

    [Command(1)]
    public int Append(byte[] data, int from, int length)
    {
        if (from < 0 || length < 0 || from + length > data.Length) return -1;
        ReadOnlySpan<byte> slice = data.AsSpan(from, length);
        _bytes.AddRange(slice.ToArray());
        _last = slice[..Math.Min(4, slice.Length)].ToArray();
        Span<char> hex = stackalloc char[8];
        for (var i = 0; i < _last.Length; i++) hex[i] = "0123456789abcdef"[_last[i] & 15];
        return slice.IndexOf((byte)0) + hex.Length + Encoding.ASCII.GetString(_last).Length;
    }
}
