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

    private const X509ChainStatusFlags NoList = X509ChainStatusFlags.RevocationStatusUnknown | X509ChainStatusFlags.OfflineRevocation;

    private static readonly TimeSpan WarnBefore = TimeSpan.FromDays(30);

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

        try
        {
            return JudgeShown(certificate, chain, errors, pins, now);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException or FormatException)
        {
            // Whatever of it cannot even be read.
            return Refuse(ForeignText.Of(e.Message, ForeignText.MaxMessage));
        }
    }

    private static Authentication JudgeShown(
        X509Certificate2 certificate, X509Chain? chain, SslPolicyErrors errors, IReadOnlyDictionary<string, string> pins, DateTime now)
    {
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

        var principal = string.IsNullOrEmpty(pinnedAs) ? PaxosPrincipal.Of(certificate) : PaxosPrincipal.TryParse(pinnedAs);
        return principal is not null
            ? new Authentication.Known(principal)
            : Refuse($"The certificate '{SubjectOf(certificate)}' names nobody: it needs a subject alternative name such as URI:paxosgen://CLUSTER/replica/N, or a pin that says whose it is.");
    }

    /// <summary>Why a certificate does not count at this time; null if it does.</summary>
    public static string? Expiry(X509Certificate2 certificate, DateTime now)
    {
        var (from, until) = (certificate.NotBefore.ToUniversalTime(), certificate.NotAfter.ToUniversalTime());
        return now > until ? string.Create(CultureInfo.InvariantCulture, $"The certificate '{SubjectOf(certificate)}' expired on {until:yyyy-MM-dd HH:mm} UTC: issue a new one.")
            : now < from ? string.Create(CultureInfo.InvariantCulture, $"The certificate '{SubjectOf(certificate)}' is valid from {from:yyyy-MM-dd HH:mm} UTC on, and it is {now:yyyy-MM-dd HH:mm} here: compare the clocks.")
            : null;
    }

    /// <summary>That a certificate expires within 30 days, or a third of its life if that is less, or has expired; null if it does not.</summary>
    public static string? ExpiresSoon(X509Certificate2 certificate, DateTime now)
    {
        var (from, until) = (certificate.NotBefore.ToUniversalTime(), certificate.NotAfter.ToUniversalTime());
        var life = (until - from) / 3;
        return until - now > (life < WarnBefore ? life : WarnBefore) ? null : string.Create(
            CultureInfo.InvariantCulture, $"The own certificate '{SubjectOf(certificate)}' {(now > until ? "expired" : "expires")} on {until:yyyy-MM-dd HH:mm} UTC: issue a new one.");
    }

    private static string WhyUntrusted(X509Certificate2 certificate, string hash, X509Chain? chain)
    {
        var statuses = chain is null ? [] : chain.ChainStatus.Select(static s => s.Status).ToImmutableArray();
        var all = statuses.Aggregate(X509ChainStatusFlags.NoError, static (sum, status) => sum | status);
        return (all & X509ChainStatusFlags.Revoked) != 0 ? $"The certificate '{SubjectOf(certificate)}' has been revoked: issue a new one with a new key."
            : (all & Unknown) != 0 || all == X509ChainStatusFlags.NoError
                ? $"The certificate '{SubjectOf(certificate)}' was issued by '{ForeignText.Of(certificate.Issuer)}', which is none of the authorities trusted here, and its SHA-256 hash {hash} is not pinned. "
                    + "Use certificates of one authority, or trust this one here too."
            : (all & NoList) != 0
                ? $"Whether the certificate '{SubjectOf(certificate)}' has been revoked cannot be told: the revocation list of '{ForeignText.Of(certificate.Issuer)}' is not there, too old, or did not come in time. "
                    + "The certificate need not be bad: make the list's server answer, publish a new list, or trust without lists (TlsOptions.Revocation)."
            : (all & X509ChainStatusFlags.NotValidForUsage) != 0
                ? $"The certificate '{SubjectOf(certificate)}' is not made for this use: members need 'server authentication' and 'client authentication' among its extended key usages, clients the latter."
            : $"The certificate '{SubjectOf(certificate)}' cannot be trusted: {string.Join(", ", statuses.Distinct())}. Issue a new one.";
    }

    private static string SubjectOf(X509Certificate2 certificate) => ForeignText.Of(certificate.Subject);

    private static Authentication.Refused Refuse(string why) => new(why);
}
