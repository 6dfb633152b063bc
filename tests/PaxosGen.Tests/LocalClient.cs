namespace PaxosGen.Tests;

/// <summary>A cluster of one without log or network: what a client sends goes straight to a state machine.</summary>
internal sealed class LocalClient(IReplicatedStateMachine machine) : IPaxosClient
{
    private long _slot;

    public List<byte[]> Sent { get; } = [];

    public Guid? Key { get; private set; }

    public ReadConsistency? Asked { get; private set; }

    public bool IsDisposed { get; private set; }

    public int SchemaVersion { get; set; } = 1;

    public ValueTask<ReadOnlyMemory<byte>> CommandAsync(ReadOnlyMemory<byte> command, CancellationToken cancellationToken = default)
    {
        Sent.Add(command.ToArray());
        var result = new CanonicalWriter();
        machine.Apply(command.Span, CommandContext.For(++_slot, DateTimeOffset.UnixEpoch, (ulong)_slot, SchemaVersion), result);
        return new ValueTask<ReadOnlyMemory<byte>>(result.ToArray());
    }

    public ValueTask<ReadOnlyMemory<byte>> QueryAsync(ReadOnlyMemory<byte> query, ReadConsistency consistency, CancellationToken cancellationToken = default)
    {
        Sent.Add(query.ToArray());
        Asked = consistency;
        var result = new CanonicalWriter();
        machine.Query(query.Span, CommandContext.For(_slot, DateTimeOffset.UnixEpoch, version: SchemaVersion), result);
        return new ValueTask<ReadOnlyMemory<byte>>(result.ToArray());
    }

    public IPaxosClient WithIdempotencyKey(Guid key) => new LocalClient(machine) { Key = key, SchemaVersion = SchemaVersion };

    public ValueTask DisposeAsync()
    {
        IsDisposed = true;
        return ValueTask.CompletedTask;
    }
}
