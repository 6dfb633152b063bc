using System.Diagnostics.CodeAnalysis;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace PaxosGen.Transport;

/// <summary>
/// One end of TLS connections: asks for certificates anew for each, and keeps of each kind what was good when what comes next is not.
/// </summary>
/// <remarks>Thread-safe.</remarks>
public sealed class TlsEndpoint
{
    private static readonly Dictionary<string, string> NoPins = [];
    private static readonly TimeSpan ProblemsAgain = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan ExpiryAgain = TimeSpan.FromDays(1);
    private static readonly TimeSpan RevocationPatience = TimeSpan.FromSeconds(2);

    private readonly TlsOptions _options;
    private readonly string? _cluster;
    private readonly Action<TlsProblem>? _onProblem;
    private readonly TimeProvider _clock;
    private readonly Lock _gate = new();
    private readonly LastGood<OwnCertificate> _own;
    private readonly LastGood<X509Certificate2Collection> _roots;
    private readonly LastGood<IReadOnlyDictionary<string, string>> _pins;
    private readonly Dictionary<string, (string Text, DateTimeOffset At)> _reported = [];
    private Material? _last;

    /// <summary>Creates the end.</summary>
    /// <param name="options">Certificates and whom to trust.</param>
    /// <param name="cluster">The cluster whose replicas are dialled; null for the one that the own certificate names.</param>
    /// <param name="onProblem">
    /// Told, besides <see cref="TlsOptions.OnProblem"/>, what cannot be used and that the own certificate expires; again each minute, the latter each day,
    /// while there are connections.
    /// </param>
    /// <param name="clock">The time; the system's when null.</param>
    public TlsEndpoint(TlsOptions options, string? cluster = null, Action<TlsProblem>? onProblem = null, TimeProvider? clock = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _cluster = cluster;
        _onProblem = onProblem;
        _clock = clock ?? TimeProvider.System;
        _own = new(ReadOwn, "The own certificate (TlsOptions.Certificates) cannot be read; the one of before stays in use, until it expires.");
        _roots = new(
            () => options.Roots?.Invoke() ?? [],
            "The certificate authorities to trust (TlsOptions.Roots) cannot be read; those of before stay trusted, those too that have been taken out since.");
        _pins = new(ReadPins, "The pinned certificates (TlsOptions.Pins) cannot be read; those of before stay trusted, those too whose pins have been removed since.");
    }

    /// <summary>Who this end is by its own certificate; null if the certificate does not say.</summary>
    /// <exception cref="IOException">The certificates cannot be used, and never could; says why.</exception>
    public PaxosPrincipal? Self => Current().Own.Self;

    /// <summary>Why the own certificate does not count now; null if it does.</summary>
    /// <exception cref="IOException">The certificates cannot be used, and never could; says why.</exception>
    public string? OwnProblem => CertificateJudge.Expiry(Current().Own.Leaf, Now);

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
            ServerCertificateContext = material.Own.Context,
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
            ClientCertificateContext = material.Own.Context,
            EnabledSslProtocols = Protocols,
            EncryptionPolicy = EncryptionPolicy.RequireEncryption,
            AllowRenegotiation = false,
            AllowTlsResume = false,
            CertificateChainPolicy = PolicyOf(material),
            RemoteCertificateValidationCallback = (_, certificate, chain, errors) =>
            {
                var verdict = Judge(certificate, chain, errors, material);
                if (verdict is Authentication.Known known && WhyAnother(known.Principal, replica, _cluster ?? material.Own.Self?.Cluster) is { } why)
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
        : cluster is not null && who.Cluster != cluster ? $"The certificate there is that of {who}, a replica of cluster '{ForeignText.Of(who.Cluster)}', not of '{cluster}'. Correct the addresses."
        : replica != 0 && who.Replica != replica ? $"The certificate there is that of {who}, not of replica {replica}. Correct the member addresses, or the certificate."
        : null;

    private DateTime Now => _clock.GetUtcNow().UtcDateTime;

    private Authentication Judge(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors, Material material) =>
        CertificateJudge.Judge(certificate as X509Certificate2, chain, errors, material.Pins, Now);

    private X509ChainPolicy PolicyOf(Material material)
    {
        // Without roots nothing chains to anything, and only pins count.
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = _options.Revocation,
            RevocationFlag = X509RevocationFlag.ExcludeRoot,
            DisableCertificateDownloads = true,
            UrlRetrievalTimeout = RevocationPatience,
        };
        policy.CustomTrustStore.AddRange(material.Roots);
        return policy;
    }

    private Material Current()
    {
        List<TlsProblem> problems = [];
        Material current;
        lock (_gate)
        {
            // Each by itself: while one is broken, a change to another counts all the same.
            current = new Material(_own.Read(), _roots.Read(), _pins.Read());
            if (current.Roots.Count == 0 && current.Pins.Count == 0 && _last is null)
            {
                throw new IOException("Neither certificate authorities nor pinned certificates are given (TlsOptions.Roots, TlsOptions.Pins): nobody could be trusted.");
            }

            _last = current;
            var nobody = current.Roots.Count == 0 && current.Pins.Count == 0
                ? "No certificate authority and no pinned certificate is left (TlsOptions.Roots, TlsOptions.Pins): nobody is trusted." : null;
            AddIfDue(problems, "own", _own.Problem, ProblemsAgain);
            AddIfDue(problems, "roots", _roots.Problem, ProblemsAgain);
            AddIfDue(problems, "pins", _pins.Problem, ProblemsAgain);
            AddIfDue(problems, "nobody", nobody, ProblemsAgain);
            AddIfDue(problems, "expiry", CertificateJudge.ExpiresSoon(current.Own.Leaf, Now), ExpiryAgain);
        }

        foreach (var problem in problems)
        {
            _onProblem?.Invoke(problem);
            _options.OnProblem?.Invoke(problem.Text);
        }

        return current;
    }

    private void AddIfDue(List<TlsProblem> problems, string about, string? text, TimeSpan again)
    {
        var now = _clock.GetUtcNow();
        if (text is null)
        {
            _reported.Remove(about);
        }
        else if (!_reported.TryGetValue(about, out var last) || last.Text != text || now - last.At >= again)
        {
            _reported[about] = (text, now);
            problems.Add(new TlsProblem(about == "expiry", text));
        }
    }

    private OwnCertificate ReadOwn()
    {
        var certificates = _options.Certificates();
        if (certificates is not [var leaf, ..] || !leaf.HasPrivateKey)
        {
            throw new ArgumentException("The first of the own certificates must be there with its private key (TlsOptions.Certificates).");
        }

        return _last is { Own: var last } && ReferenceEquals(last.Leaf, leaf)
            ? last
            : new OwnCertificate(leaf, SslStreamCertificateContext.Create(leaf, [.. certificates.Skip(1)], offline: true), PaxosPrincipal.Of(leaf));
    }

    private IReadOnlyDictionary<string, string> ReadPins()
    {
        var pins = _options.Pins?.Invoke() ?? NoPins;
        return pins is Dictionary<string, string> same && same.Comparer == StringComparer.OrdinalIgnoreCase
            ? pins : new Dictionary<string, string>(pins, StringComparer.OrdinalIgnoreCase);
    }

    private sealed record OwnCertificate(X509Certificate2 Leaf, SslStreamCertificateContext Context, PaxosPrincipal? Self);

    /// <summary>What one connection uses.</summary>
    private sealed record Material(OwnCertificate Own, X509Certificate2Collection Roots, IReadOnlyDictionary<string, string> Pins);
}
