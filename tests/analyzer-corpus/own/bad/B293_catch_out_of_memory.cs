using System;
using System.Collections.Generic;
using PaxosGen;
namespace Corpus.B293;

[ReplicatedStateMachine]
public partial class Allocator
{
    private int _failed;

    [Command(1)]
    public int Reserve(int size)
    {
        try { return new byte[size & 0xffff].Length; }
        catch (OutOfMemoryException) // EXPECT: exception
        {
            return --_failed;
        }
    }
}
