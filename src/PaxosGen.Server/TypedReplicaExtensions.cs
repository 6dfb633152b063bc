using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using PaxosGen.Server.Hosting;

namespace PaxosGen;

/// <summary>Gives every generated replica its <c>StartAsync</c>.</summary>
public static class TypedReplicaExtensions
{
    extension<T>(T)
        where T : ITypedReplica<T>
    {
        /// <summary>Starts a replica: opens or makes its folder, listens, and joins its cluster.</summary>
        /// <param name="options">Who it is, where its folder is, and who the others are.</param>
        /// <param name="cancellationToken">Gives up starting.</param>
        /// <exception cref="ArgumentException">The options contradict themselves.</exception>
        /// <exception cref="ReplicaFailedException">It cannot start; says why and what to do.</exception>
        [SuppressMessage("Design", "CA1000", Justification = "An extension member: it is called on the generated replica, without type arguments.")]
        public static Task<T> StartAsync(ReplicaOptions options, CancellationToken cancellationToken = default) =>
            StartTypedAsync<T>(options, NullLoggerFactory.Instance, cancellationToken);

        /// <summary>Starts a replica that logs: opens or makes its folder, listens, and joins its cluster.</summary>
        /// <param name="options">Who it is, where its folder is, and who the others are.</param>
        /// <param name="loggerFactory">Where it reports elections, snapshots, refusals and failures, in the category <c>PaxosGen.Replica</c>.</param>
        /// <param name="cancellationToken">Gives up starting.</param>
        /// <exception cref="ArgumentException">The options contradict themselves.</exception>
        /// <exception cref="ReplicaFailedException">It cannot start; says why and what to do.</exception>
        [SuppressMessage("Design", "CA1000", Justification = "An extension member: it is called on the generated replica, without type arguments.")]
        public static Task<T> StartAsync(ReplicaOptions options, ILoggerFactory loggerFactory, CancellationToken cancellationToken = default) =>
            StartTypedAsync<T>(options, loggerFactory, cancellationToken);
    }

    private static async Task<T> StartTypedAsync<T>(ReplicaOptions options, ILoggerFactory loggerFactory, CancellationToken cancellationToken)
        where T : ITypedReplica<T>
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(loggerFactory);
        return T.Create(await ReplicaHost
            .StartAsync(options, T.Schema, T.CreateStateMachine, null, cancellationToken, loggerFactory: loggerFactory).ConfigureAwait(false));
    }
}
