using System.IO.Hashing;
using Microsoft.Extensions.Logging.Abstractions;
using PaxosGen.Core;
using PaxosGen.Server.Running;
using PaxosGen.Storage;

namespace PaxosGen.Server.Tests.Running;

/// <summary>One replica fetches from another, with messages that arrive when the test says so.</summary>
public sealed class SnapshotTransferTests : IDisposable
{
    private const int ChunkBytes = 300_000;
    private const long ResendAfter = 1000;
    private static readonly ReplicaId Asker = new(3);
    private static readonly Slot At = new(70);

    private readonly MemoryDisk _disk = new();
    private readonly ReplicaStore _store;
    private readonly byte[] _state = new byte[7_000_000];
    private readonly Queue<(ReplicaId To, Message.SnapshotRequest Request)> _requests = [];
    private readonly Queue<Message.SnapshotChunk> _chunks = [];
    private readonly SnapshotFetch _fetch;
    private readonly SnapshotSender _sender;
    private long _now;

    public SnapshotTransferTests()
    {
        var founding = new Membership([.. Enumerable.Range(1, 3).Select(i => new Member(new ReplicaId(i), $"127.0.0.1:{7000 + i}"))]);
        var identity = new StoreIdentity
        {
            Cluster = founding.ClusterIdFor("test"),
            ClusterName = "test",
            Replica = new ReplicaId(1),
            Store = new StoreId(5),
            Founding = founding,
            Schema = "",
        };
        _store = ReplicaStore.Create(_disk, identity, 1, new ReplicaStoreOptions());
        new Random(1).NextBytes(_state);
        Write(At, _state);
        _fetch = new SnapshotFetch((to, message) => _requests.Enqueue((to, (Message.SnapshotRequest)message)), ResendAfter, NullLogger.Instance);
        _sender = new SnapshotSender(_store.Snapshots, (_, message) => _chunks.Enqueue((Message.SnapshotChunk)message), ChunkBytes, NullLogger.Instance);
    }

    public void Dispose()
    {
        _sender.Close();
        _store.Dispose();
    }

    [Fact]
    public void A_snapshot_arrives_in_chunks_no_faster_than_it_is_taken()
    {
        _fetch.Want(new SnapshotWanted(new ReplicaId(1), new Slot(4)), _now);
        var most = 0;
        ReceivedSnapshot? whole = null;
        while (whole is null)
        {
            Serve();
            most = Math.Max(most, _chunks.Sum(chunk => chunk.Bytes.Length));
            whole = Take();
        }

        Assert.Equal(At, whole.Slot);
        Assert.Equal(_state, whole.State);
        Assert.InRange(most, ChunkBytes, 2 << 20);
        Assert.Empty(_requests);
    }

    [Fact]
    public void What_is_lost_is_asked_for_again_from_where_it_stopped()
    {
        _fetch.Want(new SnapshotWanted(new ReplicaId(1), new Slot(4)), _now);
        Serve();
        TakeOne();
        TakeOne();
        _chunks.Clear();
        _fetch.OnTime(_now += ResendAfter);
        var (to, request) = Assert.Single(_requests);
        Assert.Equal((new ReplicaId(1), At, (long)_fetch.Received), (to, request.Slot, request.Offset));
        Assert.Equal(_state, Finish().State);
    }

    [Fact]
    public void Another_replica_goes_on_when_the_first_falls_silent()
    {
        _fetch.Want(new SnapshotWanted(new ReplicaId(1), new Slot(4)), _now);
        Serve();
        Take();
        var had = _fetch.Received;
        Assert.True(had > 0);
        _requests.Clear();

        // While the first one answers, nobody else is asked.
        _fetch.Want(new SnapshotWanted(new ReplicaId(2), new Slot(4)), _now);
        Assert.Empty(_requests);

        _now += 100 * ResendAfter;
        _fetch.OnTime(_now);
        Assert.Empty(_requests);
        _fetch.Want(new SnapshotWanted(new ReplicaId(2), new Slot(4)), _now);
        var (to, request) = Assert.Single(_requests);
        Assert.Equal((new ReplicaId(2), At, (long)had), (to, request.Slot, request.Offset));
        Assert.Equal(_state, Finish(from: 2).State);
    }

    [Fact]
    public void A_snapshot_that_a_newer_one_has_replaced_is_sent_to_its_end_to_who_began_it()
    {
        _fetch.Want(new SnapshotWanted(new ReplicaId(1), new Slot(4)), _now);
        Serve();
        Take();
        Write(new Slot(80), new byte[10]);
        Write(new Slot(90), new byte[10]);
        Assert.DoesNotContain(At, _store.Snapshots.Slots);
        Assert.Equal((At, At), (Finish().Slot, _sender.Lowest));

        _sender.OnTime(_now + 1_000_000_000_000);
        Assert.Equal(Slot.None, _sender.Lowest);
    }

    [Fact]
    public void Who_asks_for_one_that_is_gone_gets_the_newest_from_its_start()
    {
        _fetch.Want(new SnapshotWanted(new ReplicaId(1), new Slot(4)), _now);
        Serve();
        Take();
        var newest = new byte[500_000];
        Write(new Slot(80), newest);
        Write(new Slot(90), newest);
        _sender.Close();
        var whole = Finish();
        Assert.Equal(new Slot(90), whole.Slot);
        Assert.Equal(newest, whole.State);
    }

    [Fact]
    public void A_wrong_hash_is_noticed_and_all_of_it_asked_for_again()
    {
        _fetch.Want(new SnapshotWanted(new ReplicaId(1), new Slot(4)), _now);
        var small = new byte[] { 1, 2, 3 };
        var chunk = new Message.SnapshotChunk(At, small.Length, XxHash128.HashToUInt128(small), 0, new byte[] { 1, 2, 4 });
        Assert.Null(_fetch.OnChunk(new ReplicaId(1), chunk, _now));
        Assert.Equal(0, _fetch.Received);

        _requests.Clear();
        _fetch.Want(new SnapshotWanted(new ReplicaId(1), new Slot(4)), _now);
        Assert.Equal(_state, Finish().State);
    }

    [Fact]
    public void Chunks_that_cannot_be_right_change_nothing()
    {
        _fetch.Want(new SnapshotWanted(new ReplicaId(1), new Slot(69)), _now);
        Message.SnapshotChunk Chunk(long slot, long stateBytes, long offset, int length) => new(new Slot(slot), stateBytes, 9, offset, new byte[length]);
        Assert.Null(_fetch.OnChunk(new ReplicaId(2), Chunk(70, 100, 0, 10), _now));
        Assert.Null(_fetch.OnChunk(new ReplicaId(1), Chunk(69, 100, 0, 10), _now));
        Assert.Null(_fetch.OnChunk(new ReplicaId(1), Chunk(70, 0, 0, 0), _now));
        Assert.Null(_fetch.OnChunk(new ReplicaId(1), Chunk(70, long.MaxValue, 0, 10), _now));
        Assert.Null(_fetch.OnChunk(new ReplicaId(1), Chunk(70, 100, 50, 10), _now));
        Assert.Null(_fetch.OnChunk(new ReplicaId(1), Chunk(70, 100, 0, 101), _now));
        Assert.Equal(0, _fetch.Received);
        Assert.Equal(_state, Finish().State);
    }

    [Fact]
    public void A_damaged_snapshot_is_not_sent()
    {
        var name = Assert.Single(_disk.List(), file => file.StartsWith("snapshot-", StringComparison.Ordinal));
        _disk.Corrupt(name, 3_000_000, 0x01);
        _fetch.Want(new SnapshotWanted(new ReplicaId(1), new Slot(4)), _now);
        Serve();
        Assert.Empty(_chunks);
        Assert.Equal(Slot.None, _sender.Lowest);
    }

    [Fact]
    public void Nothing_is_asked_for_twice_while_bytes_arrive()
    {
        // A link that takes longer for what was asked than a lost message may: asking again would fill it with repetitions.
        _fetch.Want(new SnapshotWanted(new ReplicaId(1), new Slot(4)), _now);
        Serve();
        while (_chunks.Count > 0)
        {
            _fetch.OnTime(_now += ResendAfter / 2);
            Assert.Null(TakeOne());
            if (_chunks.Count > 0)
            {
                Assert.Empty(_requests);
            }
        }

        Assert.Single(_requests);
    }

    [Fact]
    public void Who_begins_anew_gets_the_newest_though_an_older_one_is_still_open_for_it()
    {
        // It has gone on from the one of slot 70, and more has been truncated since: that one is of no use any more, and
        // no log must wait for it either.
        _fetch.Want(new SnapshotWanted(new ReplicaId(1), new Slot(4)), _now);
        Assert.Equal(At, Finish().Slot);
        _fetch.OnInstalled(isKept: true, _now);
        Write(new Slot(80), new byte[500_000]);
        _fetch.Want(new SnapshotWanted(new ReplicaId(1), At), _now);
        Assert.Equal(new Slot(80), Finish().Slot);
        Assert.Equal(new Slot(80), _sender.Lowest);
    }

    [Fact]
    public void What_was_begun_is_let_go_when_it_does_not_go_far_enough_any_more()
    {
        // Meanwhile slots beyond it were learned from somebody's log.
        _fetch.Want(new SnapshotWanted(new ReplicaId(1), new Slot(4)), _now);
        Serve();
        Take();
        Assert.True(_fetch.Received > 0);
        Write(new Slot(80), new byte[500_000]);
        _now += 100 * ResendAfter;
        _fetch.OnTime(_now);
        _requests.Clear();
        _chunks.Clear();
        _fetch.Want(new SnapshotWanted(new ReplicaId(1), new Slot(75)), _now);
        Assert.Equal(new Slot(80), Finish().Slot);
    }

    [Fact]
    public void One_that_could_not_be_kept_is_not_fetched_again_at_once()
    {
        // The disk is full: without a pause the state would be sent over and over.
        _fetch.Want(new SnapshotWanted(new ReplicaId(1), new Slot(4)), _now);
        Finish();
        _fetch.OnInstalled(isKept: false, _now);
        _fetch.Want(new SnapshotWanted(new ReplicaId(1), new Slot(4)), _now += 1_000_000_000);
        _fetch.OnTime(_now);
        Assert.Empty(_requests);

        _fetch.Want(new SnapshotWanted(new ReplicaId(1), new Slot(4)), _now += 60_000_000_000);
        Assert.Equal(At, Finish().Slot);
    }

    private void Write(Slot slot, byte[] state) =>
        _store.Snapshots.Write(slot, Configuration.Initial(_store.Identity.Founding), Snapshot.OfOwnLog, state);

    private void Serve()
    {
        while (_requests.TryDequeue(out var next))
        {
            _sender.OnRequest(Asker, next.Request, new Slot(long.MaxValue), _now);
        }
    }

    private ReceivedSnapshot? TakeOne(int from = 1) => _fetch.OnChunk(new ReplicaId(from), _chunks.Dequeue(), _now);

    private ReceivedSnapshot? Take(int from = 1)
    {
        ReceivedSnapshot? whole = null;
        while (whole is null && _chunks.Count > 0)
        {
            whole = TakeOne(from);
        }

        return whole;
    }

    private ReceivedSnapshot Finish(int from = 1)
    {
        for (var round = 0; round < 100; round++)
        {
            Serve();
            if (Take(from) is { } whole)
            {
                return whole;
            }

            _fetch.OnTime(_now += ResendAfter);
        }

        throw new InvalidOperationException("It does not end.");
    }
}
