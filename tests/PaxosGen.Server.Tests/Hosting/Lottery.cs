namespace PaxosGen.Server.Tests.Hosting;

/// <summary>A machine that breaks its word: some of its results come from no replica's log.</summary>
[ReplicatedStateMachine]
public sealed partial class Lottery
{
    private long _sold;

#pragma warning disable PXG1002 // What the tests are about: this differs between replicas.
    /// <summary>Differs everywhere.</summary>
    [Command(1)]
    public Guid Draw(string name, decimal stake) => Guid.NewGuid();

    /// <summary>One of three replicas differs from the two others, or none does.</summary>
    [Command(2)]
    public bool Toss(string name, int times) => (Guid.NewGuid().ToByteArray()[0] & 1) == 0;
#pragma warning restore PXG1002

    /// <summary>Is the same everywhere.</summary>
    [Command(3)]
    public long Sell(long tickets) => _sold += tickets;

    /// <summary>Is the same everywhere.</summary>
    [Query(10)]
    public long Sold() => _sold;
}
