using System;
using System.Collections.Generic;
using PaxosGen;
namespace Corpus.G229;

public sealed record Order(int Id, string Status, DateTimeOffset UpdatedAt);

[ReplicatedStateMachine]
public partial class Orders
{
    private readonly Dictionary<int, Order> _orders = new();

    [Command(1)]
    public Order Place(int id, CommandContext context) => _orders[id] = new Order(id, "new", context.Timestamp);

    [Command(2)]
    public bool Ship(int id, CommandContext context)
    {
        if (!_orders.TryGetValue(id, out var order) || order is not { Status: "new" }) return false;
        _orders[id] = order with { Status = "shipped", UpdatedAt = context.Timestamp };
        var (_, status, at) = _orders[id];
        return status == "shipped" && at >= order.UpdatedAt && _orders[id] != order;
    }
}
