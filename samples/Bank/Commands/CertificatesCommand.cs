using System.Globalization;
using BankSample.Certificates;
using PaxosGen;

namespace BankSample.Commands;

/// <summary><c>certificates</c>: makes the certificates of a cluster, or new ones in their place.</summary>
internal static class CertificatesCommand
{
    public const string Usage = """
        usage: Bank certificates --out DIR --members 1,2,3 [--name NAME] [--hosts NAME,...] [--days N]

          Makes what --tls DIR needs: an authority, one certificate with its key for each member,
          one for a client, and one for an admin. With an authority in DIR already, it issues new
          certificates of that one in place of the old: processes that run use them for every new
          connection, without a restart.

          --out DIR        where the files go: ca.pem, ca.key, replica-N.pem, client.pem, admin.pem.
                           Each machine needs ca.pem and its own file; ca.key is needed only here,
                           and whoever has it can be anybody
          --members LIST   the ids of the members
          --name NAME      the cluster's name, as serve's --name: 'default' without it
          --hosts LIST     names and addresses of the members' machines, for browsers and curl:
                           localhost,127.0.0.1,::1 without it
          --days N         how long they are valid: 1 to 3650, 365 without it; the authority ten times
                           as long
          --help           this text
        """;

    private static readonly TimeSpan ClocksDiffer = TimeSpan.FromHours(1);

    /// <summary>Runs the command.</summary>
    /// <exception cref="MisuseException">The command line makes no sense.</exception>
    public static int Run(string[] words)
    {
        var line = CommandLine.Parse(words, Usage, ["--out", "--members", "--name", "--hosts", "--days"], []);
        if (line.Help)
        {
            Console.WriteLine(Usage);
            return 0;
        }

        var folder = new CertificateFolder(Path.GetFullPath(line.Require("--out")));
        var members = Ids(line, line.Require("--members"));
        var cluster = line.Find("--name") ?? "default";
        string[] hosts = line.Find("--hosts")?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? ["localhost", "127.0.0.1", "::1"];
        if (hosts.FirstOrDefault(static host => Uri.CheckHostName(host) == UriHostNameType.Unknown) is { } bad)
        {
            throw line.Misuse($"--hosts: '{bad}' is no name or address of a machine.");
        }

        var days = line.Number("--days", 1, 3650) ?? 365;
        var from = DateTimeOffset.UtcNow - ClocksDiffer;
        var until = DateTimeOffset.UtcNow.AddDays(days);
        var (authority, isNew) = folder.Authority(cluster, from, DateTimeOffset.UtcNow.AddDays(days * 10));
        using (authority)
        {
            Console.WriteLine(isNew ? $"{folder.Root}  a new authority; keep {folder.RootKey} to yourself" : $"{folder.Root}  the authority, as it was");
            foreach (var id in members)
            {
                Issue(folder.Replica(id), PaxosPrincipal.OfReplica(cluster, id), hosts);
            }

            Issue(folder.Client, new PaxosPrincipal(cluster, PaxosRole.Client, "client"));
            Issue(folder.Admin, new PaxosPrincipal(cluster, PaxosRole.Admin, "admin"));
        }

        return 0;

        void Issue(string file, PaxosPrincipal principal, params string[] names)
        {
            using var certificate = authority.Issue(principal, from, until, names);
            CertificateFolder.Write(file, certificate);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{file}  {principal} until {certificate.NotAfter.ToUniversalTime():yyyy-MM-dd}"));
        }
    }

    private static int[] Ids(CommandLine line, string list)
    {
        var words = list.Split(',', StringSplitOptions.TrimEntries);
        var ids = words.Select(static word => int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0).ToArray();
        return ids.Contains(0) || ids.Distinct().Count() != ids.Length ? throw line.Misuse($"--members {list}: give the ids of the members, for example 1,2,3.") : ids;
    }
}
