using System.Diagnostics;
using System.Net.Sockets;
using System.Text;

namespace PaxosGen.EndToEnd.Tests;

/// <summary>
/// Replicas of samples/Bank, each in a process of its own with a folder of its own, and what can happen to processes.
/// All are killed and all folders deleted at the end, however it comes.
/// </summary>
internal sealed class BankCluster : IAsyncDisposable
{
    private const int OftenEnough = 400;

    private readonly ReservedPorts _ports;
    private readonly PeerProxies? _network;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("bank-end-to-end-");
    private readonly Dictionary<int, BankProcess> _processes = [];
    private readonly List<BankProcess> _ended = [];
    private readonly List<Tmpfs> _mounted = [];
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = TimeSpan.FromSeconds(2) };
    private readonly HttpClient _patient = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = TimeSpan.FromSeconds(15) };

    private readonly int _snapshotInterval;
    private readonly int _founders;
    private volatile IReadOnlyList<int> _ids;

    /// <param name="members">How many found the cluster.</param>
    /// <param name="later">How many may join it later.</param>
    /// <param name="snapshotInterval">Slots between snapshots.</param>
    /// <param name="isPartitionable">Whether the members reach each other by way of <see cref="Network"/>.</param>
    public BankCluster(int members, int later = 0, int snapshotInterval = OftenEnough, bool isPartitionable = false)
    {
        _snapshotInterval = snapshotInterval;
        _founders = members;
        _ports = new ReservedPorts(2 * (members + later));
        _ids = [.. Enumerable.Range(1, members)];
        _network = isPartitionable ? new PeerProxies([.. Enumerable.Range(1, members).Select(ListenAddress)]) : null;
    }

    /// <summary>The members' ids.</summary>
    public IReadOnlyList<int> Ids => _ids;

    /// <summary>Those whose processes run, frozen or not.</summary>
    public IReadOnlyList<int> Running => [.. Ids.Where(id => _processes.GetValueOrDefault(id) is { HasExited: false })];

    /// <summary>What all processes wrote, those that ended too.</summary>
    public IEnumerable<string> Outputs => _ended.Concat(_processes.Values).Select(p => p.Output);

    /// <summary>The ways between the members, to cut and to heal.</summary>
    public PeerProxies Network => _network ?? throw new InvalidOperationException("The members of this cluster reach each other directly.");

    /// <summary>Whether there is a <see cref="Network"/>.</summary>
    public bool IsPartitionable => _network is not null;

    /// <summary>Where the others and clients reach a member.</summary>
    public string PeerAddress(int id) => _network?.Addresses[id - 1] ?? ListenAddress(id);

    /// <summary>Where a member itself listens.</summary>
    public string ListenAddress(int id) => _ports.Addresses[id - 1];

    /// <summary>Where a member's web API is; the same after a restart.</summary>
    public string HttpAddress(int id) => _ports.Addresses[(_ports.Addresses.Count / 2) + id - 1];

    /// <summary>How much memory a member's process holds, in MiB.</summary>
    public long MemoryOf(int id)
    {
        using var process = System.Diagnostics.Process.GetProcessById(Process(id).Id);
        return process.WorkingSet64 >> 20;
    }

    public string Folder(int id) => Path.Combine(_folder.FullName, $"{id}");

    /// <summary>Starts a member, the first time and later with the same words, and waits until its web API is there.</summary>
    public Task StartAsync(int id) => StartAsync(id, []);

    /// <summary>Starts a member by a command that runs it as its child does, and waits until its web API is there.</summary>
    public Task StartAsync(int id, IReadOnlyList<string> under) => Launch(id, under).AddressAsync();

    /// <summary>Starts a member and waits for nothing.</summary>
    public BankProcess Launch(int id, IReadOnlyList<string> under)
    {
        if (_processes.TryGetValue(id, out var before))
        {
            _ended.Add(before);
        }

        var members = string.Join(',', Enumerable.Range(1, _founders).Select(i => $"{i}={PeerAddress(i)}"));
        string[] comes = [id <= _founders ? "--bootstrap" : "--join", $"--listen={ListenAddress(id)}"];
        var process = BankProcess.StartUnder(
            under,
            ["serve", $"--id={id}", $"--data={Folder(id)}", $"--http={HttpAddress(id)}", $"--members={members}", .. comes, $"--snapshot-interval={_snapshotInterval}"]);
        _processes[id] = process;
        return process;
    }

    /// <summary>What is told of a member's process that runs, or ran last.</summary>
    public BankProcess Process(int id) => _processes.GetValueOrDefault(id) ?? throw new InvalidOperationException($"Replica {id} was never started.");

    /// <summary>Gives a member that was never started a small file system of its own for its folder.</summary>
    public void Mount(int id, Tmpfs small)
    {
        Directory.CreateDirectory(Folder(id));
        small.Mount(Folder(id));
        _mounted.Add(small);
    }

    /// <summary>Gives the cluster other members, as operators do: by the leader, and again while it says that it cannot yet.</summary>
    public async Task<TimeSpan> ChangeMembersAsync(int[] voters, int[] learners)
    {
        var body = $$"""{"voters":[{{List(voters)}}],"learners":[{{List(learners)}}]}""";
        var last = "";
        try
        {
            return await Until.HoldsAsync($"the members are {body}", async () =>
            {
                var leader = await LeaderAsync();
                using var json = new StringContent(body, Encoding.UTF8, "application/json");
                try
                {
                    using var answer = await _patient.PostAsync(new Uri($"http://{HttpAddress(leader)}/admin/members"), json);
                    last = $"{answer.StatusCode} {await answer.Content.ReadAsStringAsync()}";
                    return answer.IsSuccessStatusCode;
                }
                catch (Exception e) when (e is HttpRequestException or SocketException or OperationCanceledException or IOException)
                {
                    last = e.Message;
                    return false;
                }
            });
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"{e.Message}\n{last}", e);
        }

        string List(int[] ids) => string.Join(',', ids.Select(id => $$"""{"id":{{id}},"address":"{{PeerAddress(id)}}"}"""));
    }

    /// <summary>These are the members that clients ask and that have to agree at the end.</summary>
    public void Expect(params int[] members) => _ids = members;

    /// <summary>kill -9.</summary>
    public async Task KillAsync(int id)
    {
        await Process(id).SignalAsync("KILL");
        await Process(id).ExitCodeAsync();
    }

    /// <summary>The process stands still and does not know it.</summary>
    public Task FreezeAsync(int id) => Process(id).SignalAsync("STOP");

    /// <summary>A frozen process goes on.</summary>
    public Task ThawAsync(int id) => Process(id).SignalAsync("CONT");

    /// <summary>Asks a process to end, and waits until it has.</summary>
    public async Task<(int ExitCode, TimeSpan After)> TerminateAsync(int id)
    {
        var watch = Stopwatch.StartNew();
        await Process(id).SignalAsync("TERM");
        var code = await Process(id).ExitCodeAsync();
        return (code, watch.Elapsed);
    }

    /// <summary>What a member says of itself; null when it does not answer.</summary>
    public async Task<ReplicaState?> StatusAsync(int id)
    {
        try
        {
            return ReplicaState.Parse(await _http.GetStringAsync(new Uri($"http://{HttpAddress(id)}/status")));
        }
        catch (Exception e) when (e is HttpRequestException or SocketException or OperationCanceledException or IOException)
        {
            return null;
        }
    }

    /// <summary>The member that leads, once there is one that others follow.</summary>
    public async Task<int> LeaderAsync(int? otherThan = null)
    {
        var (leader, _) = await Until.FoundAsync("a leader that another member follows", async () =>
        {
            var states = (await Task.WhenAll(Running.Where(id => id != otherThan).Select(StatusAsync))).OfType<ReplicaState>().ToList();
            return states.Find(s => s.Leads && states.Any(o => o.Replica != s.Replica && o.Leader == s.Replica));
        });
        return leader.Replica;
    }

    /// <summary>Waits until all members have applied the same, with the same results.</summary>
    public async Task<TimeSpan> AgreeAsync()
    {
        var last = "";
        try
        {
            return await Until.HoldsAsync("all replicas at the same slot with the same hash", async () =>
            {
                var states = await Task.WhenAll(Ids.Select(StatusAsync));
                last = string.Join('\n', states.Select(s => $"{s}"));
                return states.All(s => s is { HaltReason: null } && s.AppliedThrough == s.ChosenThrough) && states.DistinctBy(s => (s!.AppliedThrough, s.ResultHash)).Count() == 1;
            });
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"{e.Message}\n{last}", e);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _ended.Concat(_processes.Values))
        {
            await process.DisposeAsync();
        }

        if (_network is not null)
        {
            await _network.DisposeAsync();
        }

        _mounted.ForEach(m => m.Dispose());
        _http.Dispose();
        _patient.Dispose();
        _ports.Dispose();
        _folder.Delete(recursive: true);
    }
}
