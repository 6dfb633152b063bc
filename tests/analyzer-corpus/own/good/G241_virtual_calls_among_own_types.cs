using System.Collections.Generic;
using PaxosGen;
namespace Corpus.G241;

public abstract class Discount
{
    public abstract long Apply(long cents);
    public virtual string Name => GetType() == typeof(Percent) ? "percent" : "none";
}

public sealed class Percent(int n) : Discount { public override long Apply(long cents) => cents * (100 - n) / 100; }

public sealed class Nothing : Discount
{
    public override long Apply(long cents) => cents;
    public override string Name => "nothing";
}

[ReplicatedStateMachine]
public partial class Checkout
{
    private readonly List<long> _paid = new();

    [Command(1)]
    public string Pay(long cents, int percent)
    {
        Discount discount = percent > 0 ? new Percent(percent) : new Nothing();
        _paid.Add(discount.Apply(cents));
        return discount.Name;
    }
}
