using PaxosGen.Transport;

namespace PaxosGen.Client;

/// <summary>What happens to a client.</summary>
public abstract record ClientInput
{
    private ClientInput()
    {
    }

    /// <summary>Somebody wants to know when the cluster is reached and a session is open.</summary>
    public sealed record Open(RequestId Call) : ClientInput;

    /// <summary>Somebody sends a command.</summary>
    /// <param name="Call">From <see cref="ClientMachine.NextCall"/>.</param>
    /// <param name="Payload">The encoded command; must not change before the call completes.</param>
    /// <param name="Key">The idempotency key that it carries instead of the session; null without.</param>
    public sealed record Command(RequestId Call, ReadOnlyMemory<byte> Payload, UInt128? Key) : ClientInput;

    /// <summary>Somebody asks a query.</summary>
    public sealed record Query(RequestId Call, ReadOnlyMemory<byte> Payload, ReadConsistency Consistency) : ClientInput;

    /// <summary>The caller has stopped waiting.</summary>
    public sealed record Cancel(RequestId Call) : ClientInput;

    /// <summary>A dialled connection is open.</summary>
    public sealed record Connected(int Connection, HandshakeWelcome Welcome) : ClientInput;

    /// <summary>A dialled connection did not come about.</summary>
    /// <param name="Connection">Which one.</param>
    /// <param name="Refusal">The replica's code if it refused.</param>
    /// <param name="Text">Why.</param>
    public sealed record ConnectFailed(int Connection, RefusalCode? Refusal, string Text) : ClientInput;

    /// <summary>An open connection has ended.</summary>
    public sealed record Disconnected(int Connection, string Text) : ClientInput;

    /// <summary>A reply has arrived.</summary>
    public sealed record Received(int Connection, ClientReply Reply) : ClientInput;

    /// <summary>Time has passed.</summary>
    public sealed record Tick : ClientInput;

    /// <summary>The client is closed.</summary>
    public sealed record Close : ClientInput;
}
