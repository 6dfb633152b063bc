using System.Security.Cryptography.X509Certificates;

namespace PaxosGen;

/// <summary>
/// How replicas and clients authenticate each other: TLS 1.3 or 1.2, both ends with a certificate. Whose certificate it is says
/// its <see cref="PaxosPrincipal"/>; host names are not compared. docs/security.md says who may do what.
/// </summary>
/// <remarks>
/// Immutable. The functions are called from any thread, for each new connection: what they return then is what the connection
/// uses, so certificates are replaced without a restart, and connections that stand go on. One that throws later than at the
/// start is reported, and what it alone returned last stays in use. What they return stays the caller's and must not be disposed while connections
/// may use it.
/// </remarks>
public sealed record TlsOptions
{
    /// <summary>The own certificate with its private key, and after it the intermediate ones that others need to trust it.</summary>
    public required Func<X509Certificate2Collection> Certificates { get; init; }

    /// <summary>The certificate authorities whose certificates are trusted, and no others: not those of the system. Null to trust pinned certificates only.</summary>
    public Func<X509Certificate2Collection>? Roots { get; init; }

    /// <summary>
    /// Certificates that are trusted by themselves, whoever issued them: the SHA-256 hash of each, in hex, and whose it is as a URI of
    /// <see cref="PaxosPrincipal"/>; an empty text leaves that to the certificate. Null to trust by <see cref="Roots"/> only; with both,
    /// either is enough.
    /// </summary>
    public Func<IReadOnlyDictionary<string, string>>? Pins { get; init; }

    /// <summary>
    /// Whether certificates that chain to <see cref="Roots"/> are looked up in revocation lists: not at all, unless this says so.
    /// Asking (<see cref="X509RevocationMode.Online"/>) makes connections depend on a server that answers, within 2 seconds: without its list, or with one
    /// that is too old, nobody is trusted. Pinned certificates are not looked up.
    /// </summary>
    public X509RevocationMode Revocation { get; init; } = X509RevocationMode.NoCheck;

    /// <summary>
    /// Told in words what an operator should mend, by each end that uses the options: which of the functions fails, and since when what it last returned
    /// is still in use; and, from 30 days before, that the own certificate expires. Each at most once a minute, and the expiry once a day,
    /// while connections are made. A replica and the HTTPS port write it to their logs besides.
    /// </summary>
    public Action<string>? OnProblem { get; init; }

    /// <summary>Certificates in PEM files, which are read again when they have changed. To replace a file, rename a new one over it.</summary>
    /// <param name="certificateFile">The own certificate; after it, intermediate ones. May hold the private key too.</param>
    /// <param name="keyFile">Its private key, not encrypted, readable by its owner only; null if it is in <paramref name="certificateFile"/>.</param>
    /// <param name="rootsFile">The certificate authorities to trust; null for none.</param>
    /// <param name="pinsFile">Certificates to trust by themselves, a line for each: SHA-256 hash in hex and, after a space, whose it is; lines that
    /// start with # are ignored. Null for none.</param>
    /// <exception cref="ArgumentException">Nobody would be trusted.</exception>
    public static TlsOptions FromFiles(string certificateFile, string? keyFile = null, string? rootsFile = null, string? pinsFile = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(certificateFile);
        if (rootsFile is null && pinsFile is null)
        {
            throw new ArgumentException("Name a file of certificate authorities or one of pinned certificates: without either nobody is trusted.");
        }

        var own = new ChangingFiles<X509Certificate2Collection>(() => PemFiles.ReadOwn(certificateFile, keyFile ?? certificateFile), certificateFile, keyFile);
        return new TlsOptions
        {
            Certificates = own.Read,
            Roots = rootsFile is null ? null : new ChangingFiles<X509Certificate2Collection>(() => PemFiles.ReadRoots(rootsFile), rootsFile).Read,
            Pins = pinsFile is null ? null : new ChangingFiles<IReadOnlyDictionary<string, string>>(() => PemFiles.ReadPins(pinsFile), pinsFile).Read,
        };
    }
}
