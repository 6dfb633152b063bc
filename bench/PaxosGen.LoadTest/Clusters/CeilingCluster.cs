using System.Diagnostics;
using System.Net.Sockets;
using PaxosGen.LoadTest.Load;

namespace PaxosGen.LoadTest.Clusters;

/// <summary>The ceiling prototype: what the disk and the network allow to one that does nothing else. Its ports are fixed.</summary>
internal sealed class CeilingCluster(string folder) : StoreCluster(folder)
{
    /// <summary>Batches in flight.</summary>
    private const string Window = "4";

    /// <summary>For how long the leader serves: longer than any measurement.</summary>
    private const string Seconds = "86400";

    private static string Program => Path.Combine(Surroundings.Artifacts, "yardsticks", "ceiling", "ceil.dll");

    /// <inheritdoc />
    public override bool HasReads => false;

    /// <inheritdoc />
    public override string Name => "ceiling";

    /// <inheritdoc />
    public override string[] Endpoints => ["127.0.0.1:4000"];

    /// <summary>Compiles the prototype, with none of the repository's own rules.</summary>
    public static async Task BuildAsync()
    {
        using var build = Process.Start(new ProcessStartInfo(
            "dotnet",
            ["build", Path.Combine(Surroundings.Root, "tests", "yardsticks", "ceiling"), "-c", "Release", "-o", Path.GetDirectoryName(Program)!, "--nologo", "-v", "quiet"])
        {
            RedirectStandardOutput = true,
        })!;
        var output = await build.StandardOutput.ReadToEndAsync();
        await build.WaitForExitAsync();
        if (build.ExitCode != 0)
        {
            throw new InvalidOperationException($"The ceiling prototype does not compile: {output}");
        }
    }

    /// <inheritdoc />
    public override async Task StartAsync()
    {
        Launch(1, "dotnet", Program, "follower", "4001", Path.Combine(Folder, "c1"), "1");
        Launch(2, "dotnet", Program, "follower", "4002", Path.Combine(Folder, "c2"), "1");
        Launch(0, "dotnet", Program, "leadersrv", Folder, "1", Window, "-", "-", Seconds);
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
