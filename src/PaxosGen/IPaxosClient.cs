using System.ComponentModel;

namespace PaxosGen;

/// <summary>
/// Sends encoded commands and queries to a cluster: finds the leader, keeps a session, retries without repeating an
/// effect. Typed clients are thin wrappers over it.
/// </summary>
/// <remarks>Thread-safe; many calls may be in flight at once.</remarks>
public interface IPaxosClient : IAsyncDisposable
{
    /// <summary>Sends a command and returns its encoded result. The bytes must not change before the call ends.</summary>
    /// <exception cref="PaxosException">One of the errors listed in the README; says whether the command may have been applied.</exception>
    /// <exception cref="OperationCanceledException">The caller stopped waiting. The command may still be applied.</exception>
    ValueTask<ReadOnlyMemory<byte>> CommandAsync(ReadOnlyMemory<byte> command, CancellationToken cancellationToken = default);

    /// <summary>Asks a query and returns its encoded result.</summary>
    /// <exception cref="PaxosException">One of the errors listed in the README.</exception>
    /// <exception cref="OperationCanceledException">The caller stopped waiting.</exception>
    ValueTask<ReadOnlyMemory<byte>> QueryAsync(ReadOnlyMemory<byte> query, ReadConsistency consistency, CancellationToken cancellationToken = default);

    /// <summary>The version of the schema that the cluster runs, as far as this client has heard; 0 while it has heard of none.</summary>
    int SchemaVersion { get; }

    /// <summary>The version to encode a call at, for generated clients.</summary>
    /// <param name="known">The highest version that the caller knows.</param>
    /// <param name="since">The version in which the command or query appeared.</param>
    /// <param name="name">Its name; for the message.</param>
    /// <exception cref="IncompatibleSchemaException">The cluster does not run the call yet, or runs a version that the caller does not know.</exception>
    [EditorBrowsable(EditorBrowsableState.Never)]
    int RequireVersion(int known, int since, string name)
    {
        var active = SchemaVersion == 0 ? known : SchemaVersion;
        if (active > known)
        {
            throw new IncompatibleSchemaException($"The cluster runs version {active} of the schema, and this client knows versions up to {known}: build it from the newer schema.");
        }

        return active >= since ? active : throw new IncompatibleSchemaException(
            $"{name} appeared in version {since} of the schema, and the cluster runs version {active}: it can be called once all replicas run a build of version {since}.");
    }

    /// <summary>
    /// A view of this client whose commands carry <paramref name="key"/>: the first command with a key takes effect, a
    /// repeat (by this or any other client, on any replica) gets the first answer again.
    /// </summary>
    IPaxosClient WithIdempotencyKey(Guid key);
}

/// <summary>A generated client that can be made over any <see cref="IPaxosClient"/>.</summary>
/// <typeparam name="TSelf">The implementing class.</typeparam>
public interface ITypedClient<TSelf>
    where TSelf : ITypedClient<TSelf>
{
    /// <summary>Wraps a client. The wrapper owns it: disposing the wrapper disposes the client.</summary>
    static abstract TSelf Create(IPaxosClient client);

    /// <summary>The schema that the wrapper encodes for.</summary>
    static abstract StateMachineSchema Schema { get; }
}
