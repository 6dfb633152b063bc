using System;
using PaxosGen;
namespace Corpus.B210;

[ReplicatedStateMachine]
public partial class Dice
{
    private int _last;

    [Command(1)]
    public int Roll()
    {
        var random = new Random(); // EXPECT: entropy #a
        return _last = random.Next(1, 7); // EXPECT: entropy #a
    }
}
