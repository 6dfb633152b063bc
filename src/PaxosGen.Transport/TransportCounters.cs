namespace PaxosGen.Transport;

/// <summary>What the transport has seen since it started. Thread-safe.</summary>
public sealed class TransportCounters
{
    private long _badFrames;
    private long _badHandshakes;
    private long _refusals;
    private long _turnedAway;
    private long _messagesSent;
    private long _messagesReceived;
    private long _messagesDropped;
    private long _requestsReceived;
    private long _repliesSent;
    private long _slowClients;
    private long _connects;

    /// <summary>Frames that were damaged, too long or no message; each cost its connection.</summary>
    public long BadFrames => Volatile.Read(ref _badFrames);

    /// <summary>Connections that did not say hello properly or in time.</summary>
    public long BadHandshakes => Volatile.Read(ref _badHandshakes);

    /// <summary>Handshakes refused here.</summary>
    public long Refusals => Volatile.Read(ref _refusals);

    /// <summary>Connections closed at once because too many had not said who they are.</summary>
    public long TurnedAway => Volatile.Read(ref _turnedAway);

    /// <summary>Messages handed to the system for peers.</summary>
    public long MessagesSent => Volatile.Read(ref _messagesSent);

    /// <summary>Messages received from peers.</summary>
    public long MessagesReceived => Volatile.Read(ref _messagesReceived);

    /// <summary>Messages to peers dropped: queue full, connection lost, or too large.</summary>
    public long MessagesDropped => Volatile.Read(ref _messagesDropped);

    /// <summary>Requests received from clients.</summary>
    public long RequestsReceived => Volatile.Read(ref _requestsReceived);

    /// <summary>Replies queued for clients.</summary>
    public long RepliesSent => Volatile.Read(ref _repliesSent);

    /// <summary>Clients disconnected because they did not read.</summary>
    public long SlowClients => Volatile.Read(ref _slowClients);

    /// <summary>Connections to peers established.</summary>
    public long Connects => Volatile.Read(ref _connects);

    internal void CountBadFrame() => Interlocked.Increment(ref _badFrames);

    internal void CountBadHandshake() => Interlocked.Increment(ref _badHandshakes);

    internal void CountRefusal() => Interlocked.Increment(ref _refusals);

    internal void CountTurnedAway() => Interlocked.Increment(ref _turnedAway);

    internal void CountMessagesSent(int count) => Interlocked.Add(ref _messagesSent, count);

    internal void CountMessagesReceived(int count) => Interlocked.Add(ref _messagesReceived, count);

    internal void CountMessagesDropped(int count) => Interlocked.Add(ref _messagesDropped, count);

    internal void CountRequests(int count) => Interlocked.Add(ref _requestsReceived, count);

    internal void CountReply() => Interlocked.Increment(ref _repliesSent);

    internal void CountSlowClient() => Interlocked.Increment(ref _slowClients);

    internal void CountConnect() => Interlocked.Increment(ref _connects);
}
