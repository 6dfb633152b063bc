using System.Buffers.Binary;
using PaxosGen.Core;
using PaxosGen.Transport;

namespace PaxosGen.Client.Tests;

/// <summary>What the replicas of a fake cluster share: who leads, and an applied log that runs nothing twice.</summary>
internal sealed class FakeCluster
{
    private readonly Dictionary<(UInt128 Session, long Sequence), byte[]> _results = [];
    private readonly Dictionary<UInt128, byte[]> _keys = [];
    private readonly HashSet<UInt128> _sessions = [];
    private UInt128 _lastSession;

    public Lock Gate { get; } = new();

    /// <summary>Where the leader listens.</summary>
    public string Leader { get; set; } = "";

    /// <summary>How often a command has run.</summary>
    public int Applied { get; private set; }

    public int Sessions => _sessions.Count;

    public void EndSessions() => _sessions.Clear();

    public ClientReply Apply(ClientRequest request)
    {
        switch (request)
        {
            case ClientRequest.OpenSession:
                _sessions.Add(++_lastSession);
                return new ClientReply.SessionOpened(request.Id, new SessionId(_lastSession), 4096);
            case ClientRequest.Command command when !_sessions.Contains(command.Session.Value):
                return new ClientReply.SessionUnknown(request.Id);
            case ClientRequest.Command command:
                if (!_results.TryGetValue((command.Session.Value, command.Sequence), out var result))
                {
                    _results[(command.Session.Value, command.Sequence)] = result = Run(command.Payload);
                }

                return new ClientReply.Result(request.Id, result);
            case ClientRequest.KeyedCommand keyed:
                if (!_keys.TryGetValue(keyed.Key, out var first))
                {
                    _keys[keyed.Key] = first = Run(keyed.Payload);
                }

                return new ClientReply.Result(request.Id, first);
            case ClientRequest.Query query:
                return new ClientReply.Result(request.Id, query.Payload);
            default:
                return new ClientReply.Pong(request.Id);
        }
    }

    // The result is the command and how many have run: it tells two runs of one command apart.
    private byte[] Run(ReadOnlyMemory<byte> payload)
    {
        Applied++;
        var result = new byte[payload.Length + sizeof(int)];
        payload.Span.CopyTo(result);
        BinaryPrimitives.WriteInt32LittleEndian(result.AsSpan(payload.Length), Applied);
        return result;
    }
}

/// <summary>One listener of a fake cluster, with faults to order.</summary>
internal sealed class FakeReplica : IAsyncDisposable
{
    public static readonly SchemaIdentity Schema = SchemaIdentity.Of(FakeBankClient.Schema);

    private readonly FakeCluster _cluster;
    private readonly Listener _listener;

    public FakeReplica(FakeCluster cluster, HandshakeVerdict? verdict = null)
    {
        _cluster = cluster;
        _listener = Listener.Start(new ListenerOptions
        {
            Address = "127.0.0.1:0",
            Validate = _ => verdict ?? new HandshakeVerdict.Accepted(new HandshakeWelcome
            {
                Cluster = new ClusterId(1),
                Replica = new ReplicaId(1),
                Store = new StoreId(1),
                Schema = Schema,
            }),
            OnMessage = (_, _) => { },
            OnRequests = OnRequests,
        });
    }

    public string Address => _listener.Endpoint.ToString();

    /// <summary>After so many requests the connection breaks, before or after the request took effect; never when 0.</summary>
    public int BreakEvery { get; set; }

    /// <summary>Applies and never answers.</summary>
    public bool IsMute { get; set; }

    private int _requests;

    public ValueTask DisposeAsync() => _listener.DisposeAsync();

    private void OnRequests(ClientConnection client, ReadOnlySpan<ClientRequest> requests)
    {
        lock (_cluster.Gate)
        {
            foreach (var request in requests)
            {
                var isBroken = BreakEvery > 0 && ++_requests % BreakEvery == 0;
                if (isBroken && _requests % 2 == 0)
                {
                    client.Close();
                    return;
                }

                if (request is ClientRequest.Ping)
                {
                    if (!IsMute)
                    {
                        client.Send(new ClientReply.Pong(request.Id));
                    }

                    continue;
                }

                var reply = _cluster.Leader == Address ? _cluster.Apply(request) : new ClientReply.NotLeader(request.Id, new ReplicaId(2), _cluster.Leader);
                if (isBroken)
                {
                    client.Close();
                    return;
                }

                if (!IsMute || request is ClientRequest.OpenSession)
                {
                    client.Send(reply);
                }
            }
        }
    }
}

/// <summary>Written by hand as the generator would.</summary>
internal sealed class FakeBankClient(IPaxosClient client) : ITypedClient<FakeBankClient>, IAsyncDisposable
{
    public static StateMachineSchema Schema { get; } = new("FakeBank", 1, "text", new SchemaFingerprint(1, 0xABCD));

    public static FakeBankClient Create(IPaxosClient client) => new(client);

    public IPaxosClient Client => client;

    public ValueTask DisposeAsync() => client.DisposeAsync();
}
