using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using PaxosGen;
namespace Corpus.G311;

public sealed record Address(string Street, string City);
public readonly record struct Price(long Cents);

[ReplicatedStateMachine]
public partial class Customers
{
    private Address? _address;
    private Price _price;
    private ImmutableArray<string> _tags = [];
    private readonly List<Address> _history = new();
    private readonly List<int> _numbers = new();

    [Command(1)]
    public Address? Set(Address address, Price price, ImmutableArray<string> tags, List<int> numbers, string? note)
    {
        var before = _address;
        _address = address;
        _price = price;
        _tags = tags.IsDefault ? [] : tags;
        _history.Add(address);
        _numbers.Clear();
        _numbers.AddRange(numbers);
        if (note is not null) _tags = _tags.Add(note);
        return before;
    }

    [Query(2)]
    public Address? Latest() => _history.Count > 0 ? _history[^1] : null;
}
