using PaxosGen.Transport;

namespace PaxosGen.Client;

/// <summary>A request to send: the bytes before its payload are in <see cref="ClientEffects.HeadOf"/>.</summary>
/// <param name="Connection">Where to.</param>
/// <param name="Call">The call that it is sent for; null if the machine asks for itself.</param>
/// <param name="Payload">What the call's caller gave; valid until the effects have been taken care of.</param>
public readonly record struct OutgoingRequest(int Connection, ClientCall? Call, ReadOnlyMemory<byte> Payload)
{
    internal int HeadFrom { get; init; }

    internal int HeadLength { get; init; }
}

/// <summary>What a step of <see cref="ClientMachine"/> wants done: disconnect, then connect, send and complete.</summary>
public sealed class ClientEffects
{
    // Of requests that are sent, no object is made: there is one for each call.
    private readonly CanonicalWriter _heads = new();

    /// <summary>Connections to end. Their later inputs are ignored.</summary>
    public List<int> Disconnects { get; } = [];

    /// <summary>Connections to open; each is answered by <see cref="ClientInput.Connected"/> or <see cref="ClientInput.ConnectFailed"/>.</summary>
    public List<(int Connection, string Address, HandshakeHello Hello)> Connects { get; } = [];

    /// <summary>Requests to send, in order.</summary>
    public List<OutgoingRequest> Sends { get; } = [];

    /// <summary>Calls that have ended. A call ends once.</summary>
    public List<(ClientCall Call, CallOutcome Outcome)> Completions { get; } = [];

    /// <summary>The bytes of a request that precede its payload; valid until <see cref="Clear"/>.</summary>
    public ReadOnlyMemory<byte> HeadOf(in OutgoingRequest request) => _heads.WrittenMemory.Slice(request.HeadFrom, request.HeadLength);

    /// <summary>A copy of a request to send, as a replica reads it.</summary>
    public ClientRequest Read(in OutgoingRequest request) =>
        ClientRequestCodec.Read((byte[])[.. HeadOf(request).Span, .. request.Payload.Span]);

    /// <summary>Forgets everything and keeps the memory.</summary>
    public void Clear()
    {
        Disconnects.Clear();
        Connects.Clear();
        Sends.Clear();
        Completions.Clear();
        _heads.Clear();
    }

    /// <summary>Sends for a call.</summary>
    internal void Send(int connection, ClientCall call)
    {
        var from = _heads.Length;
        switch (call.Kind)
        {
            case CallKind.SessionCommand:
                var session = call.Session!;
                ClientRequestCodec.WriteCommandHead(_heads, call.Id, session.Id, call.Sequence, session.AcknowledgedBelow);
                break;
            case CallKind.KeyedCommand keyed:
                ClientRequestCodec.WriteKeyedCommandHead(_heads, call.Id, keyed.Key);
                break;
            case CallKind.Query query:
                ClientRequestCodec.WriteQueryHead(_heads, call.Id, query.Consistency);
                break;
            default:
                throw new InvalidOperationException($"A call of kind {call.Kind} is never sent.");
        }

        Sends.Add(new OutgoingRequest(connection, call, call.Payload) { HeadFrom = from, HeadLength = _heads.Length - from });
    }

    /// <summary>Sends what is no call.</summary>
    internal void Send(int connection, ClientRequest request)
    {
        var from = _heads.Length;
        ClientRequestCodec.Write(_heads, request);
        Sends.Add(new OutgoingRequest(connection, null, default) { HeadFrom = from, HeadLength = _heads.Length - from });
    }
}
