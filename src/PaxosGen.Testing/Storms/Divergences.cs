using PaxosGen.Core;

namespace PaxosGen.Testing.Storms;

/// <summary>
/// Lets a command come to something else on one replica than on the others, in its result or only in the state, puts right
/// what made it so, and lets the replica rejoin. One at a time: the others are a quorum that agrees.
/// </summary>
internal sealed class Divergences(SimulatedCluster cluster)
{
    private const long Millisecond = 1_000_000;
    private const long RejoinEvery = 300 * Millisecond;

    private bool _isUnderWay;

    /// <summary>Whether all replicas are alike.</summary>
    public bool CanStart => !_isUnderWay;

    /// <summary>Whether a replica may differ from the others, so that it is of no use to who has fallen behind.</summary>
    public bool MayDiffer => cluster.Replicas.Any(r => r.MayDiffer || r.IsQuarantined);

    /// <summary>Begins.</summary>
    /// <param name="how">Decides which replica, from where on, in what, and for how long.</param>
    public void Start(ulong how)
    {
        _isUnderWay = true;
        var voters = cluster.Observers.Chosen.Configuration.Membership.Voters;
        var replica = cluster[voters[(int)(how % (ulong)voters.Length)]];
        var from = cluster.Observers.Chosen.Through + 1 + (long)(how >> 8) % 30;
        replica.Diverge(from, (how >> 60) % 3 == 0 ? DivergenceKind.State : DivergenceKind.Result);
        cluster.World.After((long)(how >> 16) % (6_000 * Millisecond), () =>
        {
            replica.PutRight();
            LetRejoin(replica);
        });
    }

    private void LetRejoin(SimulatedReplica replica)
    {
        if (replica.IsQuarantined)
        {
            replica.Rejoin(_ => { });
        }
        else if (!replica.MayDiffer)
        {
            _isUnderWay = false;
            return;
        }

        cluster.World.After(RejoinEvery, () => LetRejoin(replica));
    }
}
