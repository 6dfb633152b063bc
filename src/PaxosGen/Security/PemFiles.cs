using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace PaxosGen;

/// <summary>Reads certificates and keys from files, and says in one sentence what is wrong with them.</summary>
internal static class PemFiles
{
    private const UnixFileMode RightsOfOthers = UnixFileMode.OtherRead | UnixFileMode.OtherWrite;
    private const int HashLength = 64;

    /// <summary>The own certificate with its key, and the intermediate ones after it.</summary>
    /// <exception cref="IOException">Says what is wrong with which file.</exception>
    public static X509Certificate2Collection ReadOwn(string certificateFile, string keyFile)
    {
        RefuseReadableKey(keyFile);
        return Guard(certificateFile, () =>
        {
            var all = new X509Certificate2Collection();
            all.ImportFromPemFile(certificateFile);
            if (all.Count == 0)
            {
                throw new CryptographicException("it holds no certificate");
            }

            // The key must be that of the first certificate, which this checks.
            var own = X509Certificate2.CreateFromPemFile(certificateFile, keyFile);
            if (OperatingSystem.IsWindows())
            {
                // TLS there uses only keys that were imported.
                using var read = own;
                own = X509CertificateLoader.LoadPkcs12(read.Export(X509ContentType.Pkcs12), null);
            }

            all[0] = own;
            return all;
        });
    }

    /// <summary>Certificate authorities.</summary>
    /// <exception cref="IOException">Says what is wrong with the file.</exception>
    public static X509Certificate2Collection ReadRoots(string file) => Guard(file, () =>
    {
        var roots = new X509Certificate2Collection();
        roots.ImportFromPemFile(file);
        return roots.Count > 0 ? roots : throw new CryptographicException("it holds no certificate");
    });

    /// <summary>Pinned certificates: hash, and whose each is.</summary>
    /// <exception cref="IOException">Says what is wrong with the file.</exception>
    public static IReadOnlyDictionary<string, string> ReadPins(string file) => Guard(file, () =>
    {
        var pins = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var lines = File.ReadAllLines(file);
        for (var i = 0; i < lines.Length; i++)
        {
            if (lines[i].AsSpan().Trim() is "" or ['#', ..])
            {
                continue;
            }

            var (hash, name) = lines[i].Trim().Split(' ', 2, StringSplitOptions.TrimEntries) is [var left, var right] ? (left, right) : (lines[i].Trim(), "");
            if (hash.Length != HashLength || !hash.All(char.IsAsciiHexDigit) || (name.Length > 0 && PaxosPrincipal.TryParse(name) is null) || !pins.TryAdd(hash, name))
            {
                throw new CryptographicException(
                    $"line {i + 1} is no pin, or a second one of the same certificate; write the certificate's SHA-256 hash in hex and whose it is, as paxosgen://CLUSTER/replica/N");
            }
        }

        return pins;
    });

    private static void RefuseReadableKey(string file)
    {
        if (!OperatingSystem.IsWindows() && File.Exists(file) && (File.GetUnixFileMode(file) & RightsOfOthers) != 0)
        {
            throw new IOException($"The private key in '{file}' can be read or written by everybody on this machine. Take the rights from them (chmod 600), and replace the key if others may have read it.");
        }
    }

    private static T Guard<T>(string file, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            throw new IOException($"The certificates in '{file}' cannot be used: {e.Message.TrimEnd('.')}.", e);
        }
    }
}
