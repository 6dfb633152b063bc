using System.Formats.Asn1;
using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace PaxosGen;

/// <summary>
/// Who somebody is, as a certificate says it in a URI among its subject alternative names:
/// <c>paxosgen://CLUSTER/replica/N</c>, <c>paxosgen://CLUSTER/client/NAME</c> or <c>paxosgen://CLUSTER/admin/NAME</c>. What is
/// not a letter, digit, <c>-</c>, <c>.</c>, <c>_</c> or <c>~</c> in a name is percent-encoded; capital letters count.
/// </summary>
/// <param name="Cluster">The cluster's name (<see cref="ReplicaOptions.ClusterName"/>).</param>
/// <param name="Role">What it may do.</param>
/// <param name="Name">A replica's id, or the name of a client or admin.</param>
/// <remarks>Immutable. Stays the same when the certificate is replaced by another with the same URI.</remarks>
public sealed record PaxosPrincipal(string Cluster, PaxosRole Role, string Name)
{
    private const string Scheme = "paxosgen://";
    private const string AlternativeNames = "2.5.29.17";
    private const int MaxUriLength = 1024;
    private static readonly Asn1Tag UriName = new(TagClass.ContextSpecific, 6);

    /// <summary>The replica that this is; 0 for a client or an admin.</summary>
    public int Replica => Role == PaxosRole.Peer ? int.Parse(Name, NumberStyles.None, CultureInfo.InvariantCulture) : 0;

    /// <summary>A replica.</summary>
    public static PaxosPrincipal OfReplica(string cluster, int id) => new(cluster, PaxosRole.Peer, id.ToString(CultureInfo.InvariantCulture));

    /// <summary>Whether it may do what <paramref name="role"/> may.</summary>
    public bool May(PaxosRole role) => role == Role || role == PaxosRole.Client;

    /// <summary>Reads a URI; null if it names nobody.</summary>
    public static PaxosPrincipal? TryParse(string uri)
    {
        ArgumentNullException.ThrowIfNull(uri);
        if (uri.Length > MaxUriLength || !uri.StartsWith(Scheme, StringComparison.Ordinal) || uri[Scheme.Length..].Split('/') is not [var cluster, var kind, var name])
        {
            return null;
        }

        PaxosRole? role = kind switch
        {
            "replica" => PaxosRole.Peer,
            "client" => PaxosRole.Client,
            "admin" => PaxosRole.Admin,
            _ => null,
        };
        if (role is null || cluster.Length == 0 || name.Length == 0)
        {
            return null;
        }

        // A name has one spelling, so that texts can be compared.
        var principal = new PaxosPrincipal(Uri.UnescapeDataString(cluster), role.Value, Uri.UnescapeDataString(name));
        var isId = role != PaxosRole.Peer || (int.TryParse(principal.Name, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && id > 0);
        return isId && principal.ToString() == uri ? principal : null;
    }

    /// <summary>Who a certificate says its owner is; null if it does not say.</summary>
    /// <exception cref="CryptographicException">It says more than one, or something that is no name; says which.</exception>
    public static PaxosPrincipal? Of(X509Certificate2 certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        PaxosPrincipal? found = null;
        foreach (var uri in UrisOf(certificate).Where(static uri => uri.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)))
        {
            if (found is not null)
            {
                throw new CryptographicException($"The certificate '{ForeignText.Of(certificate.Subject)}' has more than one name that starts with {Scheme}; issue one certificate for each.");
            }

            found = TryParse(uri) ?? throw new CryptographicException(
                $"'{ForeignText.Of(uri)}' in the certificate '{ForeignText.Of(certificate.Subject)}' names nobody; write {Scheme}CLUSTER/replica/N, {Scheme}CLUSTER/client/NAME or {Scheme}CLUSTER/admin/NAME.");
        }

        return found;
    }

    /// <summary>As a URI.</summary>
    public override string ToString()
    {
        var kind = Role switch
        {
            PaxosRole.Peer => "replica",
            PaxosRole.Admin => "admin",
            _ => "client",
        };
        return $"{Scheme}{Uri.EscapeDataString(Cluster)}/{kind}/{Uri.EscapeDataString(Name)}";
    }

    private static List<string> UrisOf(X509Certificate2 certificate)
    {
        List<string> uris = [];
        try
        {
            foreach (var extension in certificate.Extensions.Where(static e => e.Oid?.Value == AlternativeNames))
            {
                var names = new AsnReader(extension.RawData, AsnEncodingRules.DER).ReadSequence();
                while (names.HasData)
                {
                    if (names.PeekTag() == UriName)
                    {
                        uris.Add(names.ReadCharacterString(UniversalTagNumber.IA5String, UriName));
                    }
                    else
                    {
                        names.ReadEncodedValue();
                    }
                }
            }
        }
        catch (AsnContentException e)
        {
            throw new CryptographicException($"The subject alternative names of the certificate '{ForeignText.Of(certificate.Subject)}' are malformed.", e);
        }

        return uris;
    }
}
