namespace PaxosGen.AspNetCore.Hosting;

/// <summary>The client of a hosted replica: its calls wait until the replica has started. The replica owns what is behind it.</summary>
/// <param name="started">The replica, once it has started.</param>
/// <remarks>Thread-safe.</remarks>
internal sealed class HostedClient(Task<IReplicaHandle> started) : IPaxosClient
{
    /// <inheritdoc/>
    public int SchemaVersion => started.IsCompletedSuccessfully ? started.Result.Client.SchemaVersion : 0;

    /// <inheritdoc/>
    public ValueTask<ReadOnlyMemory<byte>> CommandAsync(ReadOnlyMemory<byte> command, CancellationToken cancellationToken = default) =>
        started.IsCompletedSuccessfully ? started.Result.Client.CommandAsync(command, cancellationToken) : LateAsync(c => c.CommandAsync(command, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<ReadOnlyMemory<byte>> QueryAsync(ReadOnlyMemory<byte> query, ReadConsistency consistency, CancellationToken cancellationToken = default) =>
        started.IsCompletedSuccessfully ? started.Result.Client.QueryAsync(query, consistency, cancellationToken) : LateAsync(c => c.QueryAsync(query, consistency, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public IPaxosClient WithIdempotencyKey(Guid key) => new Keyed(this, key);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async ValueTask<ReadOnlyMemory<byte>> LateAsync(Func<IPaxosClient, ValueTask<ReadOnlyMemory<byte>>> call, CancellationToken cancellationToken)
    {
        var replica = await started.WaitAsync(cancellationToken).ConfigureAwait(false);
        return await call(replica.Client).ConfigureAwait(false);
    }

    /// <summary>A view whose commands carry a key.</summary>
    private sealed class Keyed(HostedClient client, Guid key) : IPaxosClient
    {
        public int SchemaVersion => client.SchemaVersion;

        public ValueTask<ReadOnlyMemory<byte>> CommandAsync(ReadOnlyMemory<byte> command, CancellationToken cancellationToken = default) =>
            client.LateAsync(c => c.WithIdempotencyKey(key).CommandAsync(command, cancellationToken), cancellationToken);

        public ValueTask<ReadOnlyMemory<byte>> QueryAsync(ReadOnlyMemory<byte> query, ReadConsistency consistency, CancellationToken cancellationToken = default) =>
            client.QueryAsync(query, consistency, cancellationToken);

        public IPaxosClient WithIdempotencyKey(Guid other) => client.WithIdempotencyKey(other);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
