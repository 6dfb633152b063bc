using System.Buffers.Binary;
using PaxosGen.Core;
using PaxosGen.Testing.Tracing;
using PaxosGen.Transport;

namespace PaxosGen.Testing;

/// <summary>
/// The links between replicas. What is sent goes through the real codec and frames; it may be delayed, lost, repeated,
/// reordered and damaged, as the rates and cuts say.
/// </summary>
public sealed class SimulatedNetwork
{
    /// <summary>A message that is overtaken is held back for so many times the longest delay at most.</summary>
    private const int HeldBack = 5;

    private readonly SimulatedWorld _world;
    private readonly HashSet<(ReplicaId From, ReplicaId To)> _cuts = [];
    private readonly List<(ReplicaId From, ReplicaId To, string Kind)> _drops = [];
    private readonly ReplicatedRandom _chance;
    private readonly ReplicatedRandom _faultChance;
    private readonly ReplicatedRandom _clientChance;
    private readonly FrameWriter _frames = new();
    private readonly int[] _rates = new int[Enum.GetValues<FaultKind>().Length];

    internal SimulatedNetwork(SimulatedWorld world)
    {
        _world = world;
        _chance = world.NewStream();
        _faultChance = world.NewStream();
        _clientChance = world.NewStream();
    }

    /// <summary>Shortest delay of a message, in nanoseconds.</summary>
    public long MinDelay { get; set; } = 100_000;

    /// <summary>Longest delay of a message, in nanoseconds; shorter than the shortest for a constant one.</summary>
    public long MaxDelay { get; set; } = 300_000;

    /// <summary>Percentage of messages lost.</summary>
    public int LossPercent
    {
        get => _rates[(int)FaultKind.Loss] / 10;
        set => SetRate(FaultKind.Loss, value * 10);
    }

    /// <summary>Percentage of messages that arrive twice.</summary>
    public int DuplicatePercent
    {
        get => _rates[(int)FaultKind.Duplication] / 10;
        set => SetRate(FaultKind.Duplication, value * 10);
    }

    /// <summary>How many messages replicas have sent to each other.</summary>
    public long Sent { get; private set; }

    /// <summary>Replicas whose links to each other are good, whatever the cuts and rates.</summary>
    internal IReadOnlySet<ReplicaId> Healed { get; set; } = new HashSet<ReplicaId>();

    /// <summary>The longest that a message is late when it is delayed for very long, in nanoseconds.</summary>
    internal long LongestDelay { get; set; } = 5_000_000_000;

    /// <summary>Cuts the link in one direction.</summary>
    public void Cut(ReplicaId from, ReplicaId to)
    {
        if (_cuts.Add((from, to)))
        {
            _world.Trace.Add(new TraceEvent.LinkCut(_world.Now, from, to));
        }
    }

    /// <summary>Drops messages of one kind in one direction.</summary>
    /// <param name="from">The sender.</param>
    /// <param name="to">The receiver.</param>
    /// <param name="kind">Name of the message, for example <c>Accept</c>.</param>
    public void Drop(ReplicaId from, ReplicaId to, string kind) => _drops.Add((from, to, kind));

    /// <summary>Mends all cuts, drops, loss, repetition and delay.</summary>
    public void Heal()
    {
        Mend();
        Array.Clear(_rates);
    }

    /// <summary>Whether the link is cut in this direction.</summary>
    public bool IsCut(ReplicaId from, ReplicaId to) => _cuts.Count > 0 && _cuts.Contains((from, to)) && !IsHealed(from, to);

    /// <summary>Mends the link in one direction.</summary>
    internal void Mend(ReplicaId from, ReplicaId to)
    {
        if (_cuts.Remove((from, to)))
        {
            _world.Trace.Add(new TraceEvent.LinksMended(_world.Now, $"{from} -> {to} is"));
        }
    }

    /// <summary>Mends all cuts and drops, and no rates.</summary>
    internal void Mend()
    {
        if (_cuts.Count > 0)
        {
            _world.Trace.Add(new TraceEvent.LinksMended(_world.Now, "all links are"));
        }

        _cuts.Clear();
        _drops.Clear();
    }

    /// <summary>How many of a thousand messages a kind of fault befalls.</summary>
    internal void SetRate(FaultKind kind, int perMille) => _rates[(int)kind] = perMille;

    /// <summary>The delay of the next message from or to a client.</summary>
    internal long ClientDelay() => DelayOf(_clientChance);

    internal void Send(ReplicaId from, ReplicaId to, Message message, Func<Message, bool> deliver)
    {
        Sent++;

        // Everything is drawn whether or not it is used: a fault that is left out must not change the fate of what follows.
        var delay = DelayOf(_chance);
        var secondDelay = DelayOf(_chance);
        var mayFail = !IsHealed(from, to);
        var isLost = Draw(FaultKind.Loss) && mayFail;
        var isTwice = Draw(FaultKind.Duplication) && mayFail;
        var isHeldBack = Draw(FaultKind.Reordering) && mayFail;
        var isLate = Draw(FaultKind.Delay) && mayFail;
        var isDamaged = Draw(FaultKind.Corruption) && mayFail;
        var howMuch = _faultChance.NextUInt64();

        var sent = new TraceEvent.MessageSent(_world.Now, from, to, message);
        if (IsCut(from, to) || IsDropped(from, to, message) || (isLost && Inject(FaultKind.Loss, sent)))
        {
            _world.Trace.Add(new TraceEvent.MessageLost(_world.Now, sent, IsCut(from, to) ? "the link is cut" : "by chance"));
            return;
        }

        _world.Trace.Add(sent);
        if (isHeldBack && Inject(FaultKind.Reordering, sent))
        {
            delay += (long)(howMuch % (ulong)(HeldBack * Math.Max(MinDelay, MaxDelay)));
        }

        if (isLate && Inject(FaultKind.Delay, sent))
        {
            delay += (long)(howMuch % (ulong)LongestDelay);
        }

        // The checksum at its end stands for the rest.
        var frame = Encode(message);
        _world.Mix((ulong)from.Value << 32 | (uint)to.Value, BinaryPrimitives.ReadUInt32LittleEndian(frame.AsSpan(frame.Length - sizeof(uint))));
        if (isTwice && Inject(FaultKind.Duplication, sent))
        {
            Deliver(sent, frame, secondDelay, deliver);
        }

        if (isDamaged && Inject(FaultKind.Corruption, sent))
        {
            CheckDamageIsSeen(frame.ToArray(), howMuch);
            _world.Trace.Add(new TraceEvent.MessageLost(_world.Now, sent, "it is damaged on the way"));
        }
        else
        {
            Deliver(sent, frame, delay, deliver);
        }
    }

    private bool IsHealed(ReplicaId from, ReplicaId to) => Healed.Contains(from) && Healed.Contains(to);

    private void Deliver(TraceEvent.MessageSent sent, ReadOnlyMemory<byte> frame, long delay, Func<Message, bool> deliver) => _world.After(delay, () =>
    {
        var why = IsCut(sent.From, sent.To) ? "the link is cut" : deliver(PeerMessageCodec.Read(frame[sizeof(uint)..^sizeof(uint)])) ? null : "nobody is up";
        _world.Trace.Add(why is null ? new TraceEvent.MessageDelivered(_world.Now, sent) : new TraceEvent.MessageLost(_world.Now, sent, why));
    });

    private byte[] Encode(Message message)
    {
        _frames.Clear();
        _frames.Write(message, PeerMessageCodec.Write);
        return _frames.WrittenMemory.ToArray();
    }

    /// <summary>A damaged frame is lost because the real reader refuses it; one that it took would be a failure of its own.</summary>
    private static void CheckDamageIsSeen(byte[] frame, ulong chance)
    {
        // An odd number, so that they cannot undo each other.
        var flips = 1 + (2 * (int)(chance % 2));
        for (var i = 0; i < flips; i++)
        {
            var bit = (int)((chance >> (2 + (i * 20))) % ((ulong)frame.Length * 8));
            frame[bit / 8] ^= (byte)(1 << (bit % 8));
        }

        var reader = new FrameReader(frame.Length);
        for (var at = 0; at < frame.Length;)
        {
            var space = reader.FreeSpace();
            var count = Math.Min(space.Length, frame.Length - at);
            frame.AsMemory(at, count).CopyTo(space);
            reader.Advance(count);
            at += count;
        }

        try
        {
            // A damaged length may promise more than has come; then the bytes of the next frame will not fit.
            if (reader.TryRead(out _))
            {
                throw new SimulationFailedException("A damaged frame was taken for a whole one.");
            }
        }
        catch (WireFormatException)
        {
        }
    }

    private bool Draw(FaultKind kind) => (int)(_faultChance.NextUInt64() % 1000) < _rates[(int)kind];

    private bool Inject(FaultKind kind, TraceEvent.MessageSent sent) =>
        _world.Faults.Inject(kind, sent.From, _world.Trace.IsOn ? sent.ToString() : "");

    private bool IsDropped(ReplicaId from, ReplicaId to, Message message) =>
        _drops.Count > 0 && _drops.Contains((from, to, message.GetType().Name));

    private long DelayOf(ReplicatedRandom chance)
    {
        var range = MaxDelay - MinDelay;
        return range <= 0 ? MinDelay : MinDelay + (long)(chance.NextUInt64() % (ulong)range);
    }
}
