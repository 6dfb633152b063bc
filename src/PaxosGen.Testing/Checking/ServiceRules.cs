using PaxosGen.Core;
using PaxosGen.Server.Clients;
using PaxosGen.Transport;

namespace PaxosGen.Testing.Checking;

/// <summary>What leaders may serve and who may lead meanwhile, step by step and message by message: the rules of reads, leases, handovers and probes.</summary>
internal sealed class ServiceRules
{
    private readonly SimulatedCluster _cluster;
    private readonly Reigns _reigns;
    private readonly ReadRules _reads;
    private readonly LeaseRules _leases;
    private readonly ProbeRules _probes;

    private readonly Quarantines _quarantines;

    public ServiceRules(SimulatedCluster cluster, ChosenLog chosen, Quarantines quarantines)
    {
        _quarantines = quarantines;
        _cluster = cluster;
        _reigns = new Reigns(chosen, cluster.World, cluster.Options.Protocol.ElectionTimeout);
        _reads = new ReadRules(cluster, _reigns);
        _leases = new LeaseRules(_reigns, chosen);
        _probes = new ProbeRules(_reigns, chosen, cluster.Options.Protocol.ElectionTimeout);
    }

    /// <summary>Says how clocks go, so that what rests on them is checked as well.</summary>
    /// <param name="keepBound">Whether they keep the bound that leases rest on.</param>
    /// <param name="slowest">The rate of the slowest.</param>
    public void Expect(bool keepBound, double slowest)
    {
        (_reads.ClocksKeepBound, _leases.ClocksKeepBound) = (keepBound, keepBound);
        _reads.SlowestClock = slowest;
    }

    /// <summary>A life begins, from a snapshot of a slot.</summary>
    public void OnStarted(SimulatedReplica replica, Slot snapshot)
    {
        _leases.OnStarted(replica);
        _reads.OnStarted(replica, snapshot);
    }

    /// <summary>A client's query arrives.</summary>
    public void OnAsked(SimulatedReplica replica, IReplyTo client, ClientRequest.Query query) => _reads.OnAsked(replica, client, query.Id, query.Consistency);

    /// <summary>An operator asks a replica to let another lead.</summary>
    public void OnHandoverAsked(SimulatedReplica replica) => _reigns.OnHandoverAsked(replica);

    /// <summary>A reply leaves.</summary>
    public void OnReplied(SimulatedReplica replica, IReplyTo client, ClientReply reply)
    {
        _quarantines.OnReplied(replica, reply);
        _reads.OnReplied(replica, client, reply);
    }

    /// <summary>A slot is applied.</summary>
    public void OnApplied(SimulatedReplica replica, Slot slot) => _reads.OnApplied(replica, slot);

    /// <summary>A step of a replica, or several of one batch, want something done; nothing of it is yet.</summary>
    public void OnStepped(SimulatedReplica replica, IReadOnlyList<ProtocolEvent> events, IReadOnlyList<ReadReady> reads, IReadOnlyList<LogRecord> writes)
    {
        if (_reigns.Begin(replica, events) is { } began)
        {
            _leases.OnLeads(began);
        }

        _reigns.OnStepped(replica, events, reads.Select(r => (r, _reads.WhenAsked(r))), writes);
        foreach (var ready in reads)
        {
            _reads.OnReleased(replica, ready);
        }
    }

    /// <summary>A message leaves a replica.</summary>
    /// <param name="from">Which.</param>
    /// <param name="envelope">The message and for whom it is.</param>
    /// <param name="promisedBefore">What its disk had promised before this turn.</param>
    public void OnSent(SimulatedReplica from, Envelope envelope, Ballot promisedBefore)
    {
        switch (envelope.Message)
        {
            case Message.Heartbeat heartbeat:
                _reigns.In(heartbeat.Ballot)?.OnHeartbeat(heartbeat, _cluster[envelope.To], _cluster.World.Now);
                break;
            case Message.HeartbeatAck ack when _reigns.In(ack.Ballot)?.OnEchoed(from.Id, ack.Round, ack.ChosenThrough) is var (round, toldAt):
                _leases.OnEchoed(from, ack.Ballot, toldAt);
                if (round.HasQuorum)
                {
                    _probes.OnEchoed(from, ack.Ballot, toldAt);
                }

                break;
            case Message.Prepare prepare:
                _leases.OnPrepare(from, prepare);
                _probes.OnPrepare(from, prepare);
                break;
            // Once a ballot has its leader, an Accept of it may have come first, which no lease forbids and which makes a repeated promise of this one. Who was
            // frozen may say so when that leader leads in a later one already (seed 414070).
            case Message.Promise promise when promise.Ballot > promisedBefore && promise.Ballot.Replica != from.Id && !_reigns.HasBegun(promise.Ballot):
                _leases.OnPromise(from, promise.Ballot);
                break;
            case Message.Probe probe:
                _probes.OnProbe(from, probe);
                break;
            case Message.ProbeAnswer { Granted: true } answer:
                _leases.OnProbeGranted(from, envelope.To);
                _probes.OnGranted(from, envelope.To, answer.Nonce, promisedBefore);
                break;
            case Message.TakeLead takeLead:
                _probes.OnToldToLead(takeLead.Ballot, envelope.To);
                _reigns.OnToldToLead(takeLead.Ballot, envelope.To);
                break;
            case Message.ReadIndexRequest request:
                _reads.OnRequest(from, request.Nonce);
                break;
            case Message.ReadIndex { IsGranted: true } index:
                _reads.OnGranted(from, envelope.To, index);
                break;
        }
    }
}
