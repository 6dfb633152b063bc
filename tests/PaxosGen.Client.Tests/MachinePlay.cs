using PaxosGen.Core;
using PaxosGen.Transport;

namespace PaxosGen.Client.Tests;

/// <summary>Plays the world of a <see cref="ClientMachine"/>: one input at a time, time by hand.</summary>
internal sealed class MachinePlay
{
    public const long Millisecond = 1_000_000;

    private readonly ClientEffects _effects = new();
    private readonly Queue<RequestId> _pings = [];

    public MachinePlay(PaxosClientOptions? options = null, params string[] endpoints)
    {
        Machine = new ClientMachine(new ClientMachineOptions
        {
            Endpoints = [.. endpoints.Length > 0 ? endpoints : ["a:1", "b:1", "c:1"]],
            Schema = new SchemaIdentity("Bank", 1, [new(1, 7)]),
            Client = options ?? new PaxosClientOptions(),
            Seed = 42,
        });
    }

    public ClientMachine Machine { get; }

    public long Now { get; private set; } = 1_000 * Millisecond;

    /// <summary>The connection dialled last.</summary>
    public int Connection { get; private set; }

    /// <summary>The address dialled last.</summary>
    public string? Address { get; private set; }

    public HandshakeHello? Hello { get; private set; }

    /// <summary>All addresses dialled.</summary>
    public List<string> Dialled { get; } = [];

    public List<int> HungUp { get; } = [];

    /// <summary>Whether the replica answers pings, whatever else it does not answer.</summary>
    public bool IsAlive { get; set; } = true;

    /// <summary>How often it was asked for a sign of life.</summary>
    public int Pings { get; private set; }

    /// <summary>What was sent since the last look.</summary>
    public List<ClientRequest> Sent { get; } = [];

    public Dictionary<RequestId, CallOutcome> Ended { get; } = [];

    public void Step(ClientInput input)
    {
        Machine.Step(input, Now, _effects);
        Execute();
    }

    public RequestId Begin(CallKind kind, params byte[] payload) => Begin(new ClientCall(), kind, payload);

    public RequestId Begin(ClientCall call, CallKind kind, params byte[] payload)
    {
        Machine.Begin(call, kind, payload, Now, _effects);
        Execute();
        return call.Id;
    }

    private void Execute()
    {
        HungUp.AddRange(_effects.Disconnects);
        foreach (var (connection, address, hello) in _effects.Connects)
        {
            (Connection, Address, Hello) = (connection, address, hello);
            Dialled.Add(address);
        }

        foreach (var outgoing in _effects.Sends)
        {
            Assert.Equal(Connection, outgoing.Connection);
            var request = _effects.Read(outgoing);
            if (request is ClientRequest.Ping ping)
            {
                Pings++;
                _pings.Enqueue(ping.Id);
            }
            else
            {
                Sent.Add(request);
            }
        }

        foreach (var (call, outcome) in _effects.Completions)
        {
            // A call ends once: Add throws otherwise.
            Ended.Add(call.Id, outcome);
        }

        _effects.Clear();
        Assert.True(Machine.WakeAt > Now, "A machine that wants to wake up now would spin.");
        if (_pings.TryDequeue(out var id) && IsAlive)
        {
            Reply(new ClientReply.Pong(id));
        }
    }

    public RequestId Command(byte payload = 1, UInt128? key = null) =>
        Begin(key is { } given ? new CallKind.KeyedCommand(given) : CallKind.SessionCommand.Instance, payload);

    public RequestId Query(ReadConsistency consistency = ReadConsistency.Linearizable) => Begin(new CallKind.Query(consistency), 9);

    public RequestId Open() => Begin(CallKind.Open.Instance);

    public void Connected(UInt128? cluster = null, ulong fingerprint = 7) => Step(new ClientInput.Connected(Connection, new HandshakeWelcome
    {
        Cluster = new ClusterId(cluster ?? 5),
        Replica = new ReplicaId(1),
        Store = new StoreId(1),
        MaxFrameBytes = 16 << 20,
        Schema = new SchemaIdentity("Bank", 1, [new(1, fingerprint)]),
    }));

    public void Reply(params ClientReply[] replies) => ReplyOn(Connection, replies);

    public void ReplyOn(int connection, params ClientReply[] replies)
    {
        Machine.Receive(connection, [.. replies.Select(reply => new ArrivedReply(reply))], Now, _effects);
        Execute();
    }

    public void Result(RequestId call, byte result = 77) => Reply(new ClientReply.Result(call, new[] { result }));

    public void NotLeader(RequestId call, string address = "") => Reply(new ClientReply.NotLeader(call, new ReplicaId(address.Length > 0 ? 2 : 0), address));

    public void Lost() => Step(new ClientInput.Disconnected(Connection, "reset"));

    /// <summary>Connects, and opens session <paramref name="session"/>.</summary>
    public void Serve(int session = 1, int window = 100)
    {
        Connected();
        OpenSession(session, window);
    }

    public void OpenSession(int session = 1, int window = 100) =>
        Reply(new ClientReply.SessionOpened(Take<ClientRequest.OpenSession>().Id, new SessionId((UInt128)session), window));

    /// <summary>Lets time pass, waking the machine whenever it wants.</summary>
    public void Pass(long milliseconds)
    {
        var end = Now + (milliseconds * Millisecond);
        while (Machine.WakeAt <= end)
        {
            Now = Machine.WakeAt;
            Step(new ClientInput.Tick());
        }

        Now = end;
    }

    /// <summary>The only request sent since the last look.</summary>
    public T Take<T>()
        where T : ClientRequest
    {
        var request = Assert.IsType<T>(Assert.Single(Sent));
        Sent.Clear();
        return request;
    }

    /// <summary>The commands sent since the last look, and nothing else.</summary>
    public List<ClientRequest.Command> TakeCommands()
    {
        var commands = Sent.Select(Assert.IsType<ClientRequest.Command>).ToList();
        Sent.Clear();
        return commands;
    }

    public T Error<T>(RequestId call)
        where T : Exception => Assert.IsType<T>(Ended[call].Error);

    public void AssertResult(RequestId call, byte result = 77)
    {
        Assert.Null(Ended[call].Error);
        Assert.Equal([result], Ended[call].Result.ToArray());
    }
}
