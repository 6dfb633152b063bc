using System;
using System.Collections.Generic;
using PaxosGen;
namespace Corpus.B294;

[ReplicatedStateMachine]
public partial class Lenient
{
    private readonly List<int> _xs = new();
    private int _errors;

    [Command(1)]
    public int Add(int x, int by)
    {
        try { _xs.Add(x / by); }
        catch (Exception) // EXPECT: exception
        {
            _errors++;
        }
        try { _xs.RemoveAt(x); }
        catch // EXPECT: exception
        {
            _errors++;
        }
        return _errors;
    }
}
