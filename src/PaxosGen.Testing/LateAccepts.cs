using PaxosGen.Core;

namespace PaxosGen.Testing;

/// <summary>
/// Lets a lost or second copy of an Accept arrive at the worst moment: when the replica it was for has just learned that
/// another value was chosen, and has promised nothing higher (W3). Chance alone hardly ever finds that moment.
/// </summary>
internal sealed class LateAccepts(SimulatedCluster cluster)
{
    /// <summary>How many are kept for each replica, the newest.</summary>
    private const int Most = 256;

    private readonly Dictionary<ReplicaId, List<(ReplicaId From, Message.Accept Accept)>> _sent = [];
    private readonly Dictionary<ReplicaId, Slot> _chosenThrough = [];

    /// <summary>Whether any may come late.</summary>
    public bool IsOn { get; set; }

    /// <summary>A message leaves a replica.</summary>
    public void OnSent(SimulatedReplica from, Envelope envelope)
    {
        if (!IsOn || envelope.Message is not Message.Accept accept)
        {
            return;
        }

        if (!_sent.TryGetValue(envelope.To, out var sent))
        {
            _sent[envelope.To] = sent = [];
        }

        sent.Add((from.Id, accept));
        if (sent.Count > Most)
        {
            sent.RemoveRange(0, Most / 2);
        }
    }

    /// <summary>A replica has ended a turn.</summary>
    public void OnTurn(SimulatedReplica replica)
    {
        if (!_sent.TryGetValue(replica.Id, out var sent) || replica.ChosenThrough == _chosenThrough.GetValueOrDefault(replica.Id))
        {
            return;
        }

        _chosenThrough[replica.Id] = replica.ChosenThrough;
        foreach (var (from, accept) in sent)
        {
            if (accept.Ballot >= replica.Promised && IsOfAnotherValue(replica, accept) && !cluster.Network.Healed.Contains(replica.Id)
                && cluster.World.Faults.Inject(FaultKind.Delay, replica.Id, "an Accept that comes late"))
            {
                replica.Deliver(from, accept);
            }
        }

        sent.RemoveAll(s => s.Accept.Ballot < replica.Promised || s.Accept.FirstSlot + (s.Accept.Entries.Length - 1) <= replica.ChosenThrough);
    }

    private bool IsOfAnotherValue(SimulatedReplica replica, Message.Accept accept)
    {
        for (var i = 0; i < accept.Entries.Length && accept.FirstSlot + i <= replica.ChosenThrough; i++)
        {
            var slot = accept.FirstSlot + i;
            if (slot > replica.TruncatedThrough && cluster.Observers.Chosen[slot] is { } chosen && !chosen.Equals(accept.Entries[i]))
            {
                return true;
            }
        }

        return false;
    }
}
