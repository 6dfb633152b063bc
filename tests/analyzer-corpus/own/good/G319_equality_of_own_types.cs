using System;
using System.Collections.Generic;
using PaxosGen;
namespace Corpus.G319;

public sealed class Money(long cents) : IEquatable<Money>, IComparable<Money>
{
    public long Cents { get; } = cents;
    public bool Equals(Money? other) => other is not null && other.Cents == Cents;
    public override bool Equals(object? obj) => obj is Money m && Equals(m);
    public override int GetHashCode() => Cents.GetHashCode();
    public int CompareTo(Money? other) => other is null ? 1 : Cents.CompareTo(other.Cents);
    public override string ToString() => "money";
}

[ReplicatedStateMachine]
public partial class Wallet
{
    private readonly List<Money> _coins = new();
    private Money? _last;

    [Command(1)]
    public bool Add(long cents)
    {
        var coin = new Money(cents);
        var isNew = !_coins.Contains(coin) && !coin.Equals(_last) && !Equals(coin, _last) && _last is null;
        _coins.Add(coin);
        _coins.Sort();
        var kinds = new HashSet<Money>(_coins).Count;
        _last = coin;
        return isNew && kinds > 0 && $"{coin}".Length > 3 && _coins.IndexOf(coin) >= 0 && EqualityComparer<Money>.Default.Equals(coin, _last);
    }
}
