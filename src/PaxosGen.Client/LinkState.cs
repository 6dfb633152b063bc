using PaxosGen.Transport;

namespace PaxosGen.Client;

/// <summary>How a client stands with the one replica that it talks to.</summary>
internal abstract record LinkState
{
    /// <summary>No connection, and nobody needs one.</summary>
    public sealed record Idle : LinkState
    {
        public static readonly Idle Instance = new();
    }

    /// <summary>Dial when this time has come.</summary>
    public sealed record Waiting(long Until) : LinkState;

    /// <summary>Dialled, not answered.</summary>
    public sealed record Dialling(int Connection) : LinkState;

    /// <summary>Requests may be sent.</summary>
    public sealed record Open(int Connection, HandshakeWelcome Welcome) : LinkState;

    /// <summary>
    /// Another replica is needed. Until the answers to what was sent are in, or the time is up, the connection stays:
    /// a refusal heard tells that a command was not applied, a refusal missed leaves that unknown.
    /// </summary>
    public sealed record Leaving(int Connection, long Until) : LinkState;
}
