using System;
using System.Collections.Generic;
using System.Diagnostics;
using PaxosGen;
namespace Corpus.G309;

[ReplicatedStateMachine]
public partial class Checked
{
    private readonly List<int> _xs = new();

    [Command(1)]
    public int Add(int x)
    {
        _xs.Add(x);
        Debug.Assert(_xs.Count > 0, "something was added");
        CheckSorted();
#if NEVER
        _xs.Add(DateTime.Now.Second);
#endif
        return _xs.Count;
    }

    [Conditional("DEBUG")]
    private void CheckSorted() => Debug.Assert(_xs is not null);
}
