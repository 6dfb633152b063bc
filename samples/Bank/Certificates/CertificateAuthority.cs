using System.Formats.Asn1;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using PaxosGen;

namespace BankSample.Certificates;

/// <summary>Issues the certificates of a cluster. The keys are ECDSA over P-256.</summary>
internal sealed class CertificateAuthority : IDisposable
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";
    private const string AlternativeNames = "2.5.29.17";

    private CertificateAuthority(X509Certificate2 certificate) => Certificate = certificate;

    /// <summary>The authority's own certificate, with its key.</summary>
    public X509Certificate2 Certificate { get; }

    /// <summary>Makes an authority that issues nothing but certificates of members, clients and admins.</summary>
    public static CertificateAuthority Create(string name, DateTimeOffset from, DateTimeOffset until)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(Distinguished(name), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: true, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        return new CertificateAuthority(request.CreateSelfSigned(from, until));
    }

    /// <summary>The authority whose certificate and key are in two files.</summary>
    /// <exception cref="CryptographicException">They are not.</exception>
    public static CertificateAuthority Read(string certificateFile, string keyFile) => new(X509Certificate2.CreateFromPemFile(certificateFile, keyFile));

    /// <summary>Issues a certificate, with a new key.</summary>
    /// <param name="principal">Whose.</param>
    /// <param name="from">From when on it is valid.</param>
    /// <param name="until">Until when, but no longer than the authority's own.</param>
    /// <param name="hosts">Names and addresses of a member's machine, for whoever compares them: browsers, curl.</param>
    public X509Certificate2 Issue(PaxosPrincipal principal, DateTimeOffset from, DateTimeOffset until, params string[] hosts)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(Distinguished(principal.ToString()), key, HashAlgorithmName.SHA256);
        var uses = new OidCollection { new Oid(ClientAuthentication) };
        if (principal.Role == PaxosRole.Peer)
        {
            uses.Add(new Oid(ServerAuthentication));
        }

        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(uses, critical: false));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(Certificate, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        request.CertificateExtensions.Add(new X509Extension(AlternativeNames, Names(principal, hosts), critical: false));

        var end = until < Certificate.NotAfter ? until : Certificate.NotAfter;
        var start = from > Certificate.NotBefore ? from : Certificate.NotBefore;
        using var signed = request.Create(Certificate, start, end, RandomNumberGenerator.GetBytes(16));
        return signed.CopyWithPrivateKey(key);
    }

    /// <inheritdoc />
    public void Dispose() => Certificate.Dispose();

    private static X500DistinguishedName Distinguished(string name)
    {
        var builder = new X500DistinguishedNameBuilder();
        builder.AddCommonName(name);
        return builder.Build();
    }

    /// <summary>RFC 5280, section 4.2.1.6. The framework's builder takes a Uri, which would turn the cluster's name into lower case.</summary>
    private static byte[] Names(PaxosPrincipal principal, string[] hosts)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteCharacterString(UniversalTagNumber.IA5String, principal.ToString(), new Asn1Tag(TagClass.ContextSpecific, 6));
            foreach (var host in hosts)
            {
                if (IPAddress.TryParse(host, out var address))
                {
                    writer.WriteOctetString(address.GetAddressBytes(), new Asn1Tag(TagClass.ContextSpecific, 7));
                }
                else
                {
                    writer.WriteCharacterString(UniversalTagNumber.IA5String, host, new Asn1Tag(TagClass.ContextSpecific, 2));
                }
            }
        }

        return writer.Encode();
    }
}
