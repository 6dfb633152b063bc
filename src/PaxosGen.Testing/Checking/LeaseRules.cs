using PaxosGen.Core;

namespace PaxosGen.Testing.Checking;

/// <summary>
/// A voter's half of a lease (docs/reads.md): whoever has echoed a heartbeat promises nobody else, grants nobody else a
/// probe and does not try to lead itself for the lease's duration; whoever has started, nobody at all. So nobody leads while another's lease lasts.
/// </summary>
/// <remarks>The voter counts from when it hears a heartbeat. Here it is counted from when that was sent, by the voter's clock: a lease needs no more.</remarks>
internal sealed class LeaseRules(Reigns reigns, ChosenLog chosen)
{
    /// <summary>By how much clocks may differ in rate: docs/reads.md.</summary>
    public const double DriftBound = 0.05;

    private readonly Dictionary<ReplicaId, (Ballot Leader, long ToldAt)> _echoed = [];
    private readonly Dictionary<ReplicaId, long> _startedAt = [];
    private readonly Dictionary<Ballot, Ballot> _cites = [];

    /// <summary>Whether clocks keep the bound that leases rest on.</summary>
    public bool ClocksKeepBound { get; set; }

    /// <summary>A life begins.</summary>
    public void OnStarted(SimulatedReplica replica) => _startedAt[replica.Id] = replica.Time.Now;

    /// <summary>A replica echoes a heartbeat that was sent when its clock showed <paramref name="toldAt"/>.</summary>
    public void OnEchoed(SimulatedReplica by, Ballot leader, long toldAt)
    {
        var known = _echoed.GetValueOrDefault(by.Id);
        if (leader > known.Leader)
        {
            _echoed[by.Id] = (leader, toldAt);
        }
        else if (leader == known.Leader)
        {
            _echoed[by.Id] = (leader, Math.Max(toldAt, known.ToldAt));
        }
    }

    /// <summary>A replica prepares a ballot of its own, for the first time.</summary>
    public void OnPrepare(SimulatedReplica from, Message.Prepare prepare)
    {
        if (_cites.TryAdd(prepare.Ballot, prepare.Cites))
        {
            Check(from, prepare.Ballot, prepare.Cites, $"prepares {prepare.Ballot}");
        }
    }

    /// <summary>A replica promises more than it had promised before.</summary>
    public void OnPromise(SimulatedReplica by, Ballot ballot)
    {
        Check(by, ballot, _cites.GetValueOrDefault(ballot), $"promises {ballot}");

        // What it has echoed of a higher ballot binds it instead: whoever leads there shows that its own lease is over, where clocks keep the bound (seed 201714).
        var isSuperseded = !ClocksKeepBound && reigns.Of(by)?.Ballot < _echoed.GetValueOrDefault(by.Id).Leader;
        if (!isSuperseded && reigns.Of(by) is { } own && own.Ballot.Epoch == ballot.Epoch && own.Ballot != _cites.GetValueOrDefault(ballot)
            && ballot.Replica != by.Id && by.Time.Now < own.LeaseUntil)
        {
            throw new SimulationFailedException($"Replica {by.Id} promises {ballot} under a lease of its own, in {own.Ballot}.");
        }
    }

    /// <summary>A replica lets another try to lead.</summary>
    public void OnProbeGranted(SimulatedReplica by, ReplicaId to)
    {
        if (by.Configuration is { } configuration)
        {
            Check(by, new Ballot(configuration.Epoch, long.MaxValue, to), Ballot.None, $"grants a probe of replica {to}");
        }
    }

    /// <summary>A replica begins to lead.</summary>
    public void OnLeads(Reign began)
    {
        // Its heartbeats bind itself as well, from a moment that is not known here; OnPromise goes by the leases that it made use of.
        OnEchoed(began.Leader, began.Ballot, long.MinValue / 2);
        var cites = _cites.GetValueOrDefault(began.Ballot);
        foreach (var other in reigns.All)
        {
            var leader = other.Leader;
            if (other.Ballot == cites)
            {
                // It gave up its lease before; the answers that it owes from earlier may still leave.
                other.LeaseUntil = long.MinValue;
            }
            else if (ClocksKeepBound && leader != began.Leader && other.Ballot.Epoch == began.Ballot.Epoch && leader.Life == other.Life && leader.Time.Now < other.LeaseUntil)
            {
                throw new SimulationFailedException(
                    $"Replica {began.Leader.Id} leads in {began.Ballot}, and replica {leader.Id} has a lease in {other.Ballot} for {(other.LeaseUntil - leader.Time.Now) / 1e6:F3} ms more.");
            }
        }
    }

    private void Check(SimulatedReplica by, Ballot ballot, Ballot cites, string does)
    {
        var duration = chosen.MembershipOf(ballot.Epoch).LeaseNanoseconds;
        var now = by.Time.Now;
        if (now - _startedAt[by.Id] < duration)
        {
            throw new SimulationFailedException($"Replica {by.Id} {does} {(now - _startedAt[by.Id]) / 1e6:F3} ms after it started, with a lease of {duration / 1e6:F0} ms.");
        }

        // Of a batch, what waits for the sync leaves last, though it may have come first: a promise below what is echoed did.
        if (_echoed.TryGetValue(by.Id, out var echoed) && echoed.Leader.Epoch == ballot.Epoch && echoed.Leader < ballot && echoed.Leader.Replica != ballot.Replica
            && echoed.Leader != cites && now - echoed.ToldAt < duration)
        {
            throw new SimulationFailedException(
                $"Replica {by.Id} {does} {(now - echoed.ToldAt) / 1e6:F3} ms after a heartbeat of {echoed.Leader} that it echoed, with a lease of {duration / 1e6:F0} ms.");
        }
    }
}
