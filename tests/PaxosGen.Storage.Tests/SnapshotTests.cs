using static PaxosGen.Storage.Tests.TestStore;

namespace PaxosGen.Storage.Tests;

public class SnapshotTests
{
    private readonly MemoryDisk _disk = new();

    [Fact]
    public void What_was_written_is_read_in_chunks_and_whole()
    {
        var state = new byte[2 * Snapshot.ChunkBytes + 5];
        new Random(1).NextBytes(state);
        using (var store = Open(_disk))
        {
            Assert.Null(store.Snapshot);
            store.Snapshots.Write(new Slot(7), AtBirth, new byte[] { 1, 2, 3 }, state);
        }

        _disk.Crash();
        using var again = Open(_disk);
        var snapshot = again.Snapshot!;
        Assert.Equal(new Slot(7), snapshot.Slot);
        Assert.Equal(new Slot(7), again.Recovered.ChosenThrough);
        Assert.Equal(AtBirth.Membership, again.Recovered.Configuration.Membership);
        Assert.Equal([1, 2, 3], snapshot.Metadata.ToArray());
        Assert.Equal(state, snapshot.ReadState());
        Assert.Equal(3, snapshot.ChunkCount);
        Assert.Equal(state, Enumerable.Range(0, 3).SelectMany(snapshot.ReadChunk));
    }

    [Fact]
    public void An_empty_state_is_a_state()
    {
        using var store = Open(_disk);
        store.Snapshots.Write(new Slot(1), AtBirth, default, default);
        using var snapshot = store.Snapshots.OpenNewest();
        Assert.Equal((0, 0L), (snapshot!.ChunkCount, snapshot.StateBytes));
        Assert.Empty(snapshot.ReadState());
    }

    [Fact]
    public void The_newest_two_are_kept_and_an_open_one_stays_readable()
    {
        using var store = Open(_disk);
        store.Snapshots.Write(new Slot(1), AtBirth, default, new byte[] { 1 });
        using var first = store.Snapshots.OpenNewest();
        store.Snapshots.Write(new Slot(2), AtBirth, default, new byte[] { 2 });
        store.Snapshots.Write(new Slot(3), AtBirth, default, new byte[] { 3 });
        Assert.Equal([new Slot(2), new Slot(3)], store.Snapshots.Slots);
        Assert.Equal(2, _disk.List().Count(name => name.StartsWith("snapshot-", StringComparison.Ordinal)));
        Assert.Equal([1], first!.ReadState());
        Assert.Throws<ArgumentOutOfRangeException>(() => store.Snapshots.Write(new Slot(2), AtBirth, default, default));
    }

    [Fact]
    public void A_damaged_one_is_never_used_wherever_a_bit_flips()
    {
        using (var store = Open(_disk))
        {
            store.Snapshots.Write(new Slot(2), AtBirth, default, new byte[] { 2 });
            store.Snapshots.Write(new Slot(4), AtBirth, new byte[20], new byte[200]);
        }

        const string Newest = "snapshot-00000000000000000004";
        for (var offset = 0; offset < _disk.ReadAll(Newest).Length; offset++)
        {
            var disk = _disk.Copy();
            disk.Corrupt(Newest, offset, 0x01);
            using var store = Open(disk);
            Assert.Equal(new Slot(2), store.Recovered.SnapshotSlot);

            // The next one takes the place of the damaged one, whatever its slot.
            store.Snapshots.Write(new Slot(3), AtBirth, default, default);
            Assert.Equal([new Slot(2), new Slot(3)], store.Snapshots.Slots);
            Assert.False(disk.Exists(Newest));
        }
    }

    [Fact]
    public void A_damaged_one_that_the_log_cannot_do_without_is_refused_by_name()
    {
        using (var store = Open(_disk))
        {
            store.Log.Append([Vote(1, 1, Entry(1), Entry(2), Entry(3), Entry(4)), ChosenThrough(4)]);
            store.Snapshots.Write(new Slot(2), AtBirth, default, new byte[] { 2 });
            store.Snapshots.Write(new Slot(4), AtBirth, default, new byte[] { 4 });
            store.Truncate(new Slot(3));
        }

        _disk.Corrupt("snapshot-00000000000000000004", 100, 1);
        Assert.Equal("memory/snapshot-00000000000000000004", Assert.Throws<StoreDamagedException>(() => Open(_disk)).File);
    }

    [Fact]
    public void Nothing_is_truncated_that_no_snapshot_holds()
    {
        using var store = Open(_disk);
        store.Snapshots.Write(new Slot(4), AtBirth, default, default);
        Assert.Throws<InvariantViolationException>(() => store.Truncate(new Slot(5)));
    }

    [Fact]
    public void A_snapshot_of_another_cluster_is_refused()
    {
        using (var store = ReplicaStore.Create(_disk, Identity with { Cluster = new ClusterId(9) }, 1, Options))
        {
            store.Snapshots.Write(new Slot(4), AtBirth, default, default);
        }

        var bytes = _disk.ReadAll("snapshot-00000000000000000004");
        var disk = new MemoryDisk();
        Open(disk).Dispose();
        using (var file = disk.Create("snapshot-00000000000000000004"))
        {
            file.Write(bytes, 0);
        }

        Assert.Throws<StoreRefusedException>(() => Open(disk));
    }
}
