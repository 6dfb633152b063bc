using System.Collections.Generic;
using PaxosGen;
namespace Corpus.G239;

[ReplicatedStateMachine]
public partial class Board
{
    private readonly List<int> _cells = [0, 0, 0, 0, 0, 0, 0, 0, 0];

    [Command(1)]
    public bool Play(int cell)
    {
        if (!IsFree(cell)) return false;
        _cells[cell] = Turn;
        OnPlayed(cell);
        return true;
    }

    partial void OnPlayed(int cell);
    private partial bool IsFree(int cell);
}

public partial class Board
{
    private int _moves;
    private int Turn => _moves % 2 + 1;
    partial void OnPlayed(int cell) => _moves++;
    private partial bool IsFree(int cell) => cell is >= 0 and < 9 && _cells[cell] == 0;
}
