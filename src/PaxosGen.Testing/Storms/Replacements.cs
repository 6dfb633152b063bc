using System.Collections.Immutable;
using PaxosGen.Core;

namespace PaxosGen.Testing.Storms;

/// <summary>
/// Replaces the voters by those that are none, all at once, and cuts the two off from each other the moment that the leader
/// is asked for it; whoever may be switched off, is, at once. Those that take over hold nothing of the end of the epoch yet,
/// so nobody may say that he can go before they do (W6).
/// </summary>
internal sealed class Replacements(StormPlan plan, SimulatedCluster cluster)
{
    private const long Millisecond = 1_000_000;
    private const long Interval = 10 * Millisecond;
    private const int Times = 500;
    private const int TimesBetween = 5;

    private readonly List<(SimulatedReplica Asked, int Life, Epoch Epoch)> _underWay = [];
    private int _left;

    /// <summary>Whether there is anybody to take over, and none of it is going on.</summary>
    public bool CanStart => _left == 0 && cluster.Network.Healed.Count == 0 && Successors(cluster.Observers.Chosen.Configuration.Membership).Any();

    /// <summary>Whether somebody who has not crashed since was asked for other members in this epoch and has not said yet what came of it.</summary>
    public bool IsChangeUnderWay => _underWay.Exists(change =>
        change.Asked.Life == change.Life && change.Epoch == cluster.Observers.Chosen.Configuration.Epoch);

    /// <summary>Begins one; it goes on for some seconds.</summary>
    /// <param name="how">Decides the rest.</param>
    public void Start(ulong how)
    {
        _left = Times;
        Pass((200 + (long)(how % 2_000)) * Millisecond);
    }

    private void Pass(long cutFor)
    {
        if (_left == 0 || cluster.World.Faults.IsOver || cluster.Network.Healed.Count > 0)
        {
            _left = 0;
            return;
        }

        _left--;
        foreach (var replica in cluster.Replicas.Where(r => r.MayBeSwitchedOff))
        {
            replica.SwitchOff();
        }

        if (_left % TimesBetween == 0 && !IsChangeUnderWay && cluster.Leader is { Configuration: { } configuration } leader)
        {
            Ask(leader, configuration, cutFor);
        }

        cluster.World.After(Interval, () => Pass(cutFor));
    }

    /// <summary>First for learners, for only who has caught up is let vote; then for voters.</summary>
    private void Ask(SimulatedReplica leader, Configuration configuration, long cutFor)
    {
        var now = configuration.Membership;
        var successors = Successors(now).ToList();
        var learners = successors.Where(id => now.Find(id) is null).Select(id => MemberOf(id, isVoter: false)).ToList();
        if (learners.Count > 0)
        {
            var all = now.Members.Concat(learners).OrderBy(m => m.Id);
            Ask(leader, configuration, new Membership([.. all], now.Phase1Quorum, now.Phase2Quorum, now.LeaseNanoseconds), _ => { });
            return;
        }

        if (successors.Count == 0)
        {
            return;
        }

        // One damaged disk must not hold the only copy of anything: where there are too few, some stay, but not the leader.
        var stay = now.Voters.Remove(leader.Id).Take((plan.DamagesDisks ? 3 : 1) - successors.Count).ToList();
        ImmutableArray<ReplicaId> next = [.. successors.Concat(stay).Order()];
        var leaving = now.Voters.RemoveAll(next.Contains);
        var majority = (next.Length / 2) + 1;
        var wanted = new Membership([.. next.Select(id => MemberOf(id, isVoter: true))], majority, majority, now.LeaseNanoseconds);
        if (!cluster.Bears(wanted))
        {
            return;
        }

        Ask(leader, configuration, wanted, ended =>
        {
            if (ended.Outcome == Core.OperationOutcome.Refused)
            {
                ForEachLink(leaving, next, cluster.Network.Mend);
            }
            else
            {
                _left = Math.Min(_left, Times / 4);
            }
        });
        ForEachLink(leaving, next, cluster.Network.Cut);
        cluster.World.After(cutFor, () => ForEachLink(leaving, next, cluster.Network.Mend));
    }

    private void Ask(SimulatedReplica leader, Configuration configuration, Membership next, Action<OperationEnded> ended)
    {
        var change = (leader, leader.Life, configuration.Epoch);
        _underWay.Add(change);
        leader.ChangeMembers(next, how =>
        {
            _underWay.Remove(change);
            ended(how);
        });
    }

    private IEnumerable<ReplicaId> Successors(Membership now) =>
        cluster.Replicas.Where(r => !r.IsDead && !r.IsRetired && !now.IsVoter(r.Id)).Select(r => r.Id);

    private static Member MemberOf(ReplicaId id, bool isVoter) => new(id, $"replica:{id}", isVoter);

    private static void ForEachLink(ImmutableArray<ReplicaId> some, ImmutableArray<ReplicaId> others, Action<ReplicaId, ReplicaId> does)
    {
        foreach (var one in some)
        {
            foreach (var other in others)
            {
                does(one, other);
                does(other, one);
            }
        }
    }
}
