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

    private sealed class FailingDisk(IDisk disk) : IDisk
    {
        public volatile bool SyncsFail;

        public string PathOf(string name) => disk.PathOf(name);

        public IReadOnlyList<string> List() => disk.List();

        public bool Exists(string name) => disk.Exists(name);

        public IDiskFile Open(string name) => new FailingFile(this, name, disk.Open(name));

        public IDiskFile Create(string name) => new FailingFile(this, name, disk.Create(name));

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
            if (disk.SyncsFail)
            {
                throw new DiskFailedException("fdatasync", disk.PathOf(name), -1, InputOutputError);
            }

            file.Sync();
        }

        public void Dispose() => file.Dispose();
    }
}
