using PaxosGen.LoadTest.Load;

namespace PaxosGen.LoadTest.Clusters;

/// <summary>Three members of etcd, as Debian packages it, with its defaults; fsync is on.</summary>
internal sealed class EtcdCluster(string folder) : StoreCluster(folder)
{
    private readonly (int Client, int Peer)[] _ports = [.. Enumerable.Range(0, UsualSize).Select(_ => (FreePort(), FreePort()))];

    /// <inheritdoc />
    public override string Name => "etcd";

    /// <inheritdoc />
    public override string[] Endpoints => [.. _ports.Select(p => $"127.0.0.1:{p.Client}")];

    /// <inheritdoc />
    public override async Task StartAsync()
    {
        var cluster = string.Join(',', _ports.Select((p, i) => $"m{i}=http://127.0.0.1:{p.Peer}"));
        for (var i = 0; i < UsualSize; i++)
        {
            var client = $"http://127.0.0.1:{_ports[i].Client}";
            var peer = $"http://127.0.0.1:{_ports[i].Peer}";
            Launch(
                i, "etcd", "--name", $"m{i}", "--data-dir", Path.Combine(Folder, $"m{i}"), "--listen-client-urls", client,
                "--advertise-client-urls", client, "--listen-peer-urls", peer, "--initial-advertise-peer-urls", peer,
                "--initial-cluster", cluster, "--log-level", "error");
        }

        await WaitAsync("a leader", async () =>
        {
            try
            {
                await using var connection = await EtcdConnection.ConnectAsync(Endpoints);
                await connection.PutAsync(0, []);
                return true;
            }
            catch (Exception e) when (e is InvalidOperationException or HttpRequestException)
            {
                return false;
            }
        });
    }
}
