using System.Collections;
using System.Collections.Generic;
using System.Linq;
using PaxosGen;
namespace Corpus.G236;

public sealed class Bag : IEnumerable<int>
{
    private readonly List<int> _items = [];
    public void Add(int item) => _items.Add(item);
    public IEnumerator<int> GetEnumerator()
    {
        foreach (var item in _items) if (item > 0) yield return item;
    }
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

[ReplicatedStateMachine]
public partial class Bags
{
    private readonly Bag _bag = [];

    [Command(1)]
    public int Put(int x)
    {
        _bag.Add(x);
        return _bag.Take(3).Sum() + _bag.Last();
    }
}
