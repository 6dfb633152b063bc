using Microsoft.Extensions.Logging.Abstractions;
using PaxosGen.Core;
using PaxosGen.Server.Running;
using PaxosGen.Server.Telemetry;
using PaxosGen.Storage;
using PaxosGen.Transport;

namespace PaxosGen.Server.Tests.Running;

/// <summary>What the shell does with reads, on a replica that leads alone, by a clock that the test moves.</summary>
public sealed class ReadingTests : IDisposable
{
    private const long Lease = 400_000_000;
    private static readonly ReplicaId Self = new(1);
    private static readonly Membership Alone = new([new Member(Self, "127.0.0.1:7001")], 1, 1, Lease);

    private readonly ReplicaStore _store;
    private readonly ReplicaEngine _engine;
    private readonly Inbox _inbox = new();
    private readonly Client _client = new();
    private long _now;

    public ReadingTests()
    {
        var identity = new StoreIdentity
        {
            Cluster = Alone.ClusterIdFor("test"),
            ClusterName = "test",
            Replica = Self,
            Store = new StoreId(1),
            Founding = Alone,
            Schema = "",
        };
        _store = ReplicaStore.Create(new MemoryDisk(), identity, 1, new ReplicaStoreOptions { SegmentBytes = 64 << 10 });
        var options = new ReplicaOptions { Id = 1, DataDirectory = "memory", Members = new Dictionary<int, string>() };
        Time Now() => new(_now, _now);
        _engine = new ReplicaEngine(
            options, new ProtocolOptions(), _store, () => new Applying.Ledger(), _inbox, new SelfOutbox(_inbox, Now), _ => "",
            new Surroundings(Now, bytes => bytes.Clear(), NullLogger.Instance, new ReplicaMetrics("test", Self)));
        Turn();
        _now += 2 * Lease;
        Turn();
        Assert.Equal(ReplicaRole.Leader, _engine.Replica.Role);
    }

    [Fact]
    public void A_lease_read_is_answered_while_the_lease_lasts()
    {
        Ask(ReadConsistency.Lease);
        _engine.Loop.Turn();
        _now += (Lease * 95 / 100) - 1;
        _engine.Applying.Turn();
        Assert.IsNotType<ClientReply.NotLeader>(Assert.Single(_client.Replies));
        Assert.Equal(0, _engine.Clients.WaitingQueries);
    }

    [Fact]
    public void A_lease_read_whose_answer_comes_too_late_is_refused()
    {
        // The replica stands still between the leave to answer and the answer.
        Ask(ReadConsistency.Lease);
        _engine.Loop.Turn();
        _now += Lease * 95 / 100;
        _engine.Applying.Turn();
        Assert.IsType<ClientReply.NotLeader>(Assert.Single(_client.Replies));
        Assert.Equal(0, _engine.Clients.WaitingQueries);
    }

    [Theory]
    [InlineData(ReadConsistency.Linearizable)]
    [InlineData(ReadConsistency.BoundedStale)]
    public void No_other_read_has_a_deadline(ReadConsistency consistency)
    {
        Ask(consistency);
        _engine.Loop.Turn();
        _now += 100 * Lease;
        _engine.Applying.Turn();
        Assert.IsNotType<ClientReply.NotLeader>(Assert.Single(_client.Replies));
    }

    public void Dispose() => _store.Dispose();

    private void Ask(ReadConsistency consistency) =>
        _engine.Clients.OnRequests(_client, [new ClientRequest.Query(new RequestId(1), consistency, Array.Empty<byte>())]);

    private void Turn()
    {
        do
        {
            _engine.Loop.Turn();
            _engine.Applying.Turn();
        }
        while (_inbox.Count > 0);
    }

    private sealed class Client : IReplyTo
    {
        public List<ClientReply> Replies { get; } = [];

        public bool Send(ClientReply reply)
        {
            Replies.Add(reply);
            return true;
        }
    }

    private sealed class SelfOutbox(Inbox inbox, Func<Time> now) : IOutbox
    {
        public void SendNow(IReadOnlyList<Envelope> envelopes) => Send(envelopes);

        public void SendAfterSync(IReadOnlyList<Envelope> envelopes) => Send(envelopes);

        public void SendTransfer(ReplicaId to, Message message)
        {
        }

        private void Send(IReadOnlyList<Envelope> envelopes)
        {
            foreach (var (to, message) in envelopes)
            {
                inbox.PostOwn(new Input.Received(now(), to, message));
            }
        }
    }
}
