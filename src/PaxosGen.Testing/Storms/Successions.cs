using PaxosGen.Core;

namespace PaxosGen.Testing.Storms;

/// <summary>
/// Cuts off whoever leads while it has proposals in flight; lets the next lead for a moment before it suffers the same, so
/// that several leaders leave what they proposed for the same slots to different replicas. Until the first successor leads, where
/// there are enough voters, one of them may stay with the leader that is cut off, vote for what nobody else sees, and hear the others unheard.
/// </summary>
internal sealed class Successions(StormPlan plan, SimulatedCluster cluster)
{
    private const long Millisecond = 1_000_000;
    private const int MostSuccessors = 6;
    private const int Patience = 60;
    private const long Interval = 50 * Millisecond;

    private readonly List<EarlyStopSigns> _stopSigns = [];

    /// <summary>Whether a leader has been asked for other quorums and has not said yet what came of it.</summary>
    public bool IsChangeUnderWay => _stopSigns.Exists(s => s.IsUnderWay);

    /// <summary>Begins one.</summary>
    /// <param name="how">Decides the rest.</param>
    public void Start(ulong how)
    {
        var witness = IsBit(how, 62) || IsBit(how, 63) ? Witness(how >> 8) : ReplicaId.None;
        var narrows = witness != ReplicaId.None && plan.Learning == LearningMode.AllToAll;
        Succeed(new Succession(how, witness), ReplicaId.None, 2 + (int)(how % MostSuccessors), Patience);
        if ((IsBit(how, 61) || narrows) && plan.ChangeEvery > 0)
        {
            // Who counts others' votes has some of one epoch above the end that the next leader puts to it.
            var stopSigns = new EarlyStopSigns(cluster, narrows, spared: narrows ? cluster.Leader!.Id : ReplicaId.None);
            _stopSigns.Add(stopSigns);
            stopSigns.Start();
        }
    }

    private static bool IsBit(ulong bits, int bit) => (bits >> bit & 1) != 0;

    /// <summary>A voter that the rest can do without, the leader apart; none where there is none.</summary>
    private ReplicaId Witness(ulong which)
    {
        var membership = cluster.Observers.Chosen.Configuration.Membership;
        if (cluster.Leader is not { } leader || !membership.IsVoter(leader.Id) || membership.Voters.Length - 2 < membership.LargerQuorum)
        {
            return ReplicaId.None;
        }

        var others = membership.Voters.Remove(leader.Id);
        return others[(int)(which % (ulong)others.Length)];
    }

    private void Succeed(Succession succession, ReplicaId cutOff, int leaders, int patience)
    {
        if (leaders == 0 || patience == 0 || cluster.World.Faults.IsOver)
        {
            return;
        }

        if (cluster.Leader is { } leader && leader.Id != cutOff && !cluster.Network.Healed.Contains(leader.Id))
        {
            if (cutOff != ReplicaId.None && succession.HasWitness)
            {
                // The successor needs a moment to have something chosen.
                succession = succession with { Witness = ReplicaId.None };
                cluster.World.After(succession.Reign, () => Succeed(succession, cutOff, leaders, patience));
                return;
            }

            foreach (var other in cluster.Replicas.Select(r => r.Id))
            {
                cluster.Network.Mend(cutOff, other);
                cluster.Network.Mend(other, cutOff);
                CutOff(leader.Id, other, succession.Witness);
            }

            if (succession.IsFrozen)
            {
                leader.Freeze(4 * succession.Reign);
            }

            (cutOff, leaders) = (leader.Id, leaders - 1);
        }
        else if (succession.HasWitness && cutOff != ReplicaId.None)
        {
            foreach (var other in cluster.Replicas.Select(r => r.Id))
            {
                CutOff(cutOff, other, succession.Witness);
            }
        }

        cluster.World.After(succession.HasWitness ? Math.Min(succession.Reign, Interval) : succession.Reign, () => Succeed(succession, cutOff, leaders, patience - 1));
    }

    private void CutOff(ReplicaId leader, ReplicaId other, ReplicaId witness)
    {
        if (other == leader || other == witness)
        {
            return;
        }

        cluster.Network.Cut(leader, other);
        cluster.Network.Cut(other, leader);
        if (witness != ReplicaId.None)
        {
            cluster.Network.Cut(witness, other);
        }
    }

    private readonly record struct Succession(ulong How, ReplicaId Witness)
    {
        public long Reign => 1 + (long)((How >> 16) % 500) * Millisecond;

        /// <summary>A leader that is frozen proposes nothing that its witness could vote for.</summary>
        public bool IsFrozen => IsBit(How, 60) && Witness == ReplicaId.None;

        public bool HasWitness => Witness != ReplicaId.None;
    }
}
