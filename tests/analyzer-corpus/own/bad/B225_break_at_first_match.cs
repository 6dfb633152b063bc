using System.Collections.Generic;
using PaxosGen;
namespace Corpus.B225;

[ReplicatedStateMachine]
public partial class Tables
{
    private readonly Dictionary<int, int> _free = new();

    [Command(1)]
    public int Seat(int guests)
    {
        foreach (var (table, seats) in _free) // EXPECT: unordered-iteration
        {
            if (seats < guests) continue;
            _free.Remove(table);
            return table;
        }
        return -1;
    }
}
