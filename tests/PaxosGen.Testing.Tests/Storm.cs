using System.Globalization;
using PaxosGen.Client;
using PaxosGen.Core;

namespace PaxosGen.Testing.Tests;

/// <summary>
/// Clients that append and read while messages are lost, repeated and delayed, links are cut, clocks go wrong, and
/// replicas freeze, crash and come back, at rates that the seed decides. Afterwards all is healed, every call must end, the history of calls and
/// answers must be linearizable, and the journal must hold what was acknowledged once, and what is uncertain at most once.
/// </summary>
internal sealed class Storm
{
    private const int Clients = 4;
    private const int CallersEach = 3;
    private const int CallsEach = 10;
    private const int Calls = Clients * CallersEach * CallsEach;
    private const long Millisecond = 1_000_000;

    private readonly SimulatedCluster _cluster;
    private readonly SimulatedWorld _world;
    private readonly History<JournalCall, JournalAnswer> _history;
    private readonly HashSet<string> _acknowledged = new(StringComparer.Ordinal);
    private readonly HashSet<string> _refused = new(StringComparer.Ordinal);
    private readonly Dictionary<string, RecordedCall<JournalCall, JournalAnswer>> _uncertain = new(StringComparer.Ordinal);
    private readonly int _crashPercent;
    private readonly int _cutPercent;
    private readonly SimulatedReplica? _away;
    private readonly int _healPercent;
    private readonly int _freezePercent;
    private readonly int _clockPercent;
    private readonly int _deposePercent;
    private int _ended;
    private bool _hasReturned;
    private bool _isCalm;

    public Storm(ulong seed, bool isTracing = false)
    {
        var chance = new ReplicatedRandom(seed);
        var settings = new ClusterSettings { SnapshotInterval = 4 + chance.Next(chance.Next(2) == 0 ? 6 : 60), SessionWindow = 64 };
        _cluster = new SimulatedCluster(
            new SimulatedClusterOptions
            {
                Replicas = chance.Next(3) switch { 0 => 5, _ => 3 },
                Seed = seed,
                SegmentBytes = 64 << 10,
                Protocol = new ProtocolOptions
                {
                    KeepBelowSnapshot = chance.Next(chance.Next(2) == 0 ? 1 : 20),
                    Settings = settings,
                    MaxMessageBytes = chance.Next(2) == 0 ? 150 : 1 << 20,
                    Window = chance.Next(2) == 0 ? 8 : 4096,
                },
            },
            () => new Journal());
        _world = _cluster.World;
        _world.Trace.IsKept = isTracing;
        _history = new History<JournalCall, JournalAnswer>(() => TimeSpan.FromMicroseconds(_world.Now / 1e3));
        _cluster.Network.LossPercent = chance.Next(3) == 0 ? 0 : chance.Next(25);
        _cluster.Network.DuplicatePercent = chance.Next(30);
        _cluster.Network.MaxDelay = chance.Next(4) == 0 ? 200 * Millisecond : 2 * Millisecond;
        _crashPercent = chance.Next(3) == 0 ? 0 : chance.Next(20);
        _cutPercent = chance.Next(3) == 0 ? 0 : chance.Next(20);
        _healPercent = 2 + chance.Next(20);
        _freezePercent = chance.Next(3) == 0 ? chance.Next(8) : 0;
        _clockPercent = chance.Next(3) == 0 ? chance.Next(20) : 0;
        _away = chance.Next(2) == 0 ? null : _cluster[new ReplicaId(1 + chance.Next(_cluster.Replicas.Count))];
        _deposePercent = chance.Next(3) == 0 ? 5 : 0;
    }

    public int SnapshotsInstalled => _cluster.SnapshotsInstalled;

    public IReadOnlyList<string> Trace => [.. _world.Trace.Lines];

    public int Acknowledged => _acknowledged.Count;

    public void Run()
    {
        for (var c = 0; c < Clients; c++)
        {
            // A patient client still asks a leader that the others have left already.
            var patience = TimeSpan.FromMilliseconds(c % 2 == 0 ? 200 : 4000);
            var client = new SimulatedClient(_cluster, new PaxosClientOptions { CallTimeout = TimeSpan.FromSeconds(8), RetryAfter = patience });
            for (var caller = 0; caller < CallersEach; caller++)
            {
                Call(client, (c * CallersEach) + caller, 0);
            }
        }

        if (_away is not null)
        {
            // Longer than logs wait for anybody.
            _away.Crash();
            _world.After(10_000 * Millisecond, () => Return(_away));
        }

        Disturb();
        _world.Run(20_000 * Millisecond);
        Calm();
        if (!_world.Run(60_000 * Millisecond, () => _ended == Calls))
        {
            throw new SimulationFailedException($"{_ended} of {Calls} calls have ended a minute after the storm.");
        }

        var lines = ReadOnceMore();
        CheckJournal(lines);
        Settle(lines);
        LinearizabilityChecker.Check(_history.Operations, new JournalModel()).EnsureLinearizable();
        CheckReplicasMeet();
    }

    private void Call(SimulatedClient client, int number, int call)
    {
        if (call == CallsEach)
        {
            return;
        }

        // A caller that waits for a command asks nothing; one that only reads goes on asking a leader that was deposed.
        var isReader = number % CallersEach == 0;
        if (isReader || call % 5 == 4)
        {
            Read(client, number, _ => Next(client, number, call));
        }
        else
        {
            var line = string.Create(CultureInfo.InvariantCulture, $"c{number}-{call}");
            var recorded = _history.Invoke(number, new JournalCall(line));
            client.Command(
                Journal.Line(line),
                outcome =>
                {
                    Record(line, recorded, outcome);
                    Next(client, number, call);
                },
                call % 7 == 3 ? new UInt128((ulong)number + 1, (ulong)call) : null);
        }
    }

    private void Read(SimulatedClient client, int number, Action<string[]?> done)
    {
        var recorded = _history.Invoke(number, JournalCall.Read);
        client.Query(Array.Empty<byte>(), outcome =>
        {
            var lines = outcome.Error is null ? Journal.Lines(outcome.Result) : null;
            if (lines is null)
            {
                recorded.Drop();
            }
            else
            {
                recorded.Return(JournalAnswer.Of(lines));
            }

            done(lines);
        });
    }

    private void Record(string line, RecordedCall<JournalCall, JournalAnswer> recorded, CallOutcome outcome)
    {
        switch (outcome.Error)
        {
            case null:
                _acknowledged.Add(line);
                recorded.Return(JournalAnswer.Of(Journal.Number(outcome.Result)));
                break;
            case ClusterUnavailableException or OverloadedException or SessionExpiredException:
                _refused.Add(line);
                recorded.Drop();
                break;
            case OutcomeUnknownException:
                _uncertain.Add(line, recorded);
                break;
            default:
                throw new SimulationFailedException($"{line} ended with {outcome.Error}.");
        }
    }

    private void Next(SimulatedClient client, int number, int call)
    {
        _ended++;
        _world.After(_world.Random.NextInt64(400 * Millisecond), () => Call(client, number, call + 1));
    }

    /// <summary>Every 100 ms: perhaps a crash, anywhere in what the disk is doing; perhaps a return; perhaps a cut, or its end.</summary>
    private void Disturb()
    {
        if (_isCalm)
        {
            return;
        }

        foreach (var replica in _cluster.Replicas)
        {
            if (_world.Chance(_freezePercent))
            {
                replica.Freeze(_world.Random.NextInt64(2_000 * Millisecond));
            }

            if (_world.Chance(_clockPercent))
            {
                replica.ClockRate = _world.Random.Next(4) switch { 0 => 0.1, 1 => 0.5, 2 => 1, _ => 2 };
            }

            if (!replica.IsUp)
            {
                if (_world.Chance(30) && (replica != _away || _hasReturned))
                {
                    replica.Start();
                }
            }
            else if (_world.Chance(_crashPercent))
            {
                if (_world.Chance(50))
                {
                    replica.Crash();
                }
                else
                {
                    replica.Disk.FailPowerAt(replica.Disk.Operations + 1 + _world.Random.Next(6));
                }
            }
        }

        if (_world.Chance(_deposePercent) && _cluster.Leader is { } leader)
        {
            // Nobody hears it, and by its clock it takes long until it notices.
            leader.ClockRate = 0.1;
            foreach (var other in _cluster.Replicas.Where(r => r != leader))
            {
                _cluster.Network.Cut(leader.Id, other.Id);
                _cluster.Network.Cut(other.Id, leader.Id);
            }
        }
        else if (_world.Chance(_cutPercent))
        {
            Cut(new ReplicaId(1 + _world.Random.Next(_cluster.Replicas.Count)));
        }
        else if (_world.Chance(_healPercent))
        {
            var (loss, twice) = (_cluster.Network.LossPercent, _cluster.Network.DuplicatePercent);
            _cluster.Network.Heal();
            (_cluster.Network.LossPercent, _cluster.Network.DuplicatePercent) = (loss, twice);
        }

        _world.After(100 * Millisecond, Disturb);
    }

    private void Return(SimulatedReplica away)
    {
        _hasReturned = true;
        if (!away.IsUp)
        {
            away.Start();
        }
    }

    /// <summary>Cuts one replica off, or from one other, one way or both. Clients still reach it.</summary>
    private void Cut(ReplicaId from)
    {
        var only = _world.Chance(50) ? ReplicaId.None : new ReplicaId(1 + _world.Random.Next(_cluster.Replicas.Count));
        var bothWays = _world.Chance(50);
        foreach (var to in _cluster.Replicas.Select(r => r.Id).Where(r => r != from && (only == ReplicaId.None || r == only)))
        {
            _cluster.Network.Cut(from, to);
            if (bothWays)
            {
                _cluster.Network.Cut(to, from);
            }
        }
    }

    private void Calm()
    {
        _isCalm = true;
        _cluster.Network.Heal();
        _cluster.Network.MaxDelay = 2 * Millisecond;
        foreach (var replica in _cluster.Replicas)
        {
            replica.ClockRate = 1;
            replica.Disk.FailPowerAt(long.MaxValue);
            if (!replica.IsUp)
            {
                replica.Start();
            }
        }
    }

    private string[] ReadOnceMore()
    {
        string[]? lines = null;
        Read(new SimulatedClient(_cluster), Clients * CallersEach, answer => lines = answer);
        _world.Run(20_000 * Millisecond, () => lines is not null);
        return lines ?? throw new SimulationFailedException("No answer to a read after the storm.");
    }

    private void CheckJournal(string[] lines)
    {
        var counts = lines.CountBy(l => l).ToDictionary();
        foreach (var (line, count) in counts)
        {
            if (count > 1)
            {
                throw new SimulationFailedException($"{line} took effect {count} times.");
            }

            if (_refused.Contains(line))
            {
                throw new SimulationFailedException($"{line} took effect, and its client was told that it certainly had not.");
            }
        }

        foreach (var line in _acknowledged)
        {
            if (!counts.ContainsKey(line))
            {
                throw new SimulationFailedException($"{line} was acknowledged and is lost.");
            }
        }
    }

    /// <summary>
    /// The last read tells of each call without an answer what the answer would have been, for lines are only added; with
    /// that each order but one fails at once. What it does not show had no effect that anybody saw.
    /// </summary>
    private void Settle(string[] lines)
    {
        foreach (var (line, recorded) in _uncertain)
        {
            var index = Array.IndexOf(lines, line);
            if (index < 0)
            {
                recorded.Drop();
            }
            else
            {
                recorded.Return(JournalAnswer.Of(index + 1));
            }
        }
    }

    private void CheckReplicasMeet()
    {
        var newest = _cluster.Newest.Slot;
        if (!_world.Run(20_000 * Millisecond, () => _cluster.Replicas.All(r => r.AppliedThrough >= newest)))
        {
            throw new SimulationFailedException(
                $"Not all replicas have applied slot {newest}: {string.Join(", ", _cluster.Replicas.Select(r => $"{r.Id} {r.AppliedThrough}"))}.");
        }
    }
}
