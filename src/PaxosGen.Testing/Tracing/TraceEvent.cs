using System.Globalization;
using PaxosGen.Core;

namespace PaxosGen.Testing.Tracing;

/// <summary>Something that happened in a simulated world. <see cref="object.ToString"/> tells it in one line.</summary>
/// <param name="At">When: nanoseconds since the world began.</param>
public abstract record TraceEvent(long At)
{
    /// <summary>A message leaves for another replica.</summary>
    public sealed record MessageSent(long At, ReplicaId From, ReplicaId To, Message Message) : TraceEvent(At)
    {
        /// <inheritdoc />
        public override string ToString() => $"{From} -> {To} {Message}";
    }

    /// <summary>A message is lost: when it is sent, under way, or because nobody is there to take it.</summary>
    public sealed record MessageLost(long At, MessageSent Sent, string Why) : TraceEvent(At)
    {
        /// <inheritdoc />
        public override string ToString() => $"{Sent} LOST, {Why}";
    }

    /// <summary>A message arrives; the same one twice if the network repeats it.</summary>
    public sealed record MessageDelivered(long At, MessageSent Sent) : TraceEvent(At)
    {
        /// <inheritdoc />
        public override string ToString() => $"{Sent.To} <- {Sent.From} {Sent.Message}";
    }

    /// <summary>A replica starts from what its disk holds.</summary>
    public sealed record ReplicaStarted(long At, ReplicaId Replica) : TraceEvent(At)
    {
        /// <inheritdoc />
        public override string ToString() => $"{Replica} starts";
    }

    /// <summary>A replica loses its memory, and what its disk had not synced unless only its process is killed.</summary>
    public sealed record ReplicaCrashed(long At, ReplicaId Replica, bool IsKilled = false) : TraceEvent(At)
    {
        /// <inheritdoc />
        public override string ToString() => $"{Replica} {(IsKilled ? "is killed" : "crashes")}";
    }

    /// <summary>A replica stops in the middle of what it does, and goes on later.</summary>
    public sealed record ReplicaFroze(long At, ReplicaId Replica, long Nanoseconds) : TraceEvent(At)
    {
        /// <inheritdoc />
        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Replica} freezes for {Nanoseconds / 1e6:F0} ms");
    }

    /// <summary>A replica has synced something, and does nothing else until the time it takes is over.</summary>
    public sealed record Synced(long At, ReplicaId Replica, long Operations) : TraceEvent(At)
    {
        /// <inheritdoc />
        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Replica} syncs, {Operations} disk operations");
    }

    /// <summary>A replica's promise has risen.</summary>
    public sealed record Promised(long At, ReplicaId Replica, Ballot Ballot) : TraceEvent(At)
    {
        /// <inheritdoc />
        public override string ToString() => $"{Replica} has promised {Ballot}";
    }

    /// <summary>A replica leads.</summary>
    public sealed record LeadershipBegan(long At, ReplicaId Replica, Ballot Ballot) : TraceEvent(At)
    {
        /// <inheritdoc />
        public override string ToString() => $"{Replica} leads in {Ballot}";
    }

    /// <summary>A replica leads no more.</summary>
    public sealed record LeadershipEnded(long At, ReplicaId Replica, Ballot Ballot) : TraceEvent(At)
    {
        /// <inheritdoc />
        public override string ToString() => $"{Replica} stands down from {Ballot}";
    }

    /// <summary>A replica knows more slots to be chosen.</summary>
    public sealed record SlotsChosen(long At, ReplicaId Replica, Slot First, Slot Last) : TraceEvent(At)
    {
        /// <inheritdoc />
        public override string ToString() => $"{Replica} knows as chosen {MessageFacts.Run(First, Last)}";
    }

    /// <summary>A replica has applied a slot, and its running hash.</summary>
    public sealed record SlotApplied(long At, ReplicaId Replica, Slot Slot, UInt128 Hash) : TraceEvent(At)
    {
        /// <inheritdoc />
        public override string ToString() => $"{Replica} applies {Slot}, hash {Hash >> 96:x8}";
    }

    /// <summary>A call of a client begins.</summary>
    public sealed record CallBegan(long At, int Client, long Call, string What) : TraceEvent(At)
    {
        /// <inheritdoc />
        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"client {Client} call {Call} begins: {What}");
    }

    /// <summary>A call of a client ends.</summary>
    public sealed record CallEnded(long At, int Client, long Call, string Outcome) : TraceEvent(At)
    {
        /// <inheritdoc />
        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"client {Client} call {Call} ends: {Outcome}");
    }

    /// <summary>A request of a client arrives at a replica.</summary>
    public sealed record RequestDelivered(long At, long SentAt, int Client, ReplicaId Replica, string What) : TraceEvent(At)
    {
        /// <inheritdoc />
        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Replica} <- client {Client} {What}");
    }

    /// <summary>A replica's answer arrives at a client.</summary>
    public sealed record ReplyDelivered(long At, long SentAt, int Client, ReplicaId Replica, string What) : TraceEvent(At)
    {
        /// <inheritdoc />
        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"client {Client} <- {Replica} {What}");
    }

    /// <summary>A fault befalls a replica, its disk or clock, or what it sends; or all, if there is no replica.</summary>
    public sealed record FaultInjected(long At, ReplicaId Replica, long Number, string Kind, string What) : TraceEvent(At)
    {
        /// <inheritdoc />
        public override string ToString() => string.Create(
            CultureInfo.InvariantCulture, $"{(Replica == ReplicaId.None ? "" : $"{Replica} ")}fault {Number}, {Kind}{(What.Length == 0 ? "" : $": {What}")}");
    }

    /// <summary>A link is cut in one direction.</summary>
    public sealed record LinkCut(long At, ReplicaId From, ReplicaId To) : TraceEvent(At)
    {
        /// <inheritdoc />
        public override string ToString() => $"{From} -> {To} is cut";
    }

    /// <summary>Links that were cut are mended.</summary>
    public sealed record LinksMended(long At, string Which) : TraceEvent(At)
    {
        /// <inheritdoc />
        public override string ToString() => $"{Which} mended";
    }

    /// <summary>A replica reports something, as in its log; the world does if there is no replica.</summary>
    public sealed record Told(long At, ReplicaId Replica, string Text) : TraceEvent(At)
    {
        /// <inheritdoc />
        public override string ToString() => Replica == ReplicaId.None ? Text : $"{Replica} {Text}";
    }

    /// <summary>The run has failed.</summary>
    public sealed record Failed(long At, string Sentence) : TraceEvent(At)
    {
        /// <inheritdoc />
        public override string ToString() => $"FAILED: {Sentence}";
    }
}
