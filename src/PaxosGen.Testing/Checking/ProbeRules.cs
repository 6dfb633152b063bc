using PaxosGen.Core;

namespace PaxosGen.Testing.Checking;

/// <summary>
/// Who may raise a ballot (PROTOCOL, Leaders): whom a quorum has granted its newest probe, whom a leader has told to lead,
/// or who has led the epoch before to its end. Nobody grants a probe within an election time-out of a leader with a quorum.
/// </summary>
internal sealed class ProbeRules(Reigns reigns, ChosenLog chosen, long timeout)
{
    private readonly Dictionary<ReplicaId, (int Life, Ballot Leader, long ToldAt)> _heard = [];
    private readonly Dictionary<ReplicaId, (int Life, long Nonce, HashSet<ReplicaId> GrantedBy)> _probes = [];
    private readonly HashSet<(Ballot Cites, ReplicaId To)> _told = [];
    private readonly HashSet<Ballot> _prepared = [];

    /// <summary>A replica echoes a heartbeat of a leader with a quorum, which was sent when its clock showed <paramref name="toldAt"/>.</summary>
    public void OnEchoed(SimulatedReplica by, Ballot leader, long toldAt) => _heard[by.Id] = (by.Life, leader, toldAt);

    /// <summary>A replica asks whether it may try to lead.</summary>
    public void OnProbe(SimulatedReplica from, Message.Probe probe)
    {
        var (life, nonce, _) = _probes.GetValueOrDefault(from.Id);
        if (life != from.Life || nonce != probe.Nonce)
        {
            _probes[from.Id] = (from.Life, probe.Nonce, []);
        }
    }

    /// <summary>A replica that had promised <paramref name="promised"/> lets another try.</summary>
    public void OnGranted(SimulatedReplica by, ReplicaId to, long nonce, Ballot promised)
    {
        // Whom it heard of last may ask again, and whoever has led in no lower ballot than its promise may have been heard of last, by a late Accept.
        if (_heard.TryGetValue(by.Id, out var heard) && heard.Life == by.Life && heard.Leader.Epoch == by.Configuration?.Epoch && by.Time.Now - heard.ToldAt < timeout
            && heard.Leader.Replica != to && !(reigns.LastOf(to)?.Ballot >= promised))
        {
            throw new SimulationFailedException(
                $"Replica {by.Id} lets replica {to} try to lead {(by.Time.Now - heard.ToldAt) / 1e6:F3} ms after a heartbeat of {heard.Leader}, which has a quorum.");
        }

        if (_probes.TryGetValue(to, out var probe) && probe.Nonce == nonce)
        {
            probe.GrantedBy.Add(by.Id);
        }
    }

    /// <summary>A leader tells another replica to lead.</summary>
    public void OnToldToLead(Ballot cites, ReplicaId to) => _told.Add((cites, to));

    /// <summary>A replica prepares a ballot.</summary>
    public void OnPrepare(SimulatedReplica from, Message.Prepare prepare)
    {
        if (!_prepared.Add(prepare.Ballot))
        {
            return;
        }

        if (prepare.Cites != Ballot.None)
        {
            if (!_told.Contains((prepare.Cites, from.Id)))
            {
                throw new SimulationFailedException($"Replica {from.Id} prepares {prepare.Ballot} and cites {prepare.Cites}, whose leader has not told it to lead.");
            }
        }
        else if (!(reigns.Of(from)?.Ballot.Epoch < prepare.Ballot.Epoch))
        {
            var membership = chosen.MembershipOf(prepare.Ballot.Epoch);
            var granted = 1 + (_probes.TryGetValue(from.Id, out var probe) && probe.Life == from.Life ? probe.GrantedBy.Count(id => id != from.Id && membership.IsVoter(id)) : 0);
            if (granted < membership.LargerQuorum)
            {
                throw new SimulationFailedException($"Replica {from.Id} prepares {prepare.Ballot}, and {granted} of {membership.Voters.Length} voters let it.");
            }
        }
    }
}
