using PaxosGen.Core;

namespace PaxosGen.Testing.Storms;

/// <summary>An operator who has leadership handed over all the time: to any replica, up or not, or to whoever is nearest.</summary>
internal sealed class Handovers
{
    private readonly StormPlan _plan;
    private readonly SimulatedCluster _cluster;
    private readonly ReplicatedRandom _chance;
    private bool _isOver;

    public Handovers(StormPlan plan, SimulatedCluster cluster)
    {
        _plan = plan;
        _cluster = cluster;
        _chance = cluster.World.NewStream();
    }

    /// <summary>Begins; goes on until the storm is over.</summary>
    public void Start()
    {
        if (_plan.HandoverEvery > 0)
        {
            _cluster.World.After(_chance.NextInt64(_plan.HandoverEvery), HandOver);
        }
    }

    /// <summary>No more of it.</summary>
    public void Stop() => _isOver = true;

    private void HandOver()
    {
        if (_isOver)
        {
            return;
        }

        var to = _chance.Next(3) == 0 ? ReplicaId.None : new ReplicaId(1 + _chance.Next(_cluster.Replicas.Count));
        if (_cluster.Leader is { } leader)
        {
            leader.TransferLead(to, ended => _cluster.World.Tell($"{leader.Id} was to hand over to {to}: {ended.Outcome} {ended.Reason}"));
        }

        _cluster.World.After(_plan.HandoverEvery / 2 + _chance.NextInt64(_plan.HandoverEvery), HandOver);
    }
}
