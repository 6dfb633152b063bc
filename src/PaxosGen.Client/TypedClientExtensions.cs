using System.Diagnostics.CodeAnalysis;
using PaxosGen.Client;

namespace PaxosGen;

/// <summary>Gives every generated client its <c>ConnectAsync</c>.</summary>
public static class TypedClientExtensions
{
    extension<T>(T)
        where T : ITypedClient<T>
    {
        /// <summary>Connects to a cluster and waits until the leader is found and a session open.</summary>
        /// <param name="endpoints">Addresses of replicas, <c>host:port</c>: one that is up is enough, all are better.</param>
        /// <param name="options">Time-outs and limits; the defaults when null.</param>
        /// <param name="cancellationToken">Gives up.</param>
        /// <exception cref="ClusterUnavailableException">No leader was found within <see cref="PaxosClientOptions.CallTimeout"/>.</exception>
        /// <exception cref="IncompatibleSchemaException">The cluster runs another schema.</exception>
        [SuppressMessage("Design", "CA1000", Justification = "An extension member: it is called on the generated client, without type arguments.")]
        public static ValueTask<T> ConnectAsync(
            IEnumerable<string> endpoints, PaxosClientOptions? options = null, CancellationToken cancellationToken = default) =>
            PaxosClient.ConnectAsync<T>(endpoints, options, cancellationToken);
    }
}
