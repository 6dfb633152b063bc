using PaxosGen.Core;

namespace PaxosGen.Testing.Storms;

/// <summary>
/// Lets a leader go on with a bare phase-2 quorum, unheard by the rest; then cuts it off with all but one of that quorum,
/// whose disk has damaged the last of its votes. Whoever wants to lead next has the promise of that one alone to tell it of
/// what was chosen, and it must not count for the slots that it does not know any more (W7).
/// </summary>
internal sealed class ForgottenVotes(SimulatedCluster cluster)
{
    private const long Millisecond = 1_000_000;

    private bool _isUnderWay;

    /// <summary>Whether there is a leader whose votes count, and none of it is going on.</summary>
    public bool CanStart => !_isUnderWay && cluster.Network.Healed.Count == 0
        && cluster.Leader is { } leader && Membership.IsVoter(leader.Id) && Membership.Phase2Quorum > 1;

    private Membership Membership => cluster.Observers.Chosen.Configuration.Membership;

    /// <summary>Begins.</summary>
    /// <param name="how">Decides the rest.</param>
    public void Start(ulong how)
    {
        _isUnderWay = true;
        var leader = cluster.Leader!;
        var others = Membership.Voters.Remove(leader.Id);
        var first = (int)(how % (ulong)others.Length);
        var quorum = Enumerable.Range(first, Membership.Phase2Quorum - 1).Select(i => others[i % others.Length]).ToList();
        CutOff([leader.Id, .. quorum]);
        cluster.World.After((50 + (long)((how >> 8) % 450)) * Millisecond, () => Forget(leader, quorum, how));
    }

    private void Forget(SimulatedReplica leader, List<ReplicaId> quorum, ulong how)
    {
        var witness = cluster[quorum[0]];

        // One that was damaged before may lose with the same record what proves that it was there.
        if (cluster.World.Faults.IsOver || cluster.Network.Healed.Count > 0 || cluster.Leader != leader || !witness.IsUp || witness.IsDamaged
            || !cluster.MayDamage(witness))
        {
            End([leader.Id, .. quorum]);
            return;
        }

        ReplicaId[] away = [leader.Id, .. quorum.Skip(1)];
        witness.Kill();
        witness.RotLast(how);
        Mend([witness.Id]);
        CutOff(away);
        witness.Start();
        cluster.World.After((1_000 + (long)((how >> 24) % 3_000)) * Millisecond, () => End(away));
    }

    private void End(ReplicaId[] camp)
    {
        Mend(camp);
        _isUnderWay = false;
    }

    private void CutOff(ReplicaId[] camp) => ForEachLink(camp, cluster.Network.Cut);

    private void Mend(ReplicaId[] camp) => ForEachLink(camp, cluster.Network.Mend);

    private void ForEachLink(ReplicaId[] camp, Action<ReplicaId, ReplicaId> does)
    {
        foreach (var member in camp)
        {
            foreach (var other in cluster.Replicas.Select(r => r.Id).Where(id => !camp.Contains(id)))
            {
                does(member, other);
                does(other, member);
            }
        }
    }
}
