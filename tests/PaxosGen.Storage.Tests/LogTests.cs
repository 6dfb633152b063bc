using static PaxosGen.Storage.Tests.TestStore;

namespace PaxosGen.Storage.Tests;

public class LogTests
{
    private readonly MemoryDisk _disk = new();

    [Fact]
    public void What_was_appended_is_recovered_after_a_crash()
    {
        var store = Open(_disk);
        store.Log.Append([Promised(3), Vote(3, 1, Entry(1), Entry(2)), Chosen(4, Entry(4)), ChosenThrough(2)]);
        store.Log.Append([Vote(5, 2, Entry(22, 9000))]);
        _disk.Crash();

        var found = Open(_disk).Recovered;
        Assert.Equal(Ballot(5), found.Promised);
        Assert.Equal(Describe(Vote(3, 1, Entry(1)), Vote(5, 2, Entry(22, 9000)), Chosen(4, Entry(4))), Describe(found.Log));
        Assert.Equal(new Slot(2), found.ChosenThrough);
        Assert.Empty(found.Unknown);
        Assert.Equal(Identity.Store, found.Store);
    }

    [Fact]
    public void Records_of_many_steps_are_one_write_and_one_sync()
    {
        var log = Open(_disk).Log;
        log.Append([Vote(1, 1, Entry(1))]);
        var before = _disk.Operations;
        log.Append([Vote(1, 2, Entry(2)), Vote(1, 3, Entry(3)), Chosen(4, Entry(4)), ChosenThrough(3)]);
        Assert.Equal(2, _disk.Operations - before);
    }

    [Fact]
    public void Who_promises_in_a_new_epoch_comes_back_knowing_how_the_last_one_ended()
    {
        // Otherwise, when all crash together, all have promised in an epoch that nobody knows to have begun.
        for (var operation = 1; ; operation++)
        {
            var disk = new MemoryDisk();
            var log = Open(disk).Log;
            log.Append([Vote(1, 1, Entry(1), Entry(2))]);
            log.Append([ChosenThrough(2)]);
            disk.FailPowerAt(disk.Operations + operation);
            var hasFailed = false;
            try
            {
                log.Append([new LogRecord.Promised(new Ballot(new Epoch(2), 2, new ReplicaId(1)))]);
            }
            catch (PowerFailedException)
            {
                hasFailed = true;
            }

            disk.Crash((_, _) => operation % 2 == 0, changes => changes);
            var found = Open(disk).Recovered;
            Assert.True(found.Promised.Epoch < new Epoch(2) || found.ChosenThrough == new Slot(2));
            if (!hasFailed)
            {
                Assert.Equal(new Epoch(2), found.Promised.Epoch);
                return;
            }
        }
    }

    [Fact]
    public void A_hint_alone_touches_no_disk_and_goes_with_the_next_batch()
    {
        var log = Open(_disk).Log;
        log.Append([Vote(1, 1, Entry(1), Entry(2), Entry(3))]);
        var before = _disk.Operations;
        log.Append([ChosenThrough(1)]);
        log.Append([ChosenThrough(2)]);
        Assert.Equal(before, _disk.Operations);
        log.Append([Vote(1, 4, Entry(4))]);
        _disk.Crash();
        Assert.Equal(new Slot(2), Open(_disk).Recovered.ChosenThrough);
    }

    [Fact]
    public void A_hint_is_flushed_when_the_log_is_closed()
    {
        using (var store = Open(_disk))
        {
            store.Log.Append([Vote(1, 1, Entry(1), Entry(2))]);
            store.Log.Append([ChosenThrough(2)]);
        }

        _disk.Crash();
        Assert.Equal(new Slot(2), Open(_disk).Recovered.ChosenThrough);
    }

    [Fact]
    public void A_hint_above_what_is_stored_stops_before_the_hole()
    {
        var log = Open(_disk).Log;
        log.Append([Vote(1, 1, Entry(1)), Vote(1, 3, Entry(3)), ChosenThrough(3)]);
        _disk.Crash();
        Assert.Equal(new Slot(1), Open(_disk).Recovered.ChosenThrough);
    }

    [Fact]
    public void The_ballot_is_durable_before_the_votes()
    {
        var log = Open(_disk).Log;
        log.Append([Vote(1, 1, Entry(1))]);

        // Four operations are the two blocks of the ballot and their syncs; the power goes before the batch.
        _disk.FailPowerAt(_disk.Operations + 5);
        Assert.Throws<PowerFailedException>(() => log.Append([Promised(9), Vote(9, 1, Entry(2))]));
        _disk.Crash();
        var found = Open(_disk).Recovered;
        Assert.Equal(Ballot(9), found.Promised);
        Assert.Equal(Describe(Vote(1, 1, Entry(1))), Describe(found.Log));
    }

    [Fact]
    public void Segments_roll_and_a_huge_batch_gets_one_of_its_own()
    {
        var log = Open(_disk).Log;
        var records = new List<LogRecord>();
        for (var i = 1; i <= 20; i++)
        {
            records.Add(Vote(1, i, Entry(i, i == 10 ? 100_000 : 10)));
            log.Append([records[^1]]);
        }

        _disk.Crash();
        Assert.Equal(Describe([.. records]), Describe(Open(_disk).Recovered.Log));
        Assert.True(_disk.List().Count(name => name.EndsWith(".log", StringComparison.Ordinal)) > 6);
    }

    [Fact]
    public void Truncation_deletes_whole_segments_and_is_durable()
    {
        using var store = Open(_disk);
        for (var i = 1; i <= 12; i++)
        {
            store.Log.Append([Vote(1, i, Entry(i)), ChosenThrough(i)]);
        }

        store.Snapshots.Write(new Slot(8), AtBirth, default, new byte[10]);
        var before = SegmentNames();
        store.Truncate(new Slot(8));
        Assert.Equal(before.Skip(2), SegmentNames());
        _disk.Crash();

        using var again = Open(_disk);
        Assert.Equal(new Slot(8), again.Recovered.TruncatedThrough);
        Assert.Equal(new Slot(8), again.Recovered.SnapshotSlot);
        Assert.Equal(new Slot(12), again.Recovered.ChosenThrough);
        Assert.Equal([9, 10, 11, 12], again.Recovered.Log.Select(slot => slot.Slot.Value));
    }

    [Fact]
    public void Chosen_slots_are_read_from_the_files_while_pinned()
    {
        using var store = Open(_disk);
        for (var i = 1; i <= 12; i++)
        {
            store.Log.Append([Vote(1, i, Entry(i))]);
        }

        store.Log.Append([Chosen(5, Entry(55))]);
        Assert.Equal([Entry(4), Entry(55), Entry(6)], ReadChosen(store.Log, new Slot(4), new Slot(6)));

        store.Snapshots.Write(new Slot(12), AtBirth, default, default);
        using (store.Log.Pin(new Slot(4)))
        {
            store.Truncate(new Slot(12));
            Assert.Equal([Entry(4), Entry(55), Entry(6)], ReadChosen(store.Log, new Slot(4), new Slot(6)));
        }

        store.Truncate(new Slot(12));
        Assert.Throws<InvalidOperationException>(() => ReadChosen(store.Log, new Slot(4), new Slot(6)));
        Assert.Throws<InvalidOperationException>(() => ReadChosen(store.Log, new Slot(12), new Slot(13)));
    }

    [Fact]
    public void A_stretch_takes_over_the_memory_of_the_one_before_and_nothing_that_it_held()
    {
        using var store = Open(_disk);
        for (var i = 1; i <= 12; i++)
        {
            store.Log.Append([Vote(1, i, Entry(i, 10 * i))]);
        }

        var entries = new ChosenEntries();
        store.Log.ReadChosen(new Slot(1), new Slot(9), entries);
        Assert.Equal(9, entries.Span.Length);
        store.Log.ReadChosen(new Slot(10), new Slot(12), entries);
        Assert.Equal([Entry(10, 100), Entry(11, 110), Entry(12, 120)], entries.Span.ToArray());
        Assert.Throws<InvalidOperationException>(() => store.Log.ReadChosen(new Slot(12), new Slot(14), entries));
        store.Log.ReadChosen(new Slot(1), new Slot(2), entries);
        Assert.Equal([Entry(1, 10), Entry(2, 20)], entries.Span.ToArray());
    }

    [Fact]
    public async Task Reading_goes_on_beside_appends()
    {
        using var store = Open(_disk);
        store.Log.Append([Vote(1, 1, Entry(1))]);
        var reader = Task.Run(() =>
        {
            for (var i = 0; i < 200; i++)
            {
                Assert.Equal([Entry(1)], ReadChosen(store.Log, new Slot(1), new Slot(1)));
            }
        });
        for (var i = 2; i <= 200; i++)
        {
            store.Log.Append([Vote(1, i, Entry(i))]);
        }

        await reader;
    }

    [Fact]
    public void Votes_that_a_peers_snapshot_covers_are_never_taken_for_chosen()
    {
        using (var store = Open(_disk))
        {
            store.Log.Append([Vote(1, 1, Entry(1), Entry(2), Entry(3), Entry(4)), ChosenThrough(2)]);

            // The power goes after the snapshot is there and before the log forgets slots 3 and 4, which lost elsewhere.
            store.Snapshots.Write(new Slot(4), AtBirth, default, default);
        }

        _disk.Crash();
        using (var store = Open(_disk))
        {
            Assert.Equal(new Slot(4), store.Recovered.TruncatedThrough);
            Assert.Empty(store.Recovered.Log);
            store.Log.Append([Vote(2, 5, Entry(5)), ChosenThrough(5)]);
        }

        _disk.Crash();
        Assert.Equal([5L], Open(_disk).Recovered.Log.Select(slot => slot.Slot.Value));
    }

    private string[] SegmentNames() => [.. _disk.List().Where(name => name.EndsWith(".log", StringComparison.Ordinal))];
}
