using System.Globalization;
using PaxosGen.Client;
using PaxosGen.Core;
using PaxosGen.Testing.Storms;

namespace PaxosGen.Testing.Tests;

/// <summary>
/// Clients that append while readers ask each replica directly, with every consistency, and messages are lost, links cut,
/// replicas frozen and restarted, as often as the seed decides. The answers to linearizable reads, and with clocks within
/// the bound those to lease reads, must be linearizable with the appends; a bounded-stale answer must hold all that was
/// acknowledged so long before it was asked for.
/// </summary>
/// <remarks>
/// Lines are only added, and equal slots have equal states everywhere, so an answer says where in the order its call took
/// effect: an append as which line, a read after which. The history is linearizable just if no call took effect before one
/// that had ended when it began.
/// </remarks>
internal sealed class ReadStorm
{
    private const long Millisecond = 1_000_000;
    private const int Appenders = 3;
    private const long StormTime = 12_000 * Millisecond;

    private readonly SimulatedCluster _cluster;
    private readonly SimulatedWorld _world;
    private readonly List<(long Line, long At)> _acknowledged = [];
    private readonly long _lease;
    private readonly long _staleness;
    private readonly bool _isDriftBounded;
    private readonly int _freezePercent;
    private readonly int _crashPercent;
    private readonly int _cutPercent;
    private int _appending;
    private long _known;
    private bool _isCalm;

    public ReadStorm(ulong seed, bool isTracing = false)
    {
        var chance = new ReplicatedRandom(seed);
        _lease = chance.Next(4) == 0 ? 0 : (100 + chance.Next(401)) * Millisecond;
        _staleness = (1 + chance.Next(2) * chance.Next(1500)) * Millisecond;
        _isDriftBounded = chance.Next(3) != 0;
        _cluster = new SimulatedCluster(
            new SimulatedClusterOptions
            {
                Replicas = chance.Next(3) == 0 ? 5 : 3,
                Seed = seed,
                LeaseNanoseconds = _lease,
                MaxStaleness = TimeSpan.FromMicroseconds(_staleness / 1e3),
                Protocol = new ProtocolOptions { KeepBelowSnapshot = 0, Settings = new ClusterSettings { SnapshotInterval = 4 + chance.Next(60) } },
            },
            () => new Journal());
        _world = _cluster.World;
        _world.IsTracing = isTracing;
        _cluster.Network.LossPercent = chance.Next(2) == 0 ? 0 : chance.Next(15);
        _cluster.Network.DuplicatePercent = chance.Next(20);
        _cluster.Network.MaxDelay = chance.Next(3) == 0 ? 200 * Millisecond : 2 * Millisecond;
        _freezePercent = chance.Next(2) == 0 ? chance.Next(10) : 0;
        _crashPercent = chance.Next(2) == 0 ? chance.Next(15) : 0;
        _cutPercent = 5 + chance.Next(20);
        foreach (var replica in _cluster.Replicas)
        {
            // Two clocks each within 2 % of the right one are within the 5 % that a leader allows for.
            replica.ClockRate = _isDriftBounded ? 0.98 + (chance.Next(41) / 1000.0) : chance.Next(3) switch { 0 => 0.2, 1 => 2, _ => 1 };
        }
    }

    /// <summary>How many reads of each consistency were answered.</summary>
    public int[] Answered { get; } = new int[4];

    public void Run()
    {
        for (var i = 0; i < Appenders; i++)
        {
            Append(new SimulatedClient(_cluster, new PaxosClientOptions { CallTimeout = TimeSpan.FromSeconds(4), RetryAfter = TimeSpan.FromMilliseconds(300) }), i, 0);
        }

        foreach (var replica in _cluster.Replicas)
        {
            Read(replica);
        }

        Disturb();
        _world.Run(StormTime);
        Calm();
        if (!_world.Run(60_000 * Millisecond, () => _appending == 0))
        {
            throw new SimulationFailedException($"{_appending} appends have not ended a minute after the storm.");
        }
    }

    private void Append(SimulatedClient client, int caller, int number)
    {
        if (_isCalm)
        {
            return;
        }

        _appending++;
        var (askedAt, known) = (_world.Now, _known);
        client.Command(Journal.Line(string.Create(CultureInfo.InvariantCulture, $"a{caller}-{number}")), outcome =>
        {
            _appending--;
            if (outcome.Error is null)
            {
                var line = Journal.Number(outcome.Result);
                TookEffect($"Append {number} of caller {caller}", askedAt, known + 1, line);
                _acknowledged.Add((line, _world.Now));
            }

            _world.After(_world.Random.NextInt64(300 * Millisecond), () => Append(client, caller, number + 1));
        });
    }

    /// <summary>Asks a replica now and then, and does not wait for its answers: some never come.</summary>
    private void Read(SimulatedReplica replica)
    {
        if (_isCalm)
        {
            return;
        }

        var consistency = (ReadConsistency)_world.Random.Next(3);
        var isOrdered = consistency == ReadConsistency.Linearizable || (consistency == ReadConsistency.Lease && _isDriftBounded);
        var (askedAt, known) = (_world.Now, _known);
        replica.Ask(Array.Empty<byte>(), consistency, answer =>
        {
            if (answer is not { } lines)
            {
                return;
            }

            Answered[(int)consistency]++;
            var count = Journal.Lines(lines).Length;
            if (isOrdered)
            {
                TookEffect($"A {consistency} read at replica {replica.Id}", askedAt, known, count);
            }
            else if (consistency == ReadConsistency.BoundedStale)
            {
                CheckCurrent(replica, askedAt, count);
            }
        });
        _world.After(_world.Random.NextInt64(120 * Millisecond), () => Read(replica));
    }

    private void TookEffect(string call, long askedAt, long least, long line)
    {
        if (line < least)
        {
            throw new SimulationFailedException($"{call}, asked at {askedAt / 1e6:F3} ms, took effect at line {line}; {_known} lines were known before.");
        }

        _known = Math.Max(_known, line);
    }

    private void CheckCurrent(SimulatedReplica replica, long askedAt, int count)
    {
        // By the replica's own clock, whose rate is constant here.
        var since = askedAt - (long)(_staleness / replica.ClockRate);
        foreach (var (line, at) in _acknowledged)
        {
            if (at < since && line > count)
            {
                throw new SimulationFailedException(
                    $"Replica {replica.Id} was asked at {askedAt / 1e6:F3} ms for what was current {_staleness / 1e6} ms before, and answers {count} lines; line {line} was acknowledged at {at / 1e6:F3} ms.");
            }
        }
    }

    private void Disturb()
    {
        if (_isCalm)
        {
            return;
        }

        foreach (var replica in _cluster.Replicas)
        {
            if (!replica.IsUp)
            {
                if (_world.Chance(50))
                {
                    replica.Start();
                }
            }
            else if (_world.Chance(_crashPercent))
            {
                replica.Crash();
                if (_world.Chance(60))
                {
                    // Back before anybody has noticed.
                    replica.Start();
                }
            }
            else if (_world.Chance(_freezePercent))
            {
                replica.Freeze(_world.Random.NextInt64(1_500 * Millisecond));
            }
        }

        if (_world.Chance(_cutPercent) && _cluster.Leader is { } leader)
        {
            var cut = _world.Chance(60) ? leader.Id : new ReplicaId(1 + _world.Random.Next(_cluster.Replicas.Count));
            foreach (var other in _cluster.Replicas.Where(r => r.Id != cut && _world.Chance(80)))
            {
                _cluster.Network.Cut(cut, other.Id);
                if (_world.Chance(70))
                {
                    _cluster.Network.Cut(other.Id, cut);
                }
            }
        }
        else if (_world.Chance(15))
        {
            var (loss, twice) = (_cluster.Network.LossPercent, _cluster.Network.DuplicatePercent);
            _cluster.Network.Heal();
            (_cluster.Network.LossPercent, _cluster.Network.DuplicatePercent) = (loss, twice);
        }

        _world.After(100 * Millisecond, Disturb);
    }

    private void Calm()
    {
        _isCalm = true;
        _cluster.Network.Heal();
        _cluster.Network.MaxDelay = 2 * Millisecond;
        foreach (var replica in _cluster.Replicas.Where(r => !r.IsUp))
        {
            replica.Start();
        }
    }
}
