using System.IO.Hashing;
using System.Numerics;
using PaxosGen.Core;
using PaxosGen.Testing.Tracing;

namespace PaxosGen.Testing;

/// <summary>Time, chance and the queue of events: all that happens, happens here, on one thread, in an order that the seed decides.</summary>
public sealed class SimulatedWorld
{
    private readonly PriorityQueue<Action, (long At, long Order)> _events = new();
    private readonly ReplicatedRandom _streams;
    private long _order;

    /// <summary>Creates a world; equal seeds give equal worlds.</summary>
    public SimulatedWorld(ulong seed)
    {
        Random = new ReplicatedRandom(seed);
        _streams = new ReplicatedRandom(~seed);
        Faults = new Faults(this);
    }

    /// <summary>Chance for what has no stream of its own.</summary>
    public ReplicatedRandom Random { get; }

    /// <summary>What goes wrong.</summary>
    internal Faults Faults { get; }

    /// <summary>Nanoseconds since the world began.</summary>
    public long Now { get; private set; }

    /// <summary>What happened, when asked for.</summary>
    public Trace Trace { get; } = new();

    /// <summary>Whether what happens is kept in the trace.</summary>
    public bool IsTracing
    {
        get => Trace.IsOn;
        set => Trace.IsOn = value;
    }

    /// <summary>
    /// A source of chance for one concern, so that more or fewer draws there change no draw elsewhere. Streams differ by
    /// the order in which they are asked for, which must not depend on chance.
    /// </summary>
    internal ReplicatedRandom NewStream() => new(_streams.NextUInt64());

    /// <summary>
    /// A hash over everything that has happened: events, messages, and what became durable on disks. Equal runs have equal
    /// ones, in every process and on every machine.
    /// </summary>
    public ulong TraceHash { get; private set; }

    /// <summary>Adds something to <see cref="TraceHash"/>.</summary>
    internal void Mix(ulong what, ulong more = 0) =>
        TraceHash = (BitOperations.RotateLeft(TraceHash, 5) ^ what ^ BitOperations.RotateLeft(more, 32)) * 0x9E37_79B9_7F4A_7C15;

    /// <summary>Adds bytes to <see cref="TraceHash"/>.</summary>
    internal void Mix(ulong what, ReadOnlySpan<byte> bytes) => Mix(what, XxHash3.HashToUInt64(bytes));

    /// <summary>Adds what nobody in particular says to the trace, if it is wanted.</summary>
    public void Tell(string text) => Tell(ReplicaId.None, text);

    /// <summary>Adds what a replica says to the trace, if it is wanted.</summary>
    public void Tell(ReplicaId replica, string text)
    {
        if (Trace.IsOn)
        {
            Trace.Add(new TraceEvent.Told(Now, replica, text));
        }
    }

    /// <summary>Lets something happen after a while.</summary>
    public void After(long nanoseconds, Action happens) => _events.Enqueue(happens, (Now + nanoseconds, _order++));

    /// <summary>Lets time pass until a condition holds or so much of it is over.</summary>
    /// <returns>Whether the condition holds.</returns>
    public bool Run(long nanoseconds, Func<bool>? until = null)
    {
        var end = Now + nanoseconds;
        while (until?.Invoke() != true)
        {
            if (!_events.TryPeek(out var next, out var when) || when.At > end)
            {
                Now = end;
                return until?.Invoke() ?? false;
            }

            _events.Dequeue();
            Now = when.At;
            Mix((ulong)when.At, (ulong)when.Order);
            next();
        }

        return true;
    }

    /// <summary>A chance of <paramref name="percent"/> in a hundred.</summary>
    public bool Chance(int percent) => percent > 0 && Random.Next(100) < percent;
}
