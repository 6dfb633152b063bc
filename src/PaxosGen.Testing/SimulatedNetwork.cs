using PaxosGen.Core;
using PaxosGen.Testing.Tracing;
using PaxosGen.Transport;

namespace PaxosGen.Testing;

/// <summary>
/// The links between replicas. What is sent goes through the real codec; it may be delayed, lost, repeated and
/// reordered, as the rates and cuts say.
/// </summary>
public sealed class SimulatedNetwork
{
    private readonly SimulatedWorld _world;
    private readonly HashSet<(ReplicaId From, ReplicaId To)> _cuts = [];
    private readonly List<(ReplicaId From, ReplicaId To, string Kind)> _drops = [];

    internal SimulatedNetwork(SimulatedWorld world) => _world = world;

    /// <summary>Shortest delay of a message, in nanoseconds.</summary>
    public long MinDelay { get; set; } = 100_000;

    /// <summary>Longest delay of a message, in nanoseconds; shorter than the shortest for a constant one.</summary>
    public long MaxDelay { get; set; } = 300_000;

    /// <summary>Percentage of messages lost.</summary>
    public int LossPercent { get; set; }

    /// <summary>Percentage of messages that arrive twice.</summary>
    public int DuplicatePercent { get; set; }

    /// <summary>Cuts the link in one direction.</summary>
    public void Cut(ReplicaId from, ReplicaId to)
    {
        if (_cuts.Add((from, to)))
        {
            _world.Fault(ReplicaId.None, $"{from} -> {to} is cut");
        }
    }

    /// <summary>Drops messages of one kind in one direction.</summary>
    /// <param name="from">The sender.</param>
    /// <param name="to">The receiver.</param>
    /// <param name="kind">Name of the message, for example <c>Accept</c>.</param>
    public void Drop(ReplicaId from, ReplicaId to, string kind) => _drops.Add((from, to, kind));

    /// <summary>Mends all cuts, drops, loss and repetition.</summary>
    public void Heal()
    {
        _world.Fault(ReplicaId.None, "all links are mended");
        _cuts.Clear();
        _drops.Clear();
        LossPercent = 0;
        DuplicatePercent = 0;
    }

    /// <summary>Whether the link is cut in this direction.</summary>
    public bool IsCut(ReplicaId from, ReplicaId to) => _cuts.Contains((from, to));

    /// <summary>The delay of the next message.</summary>
    internal long Delay() => MaxDelay <= MinDelay ? MinDelay : MinDelay + _world.Random.NextInt64(MaxDelay - MinDelay);

    internal void Send(ReplicaId from, ReplicaId to, Message message, Func<Message, bool> deliver)
    {
        var sent = new TraceEvent.MessageSent(_world.Now, from, to, message);
        var why = IsCut(from, to) ? "the link is cut" : _drops.Contains((from, to, message.Kind())) ? "as told" : _world.Chance(LossPercent) ? "by chance" : null;
        if (why is not null)
        {
            _world.Trace.Add(new TraceEvent.MessageLost(_world.Now, sent, why));
            return;
        }

        var writer = new CanonicalWriter();
        PeerMessageCodec.Write(writer, message);
        ReadOnlyMemory<byte> bytes = writer.ToArray();
        _world.Trace.Add(sent);
        for (var copies = _world.Chance(DuplicatePercent) ? 2 : 1; copies > 0; copies--)
        {
            _world.After(Delay(), () =>
            {
                var reason = IsCut(from, to) ? "the link is cut" : deliver(PeerMessageCodec.Read(bytes)) ? null : "nobody is up";
                _world.Trace.Add(reason is null ? new TraceEvent.MessageDelivered(_world.Now, sent) : new TraceEvent.MessageLost(_world.Now, sent, reason));
            });
        }
    }
}
