using PaxosGen.Core;

namespace PaxosGen.Testing.Storms;

/// <summary>
/// Asks each new leader for a StopSign the moment it leads, over and over until it takes it: what the leaders before it
/// proposed to few may lie in slots above, and whoever leads next finds both.
/// </summary>
/// <param name="cluster">The cluster.</param>
/// <param name="narrows">Whether to ask for a phase-2 quorum of two: what is no quorum in one epoch may look like one in the next.</param>
/// <param name="spared">A leader that is not asked; none for all.</param>
internal sealed class EarlyStopSigns(SimulatedCluster cluster, bool narrows, ReplicaId spared)
{
    private const long Interval = 10_000_000;
    private const int Times = 1_000;

    private readonly List<(SimulatedReplica Asked, int Life, Epoch Epoch)> _underWay = [];
    private ReplicaId _asked = spared;
    private int _left = Times;

    /// <summary>Whether a leader that has not crashed since was asked for other quorums in this epoch and has not said yet what came of it.</summary>
    public bool IsUnderWay => _underWay.Exists(change =>
        change.Asked.Life == change.Life && change.Epoch == cluster.Observers.Chosen.Configuration.Epoch);

    /// <summary>Begins; goes on for ten seconds at most, and not once a quorum is healed for good: each StopSign takes a ballot (seed 694).</summary>
    public void Start()
    {
        if (_left-- == 0 || cluster.World.Faults.IsOver || cluster.Network.Healed.Count > 0)
        {
            return;
        }

        if (cluster.Leader is { Configuration: { } configuration } leader && leader.Id != _asked)
        {
            var next = narrows ? Narrowed(configuration.Membership) : configuration.Membership;
            if (!cluster.Bears(next))
            {
                next = configuration.Membership;
            }

            var change = (leader, leader.Life, configuration.Epoch);
            if (!next.Equals(configuration.Membership))
            {
                _underWay.Add(change);
            }

            leader.ChangeMembers(next, ended =>
            {
                _underWay.Remove(change);
                _asked = ended.Outcome == Core.OperationOutcome.Refused ? _asked : leader.Id;
            });
        }

        cluster.World.After(Interval, Start);
    }

    /// <summary>And majorities again in the epoch after that, so that there is something to narrow.</summary>
    private static Membership Narrowed(Membership now)
    {
        var (voters, majority) = (now.Voters.Length, (now.Voters.Length / 2) + 1);
        return voters <= 3 ? now
            : now.Phase2Quorum == 2 ? new Membership(now.Members, majority, majority, now.LeaseNanoseconds)
            : new Membership(now.Members, voters - 1, 2, now.LeaseNanoseconds);
    }
}
