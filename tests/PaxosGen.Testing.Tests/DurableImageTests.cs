using PaxosGen.Core;
using PaxosGen.Storage;
using PaxosGen.Testing.Checking;
using PaxosGen.Testing.Storms;

namespace PaxosGen.Testing.Tests;

/// <summary>What a disk that rots may come back with: a store of its own is written, damaged and opened, and its image held against that.</summary>
public sealed class DurableImageTests
{
    private const int BlockBytes = 4096;
    private const int BatchHeaderBytes = 128;
    private const string ClusterName = "simulated";
    private static readonly Ballot Lower = new(new Epoch(1), 1, new ReplicaId(1));
    private static readonly Ballot Higher = Lower with { Round = 2 };
    private static readonly Slot Second = Slot.First.Next;
    private static readonly ReplicaStoreOptions Options = new() { SegmentBytes = 16 * BlockBytes };

    private readonly SimulatedCluster _cluster = new(new SimulatedClusterOptions(), () => new Journal());
    private readonly MemoryDisk _disk = new();
    private readonly SimulatedReplica _replica;
    private readonly DurableImage _image;

    public DurableImageTests()
    {
        _cluster.RunUntilLeader();
        _replica = _cluster.Replicas.First();
        _image = new DurableImage(_replica);
        _disk.OnDurable = (file, offset, bytes) => _image.OnDurable(file, offset, bytes);
    }

    [Fact]
    public void A_last_batch_that_lost_its_marker_and_more_is_cut_and_an_older_record_may_be_left()
    {
        Write(Vote(Lower, Slot.First), Vote(Lower, Second), new LogRecord.Chosen(Slot.First, [Value]));
        Rot(batch: 2);
        DamageTwice();
        var found = Open();
        Assert.Equal([(Slot.First, false), (Second, false)], found.Log.Select(s => (s.Slot, s.IsChosen)));
        _image.OnRecovered(found);
        Assert.Equal(Lower, _image[Slot.First]!.Value.Ballot);
    }

    [Fact]
    public void A_disk_that_has_not_rotted_twice_comes_back_with_the_newest_record()
    {
        Write(Vote(Lower, Slot.First), Vote(Higher, Slot.First));
        Rot(batch: 1);
        _replica.IsDamaged = true;
        var found = Open();
        Fails("had a vote of 1.2.1", () => _image.OnRecovered(found));
    }

    [Fact]
    public void A_batch_that_others_follow_is_never_cut()
    {
        Write(Vote(Lower, Slot.First), Vote(Higher, Slot.First), Vote(Lower, Second), Vote(Lower, Second.Next));
        Rot(batch: 1);
        DamageTwice();
        var found = Open();
        Assert.Equal(Slot.First, Assert.Single(found.Unknown));
        var older = new RecoveredSlot(Slot.First, Lower, Value, IsChosen: false);
        Fails("had a vote of 1.2.1", () => _image.OnRecovered(found with { Log = [older, .. found.Log], Unknown = [] }));
        Fails("without knowing", () => _image.OnRecovered(found with { Unknown = [] }));
        _image.OnRecovered(found);
    }

    [Fact]
    public void Nothing_comes_back_that_was_never_there()
    {
        Write(Vote(Lower, Slot.First), Vote(Higher, Slot.First));
        Rot(batch: 1);
        DamageTwice();
        var found = Open();
        var made = new RecoveredSlot(Slot.First, Higher with { Round = 3 }, Value, IsChosen: false);
        Fails("came back with a vote of 1.3.1", () => _image.OnRecovered(found with { Log = [made] }));
        _image.OnRecovered(found);
    }

    private static Entry Value => new EntryBody.Command(Origin.Key(1), 1, 1, new byte[1]).Encode();

    private static LogRecord.Vote Vote(Ballot ballot, Slot slot) => new(ballot, slot, [Value]);

    private static void Fails(string why, Action does) => Assert.Contains(why, Assert.Throws<SimulationFailedException>(does).Message, StringComparison.Ordinal);

    /// <summary>Each record is a batch, and a turn, of its own.</summary>
    private void Write(params LogRecord[] records)
    {
        var identity = new StoreIdentity
        {
            Cluster = _cluster.Founding.ClusterIdFor(ClusterName),
            ClusterName = ClusterName,
            Replica = _replica.Id,
            Store = _replica.Store,
            Founding = _cluster.Founding,
            Schema = "",
        };
        using var store = ReplicaStore.Create(_disk, identity, 1, Options);
        foreach (var record in records)
        {
            store.Log.Append([record]);
            _image.OnTurn();
        }
    }

    private RecoveredState Open()
    {
        using var store = ReplicaStore.Open(_disk, ClusterName, _replica.Id, 2, Options);
        return store.Recovered;
    }

    /// <summary>Flips a bit of the records of a batch, and one of its marker. Each batch here takes a block, and its marker one.</summary>
    private void Rot(int batch)
    {
        var offset = BlockBytes * (1 + (2 * batch));
        _disk.Corrupt("0000000000000001.log", offset + BatchHeaderBytes, 1);
        _disk.Corrupt("0000000000000001.log", offset + BlockBytes + 1, 1);
    }

    /// <summary>Lets chance damage the replica whose disk this is taken to be.</summary>
    private void DamageTwice()
    {
        const ulong last = 1UL << 59;
        _replica.Rot(last);
        _replica.Rot(last);
        Assert.True(_replica.HasRottedTwice);
    }
}
