using PaxosGen.Transport;

namespace PaxosGen.Client;

/// <summary>What happens to a client, apart from calls (<see cref="ClientMachine.Begin"/>) and replies (<see cref="ClientMachine.Receive"/>), which are many.</summary>
public abstract record ClientInput
{
    private ClientInput()
    {
    }

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

    /// <summary>Time has passed.</summary>
    public sealed record Tick : ClientInput;

    /// <summary>The client is closed.</summary>
    public sealed record Close : ClientInput;
}
