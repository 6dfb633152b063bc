using System;
using System.Collections.Generic;
using PaxosGen;
namespace Corpus.G231;

[ReplicatedStateMachine]
public partial class Seats
{
    private readonly Dictionary<int, string> _taken = new();
    private int _sold;

    [Command(1)]
    public int Book(int seat, string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        Check(seat);
        _taken.Add(seat, name);
        return ++_sold;
    }

    private void Check(int seat)
    {
        if (seat is < 1 or > 300) throw new CommandRejectedException("no-seat", "There is no such seat.");
        if (_taken.ContainsKey(seat)) throw new CommandRejectedException("taken", "The seat is taken.");
    }
}
