using System.Collections.Immutable;
using PaxosGen.Core;

namespace PaxosGen.Testing.Storms;

/// <summary>
/// An operator who changes the members of a cluster all the time: adds learners, makes voters of them, removes voters and
/// the leader, changes quorums and the lease, several at once, and switches off who may be. Leaders refuse what is not safe.
/// </summary>
internal sealed class MemberChanges
{
    private readonly StormPlan _plan;
    private readonly SimulatedCluster _cluster;
    private readonly SimulatedWorld _world;
    private readonly ReplicatedRandom _chance;
    private readonly List<(SimulatedReplica Asked, int Life, Epoch Epoch)> _underWay = [];
    private bool _isOver;

    public MemberChanges(StormPlan plan, SimulatedCluster cluster)
    {
        _plan = plan;
        _cluster = cluster;
        _world = cluster.World;
        _chance = _world.NewStream();
        for (var id = plan.Replicas + 1; id <= plan.Replicas + plan.Joiners; id++)
        {
            cluster.Join(new ReplicaId(id));
        }
    }

    /// <summary>
    /// Whether somebody who has not crashed since was asked for other members in this epoch and has not said yet what came of
    /// it. A leader that is frozen proposes them when it thaws (seed 114345).
    /// </summary>
    public bool IsUnderWay => _underWay.Exists(change =>
        change.Asked.Life == change.Life && change.Epoch == _cluster.Observers.Chosen.Configuration.Epoch);

    /// <summary>Begins; goes on until the storm is over.</summary>
    public void Start()
    {
        if (_plan.ChangeEvery > 0)
        {
            _world.After(_chance.NextInt64(_plan.ChangeEvery), Change);
        }
    }

    /// <summary>No more changes.</summary>
    public void Stop() => _isOver = true;

    private void Change()
    {
        if (_isOver)
        {
            return;
        }

        if (_cluster.Leader is { Configuration: { } configuration } leader && Next(configuration.Membership) is { } next)
        {
            var change = (leader, leader.Life, configuration.Epoch);
            _underWay.Add(change);
            leader.ChangeMembers(next, ended =>
            {
                _underWay.Remove(change);
                _world.Tell($"{leader.Id} was asked for {next}: {ended.Outcome} {ended.Reason}");
            });
        }

        foreach (var replica in _cluster.Replicas.Where(r => r.MayBeSwitchedOff))
        {
            if (_chance.Next(2) == 0)
            {
                replica.SwitchOff();
            }
        }

        _world.After(_plan.ChangeEvery / 2 + _chance.NextInt64(_plan.ChangeEvery), Change);
    }

    /// <summary>Each member may become something else; now and then quorums other than majorities.</summary>
    private Membership? Next(Membership now)
    {
        var members = ImmutableArray.CreateBuilder<Member>();
        foreach (var replica in _cluster.Replicas)
        {
            var isVoter = now.Find(replica.Id)?.IsVoter;
            var stays = _chance.Next(100);
            bool? next = isVoter switch
            {
                true => stays < 75 ? true : stays < 85 ? false : null,
                false => stays < 70 ? true : stays < 90 ? false : null,
                null when replica.IsDead || stays < 40 => null,
                null => false,
            };
            if (next is { } votes)
            {
                members.Add(new Member(replica.Id, $"replica:{replica.Id}", votes));
            }
        }

        // One damaged disk must not hold the only copy of anything, nor be needed by every quorum.
        var voters = members.Count(m => m.IsVoter);
        var isDamaged = _plan.DamagesDisks;
        if (voters < (isDamaged ? 3 : 1))
        {
            return null;
        }

        var spare = isDamaged ? 1 : 0;
        var phase1 = _chance.Next(4) == 0 ? 1 + spare + _chance.Next(voters - (2 * spare)) : voters / 2 + 1;
        var wanted = new Membership(members.ToImmutable(), phase1, Math.Max(voters - phase1 + 1, phase1 == voters / 2 + 1 ? phase1 : 0), NextLease(now));

        // Nor may those that are damaged already be: what is left of them would be no quorum of this membership, healed or not (seed 406585).
        return _cluster.Bears(wanted) ? wanted : null;
    }

    /// <summary>Mostly the same; of clusters with leases, sometimes none for an epoch.</summary>
    private long NextLease(Membership now) => _chance.Next(6) switch { 0 => 0, 1 => _plan.Lease, _ => now.LeaseNanoseconds };
}
