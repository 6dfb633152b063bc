using System;
using PaxosGen;
namespace Corpus.B323;

public sealed class Window
{
    public int Length => 3 + DateTime.UtcNow.Millisecond % 2; // EXPECT: wall-clock
    public int this[int i] => i;
}

[ReplicatedStateMachine]
public partial class Windows
{
    private int _last;

    [Command(1)]
    public int Take()
    {
        var window = new Window();
        if (window is [0, ..]) _last++;
        return _last + window[^1];
    }
}
