using static PaxosGen.Storage.Tests.TestStore;

namespace PaxosGen.Storage.Tests;

public class QuarantineTests
{
    private readonly MemoryDisk _disk = new();

    [Fact]
    public void It_lasts_through_crashes_until_it_is_lifted()
    {
        using (var store = Open(_disk))
        {
            Assert.Null(store.Quarantine);
            Assert.False(store.Recovered.IsQuarantined);
            store.BeQuarantined("slot 7");
            store.BeQuarantined("slot 6");
        }

        _disk.Crash();
        using (var store = Open(_disk))
        {
            Assert.Equal("slot 6", store.Quarantine);
            Assert.True(store.Recovered.IsQuarantined);
            store.LiftQuarantine();
            store.LiftQuarantine();
            Assert.Null(store.Quarantine);
        }

        _disk.Crash();
        using var again = Open(_disk);
        Assert.False(again.Recovered.IsQuarantined);
    }

    [Fact]
    public void A_full_disk_keeps_nobody_from_being_quarantined()
    {
        for (var i = 0; i < 2; i++)
        {
            using (var store = Open(_disk))
            {
                _disk.IsFull = true;
                store.BeQuarantined("slot 7");
            }

            _disk.Crash();
            _disk.IsFull = false;
            using var again = Open(_disk);
            Assert.Equal("slot 7", again.Quarantine);
            again.LiftQuarantine();
            Assert.Equal(0, _disk.List().Count(name => name == "quarantine"));
        }
    }

    [Fact]
    public void What_an_earlier_quarantine_kept_stays()
    {
        using var store = Open(_disk);
        for (var i = 0; i < 2; i++)
        {
            store.Snapshots.Write(new Slot(5), AtBirth, Snapshot.OfOwnLog, new byte[] { 1 });
            Assert.True(store.TryReplaceSnapshots(new Slot(4 + i), AtBirth, Snapshot.OfPeer, new byte[] { 2 }));
            Assert.Equal([new Slot(4 + i)], store.Snapshots.Slots);
        }

        Assert.Equal(2, _disk.List().Count(name => name.StartsWith("diverged-snapshot-00000000000000000005", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_damaged_file_quarantines_too()
    {
        using (var store = Open(_disk))
        {
            store.BeQuarantined("slot 7");
        }

        for (var at = 0; at < 19; at++)
        {
            _disk.Corrupt("quarantine", at, 0x10);
            using var store = Open(_disk);
            Assert.Contains("damaged", store.Quarantine, StringComparison.Ordinal);
            _disk.Corrupt("quarantine", at, 0x10);
        }
    }

    [Fact]
    public void A_crash_while_a_peers_snapshot_takes_the_place_of_all_leaves_a_store_that_opens()
    {
        var operations = 0L;
        var (wrong, right) = (new byte[] { 1 }, new byte[] { 2 });
        for (var crashAt = 1L; crashAt == 1 || crashAt <= operations; crashAt++)
        {
            var disk = new MemoryDisk();
            var store = Open(disk);
            store.Log.Append([Vote(1, 1, Entry(1), Entry(2), Entry(3), Entry(4), Entry(5)), ChosenThrough(5)]);
            store.Snapshots.Write(new Slot(2), AtBirth, Snapshot.OfOwnLog, wrong);
            store.Snapshots.Write(new Slot(4), AtBirth, Snapshot.OfOwnLog, wrong);
            store.Truncate(new Slot(2));
            store.BeQuarantined("slot 2");
            var before = disk.Operations;
            disk.FailPowerAt(before + crashAt);
            try
            {
                store.Snapshots.ReplaceAll(new Slot(3), AtBirth, Snapshot.OfPeer, right);
                store.Truncate(new Slot(3));
                store.LiftQuarantine();
                operations = disk.Operations - before;
            }
            catch (PowerFailedException)
            {
                operations = crashAt + 1;
            }

            disk.Crash();
            using var again = Open(disk);
            Assert.True(again.Quarantine is not null || again.Snapshot!.ReadState().SequenceEqual(right), $"after {crashAt} operations");
            Assert.True(again.Recovered.ChosenThrough >= new Slot(4));
        }

        Assert.True(operations > 5);
    }

    [Fact]
    public void A_peers_snapshot_of_an_earlier_slot_than_the_log_goes_on_from_takes_the_place_of_none()
    {
        using (var store = Open(_disk))
        {
            store.Log.Append([Vote(1, 1, Entry(1), Entry(2), Entry(3), Entry(4), Entry(5), Entry(6), Entry(7), Entry(8)), ChosenThrough(8)]);
            store.Snapshots.Write(new Slot(4), AtBirth, Snapshot.OfOwnLog, new byte[] { 1 });
            store.BeQuarantined("slot 2");
            Assert.True(store.TryReplaceSnapshots(new Slot(7), AtBirth, Snapshot.OfPeer, new byte[] { 2 }));

            // The replica has not heard of it yet, and will drop its log through there.
            Assert.False(store.TryReplaceSnapshots(new Slot(6), AtBirth, Snapshot.OfPeer, new byte[] { 2 }));
            store.Truncate(new Slot(7));
        }

        _disk.Crash();
        using var again = Open(_disk);
        Assert.False(again.TryReplaceSnapshots(new Slot(6), AtBirth, Snapshot.OfPeer, new byte[] { 2 }));
        Assert.Equal([new Slot(7)], again.Snapshots.Slots);
    }

    [Fact]
    public void While_nobody_knows_who_is_right_no_snapshot_is_deleted()
    {
        using var store = Open(_disk);
        for (var slot = 1; slot <= 4; slot++)
        {
            store.Snapshots.Write(new Slot(slot), AtBirth, default, new byte[] { 1 }, keepsOld: true);
        }

        Assert.Equal(4, store.Snapshots.Slots.Count);
        store.Snapshots.Write(new Slot(5), AtBirth, default, new byte[] { 1 });
        Assert.Equal([new Slot(4), new Slot(5)], store.Snapshots.Slots);
        Assert.Equal(2, _disk.List().Count(name => name.StartsWith("snapshot-", StringComparison.Ordinal)));
    }

    [Fact]
    public void The_wrong_ones_stay_under_another_name()
    {
        using var store = Open(_disk);
        store.Snapshots.Write(new Slot(2), AtBirth, Snapshot.OfOwnLog, new byte[] { 1 });
        store.Snapshots.Write(new Slot(4), AtBirth, Snapshot.OfOwnLog, new byte[] { 1 });
        store.Snapshots.ReplaceAll(new Slot(4), AtBirth, Snapshot.OfPeer, new byte[] { 2 });
        store.Snapshots.KeepAside(new Slot(9), AtBirth, new byte[] { 3 });
        Assert.Equal([new Slot(4)], store.Snapshots.Slots);
        using var newest = store.Snapshots.OpenNewest();
        Assert.Equal([2], newest!.ReadState());
        Assert.Equal(
            ["diverged-snapshot-00000000000000000002", "diverged-snapshot-00000000000000000004", "diverged-snapshot-00000000000000000009", "snapshot-00000000000000000004"],
            _disk.List().Where(name => name.Contains("snapshot", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    }
}
