using PaxosGen.Core.Tests;
using static PaxosGen.Storage.Tests.TestStore;

namespace PaxosGen.Storage.Tests;

/// <summary>What the log allocates for each entry, in batches of 100 entries of 64 bytes.</summary>
public sealed class AllocationTests
{
    private const int Batch = 100;

    /// <summary>Bytes that encoding a record into a buffer allocates per entry: none.</summary>
    private const int RecordBytes = 0;

    /// <summary>Bytes that appending a batch to a file allocates per entry. None today; a hundred for the whole batch would do no harm.</summary>
    private const int AppendBytes = 1;

    [Fact]
    public void Encoding_a_record_allocates_nothing()
    {
        var writer = new CanonicalWriter(64 << 10);
        var record = VoteOf(1);
        var bytes = Allocated.PerItem(Batch, () => record, r =>
        {
            writer.Clear();
            RecordCodec.Write(writer, r);
            Assert.True(writer.Length > Batch * 64);
        });
        Assert.InRange(bytes, 0, RecordBytes);
    }

    [Fact]
    public void Appending_a_batch_to_a_file_allocates_little()
    {
        var folder = Directory.CreateTempSubdirectory("paxosgen-test-");
        try
        {
            using var store = Create(new FileDisk(Path.Combine(folder.FullName, "store")));
            var next = 1L;
            var bytes = Allocated.PerItem(Batch, Prepare, store.Log.Append);
            Assert.InRange(bytes, 0, AppendBytes);
            Assert.Equal(Entry(7, 64), ReadChosen(store.Log, new Slot(next - 1), new Slot(next - 1))[0]);

            IReadOnlyList<LogRecord> Prepare()
            {
                var record = VoteOf(next);
                next += Batch;
                return [record, ChosenThrough(record.FirstSlot.Value - 1)];
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static ReplicaStore Create(FileDisk disk) => ReplicaStore.Create(disk, Identity, 1, new ReplicaStoreOptions { SegmentBytes = 8 << 20 });

    private static LogRecord.Vote VoteOf(long first) => Vote(1, first, [.. Enumerable.Repeat(Entry(7, 64), Batch)]);
}
