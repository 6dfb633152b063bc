namespace PaxosGen.AspNetCore.Hosting;

/// <summary>
/// The replica that a host runs. It can be injected before the host has started: calls of its client wait for that, and
/// everything else says that it is too early.
/// </summary>
/// <param name="machine">The state machine's full name.</param>
/// <remarks>Thread-safe.</remarks>
internal abstract class HostedReplica(string machine) : IReplicaHandle
{
    private readonly TaskCompletionSource<IReplicaHandle> _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private HostedClient? _client;

    /// <summary>The state machine's full name.</summary>
    public string Machine { get; } = machine;

    /// <inheritdoc/>
    public IPaxosClient Client => _client ??= new HostedClient(_started.Task);

    /// <summary>What the replica knows; null before it has started.</summary>
    public ReplicaStatus? StatusIfStarted => _started.Task.IsCompletedSuccessfully ? _started.Task.Result.Status : null;

    /// <inheritdoc/>
    public ReplicaStatus Status => Started.Status;

    /// <inheritdoc/>
    public Task Completion => Started.Completion;

    private IReplicaHandle Started => _started.Task.IsCompletedSuccessfully ? _started.Task.Result
        : throw new InvalidOperationException($"The replica of {Machine} has not started: the host starts it with its other services.");

    /// <summary>The host has started it.</summary>
    public void OnStarted(IReplicaHandle replica) => _started.SetResult(replica);

    /// <summary>It cannot start, or will not any more: whoever waits for it is told why.</summary>
    public void OnFailed(Exception why)
    {
        if (_started.TrySetException(new ClusterUnavailableException($"The replica of {Machine} has not started: {why.Message}", why)))
        {
            // Nobody has to wait for it; who does not, must not be troubled by an unobserved exception.
            _ = _started.Task.Exception;
        }
    }

    /// <inheritdoc/>
    public Task<long> SnapshotAsync(CancellationToken cancellationToken = default) => Started.SnapshotAsync(cancellationToken);

    /// <inheritdoc/>
    public Task TransferLeadershipAsync(int to, CancellationToken cancellationToken = default) => Started.TransferLeadershipAsync(to, cancellationToken);

    /// <inheritdoc/>
    public Task RejoinAsync(CancellationToken cancellationToken = default) => Started.RejoinAsync(cancellationToken);

    /// <inheritdoc/>
    public Task<long> ChangeMembersAsync(MemberChange change, CancellationToken cancellationToken = default) => Started.ChangeMembersAsync(change, cancellationToken);

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken = default)
    {
        OnFailed(new OperationCanceledException("the host stops."));
        return _started.Task.IsCompletedSuccessfully ? _started.Task.Result.StopAsync(cancellationToken) : Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await StopAsync().ConfigureAwait(false);
}

/// <summary>The replica of one state machine, for the container to tell it from others.</summary>
/// <typeparam name="TMachine">The state machine.</typeparam>
internal sealed class HostedReplica<TMachine>() : HostedReplica(Name)
{
    /// <summary>The state machine's full name.</summary>
    public static string Name { get; } = typeof(TMachine).FullName ?? typeof(TMachine).Name;
}
