using System;
using System.Collections.Generic;
using System.Diagnostics;
using PaxosGen;
namespace Corpus.B285;

[ReplicatedStateMachine]
public partial class Cache
{
    private readonly Queue<byte[]> _blocks = new();

    [Command(1)]
    public int Add(byte[] block)
    {
        _blocks.Enqueue(block); // ALLOW: aliasing
        while (_blocks.Count > 1 && GC.GetTotalMemory(false) > 1 << 30) _blocks.Dequeue(); // EXPECT: gc
        return _blocks.Count + GC.CollectionCount(0); // EXPECT: gc
    }
}
