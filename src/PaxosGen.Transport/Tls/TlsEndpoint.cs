using System.Diagnostics.CodeAnalysis;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace PaxosGen.Transport;

/// <summary>
/// One end of TLS connections: asks for certificates anew for each, and keeps what was good when what comes next is not.
/// </summary>
/// <remarks>Thread-safe.</remarks>
public sealed class TlsEndpoint
{
    private static readonly Dictionary<string, string> NoPins = [];

    private readonly TlsOptions _options;
    private readonly string? _cluster;
    private readonly Action<string>? _onProblem;
    private readonly Lock _gate = new();
    private Material? _last;
    private string? _lastProblem;

    /// <summary>Creates the end.</summary>
    /// <param name="options">Certificates and whom to trust.</param>
    /// <param name="cluster">The cluster whose replicas are dialled; null for the one that the own certificate names.</param>
    /// <param name="onProblem">Told when certificates have been replaced by something that cannot be used; once for each reason.</param>
    public TlsEndpoint(TlsOptions options, string? cluster = null, Action<string>? onProblem = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _cluster = cluster;
        _onProblem = onProblem;
    }

    /// <summary>Who this end is by its own certificate; null if the certificate does not say.</summary>
    /// <exception cref="IOException">The certificates cannot be used, and never could; says why.</exception>
    public PaxosPrincipal? Self => Current().Self;

    /// <summary>Why the own certificate does not count now; null if it does.</summary>
    /// <exception cref="IOException">The certificates cannot be used, and never could; says why.</exception>
    public string? OwnProblem => CertificateJudge.Expiry(Current().Leaf, DateTime.UtcNow);

    /// <summary>What a connection is accepted with.</summary>
    /// <param name="onJudged">
    /// Told who the other is. The handshake completes even if it is nobody, so that it can be told why: whoever calls this must refuse it.
    /// </param>
    /// <exception cref="IOException">The certificates cannot be used, and never could; says why.</exception>
    [SuppressMessage("Security", "CA5359", Justification = "The certificate is judged, and the connection refused with words by whoever has asked; a broken handshake would not say why.")]
    public SslServerAuthenticationOptions ForServer(Action<Authentication> onJudged)
    {
        ArgumentNullException.ThrowIfNull(onJudged);
        var material = Current();
        return new SslServerAuthenticationOptions
        {
            ServerCertificateContext = material.Own,
            ClientCertificateRequired = true,
            EnabledSslProtocols = Protocols,
            EncryptionPolicy = EncryptionPolicy.RequireEncryption,
            AllowRenegotiation = false,

            // A resumed session would bring back a certificate that is trusted no more.
            AllowTlsResume = false,
            CertificateChainPolicy = PolicyOf(material),
            RemoteCertificateValidationCallback = (_, certificate, chain, errors) =>
            {
                onJudged(Judge(certificate, chain, errors, material));
                return true;
            },
        };
    }

    internal const SslProtocols Protocols = SslProtocols.Tls12 | SslProtocols.Tls13;

    /// <summary>What a connection to a replica is opened with. The handshake fails unless the other is the replica that is meant.</summary>
    /// <param name="host">The host that is dialled.</param>
    /// <param name="replica">Whom to reach; 0 for any replica.</param>
    /// <param name="onJudged">Told who the other is; refused, too, when it is another than is meant.</param>
    internal SslClientAuthenticationOptions ForClient(string host, int replica, Action<Authentication> onJudged)
    {
        var material = Current();
        return new SslClientAuthenticationOptions
        {
            TargetHost = host,
            ClientCertificateContext = material.Own,
            EnabledSslProtocols = Protocols,
            EncryptionPolicy = EncryptionPolicy.RequireEncryption,
            AllowRenegotiation = false,
            AllowTlsResume = false,
            CertificateChainPolicy = PolicyOf(material),
            RemoteCertificateValidationCallback = (_, certificate, chain, errors) =>
            {
                var verdict = Judge(certificate, chain, errors, material);
                if (verdict is Authentication.Known known && WhyAnother(known.Principal, replica, _cluster ?? material.Self?.Cluster) is { } why)
                {
                    verdict = new Authentication.Refused(why);
                }

                onJudged(verdict);
                return verdict is Authentication.Known;
            },
        };
    }

    private static string? WhyAnother(PaxosPrincipal who, int replica, string? cluster) =>
        who.Role != PaxosRole.Peer ? $"The certificate there is that of {who}, which is no replica. Correct the address, or give the replica a certificate of its own."
        : cluster is not null && who.Cluster != cluster ? $"The certificate there is that of {who}, a replica of cluster '{who.Cluster}', not of '{cluster}'. Correct the addresses."
        : replica != 0 && who.Replica != replica ? $"The certificate there is that of {who}, not of replica {replica}. Correct the member addresses, or the certificate."
        : null;

    private static Authentication Judge(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors, Material material) =>
        CertificateJudge.Judge(certificate as X509Certificate2, chain, errors, material.Pins, DateTime.UtcNow);

    private X509ChainPolicy PolicyOf(Material material)
    {
        // Without roots nothing chains to anything, and only pins count.
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = _options.Revocation,
            RevocationFlag = X509RevocationFlag.ExcludeRoot,
            DisableCertificateDownloads = true,
        };
        policy.CustomTrustStore.AddRange(material.Roots);
        return policy;
    }

    private Material Current()
    {
        string? problem = null;
        Material? current;
        lock (_gate)
        {
            try
            {
                current = _last = Read(_last);
                _lastProblem = null;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
            {
                problem = e.Message == _lastProblem ? null : e.Message;
                _lastProblem = e.Message;
                current = _last ?? throw (e as IOException ?? new IOException($"The certificates cannot be used: {e.Message}", e));
            }
        }

        if (problem is not null)
        {
            _onProblem?.Invoke(problem);
        }

        return current;
    }

    private Material Read(Material? last)
    {
        var certificates = _options.Certificates();
        var roots = _options.Roots?.Invoke();
        var pins = _options.Pins?.Invoke() ?? NoPins;
        if (certificates is not [var leaf, ..] || !leaf.HasPrivateKey)
        {
            throw new ArgumentException("The first of the own certificates must be there with its private key (TlsOptions.Certificates).");
        }

        if (roots is not { Count: > 0 } && pins.Count == 0)
        {
            throw new ArgumentException("Neither certificate authorities nor pinned certificates are given (TlsOptions.Roots, TlsOptions.Pins): nobody could be trusted.");
        }

        var pinned = pins as Dictionary<string, string> is { } same && same.Comparer == StringComparer.OrdinalIgnoreCase
            ? pins : new Dictionary<string, string>(pins, StringComparer.OrdinalIgnoreCase);
        return last is not null && ReferenceEquals(last.Leaf, leaf)
            ? last with { Roots = roots ?? [], Pins = pinned }
            : new Material(
                leaf, SslStreamCertificateContext.Create(leaf, [.. certificates.Skip(1)], offline: true), PaxosPrincipal.Of(leaf), roots ?? [], pinned);
    }

    /// <summary>What one connection uses.</summary>
    private sealed record Material(
        X509Certificate2 Leaf, SslStreamCertificateContext Own, PaxosPrincipal? Self, X509Certificate2Collection Roots, IReadOnlyDictionary<string, string> Pins);
}
