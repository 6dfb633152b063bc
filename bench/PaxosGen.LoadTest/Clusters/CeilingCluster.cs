using System.Net.Sockets;
using PaxosGen.LoadTest.Load;

namespace PaxosGen.LoadTest.Clusters;

/// <summary>The ceiling prototype: what the disk and the network allow to one that does nothing else. Its ports are fixed.</summary>
internal sealed class CeilingCluster(string folder, string program) : StoreCluster(folder)
{
    /// <inheritdoc />
    public override string Name => "ceiling";

    /// <inheritdoc />
    public override string[] Endpoints => ["127.0.0.1:4000"];

    /// <inheritdoc />
    public override async Task StartAsync()
    {
        Launch("dotnet", "c1.log", program, "follower", "4001", Path.Combine(Folder, "c1"), "1");
        Launch("dotnet", "c2.log", program, "follower", "4002", Path.Combine(Folder, "c2"), "1");
        Launch("dotnet", "c0.log", program, "leadersrv", Folder, "1", "4", "-", "-", "86400");
        await WaitAsync("a leader", async () =>
        {
            try
            {
                await using var connection = await CeilingConnection.ConnectAsync(Endpoints[0]);
                await connection.PutAsync(0, new byte[16]);
                return true;
            }
            catch (SocketException)
            {
                return false;
            }
        });
    }
}
