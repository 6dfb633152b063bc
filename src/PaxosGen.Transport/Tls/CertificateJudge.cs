using System.Collections.Immutable;
using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace PaxosGen.Transport;

/// <summary>Decides who somebody is by the certificate that it has shown, and says in words why it is nobody.</summary>
internal static class CertificateJudge
{
    private const X509ChainStatusFlags Unknown = X509ChainStatusFlags.PartialChain | X509ChainStatusFlags.UntrustedRoot;

    /// <summary>Judges a certificate.</summary>
    /// <param name="certificate">What the other has shown; null for nothing.</param>
    /// <param name="chain">What was built from it up to a trusted root, or as far as it went.</param>
    /// <param name="errors">What is wrong with the chain. Names of hosts do not count: certificates name members, not machines.</param>
    /// <param name="pins">Certificates that are trusted by themselves.</param>
    /// <param name="now">The time, UTC.</param>
    public static Authentication Judge(
        X509Certificate2? certificate, X509Chain? chain, SslPolicyErrors errors, IReadOnlyDictionary<string, string> pins, DateTime now)
    {
        if (certificate is null)
        {
            return Refuse("No certificate was shown, and this end asks for one: give the other end the certificate of a member, client or admin of the cluster.");
        }

        if (Expiry(certificate, now) is { } expired)
        {
            return Refuse(expired);
        }

        var hash = certificate.GetCertHashString(HashAlgorithmName.SHA256);
        var isPinned = pins.TryGetValue(hash, out var pinnedAs);
        if (!isPinned && (chain is null || (errors & ~SslPolicyErrors.RemoteCertificateNameMismatch) != SslPolicyErrors.None))
        {
            return Refuse(WhyUntrusted(certificate, hash, chain));
        }

        try
        {
            var principal = string.IsNullOrEmpty(pinnedAs) ? PaxosPrincipal.Of(certificate) : PaxosPrincipal.TryParse(pinnedAs);
            return principal is not null
                ? new Authentication.Known(principal)
                : Refuse($"The certificate '{certificate.Subject}' names nobody: it needs a subject alternative name such as URI:paxosgen://CLUSTER/replica/N, or a pin that says whose it is.");
        }
        catch (CryptographicException e)
        {
            return Refuse(e.Message);
        }
    }

    /// <summary>Why a certificate does not count at this time; null if it does.</summary>
    public static string? Expiry(X509Certificate2 certificate, DateTime now)
    {
        var (from, until) = (certificate.NotBefore.ToUniversalTime(), certificate.NotAfter.ToUniversalTime());
        return now > until ? string.Create(CultureInfo.InvariantCulture, $"The certificate '{certificate.Subject}' expired on {until:yyyy-MM-dd HH:mm} UTC: issue a new one.")
            : now < from ? string.Create(CultureInfo.InvariantCulture, $"The certificate '{certificate.Subject}' is valid from {from:yyyy-MM-dd HH:mm} UTC on, and it is {now:yyyy-MM-dd HH:mm} here: compare the clocks.")
            : null;
    }

    private static string WhyUntrusted(X509Certificate2 certificate, string hash, X509Chain? chain)
    {
        var statuses = chain is null ? [] : chain.ChainStatus.Select(static s => s.Status).ToImmutableArray();
        var all = statuses.Aggregate(X509ChainStatusFlags.NoError, static (sum, status) => sum | status);
        return (all & X509ChainStatusFlags.Revoked) != 0 ? $"The certificate '{certificate.Subject}' has been revoked: issue a new one with a new key."
            : (all & Unknown) != 0 || all == X509ChainStatusFlags.NoError
                ? $"The certificate '{certificate.Subject}' was issued by '{certificate.Issuer}', which is none of the authorities trusted here, and its SHA-256 hash {hash} is not pinned. "
                    + "Use certificates of one authority, or trust this one here too."
            : (all & X509ChainStatusFlags.NotValidForUsage) != 0
                ? $"The certificate '{certificate.Subject}' is not made for this use: members need 'server authentication' and 'client authentication' among its extended key usages, clients the latter."
            : $"The certificate '{certificate.Subject}' cannot be trusted: {string.Join(", ", statuses.Distinct())}. Issue a new one.";
    }

    private static Authentication.Refused Refuse(string why) => new(why);
}
