using PaxosGen.Core;
using PaxosGen.Server.Running;
using PaxosGen.Transport;

namespace PaxosGen.Server.Hosting;

/// <summary>Judges what other replicas say to a dialled connection: whether this replica must not go on.</summary>
/// <remarks>Links call this from threads of their own.</remarks>
internal sealed class Refusals(ReplicaOptions options, StoreId store, bool isNewborn, Func<ReplicaFacts> facts)
{
    private readonly Lock _lock = new();
    private readonly HashSet<ReplicaId> _strangers = [];

    /// <summary>Whether this folder has never voted. Once it has, a member that comes with another list cannot stop it.</summary>
    private bool IsUnborn => isNewborn && facts() is var now && now.Promised == Ballot.None && now.ChosenThrough == Slot.None;

    /// <summary>A replica has let this one in.</summary>
    /// <returns>Why this replica must stop; null if it need not.</returns>
    public string? OnConnected(ReplicaId peer, HandshakeWelcome welcome)
    {
        lock (_lock)
        {
            _strangers.Remove(peer);
        }

        return welcome.KnownStore != StoreId.None && welcome.KnownStore != store
            ? $"Replica {peer} knows replica {options.Id} with another data folder. Put the old folder back, or start under a new replica id."
            : null;
    }

    /// <summary>A replica has not let this one in.</summary>
    /// <returns>Why this replica must stop; null if it need not.</returns>
    public string? OnRefused(ReplicaId peer, RefusalCode code, string why)
    {
        if (code is RefusalCode.WrongStore or RefusalCode.OldCopy
            || (IsUnborn && code is RefusalCode.WrongCluster or RefusalCode.UnknownReplica or RefusalCode.IncompatibleSchema))
        {
            return $"Replica {peer} refuses this one: {why}";
        }

        return code is RefusalCode.WrongCluster && IsAlone(peer)
            ? $"The data folder '{options.DataDirectory}' is of another cluster: without the members that refuse it there is no quorum. "
                + $"Name the folder of this cluster's replica {options.Id}, or correct the member addresses. Replica {peer} says: {why}"
            : null;
    }

    /// <summary>
    /// One member of another cluster has the wrong folder itself. With so many of them that the others are no quorum,
    /// it is this replica that has, and it would wait for ever.
    /// </summary>
    private bool IsAlone(ReplicaId stranger)
    {
        var membership = facts().Configuration.Membership;
        lock (_lock)
        {
            _strangers.Add(stranger);
            return membership.Voters.Count(voter => !_strangers.Contains(voter)) < membership.LargerQuorum;
        }
    }
}
