using System;
using System.Collections.Generic;
using PaxosGen;
namespace Corpus.B236;

[ReplicatedStateMachine]
public partial class Invoices
{
    private readonly Dictionary<string, decimal> _open = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private int _next;

    [Command(1)]
    public void Order(string customer, decimal amount) => _open[customer] = amount;

    [Command(2)]
    public void Bill()
    {
        foreach (var customer in _open.Keys) // EXPECT: unordered-iteration
            _numbers[customer] = ++_next;
    }
}
