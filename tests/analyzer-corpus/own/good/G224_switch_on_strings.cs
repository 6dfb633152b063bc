using System.Collections.Generic;
using PaxosGen;
namespace Corpus.G224;

[ReplicatedStateMachine]
public partial class Robot
{
    private int _x, _y;
    private readonly Stack<string> _done = new();

    [Command(1)]
    public (int X, int Y) Do(string verb)
    {
        (_x, _y) = verb switch
        {
            "left" => (_x - 1, _y),
            "right" => (_x + 1, _y),
            "up" or "jump" => (_x, _y + 1),
            { Length: 0 } => (0, 0),
            _ when verb == "undo" && _done.TryPop(out _) => (_x, _y - 1),
            _ => (_x, _y),
        };
        _done.Push(verb);
        return (_x, _y);
    }
}
