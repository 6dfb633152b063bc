using System.Collections.Generic;
using System.Linq;
using PaxosGen;
namespace Corpus.G262;

public sealed record Bid(int Bidder, long Cents);

// OrderBy is stable and List.Sort deterministic: over a list, ties come out the same everywhere.
[ReplicatedStateMachine]
public partial class Auction
{
    private readonly List<Bid> _bids = new();

    [Command(1)]
    public int Offer(int bidder, long cents)
    {
        _bids.Add(new Bid(bidder, cents));
        _bids.Sort((a, b) => b.Cents.CompareTo(a.Cents));
        return _bids.OrderBy(b => b.Cents).First().Bidder;
    }
}
