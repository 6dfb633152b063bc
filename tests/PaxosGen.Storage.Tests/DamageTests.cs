using static PaxosGen.Storage.Tests.TestStore;

namespace PaxosGen.Storage.Tests;

/// <summary>Rot in what was acknowledged: found, and never taken for a torn tail.</summary>
public class DamageTests
{
    private readonly MemoryDisk _disk = new();
    private readonly List<LogRecord> _written = [];

    [Fact]
    public void A_flipped_bit_anywhere_never_loses_what_was_acknowledged_without_a_word()
    {
        WriteLog();
        var outcomes = new Dictionary<string, int>();
        foreach (var name in _disk.List().Where(name => name.EndsWith(".log", StringComparison.Ordinal)))
        {
            var length = _disk.ReadAll(name).Length;
            for (var offset = 0L; offset < length; offset += offset % WriteAheadLog.BlockBytes < 420 ? 1 : 131)
            {
                var disk = _disk.Copy();
                disk.Corrupt(name, offset, (byte)(1 << (int)(offset % 8)));
                outcomes[Outcome(disk, name)] = outcomes.GetValueOrDefault(Outcome(disk, name)) + 1;
            }
        }

        Assert.Equal(["intact", "refused", "unknown"], outcomes.Keys.Order());
    }

    [Fact]
    public void A_flipped_bit_in_the_format_number_of_a_segment_is_damage_and_no_newer_format()
    {
        WriteLog();
        var name = _disk.List().First(name => name.EndsWith(".log", StringComparison.Ordinal));
        for (var bit = 0; bit < 32; bit++)
        {
            var disk = _disk.Copy();
            disk.Corrupt(name, 8 + (bit / 8), (byte)(1 << (bit % 8)));
            Assert.Equal($"memory/{name}", Assert.Throws<StoreDamagedException>(() => Open(disk)).File);
        }
    }

    [Fact]
    public void A_segment_of_a_newer_format_is_refused_as_such()
    {
        WriteLog();
        var name = _disk.List().First(name => name.EndsWith(".log", StringComparison.Ordinal));
        var bytes = _disk.ReadAll(name);
        bytes[8]++;
        BitConverter.TryWriteBytes(bytes.AsSpan(SegmentHeader.Bytes - 4), Crc32C.Of(bytes.AsSpan(0, SegmentHeader.Bytes - 4)));
        for (var i = 8; i < SegmentHeader.Bytes; i++)
        {
            _disk.Corrupt(name, i, (byte)(_disk.ReadAll(name)[i] ^ bytes[i]));
        }

        var refusal = Assert.Throws<StoreRefusedException>(() => Open(_disk));
        Assert.Contains("has log format 2; this build reads 1", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_flipped_bit_in_ballots_or_extent_changes_nothing()
    {
        WriteLog();
        foreach (var name in new[] { "promised", "extent" })
        {
            for (var offset = 0L; offset < 2 * DoubleBlock.BlockBytes; offset += offset % DoubleBlock.BlockBytes < 64 ? 1 : 97)
            {
                var disk = _disk.Copy();
                if (offset < disk.ReadAll(name).Length)
                {
                    disk.Corrupt(name, offset, 0x10);
                }

                Assert.Equal("intact", Outcome(disk, name));
            }
        }
    }

    [Theory]
    [InlineData("promised")]
    [InlineData("extent")]
    public void Both_blocks_damaged_is_the_end_of_this_replica_id(string name)
    {
        WriteLog();
        _disk.Corrupt(name, 20, 1);
        _disk.Corrupt(name, DoubleBlock.BlockBytes + 20, 1);
        var refusal = Assert.Throws<StoreDamagedException>(() => Open(_disk));
        Assert.Contains($"memory/{name}", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("never vote again", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("promised")]
    [InlineData("extent")]
    [InlineData("0000000000000001.log")]
    [InlineData("0000000000000003.log")]
    public void A_missing_file_is_refused_by_name(string name)
    {
        WriteLog();
        _disk.Delete(name);
        Assert.Equal($"memory/{name}", Assert.Throws<StoreDamagedException>(() => Open(_disk)).File);
    }

    [Theory]
    [InlineData(1)] // the first batch of the first segment
    [InlineData(3)] // the last batch of a segment that another follows
    [InlineData(4)] // the first batch of the second segment
    public void A_batch_lost_with_its_marker_is_unknown_because_another_follows(int batch)
    {
        WriteLog();
        Erase(batch);
        using var store = Open(_disk);
        Assert.Equal([2L * batch - 1, 2L * batch], store.Recovered.Unknown.Select(slot => slot.Value));
        Assert.Equal(_written.Count * 2 - 2, store.Recovered.Log.Length);
        Assert.Equal(2L * batch - 2, store.Recovered.ChosenThrough.Value);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void In_the_last_segment_too_a_batch_that_another_follows_is_not_cut(bool headerIsWhole)
    {
        WriteLog(batches: 8);
        var (name, offset) = PlaceOf(7);
        _disk.Corrupt(name, offset + (headerIsWhole ? BatchHeader.Bytes + 3 : 3), 1);
        _disk.Corrupt(name, offset + 4096 + 3, 1);
        using var store = Open(_disk);
        Assert.Equal([13, 14], store.Recovered.Unknown.Select(slot => slot.Value));
        Assert.Equal(14, store.Recovered.Log.Length);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Two_batches_lost_with_their_markers_are_refused_naming_file_and_offset(int batch)
    {
        WriteLog();
        Erase(batch);
        Erase(batch + 1);
        var refusal = Assert.Throws<StoreDamagedException>(() => Open(_disk));
        Assert.Equal("memory/0000000000000001.log", refusal.File);
        Assert.Equal(4096 + (batch - 1) * 8192, refusal.Offset);
    }

    [Fact]
    public void An_unknown_slot_is_known_again_once_written_anew()
    {
        WriteLog();
        Erase(2);
        using (var store = Open(_disk))
        {
            Assert.Equal([3, 4], store.Recovered.Unknown.Select(slot => slot.Value));
            Assert.Equal(new Slot(2), store.Recovered.ChosenThrough);

            // The old hint said 8; a vote above 2 must not become a chosen value by it.
            store.Log.Append([Chosen(3, Entry(3)), Vote(9, 4, Entry(44)), Vote(9, 6, Entry(66)), ChosenThrough(3)]);
            Assert.Equal([Entry(3), Entry(44)], ReadChosen(store.Log, new Slot(3), new Slot(4)));
        }

        _disk.Crash();
        var found = Open(_disk).Recovered;
        Assert.Empty(found.Unknown);
        Assert.Equal(new Slot(3), found.ChosenThrough);
        Assert.Equal(Entry(66), found.Log.Single(slot => slot.Slot == new Slot(6)).Entry);
    }

    [Fact]
    public void A_snapshot_covers_unknown_slots()
    {
        WriteLog();
        Erase(2);
        using (var store = Open(_disk))
        {
            store.Snapshots.Write(new Slot(5), AtBirth, default, default);
        }

        var found = Open(_disk).Recovered;
        Assert.Empty(found.Unknown);
        Assert.Equal((4L, 5L), (found.TruncatedThrough.Value, found.SnapshotSlot.Value));
    }

    [Fact]
    public void A_damaged_last_batch_with_its_marker_stays_unknown_over_restarts()
    {
        WriteLog();
        var (name, offset) = PlaceOf(_written.Count);
        _disk.Corrupt(name, offset + BatchHeader.Bytes + 3, 1);
        long[] expected = [_written.Count * 2 - 1, _written.Count * 2];
        using (var store = Open(_disk))
        {
            Assert.Equal(expected, store.Recovered.Unknown.Select(slot => slot.Value));
            store.Log.Append([Vote(9, 100, Entry(1))]);
        }

        Assert.Equal(expected, Open(_disk).Recovered.Unknown.Select(slot => slot.Value));
    }

    [Fact]
    public void A_torn_last_batch_without_its_marker_is_cut_and_does_not_come_back()
    {
        WriteLog();
        var (name, offset) = PlaceOf(_written.Count);
        _disk.Corrupt(name, offset + BatchHeader.Bytes + 3, 1);
        _disk.Corrupt(name, offset + 4096 + 3, 1);
        using (var store = Open(_disk))
        {
            Assert.Empty(store.Recovered.Unknown);
            Assert.Equal((_written.Count - 1) * 2, store.Recovered.Log.Length);
        }

        // Were the old bytes still there, its marker would be whole again and prove a batch.
        _disk.Corrupt(name, offset + 4096 + 3, 1);
        var found = Open(_disk).Recovered;
        Assert.Empty(found.Unknown);
        Assert.Equal((_written.Count - 1) * 2, found.Log.Length);
    }

    [Theory]
    [InlineData("0000000000000003.log", 4096 + 8192)] // behind its own place, where nothing should stand
    [InlineData("0000000000000001.log", 4096)] // over a whole batch
    [InlineData("0000000000000002.log", 4096 + 4096)] // over a marker, which then its own batch does not need
    public void A_last_batch_that_was_written_elsewhere_is_not_taken_for_a_clean_end(string elsewhere, int offset)
    {
        WriteLog();
        var (name, place) = PlaceOf(_written.Count);
        var batch = _disk.ReadAll(name)[(int)place..((int)place + 8192)];
        Erase(_written.Count);
        for (var i = 0; i < batch.Length; i++)
        {
            _disk.Corrupt(elsewhere, offset + i, (byte)(_disk.ReadAll(elsewhere)[offset + i] ^ batch[i]));
        }

        var refusal = Assert.Throws<StoreDamagedException>(() => Open(_disk));
        Assert.Equal($"memory/{elsewhere}", refusal.File);
        Assert.InRange(refusal.Offset, offset, offset + 4096);
        Assert.Contains($"to be written at offset {place} of segment 3", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_segment_of_another_store_is_refused()
    {
        WriteLog();
        var other = new MemoryDisk();
        using (var store = ReplicaStore.Create(other, Identity with { Store = new StoreId(5) }, 1, Options))
        {
            store.Log.Append([Vote(1, 1, Entry(1))]);
        }

        Replace(_disk, "0000000000000001.log", other.ReadAll("0000000000000001.log"));
        Assert.Throws<StoreRefusedException>(() => Open(_disk));
    }

    private static void Replace(MemoryDisk disk, string name, byte[] bytes)
    {
        disk.Delete(name);
        using var file = disk.Create(name);
        file.Write(bytes, 0);
    }

    /// <summary>Batches of two slots, three to a segment; the hint says that all through slot 8 are chosen.</summary>
    private void WriteLog(int batches = 7)
    {
        // No closing: a batch with a hint would follow the last one.
        var store = Open(_disk);
        for (var i = 1; i <= batches; i++)
        {
            _written.Add(Vote(3, 2 * i - 1, Entry(2 * i - 1), Entry(2 * i, 300)));
            store.Log.Append([_written[^1], ChosenThrough(Math.Min(2 * i, 8))]);
        }

        _disk.Crash();
    }

    private (string Name, long Offset) PlaceOf(int batch) =>
        (SegmentHeader.FileName((batch - 1) / 3 + 1), 4096 + (batch - 1) % 3 * 8192);

    private void Erase(int batch)
    {
        var (name, offset) = PlaceOf(batch);
        var bytes = _disk.ReadAll(name);
        for (var i = offset; i < offset + 8192; i++)
        {
            _disk.Corrupt(name, i, bytes[i]);
        }
    }

    private string Outcome(MemoryDisk disk, string name)
    {
        try
        {
            using var store = Open(disk);
            var known = Describe(store.Recovered.Log).ToHashSet();
            var unknown = store.Recovered.Unknown.ToHashSet();
            var expected = _written.SelectMany(Slots).ToArray();
            Assert.All(expected, slot => Assert.True(known.Contains(Describe(slot)) || unknown.Contains(slot.Slot)));
            Assert.Equal(expected.Length, known.Count + unknown.Count);
            Assert.Equal(Ballot(3), store.Recovered.Promised);
            Assert.True(store.Recovered.ChosenThrough <= new Slot(8));
            Assert.True(unknown.Count > 0 || store.Recovered.ChosenThrough == new Slot(8));
            return unknown.Count > 0 ? "unknown" : "intact";
        }
        catch (IOException e) when (e is StoreDamagedException or StoreRefusedException)
        {
            Assert.Contains($"memory/{name}", e.Message, StringComparison.Ordinal);
            return "refused";
        }
    }
}
