using PaxosGen.Core;

namespace PaxosGen.Testing;

/// <summary>
/// Lets Accepts that links have swallowed arrive after all, at the worst moment: when the replica they were for has learned
/// that another value was chosen, and has promised nothing higher (W3). Chance alone hardly ever finds that moment.
/// </summary>
internal sealed class LateAccepts(SimulatedCluster cluster)
{
    /// <summary>How many are kept for each replica, the newest.</summary>
    private const int Most = 64;

    private readonly Dictionary<ReplicaId, List<(ReplicaId From, Message.Accept Accept)>> _lost = [];

    /// <summary>Whether any may come late.</summary>
    public bool IsOn { get; set; }

    /// <summary>A link has swallowed a message.</summary>
    public void OnLost(ReplicaId from, ReplicaId to, Message message)
    {
        if (!IsOn || message is not Message.Accept accept)
        {
            return;
        }

        if (!_lost.TryGetValue(to, out var lost))
        {
            _lost[to] = lost = [];
        }

        lost.Add((from, accept));
        if (lost.Count > Most)
        {
            lost.RemoveAt(0);
        }
    }

    /// <summary>A replica has ended a turn.</summary>
    public void OnTurn(SimulatedReplica replica)
    {
        if (!_lost.TryGetValue(replica.Id, out var lost) || lost.Count == 0 || cluster.Network.Healed.Contains(replica.Id))
        {
            return;
        }

        lost.RemoveAll(l => l.Accept.Ballot < replica.Promised);
        var late = lost.FindIndex(l => IsOfAnotherValue(replica, l.Accept));
        if (late >= 0 && cluster.World.Faults.Inject(FaultKind.Delay, replica.Id, "an Accept that was taken for lost"))
        {
            var (from, accept) = lost[late];
            lost.RemoveAt(late);
            replica.Deliver(from, accept);
        }
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
