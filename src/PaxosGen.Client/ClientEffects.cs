using PaxosGen.Transport;

namespace PaxosGen.Client;

/// <summary>What a step of <see cref="ClientMachine"/> wants done: disconnect, then connect, send and complete.</summary>
public sealed class ClientEffects
{
    /// <summary>Connections to end. Their later inputs are ignored.</summary>
    public List<int> Disconnects { get; } = [];

    /// <summary>Connections to open; each is answered by <see cref="ClientInput.Connected"/> or <see cref="ClientInput.ConnectFailed"/>.</summary>
    public List<(int Connection, string Address, HandshakeHello Hello)> Connects { get; } = [];

    /// <summary>Requests to send, in order.</summary>
    public List<(int Connection, ClientRequest Request)> Sends { get; } = [];

    /// <summary>Calls that have ended. A call ends once.</summary>
    public List<(RequestId Call, CallOutcome Outcome)> Completions { get; } = [];

    /// <summary>Forgets everything and keeps the memory.</summary>
    public void Clear()
    {
        Disconnects.Clear();
        Connects.Clear();
        Sends.Clear();
        Completions.Clear();
    }
}
