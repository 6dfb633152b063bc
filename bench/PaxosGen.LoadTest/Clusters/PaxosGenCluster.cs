using System.Globalization;
using PaxosGen.Workloads;

namespace PaxosGen.LoadTest.Clusters;

/// <summary>Replicas, of <see cref="KeyValueStore"/> unless told otherwise, with the options that users get unless they say otherwise. Their ids are 1, 2, 3 and so on.</summary>
/// <param name="folder">Where their data is.</param>
/// <param name="size">How many there are, nine at most.</param>
internal sealed class PaxosGenCluster(string folder, int size = 3) : StoreCluster(folder, size)
{
    private readonly string _members = string.Join(',', Enumerable.Range(1, size).Select(id => $"{id}=127.0.0.1:{FreePort()}"));

    /// <inheritdoc />
    public override string Name => "paxosgen";

    /// <inheritdoc />
    public override string[] Endpoints => [.. _members.Split(',').Select(m => m[2..])];

    /// <summary>What to start each replica under, given its id; nothing unless set.</summary>
    public Func<int, string[]> Under { get; init; } = _ => [];

    /// <summary>The program that replicas run: this one, or another build's.</summary>
    public string Program { get; init; } = Environment.ProcessPath!;

    /// <summary>Further arguments of <c>serve</c>.</summary>
    public string[] Arguments { get; init; } = [];

    /// <summary>Which machine they run, as <c>serve --machine</c> calls it.</summary>
    public string Machine { get; init; } = Replica.KeyValueStore;

    /// <summary>The replicas' ids.</summary>
    public IEnumerable<int> Ids { get; } = Enumerable.Range(1, size);

    /// <inheritdoc />
    public override async Task StartAsync()
    {
        foreach (var id in Ids)
        {
            Start(id);
        }

        await WaitAsync("a leader", async () =>
        {
            try
            {
                await CallAsync();
                return true;
            }
            catch (ClusterUnavailableException)
            {
                // Where many start at once on few cores, none may have come to lead yet.
                return false;
            }
        });
    }

    private async Task CallAsync()
    {
        if (Machine == Replica.SmallBank)
        {
            await using var bank = await SmallBankClient.ConnectAsync(Endpoints);
            await bank.OpenAccountsAsync(0, []);
            return;
        }

        await using var client = await KeyValueStoreClient.ConnectAsync(Endpoints);
        await client.PutAsync(0, []);
    }

    /// <summary>Starts one replica, for the first time or again.</summary>
    /// <param name="id">Which.</param>
    /// <param name="more">Arguments of <c>serve</c> besides <see cref="Arguments"/>.</param>
    public void Start(int id, params string[] more)
    {
        // The machine that every build has is not told: earlier ones know no other.
        string[] machine = Machine == Replica.KeyValueStore ? [] : ["--machine", Machine];
        string[] command = [.. Under(id), Program, "serve", id.ToString(CultureInfo.InvariantCulture), _members, FolderOf(id), .. machine, .. Arguments, .. more];
        Launch(id - 1, command[0], command[1..]);
    }

    /// <summary>The number of a replica's process.</summary>
    public int ProcessOf(int id) => ProcessAt(id - 1);

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

    /// <summary>Waits until all replicas say that they have applied as much, and nothing more comes.</summary>
    /// <returns>The slot that was applied last.</returns>
    public async Task<long> SettleAsync()
    {
        var before = -1L;
        await WaitAsync("all replicas having applied as much", async () =>
        {
            await Task.Delay(TimeSpan.FromSeconds(1));
            long[] applied = [.. Ids.Select(id => Reports(id)[^1].Applied)];
            (var last, before) = (before, applied[0]);
            return applied.All(a => a == last);
        });
        return before;
    }

    /// <summary>Waits for a report of a replica.</summary>
    public async Task<ReplicaReport> ReportAsync(int id, Func<ReplicaReport, bool> isIt)
    {
        ReplicaReport? found = null;
        await WaitAsync($"a report of replica {id}", () => Task.FromResult((found = Reports(id).Find(r => isIt(r))) is not null));
        return found!;
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
