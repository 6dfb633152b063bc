using PaxosGen.Core;
using PaxosGen.Testing.Storms;

namespace PaxosGen.Testing.Tests;

/// <summary>A replica without space for entries takes none, and goes on promising.</summary>
public sealed class FullDiskTests
{
    private const long Second = 1_000_000_000;

    private readonly SimulatedCluster _cluster = new(
        new SimulatedClusterOptions { SegmentBytes = 64 << 10, Protocol = new ProtocolOptions { Settings = new ClusterSettings { SnapshotInterval = 1_000_000 } } },
        () => new Journal());

    private readonly SimulatedClient _client;
    private int _ended;
    private int _calls;

    public FullDiskTests()
    {
        _client = new SimulatedClient(_cluster);
        _cluster.RunUntilLeader();
        Append(3);
    }

    [Fact]
    public void A_full_follower_promises_to_whoever_leads_next_and_takes_entries_when_there_is_space()
    {
        var (leader, full) = (_cluster.Leader!, _cluster.Replicas.First(r => r != _cluster.Leader));
        var next = _cluster.Replicas.Single(r => r != leader && r != full);
        full.Disk.IsFull = true;
        Append(30);
        Assert.True(full.Engine!.Loop.IsDiskFull && !full.Engine.Loop.IsWaiting);
        _cluster.World.Run(Second);
        var had = full.ChosenThrough;
        Assert.True(had < next.ChosenThrough);

        // All that was chosen is known to whoever is left, and a quorum of promises and of confirmed reads needs the full one.
        leader.Crash();
        string[]? lines = null;
        _client.Query(Array.Empty<byte>(), outcome => lines = outcome.Error is null ? Journal.Lines(outcome.Result) : lines);
        Assert.True(_cluster.World.Run(20 * Second, () => lines is not null));
        Assert.Equal(33, lines!.Length);
        Assert.Equal((next, next.Promised), (_cluster.Leader, full.Promised));
        Assert.Equal(had, full.ChosenThrough);

        full.Disk.IsFull = false;
        Append(3);
        Assert.False(full.Engine.Loop.IsDiskFull);
        Assert.True(_cluster.World.Run(20 * Second, () => full.AppliedThrough >= _cluster.Newest.Slot));
    }

    [Fact]
    public void A_full_leader_takes_no_commands_and_is_replaced()
    {
        var full = _cluster.Leader!;
        full.Disk.IsFull = true;
        Append(30);
        Assert.True(full.Engine!.Loop.IsDiskFull);
        Assert.NotEqual(full, _cluster.Leader);
        full.Disk.IsFull = false;
        Append(1);
        Assert.True(_cluster.World.Run(20 * Second, () => full.AppliedThrough >= _cluster.Newest.Slot));
    }

    private void Append(int lines)
    {
        for (; lines > 0; lines--)
        {
            _client.Command(Journal.Line($"{++_calls}"), outcome => _ended += outcome.Error is null ? 1 : 0);
            Assert.True(_cluster.World.Run(60 * Second, () => _ended == _calls), $"line {_calls}");
        }
    }
}
