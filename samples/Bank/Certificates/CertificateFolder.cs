using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using PaxosGen;

namespace BankSample.Certificates;

/// <summary>
/// The files of a cluster's certificates: <c>ca.pem</c>, <c>ca.key</c>, <c>replica-N.pem</c>, <c>client.pem</c> and <c>admin.pem</c>. Those that
/// are somebody's hold his private key as well, so that both are replaced at once.
/// </summary>
/// <param name="folder">Where they are.</param>
internal sealed class CertificateFolder(string folder)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>The authority's certificate.</summary>
    public string Root => Path.Combine(folder, "ca.pem");

    /// <summary>The authority's key; needed only to issue certificates.</summary>
    public string RootKey => Path.Combine(folder, "ca.key");

    /// <summary>A client's certificate and key.</summary>
    public string Client => Path.Combine(folder, "client.pem");

    /// <summary>An admin's certificate and key.</summary>
    public string Admin => Path.Combine(folder, "admin.pem");

    /// <summary>A replica's certificate and key.</summary>
    public string Replica(int id) => Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"replica-{id}.pem"));

    /// <summary>How a replica uses them.</summary>
    public TlsOptions ForReplica(int id) => TlsOptions.FromFiles(Replica(id), rootsFile: Root);

    /// <summary>How a client uses them.</summary>
    public TlsOptions ForClient() => TlsOptions.FromFiles(Client, rootsFile: Root);

    /// <summary>The authority that is there; a new one if there is none.</summary>
    /// <returns>The authority, and whether it is new.</returns>
    public (CertificateAuthority Authority, bool IsNew) Authority(string cluster, DateTimeOffset from, DateTimeOffset until)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, OwnerOnly | UnixFileMode.UserExecute);
        }

        if (File.Exists(Root) && File.Exists(RootKey))
        {
            return (CertificateAuthority.Read(Root, RootKey), false);
        }

        if (File.Exists(Root))
        {
            throw new IOException($"'{Root}' is there without its key '{RootKey}': bring the key, or choose another folder for a new authority.");
        }

        var authority = CertificateAuthority.Create($"PaxosGen cluster {cluster}", from, until);
        Replace(RootKey, KeyOf(authority.Certificate));
        Replace(Root, authority.Certificate.ExportCertificatePem() + "\n");
        return (authority, true);
    }

    /// <summary>Writes a certificate with its key. Whoever uses the file sees the old one or the new one.</summary>
    public static void Write(string file, X509Certificate2 certificate) => Replace(file, $"{certificate.ExportCertificatePem()}\n{KeyOf(certificate)}");

    private static string KeyOf(X509Certificate2 certificate)
    {
        using var key = certificate.GetECDsaPrivateKey()!;
        return key.ExportPkcs8PrivateKeyPem() + "\n";
    }

    private static void Replace(string file, string text)
    {
        var next = file + ".new";
        File.Delete(next);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        using (var writer = new StreamWriter(next, options))
        {
            writer.Write(text);
        }

        File.Move(next, file, overwrite: true);
    }
}
