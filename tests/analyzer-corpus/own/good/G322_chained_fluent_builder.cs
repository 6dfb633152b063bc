using System.Collections.Generic;
using PaxosGen;
namespace Corpus.G322;

internal sealed class OrderBuilder
{
    private readonly List<string> _lines = [];
    private int _discount;
    public OrderBuilder Line(string sku) { _lines.Add(sku); return this; }
    public OrderBuilder Discount(int percent) { _discount = percent; return this; }
    public string[] Build() => [.. _lines, $"-{_discount}"]; // ALLOW: culture-format
}

[ReplicatedStateMachine]
public partial class Orders
{
    private readonly List<string[]> _orders = new();

    [Command(1)]
    public int Place(string sku)
    {
        _orders.Add(new OrderBuilder().Line(sku).Line("fee").Discount(5).Build());
        return _orders.Count;
    }

    [Query(2)]
    public string[] Preview(string sku) => new OrderBuilder().Line(sku).Discount(0).Build();
}
