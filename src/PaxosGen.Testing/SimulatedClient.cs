using PaxosGen.Client;
using PaxosGen.Core;
using PaxosGen.Testing.Tracing;
using PaxosGen.Transport;

namespace PaxosGen.Testing;

/// <summary>A client in a simulated world: the real client machine, whose connections the world carries.</summary>
public sealed class SimulatedClient
{
    private readonly SimulatedCluster _cluster;
    private readonly SimulatedWorld _world;
    private readonly ClientMachine _machine;
    private readonly Dictionary<int, SimulatedConnection> _connections = [];
    private readonly Dictionary<RequestId, Action<CallOutcome>> _calls = [];
    private readonly HashSet<RequestId> _refused = [];
    private long _wakeAt = long.MaxValue;

    /// <summary>Creates a client that connects when it is first used.</summary>
    public SimulatedClient(SimulatedCluster cluster, PaxosClientOptions? options = null)
    {
        _cluster = cluster;
        _world = cluster.World;
        Number = ++cluster.Clients;
        _machine = new ClientMachine(new ClientMachineOptions
        {
            Endpoints = [.. cluster.Replicas.Select(r => $"replica:{r.Id}")],
            Client = options ?? new PaxosClientOptions(),
            Seed = _world.Random.NextUInt64(),
        });
    }

    /// <summary>Tells it from the cluster's other clients, in traces; from 1.</summary>
    public int Number { get; }

    internal SimulatedWorld World => _world;

    /// <summary>Calls in flight.</summary>
    public int InFlight => _calls.Count;

    /// <summary>Sends a command.</summary>
    public void Command(ReadOnlyMemory<byte> payload, Action<CallOutcome> done, UInt128? key = null) =>
        Begin(key is { } given ? new CallKind.KeyedCommand(given) : CallKind.SessionCommand.Instance, payload, done);

    /// <summary>Asks a query.</summary>
    public void Query(ReadOnlyMemory<byte> payload, Action<CallOutcome> done, ReadConsistency consistency = ReadConsistency.Linearizable) =>
        Begin(new CallKind.Query(consistency), payload, done);

    internal void Step(ClientInput input)
    {
        var effects = new ClientEffects();
        _machine.Step(input, _world.Now, effects);
        Execute(effects);
    }

    internal void Receive(int connection, ReadOnlyMemory<byte> reply)
    {
        var effects = new ClientEffects();
        _machine.Receive(connection, [ClientReplyCodec.ReadArrived(reply)], _world.Now, effects);
        Execute(effects);
    }

    private void Begin(CallKind kind, ReadOnlyMemory<byte> payload, Action<CallOutcome> done)
    {
        var effects = new ClientEffects();
        var call = new ClientCall();
        _machine.Begin(call, kind, payload, _world.Now, effects);
        _calls.Add(call.Id, done);
        TellBegan(call.Id, kind, payload);
        Execute(effects);
    }

    private void Execute(ClientEffects effects)
    {
        foreach (var number in effects.Disconnects)
        {
            _connections.Remove(number);
        }

        foreach (var (number, address, _) in effects.Connects)
        {
            Connect(number, address);
        }

        foreach (var outgoing in effects.Sends)
        {
            if (_connections.TryGetValue(outgoing.Connection, out var connection))
            {
                var request = effects.Read(outgoing);
                var sentAt = _world.Now;
                _world.After(_cluster.Network.ClientDelay(), () => connection.Request(request, sentAt));
                _cluster.LateRequests.OnSent(this, connection.Replica, request);
            }
        }

        foreach (var (call, outcome) in effects.Completions)
        {
            if (_calls.Remove(call.Id, out var done))
            {
                if (outcome.Error is not (null or OutcomeUnknownException))
                {
                    _refused.Add(call.Id);
                }

                TellEnded(call.Id, outcome);
                done(outcome);
            }
        }

        WakeLater();
    }

    /// <summary>Whether a call has ended, and its client was not told that it certainly has no effect.</summary>
    internal bool MayHaveHadEffect(RequestId call) => !_calls.ContainsKey(call) && !_refused.Contains(call);

    internal bool IsOpen(SimulatedConnection connection) => _connections.GetValueOrDefault(connection.Number) == connection;

    private void TellBegan(RequestId call, CallKind kind, ReadOnlyMemory<byte> payload)
    {
        if (_world.Trace.IsOn)
        {
            var what = MessageFacts.Describe(payload.Span);
            what = kind is CallKind.Query query ? $"{query.Consistency} query {what}" : what;
            _world.Trace.Add(new TraceEvent.CallBegan(_world.Now, Number, call.Value, what));
        }
    }

    private void TellEnded(RequestId call, CallOutcome outcome)
    {
        if (_world.Trace.IsOn)
        {
            var text = outcome.Error is { } error ? error.GetType().Name : $"result of {outcome.Result.Length} bytes";
            _world.Trace.Add(new TraceEvent.CallEnded(_world.Now, Number, call.Value, text));
        }
    }

    private void Connect(int number, string address)
    {
        var replica = _cluster[new ReplicaId(int.Parse(address.AsSpan(address.IndexOf(':') + 1), System.Globalization.CultureInfo.InvariantCulture))];
        _world.After(_cluster.Network.ClientDelay(), () =>
        {
            var connection = new SimulatedConnection(this, replica, number, _cluster);
            if (replica.Accept(connection) is { } welcome)
            {
                _connections[number] = connection;
                Step(new ClientInput.Connected(number, welcome));
            }
            else
            {
                Step(new ClientInput.ConnectFailed(number, null, "The replica is down."));
            }
        });
    }

    private void WakeLater()
    {
        if (_machine.WakeAt == long.MaxValue || _machine.WakeAt >= _wakeAt)
        {
            return;
        }

        var at = _wakeAt = _machine.WakeAt;
        _world.After(Math.Max(0, at - _world.Now), () =>
        {
            if (_wakeAt == at)
            {
                _wakeAt = long.MaxValue;
                Step(new ClientInput.Tick());
            }
        });
    }
}

/// <summary>A simulated connection between a client and a replica; in order while it lasts, like TCP.</summary>
internal sealed class SimulatedConnection(SimulatedClient client, SimulatedReplica replica, int number, SimulatedCluster cluster) : IReplyTo
{
    private readonly int _life = replica.Life;
    private long _lastArrival;
    private bool _isMute;

    public int Number => number;

    public SimulatedReplica Replica => replica;

    public void Request(ClientRequest request, long sentAt)
    {
        if (replica.Life == _life && client.IsOpen(this))
        {
            Deliver(client, replica, this, request, sentAt);
        }
    }

    /// <summary>A request arrives at a replica, through the real codec.</summary>
    public static void Deliver(SimulatedClient client, SimulatedReplica replica, IReplyTo replyTo, ClientRequest request, long sentAt)
    {
        if (client.World.Trace.IsOn)
        {
            client.World.Trace.Add(new TraceEvent.RequestDelivered(client.World.Now, sentAt, client.Number, replica.Id, Describe(request)));
        }

        var writer = new CanonicalWriter();
        ClientRequestCodec.Write(writer, request);
        replica.Request(replyTo, ClientRequestCodec.Read(writer.ToArray()));
    }

    public bool Send(ClientReply reply)
    {
        cluster.Observers.Service.OnReplied(replica, this, reply);
        var writer = new CanonicalWriter();
        ClientReplyCodec.Write(writer, reply);
        ReadOnlyMemory<byte> bytes = writer.ToArray();
        cluster.World.Mix((ulong)number, bytes.Span);

        if (_isMute)
        {
            return true;
        }

        if (cluster.LostAnswers.Loses(replica, reply, out var breaks))
        {
            _isMute = true;
            if (breaks)
            {
                Break();
            }

            return true;
        }

        // Like TCP, a connection keeps its order.
        var arrival = Math.Max(_lastArrival + 1, cluster.World.Now + cluster.Network.ClientDelay());
        _lastArrival = arrival;
        var sentAt = cluster.World.Now;
        cluster.World.After(arrival - sentAt, () =>
        {
            if (client.IsOpen(this))
            {
                if (cluster.World.Trace.IsOn)
                {
                    cluster.World.Trace.Add(new TraceEvent.ReplyDelivered(cluster.World.Now, sentAt, client.Number, replica.Id, Describe(reply)));
                }

                client.Receive(number, bytes);
            }
        });
        return true;
    }

    /// <summary>The replica is gone.</summary>
    public void Break() => cluster.World.After(cluster.Network.ClientDelay(), () =>
    {
        if (client.IsOpen(this))
        {
            client.Step(new ClientInput.Disconnected(number, "The replica went down."));
        }
    });

    private static string Describe(ClientRequest request) => request switch
    {
        ClientRequest.Command c => $"call {c.Id.Value} command {MessageFacts.Describe(c.Payload.Span)} sequence {c.Sequence}",
        ClientRequest.KeyedCommand c => $"call {c.Id.Value} command {MessageFacts.Describe(c.Payload.Span)} key {c.Key}",
        ClientRequest.Query q => $"call {q.Id.Value} {q.Consistency} query",
        _ => request.GetType().Name,
    };

    private static string Describe(ClientReply reply) => reply is ClientReply.Result result
        ? $"answer to call {reply.Id.Value}, {result.Payload.Length} bytes"
        : $"{reply.GetType().Name} to call {reply.Id.Value}";
}
