using System.Linq;
using PaxosGen;
namespace Corpus.G202;

[ReplicatedStateMachine]
public partial class Deck
{
    private int[] _cards = Enumerable.Range(0, 52).ToArray();

    [Command(1)]
    public int Shuffle(CommandContext context)
    {
        for (var i = _cards.Length - 1; i > 0; i--)
        {
            var j = context.Random.Next(i + 1);
            (_cards[i], _cards[j]) = (_cards[j], _cards[i]);
        }
        return _cards[0];
    }
}
