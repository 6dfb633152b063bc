using System.Globalization;
using PaxosGen.Workloads;

namespace PaxosGen.LoadTest.Clusters;

/// <summary>Three replicas, of <see cref="KeyValueStore"/> unless told otherwise, with the options that users get unless they say otherwise. Their ids are 1, 2 and 3.</summary>
internal sealed class PaxosGenCluster(string folder) : StoreCluster(folder)
{
    private readonly string _members = string.Join(',', Enumerable.Range(1, Size).Select(id => $"{id}=127.0.0.1:{FreePort()}"));

    /// <inheritdoc />
    public override string Name => "paxosgen";

    /// <inheritdoc />
    public override string[] Endpoints => [.. _members.Split(',').Select(m => m[2..])];

    /// <summary>What to start each replica under, given its id; nothing unless set.</summary>
    public Func<int, string[]> Under { get; init; } = _ => [];

    /// <summary>Further arguments of <c>serve</c>.</summary>
    public string[] Arguments { get; init; } = [];

    /// <summary>Which machine they run, as <c>serve --machine</c> calls it.</summary>
    public string Machine { get; init; } = Replica.KeyValueStore;

    /// <summary>The replicas' ids.</summary>
    public static IEnumerable<int> Ids => Enumerable.Range(1, Size);

    /// <inheritdoc />
    public override async Task StartAsync()
    {
        foreach (var id in Ids)
        {
            Start(id);
        }

        await WaitAsync("a leader", async () =>
        {
            if (Machine == Replica.SmallBank)
            {
                await using var bank = await SmallBankClient.ConnectAsync(Endpoints);
                await bank.OpenAccountsAsync(0, []);
                return true;
            }

            await using var client = await KeyValueStoreClient.ConnectAsync(Endpoints);
            await client.PutAsync(0, []);
            return true;
        });
    }

    /// <summary>Starts one replica, for the first time or again.</summary>
    public void Start(int id)
    {
        string[] command =
            [.. Under(id), Environment.ProcessPath!, "serve", id.ToString(CultureInfo.InvariantCulture), _members, FolderOf(id), "--machine", Machine, .. Arguments];
        Launch(id - 1, command[0], command[1..]);
    }

    /// <summary>Ends one replica without a warning.</summary>
    public Task KillReplicaAsync(int id) => KillAsync(id - 1);

    /// <summary>Has one replica make a snapshot, and waits until it is durable.</summary>
    public async Task SnapshotAsync(int id)
    {
        var before = Reports(id)[^1].SnapshotSlot;
        Signal(id - 1, Replica.SnapshotSignal);
        await WaitAsync($"replica {id}'s snapshot", () => Task.FromResult(Reports(id)[^1].SnapshotSlot > before));
    }

    /// <summary>The replica that leads.</summary>
    public async Task<int> LeaderAsync()
    {
        var leader = 0;
        await WaitAsync("a leader that says so", () =>
        {
            leader = Ids.FirstOrDefault(id => IsRunning(id - 1) && Reports(id) is [.., { Role: nameof(ReplicaRole.Leader) }]);
            return Task.FromResult(leader != 0);
        });
        return leader;
    }

    /// <summary>What a replica has reported of itself, oldest first.</summary>
    public List<ReplicaReport> Reports(int id) => ReplicaReport.ReadAll(LogOf(id - 1));

    /// <summary>How many bytes a replica's folder takes.</summary>
    public long DiskBytes(int id) => Directory.GetFiles(FolderOf(id)).Sum(file =>
    {
        try
        {
            return new FileInfo(file).Length;
        }
        catch (FileNotFoundException)
        {
            // The replica has just deleted it.
            return 0;
        }
    });

    /// <summary>Where a replica keeps its data.</summary>
    public string FolderOf(int id) => Path.Combine(Folder, id.ToString(CultureInfo.InvariantCulture));
}
