using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using PaxosGen.Core;
using PaxosGen.Server.Hosting;
using PaxosGen.Server.Running;
using PaxosGen.Transport;

namespace PaxosGen.Server.Telemetry;

/// <summary>What of a running replica is read only when somebody looks: how far it is, and what waits. Ends with the replica.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class ReplicaGauges : IDisposable
{
    private static readonly ConcurrentDictionary<ReplicaGauges, bool> Running = new();

    private readonly ReplicaEngine _engine;
    private readonly Inbox _inbox;
    private readonly PeerLinks _links;
    private readonly Listener _listener;
    private readonly TransportCounters _counters;
    private readonly KeyValuePair<string, object?>[] _tags;

    static ReplicaGauges()
    {
        Gauge("paxosgen.leader", "{leader}", "1 while this replica leads, else 0.", r => r.Facts.Role == ReplicaRole.Leader ? 1 : 0);
        Gauge("paxosgen.log.chosen_through", "{slot}", "Every slot up to here is known to be chosen.", r => r.Facts.ChosenThrough.Value);
        Gauge("paxosgen.log.applied_through", "{slot}", "Every slot up to here has been applied.", r => r._engine.Applying.Facts.Through.Value);
        Gauge("paxosgen.log.truncated_through", "{slot}", "Slots up to here live on only in the snapshot.", r => r.Facts.TruncatedThrough.Value);
        Gauge("paxosgen.snapshot.slot", "{slot}", "The slot of the newest durable snapshot.", r => r.Facts.SnapshotSlot.Value);
        Gauge("paxosgen.leader.in_flight", "{slot}", "Slots that the leader has proposed in and that are not chosen: its window in use.", r => r._engine.Loop.InFlight);
        Gauge("paxosgen.inbox.inputs", "{input}", "Inputs that wait for the loop.", r => r._inbox.Count);
        Gauge("paxosgen.inbox.size", "By", "Bytes of commands that wait for the loop.", r => r._inbox.Bytes);
        Gauge("paxosgen.apply.queue", "{slot}", "Chosen slots that are not applied yet.", r => r.ApplyQueue);
        Gauge("paxosgen.disk.full", "{disk}", "1 while the replica waits for space on its disk, else 0.", r => r._engine.Loop.IsDiskFull ? 1 : 0);
        Gauge("paxosgen.requests.waiting", "{request}", "Requests that wait for their answer.", "kind", r =>
            [("command", r._engine.Clients.Waiting), ("query", r._engine.Clients.WaitingQueries)]);
        Gauge("paxosgen.connections", "{connection}", "Connections that others have opened.", "kind", r => [("client", r._listener.Clients), ("peer", r._listener.Peers)]);
        Gauge("paxosgen.peer.connected", "{connection}", "1 while the connection to the peer stands, else 0.", "peer", r =>
            r._links.Links.Select(link => ((object)link.Peer.Value, link.IsConnected ? 1L : 0)));
        Gauge("paxosgen.peer.outbox.size", "By", "Bytes that wait to be sent to the peer.", "peer", r => r._links.Links.Select(link => ((object)link.Peer.Value, link.QueuedBytes)));
        Instruments.Meter.CreateObservableGauge(
            "paxosgen.gc.longest_pause", () => Running.Keys.Select(r => new Measurement<double>(r._engine.Loop.LongestGcPause.TotalSeconds, r._tags)), "s",
            "Longest time that garbage collection has stopped the process; election time-outs must exceed it.");
        Count("paxosgen.messages.sent", "{message}", "Messages sent to peers.", c => c.MessagesSent);
        Count("paxosgen.messages.received", "{message}", "Messages received from peers.", c => c.MessagesReceived);
        Count("paxosgen.messages.dropped", "{message}", "Messages to peers dropped: outbox full, connection lost, or too large.", c => c.MessagesDropped);
        Count("paxosgen.frames.corrupt", "{frame}", "Frames that were damaged, too long or no message; each cost its connection.", c => c.BadFrames);
        Count("paxosgen.handshakes.bad", "{handshake}", "Connections that did not say hello properly or in time.", c => c.BadHandshakes);
        Count("paxosgen.handshakes.refused", "{handshake}", "Handshakes that this replica refused.", c => c.Refusals);
        Count("paxosgen.clients.slow", "{client}", "Clients disconnected because they did not read.", c => c.SlowClients);
    }

    public ReplicaGauges(
        ReplicaMetrics metrics, ReplicaEngine engine, Inbox inbox, PeerLinks links, Listener listener, TransportCounters counters)
    {
        _tags = [new("cluster", metrics.Cluster), new("replica", metrics.Replica.Value)];
        _engine = engine;
        _inbox = inbox;
        _links = links;
        _listener = listener;
        _counters = counters;
        Running.TryAdd(this, true);
    }

    private ReplicaFacts Facts => _engine.Loop.Facts;

    // In this order: what is applied later was chosen later too.
    private long ApplyQueue
    {
        get
        {
            var applied = _engine.Applying.Facts.Through;
            return Math.Max(0, Facts.ChosenThrough - applied);
        }
    }

    public void Dispose() => Running.TryRemove(this, out _);

    private static void Gauge(string name, string unit, string description, Func<ReplicaGauges, long> read) => Instruments.Meter.CreateObservableGauge(
        name, () => Running.Keys.Select(replica => new Measurement<long>(read(replica), replica._tags)), unit, description);

    private static void Gauge(string name, string unit, string description, string tag, Func<ReplicaGauges, IEnumerable<(object Value, long Count)>> read) =>
        Instruments.Meter.CreateObservableGauge(
            name,
            () => Running.Keys.SelectMany(replica => read(replica).Select(part => new Measurement<long>(part.Count, [.. replica._tags, new(tag, part.Value)]))),
            unit, description);

    private static void Count(string name, string unit, string description, Func<TransportCounters, long> read) => Instruments.Meter.CreateObservableCounter(
        name, () => Running.Keys.Select(replica => new Measurement<long>(read(replica._counters), replica._tags)), unit, description);
}
