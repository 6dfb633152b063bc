using System.Globalization;
using PaxosGen.Client;
using PaxosGen.Core;

namespace PaxosGen.Testing.Tests;

/// <summary>
/// Clients that append while readers ask each replica directly, with every consistency, and messages are lost, links cut,
/// replicas frozen and restarted, as often as the seed decides. The answers to linearizable reads, and with clocks within
/// the bound those to lease reads, must be linearizable with the appends; a bounded-stale answer must hold all that was
/// acknowledged so long before it was asked for.
/// </summary>
internal sealed class ReadStorm
{
    private const long Millisecond = 1_000_000;
    private const int Appenders = 3;
    private const long StormTime = 12_000 * Millisecond;

    private readonly SimulatedCluster _cluster;
    private readonly SimulatedWorld _world;
    private readonly History<JournalCall, JournalAnswer> _history;
    private readonly List<(string Line, long At)> _acknowledged = [];
    private readonly List<(string Line, RecordedCall<JournalCall, JournalAnswer> Call)> _uncertain = [];
    private readonly long _lease;
    private readonly long _staleness;
    private readonly bool _isDriftBounded;
    private readonly int _freezePercent;
    private readonly int _crashPercent;
    private readonly int _cutPercent;
    private int _appending;
    private int _known;
    private int _callers = Appenders;
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
        _history = new History<JournalCall, JournalAnswer>(() => TimeSpan.FromMicroseconds(_world.Now / 1e3));
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

    public List<string> Trace => _world.Trace;

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

        Settle();
        LinearizabilityChecker.Check(_history.Operations, new JournalModel()).EnsureLinearizable();
    }

    private void Append(SimulatedClient client, int caller, int number)
    {
        if (_isCalm)
        {
            return;
        }

        _appending++;
        var line = string.Create(CultureInfo.InvariantCulture, $"a{caller}-{number}");
        var call = _history.Invoke(caller, new JournalCall(line));
        client.Command(Journal.Line(line), outcome =>
        {
            _appending--;
            switch (outcome.Error)
            {
                case null:
                    call.Return(JournalAnswer.Of(Journal.Number(outcome.Result)));
                    _acknowledged.Add((line, _world.Now));
                    _known = Math.Max(_known, (int)Journal.Number(outcome.Result));
                    break;
                case OutcomeUnknownException:
                    _uncertain.Add((line, call));
                    break;
                default:
                    call.Drop();
                    break;
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
        var call = isOrdered ? _history.Invoke(_callers++, JournalCall.Read) : null;
        var (askedAt, known) = (_world.Now, _known);
        replica.Ask(Array.Empty<byte>(), consistency, answer =>
        {
            if (answer is not { } lines)
            {
                call?.Drop();
                return;
            }

            Answered[(int)consistency]++;
            var journal = Journal.Lines(lines);
            if (isOrdered)
            {
                // What the checker would find too, told better.
                CheckOrdered(replica, consistency, journal, askedAt, known);
                call!.Return(JournalAnswer.Of(journal));
            }
            else if (consistency == ReadConsistency.BoundedStale)
            {
                CheckCurrent(replica, journal, askedAt);
            }
        });
        _world.After(_world.Random.NextInt64(120 * Millisecond), () => Read(replica));
    }

    private void CheckOrdered(SimulatedReplica replica, ReadConsistency consistency, string[] lines, long askedAt, int known)
    {
        if (lines.Length < known)
        {
            throw new SimulationFailedException(
                $"Replica {replica.Id} answers a {consistency} read that was asked at {askedAt / 1e6:F3} ms with {lines.Length} lines, and {known} were known before.");
        }

        _known = Math.Max(_known, lines.Length);
    }

    private void CheckCurrent(SimulatedReplica replica, string[] lines, long askedAt)
    {
        // By the replica's own clock, whose rate is constant here.
        var since = askedAt - (long)(_staleness / replica.ClockRate);
        foreach (var (line, at) in _acknowledged)
        {
            if (at < since && !lines.Contains(line))
            {
                throw new SimulationFailedException(
                    $"Replica {replica.Id} was asked at {askedAt / 1e6:F3} ms for what was current {_staleness / 1e6} ms before, and answers without {line}, acknowledged at {at / 1e6:F3} ms.");
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

    /// <summary>The last state tells of each append without an answer what its answer would have been.</summary>
    private void Settle()
    {
        string[]? lines = null;
        new SimulatedClient(_cluster).Query(Array.Empty<byte>(), outcome => lines = outcome.Error is null ? Journal.Lines(outcome.Result) : null);
        if (!_world.Run(20_000 * Millisecond, () => lines is not null))
        {
            throw new SimulationFailedException("No answer to a read after the storm.");
        }

        foreach (var (line, call) in _uncertain)
        {
            var index = Array.IndexOf(lines!, line);
            if (index < 0)
            {
                call.Drop();
            }
            else
            {
                call.Return(JournalAnswer.Of(index + 1));
            }
        }
    }
}
