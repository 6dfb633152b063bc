using static PaxosGen.Storage.Tests.TestStore;

namespace PaxosGen.Storage.Tests;

public class DiskErrorTests
{
    private const int InputOutputError = 5;
    private const int NoSpace = 28;

    private readonly MemoryDisk _disk = new();

    [Theory]
    [InlineData(1)] // create
    [InlineData(2)] // fallocate
    public void A_full_disk_refuses_the_batch_whole_takes_ballots_and_recovers(int operation)
    {
        using var store = Open(_disk);
        store.Log.Append([Vote(1, 1, Entry(1)), ChosenThrough(1)]);
        store.Log.Append([Vote(1, 2, Entry(2))]);
        store.Log.Append([Vote(1, 3, Entry(3))]);
        for (var i = 0; i < 3; i++)
        {
            _disk.FailAt(_disk.Operations + operation, NoSpace);
            Assert.Throws<DiskFullException>(() => store.Log.Append([Promised(7), Vote(7, 4, Entry(4)), ChosenThrough(4)]));
            Assert.Equal(Ballot(1), store.Log.Promised);
        }

        store.Log.Append([Promised(8)]);
        store.Log.Append([Vote(8, 4, Entry(44))]);
        _disk.Crash();

        var found = Open(_disk).Recovered;
        Assert.Equal(Ballot(8), found.Promised);
        Assert.Equal(Describe(Vote(1, 1, Entry(1), Entry(2), Entry(3)), Vote(8, 4, Entry(44))), Describe(found.Log));
        Assert.Equal(new Slot(1), found.ChosenThrough);
        Assert.DoesNotContain(_disk.List(), name => name.EndsWith(".new", StringComparison.Ordinal));
    }

    [Fact]
    public void Space_that_is_reserved_is_there_when_it_is_needed_and_the_lack_of_it_is_known_before()
    {
        using (var store = Open(_disk))
        {
            store.Log.Reserve();
            _disk.IsFull = true;
            for (var slot = 1; slot <= 3; slot++)
            {
                store.Log.Append([Vote(1, slot, Entry(slot))]);
            }

            // The segment that was reserved has no room for many more: nothing was written yet that cannot be.
            Assert.Throws<DiskFullException>(store.Log.Reserve);
            store.Log.Append([Promised(7)]);
            _disk.IsFull = false;
            store.Log.Reserve();
            _disk.IsFull = true;
            store.Log.Append([Vote(7, 4, Entry(4, 9000))]);
            _disk.IsFull = false;

            // One that is larger than what was reserved gets a segment of its own instead.
            store.Log.Reserve();
            store.Log.Append([Vote(7, 5, Entry(5, 90_000))]);
            store.Log.Reserve();
        }

        _disk.Crash();
        var found = Open(_disk).Recovered;
        Assert.Equal(Describe(Vote(1, 1, Entry(1), Entry(2), Entry(3)), Vote(7, 4, Entry(4, 9000), Entry(5, 90_000))), Describe(found.Log));
        Assert.DoesNotContain(_disk.List(), name => name.EndsWith(".new", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(InputOutputError)]
    [InlineData(NoSpace)]
    public void An_error_of_any_write_or_sync_is_final(int error)
    {
        // The operations of an append with a ballot: two blocks and the batch, each written and synced.
        for (var operation = 1; operation <= 6; operation++)
        {
            var disk = new MemoryDisk();
            using var store = Open(disk);
            store.Log.Append([Vote(1, 1, Entry(1))]);
            var before = disk.Operations;
            disk.FailAt(before + operation, error);
            var failure = Assert.Throws<DiskFailedException>(() => store.Log.Append([Promised(2), Vote(2, 2, Entry(2))]));
            Assert.Equal(error, failure.ErrorNumber);
            Assert.Contains(failure.Operation, new[] { "pwrite", "fdatasync" });
            var after = disk.Operations;
            Assert.Throws<DiskFailedException>(() => store.Log.Append([Vote(2, 2, Entry(2))]));
            Assert.Throws<DiskFailedException>(() => store.Log.Append([Promised(3)]));
            Assert.Throws<DiskFailedException>(() => store.Log.Truncate(new Slot(1)));
            Assert.Throws<DiskFailedException>(() => store.Snapshots.Write(new Slot(1), AtBirth, default, default));
            Assert.Throws<DiskFailedException>(() => store.Peers.Remember(new ReplicaId(2), Identity.Store, 1));
            store.Dispose();
            Assert.Equal(after, disk.Operations);
        }
    }

    [Fact]
    public void After_a_failed_sync_and_a_restart_nothing_is_answered_for_that_is_only_in_memory()
    {
        var store = Open(_disk);
        store.Log.Append([Vote(1, 1, Entry(1))]);

        // The write reaches the page cache, the sync fails, and the kernel takes the pages for clean.
        _disk.FailAt(_disk.Operations + 2, InputOutputError);
        Assert.Throws<DiskFailedException>(() => store.Log.Append([Vote(1, 2, Entry(2))]));
        store.Dispose();

        // The process starts again and finds the vote in the page cache: a promise would report it.
        using (var again = Open(_disk))
        {
            Assert.Equal([1, 2], again.Recovered.Log.Select(slot => slot.Slot.Value));
            again.Log.Append([Vote(1, 3, Entry(3))]);
        }

        _disk.Crash();
        Assert.Equal(Describe(Vote(1, 1, Entry(1), Entry(2), Entry(3))), Describe(Open(_disk).Recovered.Log));
    }

    [Fact]
    public void A_ballot_whose_sync_failed_is_made_durable_by_the_next_start()
    {
        var store = Open(_disk);
        _disk.FailAt(_disk.Operations + 2, InputOutputError);
        Assert.Throws<DiskFailedException>(() => store.Log.Append([Promised(5)]));
        store.Dispose();
        Assert.Equal(Ballot(5), Open(_disk).Recovered.Promised);
        _disk.Crash();
        Assert.Equal(Ballot(5), Open(_disk).Recovered.Promised);
    }

    [Fact]
    public void The_only_block_with_the_newest_ballot_is_not_the_first_to_be_rewritten()
    {
        var store = Open(_disk);

        // The first block is written and synced, then the power fails.
        _disk.FailPowerAt(_disk.Operations + 3);
        Assert.Throws<PowerFailedException>(() => store.Log.Append([Promised(5)]));
        _disk.Crash();

        // The next start syncs the folder and rewrites a block; the power fails in it, and could take the block with it.
        _disk.FailPowerAt(_disk.Operations + 2);
        Assert.Throws<PowerFailedException>(() => Open(_disk));
        var unsynced = new List<(string, long)>();
        _disk.Crash(
            (name, offset) =>
            {
                unsynced.Add((name, offset));
                return false;
            },
            _ => 0);
        Assert.Equal([("promised", DoubleBlock.BlockBytes)], unsynced);
        Assert.Equal(Ballot(5), Open(_disk).Recovered.Promised);
    }

    [Fact]
    public void A_snapshot_without_space_leaves_the_others()
    {
        using var store = Open(_disk);
        store.Snapshots.Write(new Slot(3), AtBirth, default, new byte[100]);
        var names = _disk.List();
        foreach (var operation in new[] { 1, 2 })
        {
            _disk.FailAt(_disk.Operations + operation, NoSpace);
            Assert.Throws<DiskFullException>(() => store.Snapshots.Write(new Slot(4), AtBirth, default, new byte[100]));
            Assert.Equal(names, _disk.List());
        }

        store.Snapshots.Write(new Slot(4), AtBirth, default, new byte[100]);
        store.Log.Append([Vote(1, 5, Entry(5))]);
    }
}
