using System.Security.Cryptography.X509Certificates;

namespace PaxosGen;

/// <summary>The certificates of a hosted replica, as configuration says it: files that <see cref="TlsOptions.FromFiles"/> reads.</summary>
public sealed class PaxosTlsOptions
{
    /// <summary>The replica's certificate, in PEM; after it, intermediate ones. May hold the private key too.</summary>
    public string CertificateFile { get; set; } = "";

    /// <summary>Its private key; null if it is in <see cref="CertificateFile"/>.</summary>
    public string? KeyFile { get; set; }

    /// <summary>The certificate authorities to trust; null for none.</summary>
    public string? RootsFile { get; set; }

    /// <summary>Certificates to trust by themselves; null for none.</summary>
    public string? PinsFile { get; set; }

    /// <inheritdoc cref="TlsOptions.Revocation"/>
    public X509RevocationMode Revocation { get; set; } = X509RevocationMode.NoCheck;

    /// <exception cref="ArgumentException">A file is missing among the settings.</exception>
    internal TlsOptions ToTlsOptions() => CertificateFile.Length == 0
        ? throw new ArgumentException("Tls: CertificateFile is missing: name the file of this replica's certificate.")
        : TlsOptions.FromFiles(CertificateFile, KeyFile, RootsFile, PinsFile) with { Revocation = Revocation };
}
