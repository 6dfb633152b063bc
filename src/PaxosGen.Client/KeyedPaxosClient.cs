using System.Buffers.Binary;

namespace PaxosGen.Client;

/// <summary>A view of a client whose commands carry an idempotency key. Disposing the view does nothing.</summary>
internal sealed class KeyedPaxosClient(PaxosClient client, Guid key) : IPaxosClient
{
    private readonly UInt128 _key = BinaryPrimitives.ReadUInt128BigEndian(key.ToByteArray(bigEndian: true));

    public int SchemaVersion => client.SchemaVersion;

    public ValueTask<ReadOnlyMemory<byte>> CommandAsync(ReadOnlyMemory<byte> command, CancellationToken cancellationToken = default) =>
        client.KeyedCommandAsync(_key, command, cancellationToken);

    public ValueTask<ReadOnlyMemory<byte>> QueryAsync(ReadOnlyMemory<byte> query, ReadConsistency consistency, CancellationToken cancellationToken = default) =>
        client.QueryAsync(query, consistency, cancellationToken);

    public IPaxosClient WithIdempotencyKey(Guid key) => client.WithIdempotencyKey(key);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
