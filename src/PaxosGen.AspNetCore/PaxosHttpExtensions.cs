using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PaxosGen.AspNetCore.Hosting;
using PaxosGen.Transport;

namespace PaxosGen;

/// <summary>HTTPS with the certificates of a cluster, and what those who show one may do.</summary>
public static partial class PaxosHttpExtensions
{
    /// <summary>The role that a user of ASP.NET's own authentication needs for the dashboard.</summary>
    public const string AdminRole = "paxosgen-admin";

    private const string LogCategory = "PaxosGen.Https";
    private static readonly TimeSpan HandshakeTimeout = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Speaks HTTPS with a replica's certificate, and asks each client for its own. A client without one, or with one of another cluster,
    /// is connected and has no role: <see cref="GetPaxosPrincipal"/> is null, and <see cref="WhyNotPaxos"/> says why.
    /// </summary>
    /// <param name="listen">Where to listen.</param>
    /// <param name="tls">Certificates and whom to trust; asked anew for each connection.</param>
    /// <param name="clusterName">The cluster whose principals count.</param>
    public static ListenOptions UsePaxosTls(this ListenOptions listen, TlsOptions tls, string clusterName)
    {
        ArgumentNullException.ThrowIfNull(tls);
        ArgumentException.ThrowIfNullOrEmpty(clusterName);
        var log = listen.ApplicationServices.GetService<ILoggerFactory>()?.CreateLogger(LogCategory);
        var endpoint = new TlsEndpoint(tls, clusterName, problem => Report(log, problem));
        return listen.UseHttps(new TlsHandshakeCallbackOptions
        {
            HandshakeTimeout = HandshakeTimeout,
            OnConnection = context =>
            {
                // Requests of the connection find it among their features.
                var caller = new HttpCaller();
                context.Connection.Features.Set(caller);
                return ValueTask.FromResult(endpoint.ForServer(judged => caller.Authentication = OfCluster(judged, clusterName)));
            },
        });
    }

    /// <summary>Who sends a request; null if nobody that the cluster knows.</summary>
    public static PaxosPrincipal? GetPaxosPrincipal(this HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return (context.Features.Get<HttpCaller>()?.Authentication as Authentication.Known)?.Principal;
    }

    /// <summary>Why who sends a request may not do what a role may; null if it may.</summary>
    public static string? WhyNotPaxos(this HttpContext context, PaxosRole role)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Features.Get<HttpCaller>()?.Authentication switch
        {
            Authentication.Known { Principal: var principal } => principal.May(role)
                ? null : $"{principal} may not do this: it takes the certificate of {(role == PaxosRole.Admin ? "an admin" : $"a {role.ToString().ToLowerInvariant()}")}.",
            Authentication.Refused refused => refused.Why,
            _ => "The connection is not authenticated: use HTTPS with a certificate of the cluster.",
        };
    }

    /// <summary>Whether the connection asked for a certificate.</summary>
    internal static bool IsPaxosTls(this HttpContext context) => context.Features.Get<HttpCaller>() is not null;

    private static void Report(ILogger? log, TlsProblem problem)
    {
        if (log is null)
        {
            return;
        }

        if (problem.IsExpiry)
        {
            CertificateExpires(log, problem.Text);
        }
        else
        {
            CertificatesUnusable(log, problem.Text);
        }
    }

    // The same events as those of the replica's port.
    [LoggerMessage(311, LogLevel.Error, "HTTPS: {Reason}")]
    private static partial void CertificatesUnusable(ILogger log, string reason);

    [LoggerMessage(313, LogLevel.Warning, "HTTPS: {Reason}")]
    private static partial void CertificateExpires(ILogger log, string reason);

    private static Authentication OfCluster(Authentication judged, string cluster) =>
        judged is Authentication.Known { Principal: var principal } && principal.Cluster != cluster
            ? new Authentication.Refused($"The certificate is that of {principal}, and this is cluster '{cluster}'. Use a certificate of this cluster.")
            : judged;
}
