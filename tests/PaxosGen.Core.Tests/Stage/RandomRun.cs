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
    private readonly int _changeWeight;
    private readonly long _lastSlot;
    private HashSet<ReplicaId> _near = [];
    private int _commands;

    public RandomRun(int seed, int replicas, bool damages = false, bool changes = false)
    {
        _random = new Random(seed);
        _lossPercent = _random.Next(3) * 10;
        _twicePercent = _random.Next(3) * 15;
        _campaignWeight = 1 + _random.Next(8);
        _crashWeight = _random.Next(4);
        _diskWeight = _random.Next(5);
        _snapshotWeight = _random.Next(3);
        _damageWeight = damages ? 1 + _random.Next(2) : 0;
        _lastSlot = 3 + _random.Next(6);
        var members = Enumerable.Range(1, replicas).Select(i => new Member(new ReplicaId(i), $"127.0.0.1:{7000 + i}"));
        Stage = new Stage(new Membership([.. members]), new ClusterSettings { SnapshotInterval = 1 })
        {
            Sent = OnSent,
            Wanted = (to, what) => _wanted.Enqueue((to, what)),
        };
        if (changes)
        {
            _changeWeight = 4;
            _lastSlot += 8;
            Stage.Add(new ReplicaId(replicas + 1));
            Stage.Add(new ReplicaId(replicas + 2));
        }
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

    /// <summary>Probes only keep the peace, and there is none here; heartbeats must not crowd out the rest.</summary>
    private void OnSent(Letter letter)
    {
        if (letter.Message is not (Message.Probe or Message.ProbeAnswer) && (letter.Message is not (Message.Heartbeat or Message.HeartbeatAck) || Chance(40)))
        {
            _pending.Add(letter);
        }
    }

    private void Step()
    {
        if (Chance(7))
        {
            // For a while mostly these hear each other: a minority votes, and then others lead who know nothing of it.
            var near = Enumerable.Range(1, Stage.Actors.Count).ToArray();
            _random.Shuffle(near);
            _near = [.. near.Take(1 + _random.Next(near.Length)).Select(i => new ReplicaId(i))];
            if (_near.Count > Stage.Actors.Count / 2 && Chance(40) && Ready() is { Replica.Role: not ReplicaRole.Learner } one && _near.Contains(one.Id))
            {
                Stage.Prepare(one.Id.Value);
            }
        }

        var any = Any();
        if (any.Replica is null && Chance(20))
        {
            any.Start();
        }
        else if (any.IsSyncing && Chance(40))
        {
            any.Sync();
        }

        var choice = _random.Next(130 + 25 + 10 + _campaignWeight + 2 * _crashWeight + 2 * _diskWeight + 2 * _snapshotWeight + _changeWeight + _damageWeight);
        if ((choice -= 130) < 0)
        {
            Deliver();
        }
        else if ((choice -= 25) < 0)
        {
            Ask();
        }
        else if ((choice -= 10) < 0)
        {
            Ready()?.Advance(_random.Next(3) == 0 ? Stage.Options.ResendAfter : Stage.Options.HeartbeatInterval);
        }
        else if ((choice -= _campaignWeight) < 0)
        {
            if (Ready() is { Replica.Role: not ReplicaRole.Learner } candidate && (_near.Contains(candidate.Id) || Chance(20)))
            {
                Stage.Prepare(candidate.Id.Value);
            }
        }
        else if ((choice -= 2 * _crashWeight) < 0)
        {
            Ready()?.Crash(keepsUnsynced: Chance(50));
        }
        else if ((choice -= 2 * _diskWeight) < 0)
        {
            HoldOrCrash(Any());
        }
        else if ((choice -= 2 * _snapshotWeight) < 0)
        {
            Snapshot();
        }
        else if ((choice -= _changeWeight) < 0)
        {
            Change();
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

        var index = Pick();
        for (var i = 0; i < 6 && !(_near.Contains(_pending[index].From) && IsReady(_pending[index].To)); i++)
        {
            index = Pick();
        }

        var letter = _pending[index];
        if (!(_near.Contains(letter.From) && _near.Contains(letter.To)) && !Chance(15))
        {
            return;
        }

        if (!Chance(_twicePercent))
        {
            _pending.RemoveAt(index);
        }

        if (!Chance(_lossPercent))
        {
            Stage.Deliver(letter);
        }
    }

    /// <summary>Mostly one of the newest, or nothing would ever come of what is new; sometimes one as old as the run.</summary>
    private int Pick() => Chance(25) ? _random.Next(_pending.Count) : _random.Next(Math.Max(0, _pending.Count - 8), _pending.Count);

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

    /// <summary>Learners come, become voters, and go; voters go too. Most of it is refused, or lost with its leader.</summary>
    private void Change()
    {
        var leader = Stage.Actors.FirstOrDefault(a => a.Replica?.Role == ReplicaRole.Leader && !a.IsSyncing);
        if (leader is null)
        {
            return;
        }

        var members = new List<Member>();
        foreach (var actor in Stage.Actors)
        {
            if (leader.Replica!.Configuration.Membership.Find(actor.Id) is not { } known)
            {
                known = new Member(actor.Id, $"127.0.0.1:{7000 + actor.Id.Value}", IsVoter: false);
            }

            if (Chance(75))
            {
                members.Add(known with { IsVoter = known.IsVoter || Chance(60) });
            }
        }

        if (members.Any(m => m.IsVoter))
        {
            leader.Do(new Input.ChangeMembers(leader.Time, "change", new Membership([.. members])));
        }
    }

    private void HoldOrCrash(Actor actor)
    {
        if (actor.IsSyncing)
        {
            actor.Crash(keepsUnsynced: Chance(50));
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

    private bool IsReady(ReplicaId id) => _near.Contains(id) && Stage[id] is { Replica: not null, IsSyncing: false };

    private bool Chance(int percent) => _random.Next(100) < percent;
}
