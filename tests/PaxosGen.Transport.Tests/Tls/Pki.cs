using System.Formats.Asn1;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using BankSample.Certificates;

namespace PaxosGen.Transport.Tests;

/// <summary>Certificates for tests: one authority, and whoever it is asked for.</summary>
internal static class Pki
{
    public const string Cluster = "Test cluster";

    private static readonly DateTimeOffset Now = DateTimeOffset.UtcNow;

    public static readonly CertificateAuthority Authority = CertificateAuthority.Create("authority", Now.AddDays(-30), Now.AddDays(30));

    public static readonly CertificateAuthority Stranger = CertificateAuthority.Create("stranger", Now.AddDays(-30), Now.AddDays(30));

    public static readonly PaxosPrincipal Client = new(Cluster, PaxosRole.Client, "teller");

    public static PaxosPrincipal Replica(int id, string cluster = Cluster) => PaxosPrincipal.OfReplica(cluster, id);

    public static X509Certificate2 Issue(PaxosPrincipal principal, CertificateAuthority? by = null) =>
        (by ?? Authority).Issue(principal, Now.AddDays(-1), Now.AddDays(1));

    public static X509Certificate2 Expired(PaxosPrincipal principal) => Authority.Issue(principal, Now.AddDays(-3), Now.AddDays(-2));

    /// <summary>Options of somebody with this certificate who trusts an authority.</summary>
    public static TlsOptions Options(X509Certificate2 own, CertificateAuthority? trusts = null)
    {
        var root = X509CertificateLoader.LoadCertificate((trusts ?? Authority).Certificate.RawData);
        return new TlsOptions { Certificates = () => [own], Roots = () => [root] };
    }

    /// <summary>How somebody dials who is not of this project: with a certificate or without, and with trust in the authority.</summary>
    public static SslClientAuthenticationOptions Dials(X509Certificate2? own = null)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.Add(X509CertificateLoader.LoadCertificate(Authority.Certificate.RawData));
        return new SslClientAuthenticationOptions
        {
            TargetHost = "somewhere",
            CertificateChainPolicy = policy,
            ClientCertificateContext = own is null ? null : SslStreamCertificateContext.Create(own, null, offline: true),
            RemoteCertificateValidationCallback = static (_, _, _, errors) => (errors & ~SslPolicyErrors.RemoteCertificateNameMismatch) == SslPolicyErrors.None,
        };
    }

    // What the authority would not issue by itself.
    public static X509Certificate2 Made(string use, params string[] names) => Made(new X500DistinguishedName("CN=made"), use, [], names);

    public static X509Certificate2 Made(X500DistinguishedName subject, string use, X509Extension[] more, params string[] names)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(use)], critical: false));
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteCharacterString(UniversalTagNumber.IA5String, "host.example", new(TagClass.ContextSpecific, 2));
            foreach (var name in names)
            {
                writer.WriteCharacterString(UniversalTagNumber.IA5String, name, new(TagClass.ContextSpecific, 6));
            }
        }

        request.CertificateExtensions.Add(new X509Extension("2.5.29.17", writer.Encode(), critical: false));
        foreach (var extension in more)
        {
            request.CertificateExtensions.Add(extension);
        }

        using var signed = request.Create(Authority.Certificate, Now.AddDays(-1), Now.AddDays(1), RandomNumberGenerator.GetBytes(8));
        return signed.CopyWithPrivateKey(key);
    }

    public static TlsOptions Options(PaxosPrincipal principal) => Options(Issue(principal));
}
