using PaxosGen.Core;
using PaxosGen.Testing.Storms;

namespace PaxosGen.Testing.Tests;

/// <summary>
/// A bit of a follower's log or snapshot flips while it is down. It comes back, and has in the end what the others have:
/// from the snapshot before, from its log, and what it does not know any more from the quorum.
/// </summary>
public sealed class RotTests
{
    private const long Millisecond = 1_000_000;
    private const int BlockBytes = 4096;
    private static readonly ReplicaId Victim = new(3);

    [Fact]
    public void A_rotten_snapshot_is_passed_over_for_the_one_before_and_the_log_above_it()
    {
        var length = new Play().Disk.ReadAll(Newest(new Play())).Length;
        for (var offset = 0; offset < length; offset += 7)
        {
            var play = new Play();
            play.Disk.Corrupt(Newest(play), offset, 1);
            play.Recover($"a bit of the newest snapshot at {offset}");
        }
    }

    [Fact]
    public void Whatever_block_of_the_log_is_rotten_its_slots_are_learned_again()
    {
        var damaged = 0;
        foreach (var (name, bytes) in new Play().Logs)
        {
            // The first block says whose segment it is: without it the replica does not start.
            for (var block = BlockBytes; block < bytes.Length; block += BlockBytes)
            {
                var last = bytes.AsSpan(block, BlockBytes).LastIndexOfAnyExcept((byte)0);
                if (last >= 0)
                {
                    damaged++;
                    var play = new Play();
                    play.Disk.Corrupt(name, block + last, 1);
                    play.Recover($"a bit of {name} at {block + last}");
                }
            }
        }

        Assert.True(damaged > 20, $"{damaged} blocks");
    }

    private static string Newest(Play play) => play.Disk.List().Last(name => name.StartsWith("snapshot-", StringComparison.Ordinal));

    /// <summary>Three replicas that have made snapshots and truncated their logs; then one is down.</summary>
    private sealed class Play
    {
        private readonly SimulatedCluster _cluster = new(
            new SimulatedClusterOptions
            {
                SegmentBytes = 64 << 10,
                Protocol = new ProtocolOptions { KeepBelowSnapshot = 0, Settings = new ClusterSettings { SnapshotInterval = 5 } },
            },
            () => new Journal());

        private readonly SimulatedClient _client;
        private int _ended;
        private int _calls;

        public Play()
        {
            _client = new SimulatedClient(_cluster);
            _cluster.RunUntilLeader();
            Append(18);
            _cluster.World.Run(500 * Millisecond);
            Assert.True(_cluster[Victim].TruncatedThrough > Slot.None);
            _cluster[Victim].Kill();
            _cluster[Victim].IsDamaged = true;
        }

        public Storage.MemoryDisk Disk => _cluster[Victim].Disk;

        public IEnumerable<(string Name, byte[] Bytes)> Logs => Disk.List().Where(name => name.EndsWith(".log", StringComparison.Ordinal)).Select(name => (name, Disk.ReadAll(name)));

        public void Recover(string what)
        {
            var replica = _cluster[Victim];
            replica.Start();
            Assert.True(replica.IsUp, $"It does not start with {what} flipped.");

            // Its votes are needed now.
            _cluster.Replicas.First(r => r.Id != Victim && r != _cluster.Leader).Crash();
            Append(3);
            Assert.True(_cluster.World.Run(20_000 * Millisecond, () => replica.AppliedThrough >= _cluster.Newest.Slot), $"{replica.AppliedThrough} with {what} flipped");
        }

        private void Append(int lines)
        {
            for (; lines > 0; lines--)
            {
                _client.Command(Journal.Line($"{++_calls}"), outcome => _ended += outcome.Error is null ? 1 : 0);
                Assert.True(_cluster.World.Run(60_000 * Millisecond, () => _ended == _calls));
            }
        }
    }
}
