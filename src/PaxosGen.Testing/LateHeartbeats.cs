using PaxosGen.Core;

namespace PaxosGen.Testing;

/// <summary>
/// Lets a second copy of a heartbeat and of a probe arrive at the worst moment: when the replica they were for has just
/// echoed the leader of a higher ballot, and has promised that one nothing yet. Neither may let it off that leader's lease.
/// </summary>
internal sealed class LateHeartbeats(SimulatedCluster cluster)
{
    private readonly Dictionary<(ReplicaId To, ReplicaId From), Message.Heartbeat> _heartbeats = [];
    private readonly Dictionary<(ReplicaId To, ReplicaId From), Message.Probe> _probes = [];
    private readonly Dictionary<ReplicaId, Ballot> _echoed = [];

    /// <summary>Whether any may come late.</summary>
    public bool IsOn { get; set; }

    /// <summary>A message leaves a replica.</summary>
    public void OnSent(SimulatedReplica from, Envelope envelope)
    {
        if (!IsOn)
        {
            return;
        }

        switch (envelope.Message)
        {
            case Message.Heartbeat heartbeat:
                _heartbeats[(envelope.To, from.Id)] = heartbeat;
                break;
            case Message.Probe probe:
                _probes[(envelope.To, from.Id)] = probe;
                break;
            case Message.HeartbeatAck ack when ack.Ballot > _echoed.GetValueOrDefault(from.Id):
                _echoed[from.Id] = ack.Ballot;
                Repeat(from, ack.Ballot);
                break;
        }
    }

    private void Repeat(SimulatedReplica to, Ballot echoed)
    {
        foreach (var earlier in cluster.Replicas)
        {
            if (_heartbeats.TryGetValue((to.Id, earlier.Id), out var heartbeat) && heartbeat.Ballot < echoed && heartbeat.Ballot >= to.Promised
                && heartbeat.Ballot.Epoch == echoed.Epoch && !cluster.Network.Healed.Contains(to.Id)
                && cluster.World.Faults.Inject(FaultKind.Delay, to.Id, "a second copy of a heartbeat"))
            {
                cluster.World.After(1, () =>
                {
                    to.Deliver(earlier.Id, heartbeat);
                    if (_probes.TryGetValue((to.Id, earlier.Id), out var probe))
                    {
                        to.Deliver(earlier.Id, probe);
                    }
                });
            }
        }
    }
}
