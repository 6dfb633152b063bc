namespace PaxosGen.Server.Tests.Hosting;

/// <summary>A small annotated machine for tests of running replicas.</summary>
[ReplicatedStateMachine]
public sealed partial class Ledger
{
    private readonly SortedDictionary<string, long> _totals = new(StringComparer.Ordinal);
    private readonly List<Guid> _receipts = [];

    /// <summary>Adds to a total.</summary>
    [Command(1)]
    public long Add(string name, long amount)
    {
        if (amount < 0)
        {
            throw new CommandRejectedException("negative", $"{amount} is negative.");
        }

        return _totals[name] = Total(name) + amount;
    }

    /// <summary>Fails in its own way.</summary>
    [Command(2)]
    public void Fail(string why) => throw new InvalidOperationException(why);

    /// <summary>A receipt made of replicated randomness.</summary>
    [Command(3)]
    public Guid Receipt(CommandContext context)
    {
        _receipts.Add(context.NewGuid());
        return _receipts[^1];
    }

    /// <summary>A total.</summary>
    [Query(10)]
    public long Total(string name) => _totals.GetValueOrDefault(name);

    /// <summary>All receipts.</summary>
    [Query(11)]
    public List<Guid> Receipts() => [.. _receipts];
}

/// <summary>Another machine with the same shape of calls and another schema.</summary>
[ReplicatedStateMachine]
public sealed partial class OtherLedger
{
    private long _total;

    /// <summary>Adds to the total.</summary>
    [Command(1)]
    public long Add(long amount) => _total += amount;
}
