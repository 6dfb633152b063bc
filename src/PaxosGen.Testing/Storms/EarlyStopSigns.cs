using PaxosGen.Core;

namespace PaxosGen.Testing.Storms;

/// <summary>
/// Asks each new leader for a StopSign the moment it leads, over and over until it takes it: what the leaders before it
/// proposed to few may lie in slots above, and whoever leads next finds both.
/// </summary>
internal sealed class EarlyStopSigns(SimulatedCluster cluster)
{
    private const long Interval = 10_000_000;
    private const int Times = 1_000;

    private ReplicaId _asked;
    private int _left = Times;

    /// <summary>Begins; goes on for ten seconds at most.</summary>
    public void Start()
    {
        if (_left-- == 0 || cluster.World.Faults.IsOver)
        {
            return;
        }

        if (cluster.Leader is { Configuration.Membership: { } members } leader && leader.Id != _asked)
        {
            leader.ChangeMembers(members, ended => _asked = ended.Outcome == Core.OperationOutcome.Refused ? _asked : leader.Id);
        }

        cluster.World.After(Interval, Start);
    }
}
