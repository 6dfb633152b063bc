using PaxosGen.Client;
using PaxosGen.Server.Clients;
using PaxosGen.Transport;

namespace PaxosGen.Server.Hosting;

/// <summary>
/// The client that comes with a replica: a client of the cluster, but a stale or bounded-stale query is answered by the
/// replica itself, whoever leads and whether anybody does; only if it has not been current for too long and knows no leader
/// to ask is a bounded-stale one put to the others.
/// </summary>
/// <remarks>Thread-safe.</remarks>
/// <param name="cluster">A client of the cluster.</param>
/// <param name="replica">Takes queries that the replica answers itself.</param>
/// <param name="timeout">How long it may take.</param>
/// <param name="activeVersion">The version of the schema that the replica knows to be active; 0 while it knows of none.</param>
internal sealed class ReplicaClient(PaxosClient cluster, ClientGateway replica, TimeSpan timeout, Func<int> activeVersion) : IPaxosClient
{
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <inheritdoc />
    public int SchemaVersion => Math.Max(cluster.SchemaVersion, activeVersion());

    /// <inheritdoc />
    public ValueTask<ReadOnlyMemory<byte>> CommandAsync(ReadOnlyMemory<byte> command, CancellationToken cancellationToken = default) =>
        cluster.CommandAsync(command, cancellationToken);

    /// <inheritdoc />
    public ValueTask<ReadOnlyMemory<byte>> QueryAsync(ReadOnlyMemory<byte> query, ReadConsistency consistency, CancellationToken cancellationToken = default) =>
        consistency is ReadConsistency.Stale or ReadConsistency.BoundedStale
            ? AskHereAsync(query, consistency, cancellationToken)
            : cluster.QueryAsync(query, consistency, cancellationToken);

    /// <inheritdoc />
    public IPaxosClient WithIdempotencyKey(Guid key) => new KeyedView(this, cluster.WithIdempotencyKey(key));

    /// <inheritdoc />
    public ValueTask DisposeAsync()
    {
        _closed.TrySetResult();
        return cluster.DisposeAsync();
    }

    private async ValueTask<ReadOnlyMemory<byte>> AskHereAsync(ReadOnlyMemory<byte> query, ReadConsistency consistency, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_closed.Task.IsCompleted, this);
        var answer = new Answer(this);
        replica.OnRequests(answer, [new ClientRequest.Query(new RequestId(1), consistency, query)]);
        try
        {
            await Task.WhenAny(answer.Reply, _closed.Task).WaitAsync(timeout, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException e)
        {
            throw new ClusterUnavailableException($"The replica did not answer within {timeout}.", e);
        }

        return !answer.Reply.IsCompleted
            ? throw new ClusterUnavailableException("The replica stopped.")
            : await answer.Reply.ConfigureAwait(false) switch
            {
                ClientReply.Result result => result.Payload,
                ClientReply.Rejected rejected => throw new CommandRejectedException(rejected.Code, rejected.Message),
                ClientReply.Failed failed => throw new CommandFailedException(failed.ExceptionType, failed.Hint),
                ClientReply.Overloaded overloaded => throw new OverloadedException(overloaded.Text) { RetryAfter = TimeSpan.FromMilliseconds(overloaded.RetryAfterMilliseconds) },
                ClientReply.Unavailable unavailable => throw new ClusterUnavailableException(unavailable.Text),
                ClientReply.NotLeader => await cluster.QueryAsync(query, consistency, cancellationToken).ConfigureAwait(false),
                ClientReply.BadRequest bad => throw new ArgumentException($"The replica refused the query: {bad.Text}"),
                var other => throw new ClusterUnavailableException($"The replica gave an answer that does not fit: {other.GetType().Name}."),
            };
    }

    /// <summary>A view whose commands carry a key.</summary>
    private sealed class KeyedView(ReplicaClient client, IPaxosClient keyed) : IPaxosClient
    {
        public int SchemaVersion => client.SchemaVersion;

        public ValueTask<ReadOnlyMemory<byte>> CommandAsync(ReadOnlyMemory<byte> command, CancellationToken cancellationToken = default) =>
            keyed.CommandAsync(command, cancellationToken);

        public ValueTask<ReadOnlyMemory<byte>> QueryAsync(ReadOnlyMemory<byte> query, ReadConsistency consistency, CancellationToken cancellationToken = default) =>
            client.QueryAsync(query, consistency, cancellationToken);

        public IPaxosClient WithIdempotencyKey(Guid key) => client.WithIdempotencyKey(key);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    /// <summary>One query's answer, when it comes.</summary>
    private sealed class Answer(ReplicaClient client) : IReplyTo
    {
        private readonly TaskCompletionSource<ClientReply> _reply = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<ClientReply> Reply => _reply.Task;

        public object Caller => client;

        public bool Send(ClientReply reply) => _reply.TrySetResult(reply);
    }
}
