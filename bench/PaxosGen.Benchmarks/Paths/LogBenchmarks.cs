using System.Collections.Immutable;
using BenchmarkDotNet.Attributes;
using PaxosGen.Core;
using PaxosGen.Storage;

namespace PaxosGen.Benchmarks.Paths;

/// <summary>One batch of 100 entries to the log: in memory for the code's part, in a file for the disk's, whose sync is most of it.</summary>
public class LogBenchmarks
{
    /// <summary>So often the log is truncated: its files stay few, as with snapshots.</summary>
    private const int AppendsBetweenTruncations = 500;

    private readonly ImmutableArray<Entry> _entries = [.. Enumerable.Range(1, Cast.Batch).Select(i => Cast.CallOf(i))];
    private ReplicaStore _memory = null!;
    private ReplicaStore _files = null!;
    private string _folder = "";
    private Slot _inMemory;
    private Slot _inFiles;

    [GlobalSetup]
    public void Setup()
    {
        // On the disk of the repository: a folder for temporary files may be in memory.
        _folder = Path.GetFullPath(Path.Combine("artifacts", "bench", $"log-{Environment.ProcessId}"));
        Directory.CreateDirectory(_folder);
        _memory = Create(new MemoryDisk());
        _files = Create(new FileDisk(Path.Combine(_folder, "store")));
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        _memory.Dispose();
        _files.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Benchmark(Description = "in memory", OperationsPerInvoke = Cast.Batch)]
    public void AppendInMemory() => Append(_memory, ref _inMemory);

    [Benchmark(Description = "in a file, synced", OperationsPerInvoke = Cast.Batch)]
    public void AppendToFile() => Append(_files, ref _inFiles);

    private void Append(ReplicaStore store, ref Slot through)
    {
        store.Log.Append([new LogRecord.Vote(Cast.Ballot, through.Next, _entries), new LogRecord.ChosenThrough(through)]);
        through += Cast.Batch;
        if (through.Value % (AppendsBetweenTruncations * Cast.Batch) == 0)
        {
            store.Log.Truncate(through);
        }
    }

    private static ReplicaStore Create(IDisk disk)
    {
        var identity = new StoreIdentity
        {
            Cluster = Cast.Members.ClusterIdFor("bench"),
            ClusterName = "bench",
            Replica = new ReplicaId(1),
            Store = Cast.StoreOf(1),
            Founding = Cast.Members,
            Schema = "",
        };
        return ReplicaStore.Create(disk, identity, 1, new ReplicaStoreOptions { SegmentBytes = 4 << 20 });
    }
}
