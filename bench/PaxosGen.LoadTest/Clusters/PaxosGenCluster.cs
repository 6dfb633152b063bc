using System.Diagnostics;
using PaxosGen.Workloads;

namespace PaxosGen.LoadTest.Clusters;

/// <summary>Three replicas with the options that users get unless they say otherwise.</summary>
/// <param name="folder">Where their folders are.</param>
/// <param name="machine">Which machine they run, as <c>serve</c> calls it.</param>
internal sealed class PaxosGenCluster(string folder, string machine = Replica.KeyValueStore) : StoreCluster(folder)
{
    private readonly string _members = string.Join(',', Enumerable.Range(1, 3).Select(id => $"{id}=127.0.0.1:{FreePort()}"));

    /// <inheritdoc />
    public override string Name => "paxosgen";

    /// <inheritdoc />
    public override string[] Endpoints => [.. _members.Split(',').Select(m => m[2..])];

    /// <inheritdoc />
    public override async Task StartAsync()
    {
        for (var id = 1; id <= 3; id++)
        {
            Start(id);
        }

        await WaitAsync("a leader", async () =>
        {
            if (machine == Replica.SmallBank)
            {
                await using var bank = await SmallBankClient.ConnectAsync(Endpoints);
                await bank.OpenAccountsAsync(0, []);
                return true;
            }

            await using var store = await KeyValueStoreClient.ConnectAsync(Endpoints);
            await store.PutAsync(0, []);
            return true;
        });
    }

    /// <summary>Starts one replica, for the first time or again.</summary>
    public Process Start(int id) => Launch(
        Environment.ProcessPath!, $"{id}.log", "serve", id.ToString(), _members, Path.Combine(Folder, id.ToString()), machine);
}
