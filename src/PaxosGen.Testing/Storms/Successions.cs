using PaxosGen.Core;

namespace PaxosGen.Testing.Storms;

/// <summary>
/// Cuts off whoever leads while it has proposals in flight; lets the next lead for a moment before it suffers the same, so
/// that several leaders leave what they proposed for the same slots to different replicas. In clusters of more than three, one
/// voter may hear no ballot and learn all the same, or may stay with the leader that is cut off and hear the others unheard.
/// </summary>
internal sealed class Successions(StormPlan plan, SimulatedCluster cluster)
{
    private const long Millisecond = 1_000_000;
    private const int MostSuccessors = 6;
    private const int Patience = 60;
    private const int DeafBit = 62;
    private const int WitnessBit = 63;

    private readonly List<EarlyStopSigns> _stopSigns = [];

    /// <summary>Whether a leader has been asked for other quorums and has not said yet what came of it.</summary>
    public bool IsChangeUnderWay => _stopSigns.Exists(s => s.IsUnderWay);

    /// <summary>Begins one.</summary>
    /// <param name="how">Decides the rest.</param>
    public void Start(ulong how)
    {
        var isWide = cluster.Observers.Chosen.Configuration.Membership.Voters.Length > 3;
        var one = isWide && cluster.Leader is { } leader ? Another(leader.Id, how >> 8) : ReplicaId.None;
        if (one != ReplicaId.None && IsBit(how, DeafBit))
        {
            Deafen(one);
        }

        var witness = plan.Learning == LearningMode.AllToAll && IsBit(how, WitnessBit) ? one : ReplicaId.None;
        Succeed(ReplicaId.None, 2 + (int)(how % MostSuccessors), 1 + (long)((how >> 16) % 500) * Millisecond, IsBit(how, 60), Patience, witness);
        if ((IsBit(how, 61) || witness != ReplicaId.None) && plan.ChangeEvery > 0)
        {
            var stopSigns = new EarlyStopSigns(cluster, narrows: witness != ReplicaId.None);
            _stopSigns.Add(stopSigns);
            stopSigns.Start();
        }
    }

    private static bool IsBit(ulong bits, int bit) => (bits >> bit & 1) != 0;

    private ReplicaId Another(ReplicaId leader, ulong which)
    {
        var others = cluster.Observers.Chosen.Configuration.Membership.Voters.Remove(leader);
        return others[(int)(which % (ulong)others.Length)];
    }

    /// <summary>What raises its promise does not reach it. It learns what is chosen while a lower ballot is still good to it (W3).</summary>
    private void Deafen(ReplicaId one)
    {
        foreach (var other in cluster.Replicas.Select(r => r.Id).Where(id => id != one))
        {
            cluster.Network.Drop(other, one, nameof(Message.Prepare));
            cluster.Network.Drop(other, one, nameof(Message.Accept));
        }
    }

    private void Succeed(ReplicaId cutOff, int leaders, long reign, bool isFrozen, int patience, ReplicaId witness)
    {
        if (leaders == 0 || patience == 0 || cluster.World.Faults.IsOver)
        {
            return;
        }

        if (cluster.Leader is { } leader && leader.Id != cutOff && !cluster.Network.Healed.Contains(leader.Id))
        {
            foreach (var other in cluster.Replicas.Select(r => r.Id))
            {
                cluster.Network.Mend(cutOff, other);
                cluster.Network.Mend(other, cutOff);
                CutOff(leader.Id, other, witness);
            }

            if (isFrozen)
            {
                leader.Freeze(4 * reign);
            }

            // The witness is one of the first only.
            (cutOff, leaders, witness) = (leader.Id, leaders - 1, ReplicaId.None);
        }

        cluster.World.After(reign, () => Succeed(cutOff, leaders, reign, isFrozen, patience - 1, witness));
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
}
