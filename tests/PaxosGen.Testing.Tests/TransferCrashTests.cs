using PaxosGen.Core;
using PaxosGen.Testing.Storms;

namespace PaxosGen.Testing.Tests;

/// <summary>
/// A replica that is far behind fetches a snapshot, and something happens at every point of it. Whatever it is, once all
/// are back they come to the same state, and what was acknowledged is in it.
/// </summary>
public sealed class TransferCrashTests
{
    private const long Millisecond = 1_000_000;

    // About as long as it takes: chunks that overtake each other are lost, and asked for again.
    private const long Long = 1_000 * Millisecond;
    private const long Moment = 40 * Millisecond;
    private static readonly ReplicaId Laggard = new(3);

    [Theory]
    [InlineData(3)]
    [InlineData(1)]
    [InlineData(2)]
    public void Power_fails_at_each_disk_operation(int victim)
    {
        for (var operation = 1; ; operation++)
        {
            var play = new Transfer(operation);
            var disk = play.Cluster[new ReplicaId(victim)].Disk;
            disk.FailPowerAt(disk.Operations + operation);
            play.Send(4);
            play.Run(Long);
            disk.FailPowerAt(long.MaxValue);
            var hasFailed = !play.Cluster[new ReplicaId(victim)].IsUp;
            play.Recover();
            if (!hasFailed)
            {
                // The transfer is over before so many.
                Assert.True(operation > 3);
                return;
            }
        }
    }

    [Fact]
    public void The_leader_goes_at_any_moment()
    {
        for (var after = 0L; after < Long; after += Moment)
        {
            var play = new Transfer((int)(after / Moment));
            play.Run(after);
            play.Cluster.Leader!.Crash();
            play.Run(2_000 * Millisecond);
            play.Recover();
        }
    }

    [Fact]
    public void All_but_the_laggard_restart_at_any_moment()
    {
        for (var after = 0L; after < Long; after += Moment)
        {
            var play = new Transfer((int)(after / Moment));
            play.Run(after);
            foreach (var replica in play.Cluster.Replicas.Where(r => r.Id != Laggard))
            {
                replica.Crash();
                replica.Start();
            }

            play.Recover();
        }
    }

    [Fact]
    public void The_laggard_leads_after_all_with_one_who_is_ahead()
    {
        var hasLed = false;
        for (var after = 0L; after < Long; after += Moment)
        {
            var play = new Transfer((int)(after / Moment));
            play.Run(after);
            var leader = play.Cluster.Leader!;
            play.Cluster.Network.Cut(leader.Id, Laggard);
            play.Cluster.Network.Cut(Laggard, leader.Id);
            var other = play.Cluster.Replicas.Single(r => r.Id != leader.Id && r.Id != Laggard);
            play.Cluster.Network.Cut(leader.Id, other.Id);
            play.Cluster.Network.Cut(other.Id, leader.Id);
            play.Run(3_000 * Millisecond);
            hasLed |= play.Cluster.Leader!.Id == Laggard;
            play.Append(5);
            play.Recover();
        }

        Assert.True(hasLed);
    }

    [Fact]
    public void Two_of_five_are_behind_at_different_points()
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var play = new Transfer(seed, replicas: 5);
            play.Cluster[new ReplicaId(4)].Crash();
            play.Run((seed % 5) * Moment);
            play.Append(12);
            play.Cluster[new ReplicaId(4)].Start();
            play.Run(seed * Moment);
            play.Cluster.Leader?.Crash();
            play.Recover();
        }
    }

    /// <summary>A cluster whose third replica has just come back, far behind.</summary>
    private sealed class Transfer
    {
        private readonly SimulatedClient _client;
        private readonly List<string> _acknowledged = [];
        private int _calls;
        private int _ended;

        public Transfer(int seed, int replicas = 3)
        {
            Cluster = new SimulatedCluster(
                new SimulatedClusterOptions
                {
                    Replicas = replicas,
                    Seed = (ulong)seed + 1,
                    SegmentBytes = 64 << 10,
                    ChunkBytes = 32,
                    Protocol = new ProtocolOptions { KeepBelowSnapshot = 0, Settings = new ClusterSettings { SnapshotInterval = 2 } },
                },
                () => new Journal());
            _client = new SimulatedClient(Cluster);
            Cluster.RunUntilLeader();

            // It knows some of the log, and holds votes that it has not heard the outcome of.
            Append(3);
            Cluster[Laggard].Crash();
            Append(12);
            Cluster.World.Run(500 * Millisecond);
            Assert.True(Cluster.Replicas.Where(r => r.IsUp).Max(r => r.TruncatedThrough) > new Slot(5));
            Cluster[Laggard].Start();
        }

        public SimulatedCluster Cluster { get; }

        public void Run(long nanoseconds) => Cluster.World.Run(nanoseconds);

        /// <summary>Appends lines, and does not wait.</summary>
        public void Send(int lines)
        {
            for (; lines > 0; lines--)
            {
                var line = $"{++_calls}";
                _client.Command(Journal.Line(line), outcome =>
                {
                    _ended++;
                    if (outcome.Error is null)
                    {
                        _acknowledged.Add(line);
                    }
                });
            }
        }

        /// <summary>Appends lines, one after the other.</summary>
        public void Append(int lines)
        {
            for (; lines > 0; lines--)
            {
                Send(1);
                Cluster.World.Run(60_000 * Millisecond, () => _ended == _calls);
            }
        }

        public void Recover()
        {
            Cluster.Network.Heal();
            foreach (var replica in Cluster.Replicas.Where(r => !r.IsUp))
            {
                replica.Start();
            }

            Append(1);
            Assert.Equal(_calls, _ended);
            string[]? lines = null;
            _client.Query(Array.Empty<byte>(), outcome => lines = outcome.Error is null ? Journal.Lines(outcome.Result) : throw outcome.Error);
            Assert.True(Cluster.World.Run(20_000 * Millisecond, () => lines is not null));
            Assert.Equal(lines!.Length, lines.Distinct().Count());
            Assert.Empty(_acknowledged.Except(lines));
            Assert.True(
                Cluster.World.Run(20_000 * Millisecond, () => Cluster.Replicas.All(r => r.AppliedThrough >= Cluster.Newest.Slot)),
                string.Join(", ", Cluster.Replicas.Select(r => $"{r.Id} {r.AppliedThrough}")));
            Assert.True(Cluster.SnapshotsInstalled > 0);
        }
    }
}
