using PaxosGen.Core;

namespace PaxosGen.Core.Tests;

/// <summary>
/// A schedule drawn from a seed: any message may arrive at any time, twice, or never; replicas campaign when they like,
/// crash between any two batches or with one half done, forget hints, and come back.
/// </summary>
internal sealed class RandomRun
{
    private readonly Random _random;
    private readonly List<Letter> _pending = [];
    private readonly Queue<(ReplicaId To, SnapshotWanted What)> _wanted = [];
    private readonly int _lossPercent;
    private readonly int _twicePercent;
    private readonly int _campaignWeight;
    private readonly int _crashWeight;
    private readonly int _diskWeight;
    private readonly int _snapshotWeight;
    private readonly int _damageWeight;
    private readonly long _lastSlot;
    private int _commands;

    public RandomRun(int seed, int replicas, bool damages)
    {
        _random = new Random(seed);
        _lossPercent = _random.Next(3) * 10;
        _twicePercent = _random.Next(3) * 15;
        _campaignWeight = 1 + _random.Next(12);
        _crashWeight = _random.Next(4);
        _diskWeight = _random.Next(5);
        _snapshotWeight = _random.Next(3);
        _damageWeight = damages ? 1 + _random.Next(2) : 0;
        _lastSlot = 2 + _random.Next(5);
        var members = Enumerable.Range(1, replicas).Select(i => new Member(new ReplicaId(i), $"127.0.0.1:{7000 + i}"));
        Stage = new Stage(new Membership([.. members]), new ClusterSettings { SnapshotInterval = 1 })
        {
            Sent = _pending.Add,
            Wanted = (to, what) => _wanted.Enqueue((to, what)),
        };
    }

    public Stage Stage { get; }

    public void Play(int steps)
    {
        Stage.Start();
        for (var i = 0; i < steps; i++)
        {
            Step();
            Stage.Letters.Clear();
        }
    }

    /// <summary>Everything works again: all must come to know the same log.</summary>
    public bool Heal()
    {
        Stage.Letters.Clear();
        foreach (var actor in Stage.Actors)
        {
            if (actor.Replica is null)
            {
                actor.Start();
            }
        }

        for (var i = 0; i < 30; i++)
        {
            if (Stage.Stabilize(rounds: 20))
            {
                return true;
            }

            while (_wanted.TryDequeue(out var wanted))
            {
                Install(wanted.To, wanted.What);
            }
        }

        return false;
    }

    private void Step()
    {
        var choice = _random.Next(70 + 12 + 10 + _campaignWeight + 2 * _crashWeight + 2 * _diskWeight + 2 * _snapshotWeight + _damageWeight);
        if ((choice -= 70) < 0)
        {
            Deliver();
        }
        else if ((choice -= 12) < 0)
        {
            Ask();
        }
        else if ((choice -= 10) < 0)
        {
            Ready()?.Advance(_random.Next(3) == 0 ? Stage.Options.ResendAfter : Stage.Options.HeartbeatInterval);
        }
        else if ((choice -= _campaignWeight) < 0)
        {
            if (Ready() is { } candidate)
            {
                Stage.Prepare(candidate.Id.Value);
            }
        }
        else if ((choice -= 2 * _crashWeight) < 0)
        {
            CrashOrStart(Any());
        }
        else if ((choice -= 2 * _diskWeight) < 0)
        {
            HoldOrSync(Any());
        }
        else if ((choice -= 2 * _snapshotWeight) < 0)
        {
            Snapshot();
        }
        else if (Ready() is { } victim)
        {
            Damage(victim);
        }
    }

    private void Deliver()
    {
        if (_pending.Count == 0)
        {
            return;
        }

        var index = _random.Next(_pending.Count);
        var letter = _pending[index];
        if (!Chance(_twicePercent))
        {
            _pending[index] = _pending[^1];
            _pending.RemoveAt(_pending.Count - 1);
        }

        if (!Chance(_lossPercent))
        {
            Stage.Deliver(letter);
        }
    }

    private void Ask()
    {
        var leaders = Stage.Actors.Where(a => a.Replica?.Role == ReplicaRole.Leader && !a.IsSyncing).ToList();
        if (leaders.Count == 0)
        {
            return;
        }

        var leader = leaders[_random.Next(leaders.Count)];
        if (Chance(30))
        {
            leader.Read($"read {_commands++}");
        }
        else if (leader.Replica!.ChosenThrough.Value + leader.Replica.InFlight < _lastSlot)
        {
            Stage.Propose(leader.Id.Value, $"c{_commands++}");
        }
    }

    private void CrashOrStart(Actor actor)
    {
        if (actor.Replica is null)
        {
            actor.Start();
        }
        else
        {
            actor.Crash(keepsUnsynced: Chance(50));
        }
    }

    private void HoldOrSync(Actor actor)
    {
        if (actor.IsSyncing)
        {
            actor.Sync();
        }
        else
        {
            actor.DiskHolds = true;
        }
    }

    private void Snapshot()
    {
        if (_wanted.TryDequeue(out var wanted))
        {
            Install(wanted.To, wanted.What);
        }
        else
        {
            Ready()?.SaveSnapshot();
        }
    }

    private void Install(ReplicaId to, SnapshotWanted wanted)
    {
        var snapshot = Stage[wanted.From].Disk.Snapshot;
        if (snapshot.Slot > wanted.Above && Stage[to] is { Replica: not null, IsSyncing: false } actor)
        {
            actor.Install(snapshot);
        }
    }

    /// <summary>A record rots while the replica is down. What it promised is kept twice, and stays.</summary>
    private void Damage(Actor actor)
    {
        actor.Crash(keepsUnsynced: true);
        var slots = actor.Disk.Recover().Log;
        if (slots.Length > 0)
        {
            actor.Disk.Damage(slots[_random.Next(slots.Length)].Slot);
        }

        actor.Start();
    }

    private Actor Any() => Stage.Actors.ElementAt(_random.Next(Stage.Actors.Count));

    private Actor? Ready() => Any() is { Replica: not null, IsSyncing: false } actor ? actor : null;

    private bool Chance(int percent) => _random.Next(100) < percent;
}
