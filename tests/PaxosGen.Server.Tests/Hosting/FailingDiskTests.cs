using PaxosGen.Server.Hosting;
using PaxosGen.Storage;

namespace PaxosGen.Server.Tests.Hosting;

public sealed class FailingDiskTests : IDisposable
{
    private static readonly CancellationToken Patience = new CancellationTokenSource(TimeSpan.FromSeconds(100)).Token;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("paxosgen-test-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_replica_whose_sync_fails_stops_says_why_and_acknowledges_nothing_more()
    {
        var disk = new FailingDisk(new FileDisk(_folder.FullName));
        var options = new ReplicaOptions
        {
            Id = 1,
            DataDirectory = _folder.FullName,
            Members = new Dictionary<int, string> { [1] = "127.0.0.1:0" },
            Bootstrap = true,
        };
        using var bound = PaxosGen.Transport.BoundSocket.Bind("127.0.0.1:0");
        var address = bound.Endpoint.ToString();
        options = options with { Members = new Dictionary<int, string> { [1] = address } };
        await using var host = await ReplicaHost.StartAsync(options, LedgerReplica.Schema, LedgerReplica.CreateStateMachine, bound, Patience, disk);
        await using var client = await LedgerClient.ConnectAsync([address], new PaxosClientOptions { CallTimeout = TimeSpan.FromSeconds(3) }, Patience);
        Assert.Equal(1, await client.AddAsync("a", 1, Patience));

        disk.SyncsFail = true;
        await Assert.ThrowsAnyAsync<PaxosException>(async () => await client.AddAsync("a", 1, Patience));
        var stopped = await Assert.ThrowsAsync<ReplicaFailedException>(() => host.Completion.WaitAsync(Patience));
        Assert.Contains("fdatasync", stopped.Message, StringComparison.Ordinal);
        Assert.Contains("errno 5", stopped.Message, StringComparison.Ordinal);
        Assert.Equal(stopped.Message, host.Status.HaltReason);
    }

    /// <summary>Not on the path of votes: what a failing disk says there goes to whoever reads from connections.</summary>
    [Fact]
    public async Task A_replica_whose_disk_fails_when_it_is_to_remember_a_peer_stops_too()
    {
        var disk = new FailingDisk(new FileDisk(Path.Combine(_folder.FullName, "1"))) { FailsOnly = "peers.tmp", SyncsFail = true };
        using var bound = PaxosGen.Transport.BoundSocket.Bind("127.0.0.1:0");
        using var other = PaxosGen.Transport.BoundSocket.Bind("127.0.0.1:0");
        await using var host = await StartAsync(1, bound, other, disk);
        var peer = StartAsync(2, other, bound, null);
        var stopped = await Assert.ThrowsAsync<ReplicaFailedException>(() => host.Completion.WaitAsync(Patience));
        Assert.Contains("peers.tmp", stopped.Message, StringComparison.Ordinal);
        Assert.Equal(stopped.Message, host.Status.HaltReason);
        await (await peer).DisposeAsync();
    }

    [Fact]
    public async Task A_replica_without_space_to_remember_a_peer_lets_it_in_when_there_is_some()
    {
        var disk = new FailingDisk(new FileDisk(Path.Combine(_folder.FullName, "1"))) { FailsOnly = "peers.tmp", IsFull = true };
        using var bound = PaxosGen.Transport.BoundSocket.Bind("127.0.0.1:0");
        using var other = PaxosGen.Transport.BoundSocket.Bind("127.0.0.1:0");
        await using var host = await StartAsync(1, bound, other, disk);
        await using var peer = await StartAsync(2, other, bound, null);
        while (disk.TimesFull < 2)
        {
            Assert.Null(host.Status.HaltReason);
            Assert.Equal(0, host.Status.ChosenThrough);
            await Task.Delay(10, Patience);
        }

        disk.IsFull = false;
        await using var client = await LedgerClient.ConnectAsync([host.Status.Members[0].Address], cancellationToken: Patience);
        Assert.Equal(1, await client.AddAsync("a", 1, Patience));
    }

    private async Task<ReplicaHost> StartAsync(int id, PaxosGen.Transport.BoundSocket own, PaxosGen.Transport.BoundSocket others, IDisk? disk)
    {
        var addresses = new Dictionary<int, string> { [id] = own.Endpoint.ToString(), [3 - id] = others.Endpoint.ToString() };
        var options = new ReplicaOptions
        {
            Id = id,
            DataDirectory = Path.Combine(_folder.FullName, $"{id}"),
            Members = addresses,
            Bootstrap = true,
        };
        return await ReplicaHost.StartAsync(options, LedgerReplica.Schema, LedgerReplica.CreateStateMachine, own, Patience, disk);
    }

    private sealed class FailingDisk(IDisk disk) : IDisk
    {
        public volatile bool SyncsFail;
        public volatile bool IsFull;
        private int _timesFull;

        /// <summary>The only file that is concerned; all are without it.</summary>
        public string? FailsOnly { get; init; }

        public int TimesFull => Volatile.Read(ref _timesFull);

        public bool Concerns(string name) => FailsOnly is null || FailsOnly == name;

        public string PathOf(string name) => disk.PathOf(name);

        public IReadOnlyList<string> List() => disk.List();

        public bool Exists(string name) => disk.Exists(name);

        public IDiskFile Open(string name) => new FailingFile(this, name, disk.Open(name));

        public IDiskFile Create(string name)
        {
            if (IsFull && Concerns(name))
            {
                Interlocked.Increment(ref _timesFull);
                throw new DiskFullException(disk.PathOf(name));
            }

            return new FailingFile(this, name, disk.Create(name));
        }

        public void Rename(string from, string to) => disk.Rename(from, to);

        public void Delete(string name) => disk.Delete(name);

        public void SyncFolder() => disk.SyncFolder();

        public IDisposable Lock(string name) => disk.Lock(name);
    }

    private sealed class FailingFile(FailingDisk disk, string name, IDiskFile file) : IDiskFile
    {
        private const int InputOutputError = 5;

        public long Length => file.Length;

        public void Preallocate(long length) => file.Preallocate(length);

        public void Write(ReadOnlySpan<byte> bytes, long offset) => file.Write(bytes, offset);

        public int Read(Span<byte> buffer, long offset) => file.Read(buffer, offset);

        public void Sync()
        {
            if (disk.SyncsFail && disk.Concerns(name))
            {
                throw new DiskFailedException("fdatasync", disk.PathOf(name), -1, InputOutputError);
            }

            file.Sync();
        }

        public void Dispose() => file.Dispose();
    }
}
