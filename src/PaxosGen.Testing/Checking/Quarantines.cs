using PaxosGen.Core;
using PaxosGen.Transport;

namespace PaxosGen.Testing.Checking;

/// <summary>
/// Nobody is quarantined, and no reads are withheld, unless a replica was made to differ. Who is quarantined stays so through
/// restarts until it rejoins, has no snapshot of a state that differs after that, and meanwhile neither leads, nor answers, nor sends a snapshot, and says so only when a
/// restart would find it.
/// </summary>
internal sealed class Quarantines(SimulatedCluster cluster, AppliedStates applied)
{
    private readonly HashSet<ReplicaId> _quarantined = [];
    private readonly HashSet<ReplicaId> _durably = [];
    private readonly HashSet<ReplicaId> _withholding = [];

    /// <summary>How often a replica was quarantined.</summary>
    public int Count { get; private set; }

    /// <summary>A replica has read its disk.</summary>
    public void OnRecovered(SimulatedReplica replica, RecoveredState state)
    {
        if (_durably.Contains(replica.Id) && !state.IsQuarantined)
        {
            throw new SimulationFailedException($"Replica {replica.Id} was quarantined and comes back without knowing that.");
        }

        if (!state.IsQuarantined && !replica.MayDiffer && replica.DifferentSnapshot is { } different)
        {
            throw new SimulationFailedException($"Replica {replica.Id} has taken another's state, and comes back with its snapshot of slot {different}, which differs.");
        }

        Look(replica.Id, state.IsQuarantined, state.IsQuarantined);
        _withholding.Remove(replica.Id);
    }

    /// <summary>Steps of a replica want something done.</summary>
    public void OnStepped(SimulatedReplica replica, Effects effects)
    {
        if (effects.Quarantined is { } difference)
        {
            Count++;
            if (!replica.MayDiffer)
            {
                throw new SimulationFailedException($"Replica {replica.Id} is quarantined at slot {difference.Own.Slot}, and is like the others.");
            }
        }

        if (effects.Events.Exists(e => e is ProtocolEvent.DisputeBegan) && !cluster.Replicas.Any(r => r.HasDiffered))
        {
            throw new SimulationFailedException($"Replica {replica.Id} hears of a dispute, and no replica ever differed.");
        }

        if (effects.IsLifted)
        {
            replica.OnRejoined();
        }
    }

    /// <summary>A replica has ended a turn: what was under way is done.</summary>
    public void OnTurn(SimulatedReplica replica)
    {
        Look(replica.Id, replica.IsQuarantined, replica.Engine!.Loop.IsQuarantineDurable);
        if (!replica.HasDiffered && replica.Engine.Snapshotter.Divergence is { } divergence)
        {
            throw new SimulationFailedException($"Replica {replica.Id} was never made to differ: {divergence}");
        }

        if (replica.Serving == Serving.All)
        {
            _withholding.Remove(replica.Id);
        }
        else
        {
            _withholding.Add(replica.Id);
        }
    }

    /// <summary>
    /// Whether all is known of these replicas that there is to know: nobody withholds reads, and whoever has another result or, in a
    /// snapshot that most have of the same slot, another state than the others is quarantined.
    /// </summary>
    public bool AreFound(IReadOnlyList<SimulatedReplica> members)
    {
        var newest = members.Select(m => m.SnapshotSlot).GroupBy(slot => slot).MaxBy(group => group.Count())!;
        var isCommon = newest.Count() > members.Count / 2;
        return members.All(m => m.Serving != Serving.NoReads && (m.IsQuarantined
            || !(applied.Differs(m.Engine!.Applying.Facts.Hash) || (isCommon && m.SnapshotSlot == newest.Key && m.NewestState is { } state && applied.StateDiffers(state)))));
    }

    /// <summary>A message leaves a replica.</summary>
    public void OnSent(SimulatedReplica from, Message message)
    {
        if (message is Message.HeartbeatAck { IsQuarantined: true } && !_durably.Contains(from.Id) && !from.Engine!.Loop.IsQuarantineDurable)
        {
            throw new SimulationFailedException($"Replica {from.Id} says that it is quarantined before that is durable.");
        }

        if (IsQuarantined(from) && message is Message.Probe or Message.Prepare or Message.Accept or Message.Heartbeat or Message.TakeLead
            or Message.SnapshotChunk or Message.ReadIndex { IsGranted: true })
        {
            throw new SimulationFailedException($"Replica {from.Id} is quarantined and sends {message}.");
        }
    }

    /// <summary>A reply leaves a replica.</summary>
    public void OnReplied(SimulatedReplica from, ClientReply reply)
    {
        if (IsQuarantined(from) && reply is ClientReply.Result or ClientReply.Rejected or ClientReply.Failed or ClientReply.SessionOpened)
        {
            throw new SimulationFailedException($"Replica {from.Id} is quarantined and answers {reply}.");
        }
    }

    /// <summary>A replica answers a read.</summary>
    public void OnRead(SimulatedReplica from, ClientReply reply)
    {
        if (_withholding.Contains(from.Id) && from.Serving != Serving.All && reply is ClientReply.Result)
        {
            throw new SimulationFailedException($"Replica {from.Id} does not know who is right, and answers a read.");
        }
    }

    private bool IsQuarantined(SimulatedReplica replica) => _quarantined.Contains(replica.Id) && replica.IsQuarantined;

    private void Look(ReplicaId id, bool isQuarantined, bool isDurable)
    {
        Set(_quarantined, id, isQuarantined);
        Set(_durably, id, isQuarantined && isDurable);
    }

    private static void Set(HashSet<ReplicaId> set, ReplicaId id, bool isIn)
    {
        if (isIn)
        {
            set.Add(id);
        }
        else
        {
            set.Remove(id);
        }
    }
}
