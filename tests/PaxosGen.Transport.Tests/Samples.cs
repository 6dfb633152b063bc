using PaxosGen.Core;

namespace PaxosGen.Transport.Tests;

/// <summary>One of each message, with every field different.</summary>
internal static class Samples
{
    public static readonly StoreId Store = new((UInt128)0x0102030405060708 << 64 | 0x090A0B0C0D0E0F10);
    public static readonly Ballot Ballot = new(new Epoch(1), 300, new ReplicaId(2));
    public static readonly Entry Entry = new EntryBody.Command(Origin.Key(7), 11, 13, "pay"u8.ToArray()).Encode();
    public static readonly HashMarks Marks = new(
        new ResultHash(new Slot(9_001), 77), new ResultHash(new Slot(8_960), 78), new ResultHash(new Slot(8_192), 79), new ResultHash(new Slot(9_000), 80));

    public static readonly ClusterId Cluster = new((UInt128)0xAABB << 64 | 0xCCDD);
    public static readonly SchemaIdentity Schema = new("Bank", 3, [new(1, 0xDECADE), new(3, 0xFEEDFACE)]);

    public static readonly HandshakeHello PeerHello = new()
    {
        Kind = ConnectionKind.Peer,
        Cluster = Cluster,
        Target = new ReplicaId(2),
        Replica = new ReplicaId(1),
        Store = Store,
        Nonces = [1, ulong.MaxValue],
        Address = "127.0.0.1:7101",
        Schema = Schema,
    };

    public static readonly HandshakeHello ClientHello = new() { Kind = ConnectionKind.Client, Schema = Schema };

    public static readonly HandshakeWelcome Welcome = new()
    {
        Cluster = Cluster,
        Replica = new ReplicaId(2),
        Store = Store,
        KnownStore = new StoreId(5),
        SessionWindow = 4096,
        Members = new EpochMembers(new Epoch(2), ["127.0.0.1:7102", "127.0.0.1:7104"]),
        MaxFrameBytes = 16 << 20,
        ActiveVersion = 2,
        Schema = Schema,
    };

    public static IEnumerable<Message> Messages =>
    [
        new Message.Probe(new Epoch(1), -5),
        new Message.ProbeAnswer(6, true, Ballot, Store),
        new Message.Prepare(Ballot, new Slot(17)),
        new Message.Prepare(Ballot, new Slot(17), new Ballot(new Epoch(1), 2, new ReplicaId(3))),
        new Message.TakeLead(Ballot),
        new Message.ReadIndexRequest(77),
        new Message.ReadIndex(77, true, new Slot(18)),
        new Message.Promise
        {
            Ballot = Ballot, Store = Store, Nonce = 99, Part = 1, Parts = 3, TruncatedThrough = new Slot(4), ChosenThrough = new Slot(8), IsEmpty = false,
            Slots = [new ReportedSlot(new Slot(9), Ballot, Entry, false), new ReportedSlot(new Slot(11), Ballot.None, Entry.NoOp, true)],
            Unknown = [new Slot(10), new Slot(300)],
        },
        new Message.Reject(Ballot, Ballot with { Round = 301 }),
        new Message.Accept(Ballot, new Slot(12), [Entry, Entry.NoOp], new Slot(11)),
        new Message.Accepted(Ballot, new Slot(12), 2, Store),
        new Message.Heartbeat(Ballot, 42, new Slot(13), true, new Slot(5), Marks, new Dispute(new Slot(12), new Slot(11)), new Slot(10)),
        new Message.HeartbeatAck(Ballot, 42, new Slot(13), 1_700_000_000_000_000_000, Store, new Slot(6), Marks),
        new Message.HeartbeatAck(Ballot, 42, new Slot(13), 1_700_000_000_000_000_000, Store, new Slot(6), Marks, IsQuarantined: true, Asked: new ResultHash(new Slot(10), 99)),
        new Message.HashRequest(new Slot(5), 300),
        new Message.Hashes(new Slot(5), [1, UInt128.MaxValue]),
        new Message.Hashes(new Slot(5), []),
        new Message.LearnRequest(new Slot(3), 65536),
        new Message.Learned(new Slot(3), [Entry], new Slot(20), new Slot(1)),
        new Message.SnapshotRequest(new Slot(50), 262144, 2 << 20),
        new Message.SnapshotChunk(new Slot(50), 300_000, (UInt128)0x1122 << 64 | 0x3344, 262144, "state"u8.ToArray()),
    ];

    public static IEnumerable<ClientRequest> Requests =>
    [
        new ClientRequest.OpenSession(new RequestId(1)),
        new ClientRequest.Command(new RequestId(2), new SessionId(99), 5, 3, "abc"u8.ToArray()),
        new ClientRequest.KeyedCommand(new RequestId(3), 123, "def"u8.ToArray()),
        new ClientRequest.Query(new RequestId(4), ReadConsistency.BoundedStale, "ghi"u8.ToArray()),
        new ClientRequest.Ping(new RequestId(200)),
    ];

    public static IEnumerable<ClientReply> Replies =>
    [
        new ClientReply.SessionOpened(new RequestId(1), new SessionId(99), 4096),
        new ClientReply.Result(new RequestId(2), "result"u8.ToArray()),
        new ClientReply.Rejected(new RequestId(3), "no-money", "Kein Geld €"),
        new ClientReply.Failed(new RequestId(4), "System.Exception", "hint"),
        new ClientReply.Failed(new RequestId(4), "System.Exception", null),
        new ClientReply.NotLeader(new RequestId(5), new ReplicaId(3), "127.0.0.1:7103"),
        new ClientReply.Overloaded(new RequestId(6), 250, "busy"),
        new ClientReply.SessionUnknown(new RequestId(7)),
        new ClientReply.SequenceRefused(new RequestId(8), "too far"),
        new ClientReply.KeyReused(new RequestId(9)),
        new ClientReply.Unavailable(new RequestId(10), "stopping"),
        new ClientReply.OutcomeUnknown(new RequestId(11), "lost lead"),
        new ClientReply.BadRequest(new RequestId(12), "too large"),
        new ClientReply.NotSupported(new RequestId(13), "no leases"),
        new ClientReply.Pong(new RequestId(14)),
        new ClientReply.Members(new EpochMembers(new Epoch(3), ["127.0.0.1:7104"])),
    ];

    public static IEnumerable<HandshakeVerdict> Verdicts =>
    [
        new HandshakeVerdict.Accepted(Welcome),
        new HandshakeVerdict.Refused(RefusalCode.WrongStore, "Use a new id."),
    ];

    /// <summary>Name and encoding of everything that travels.</summary>
    public static IEnumerable<(string Name, byte[] Bytes)> Encoded()
    {
        yield return ("Hello peer", Encode(PeerHello, HandshakeCodec.Write));
        yield return ("Hello client", Encode(ClientHello, HandshakeCodec.Write));
        foreach (var verdict in Verdicts)
        {
            yield return (verdict.GetType().Name, Encode(verdict, HandshakeCodec.Write));
        }

        foreach (var message in Messages)
        {
            yield return (message.GetType().Name, Encode(message, PeerMessageCodec.Write));
        }

        foreach (var request in Requests)
        {
            yield return (request.GetType().Name, Encode(request, ClientRequestCodec.Write));
        }

        foreach (var reply in Replies)
        {
            yield return (reply.GetType().Name, Encode(reply, ClientReplyCodec.Write));
        }
    }

    public static byte[] Encode<T>(T item, Action<CanonicalWriter, T> write)
    {
        var writer = new CanonicalWriter();
        write(writer, item);
        return writer.ToArray();
    }

    /// <summary>Decodes whatever the first byte says, and encodes it again.</summary>
    public static byte[] Recode(byte[] bytes)
    {
        if (bytes.Length == 0)
        {
            throw new WireFormatException("Empty.");
        }

        return bytes[0] switch
        {
            1 => Encode(HandshakeCodec.ReadHello(bytes), HandshakeCodec.Write),
            2 or 3 => Encode(HandshakeCodec.ReadVerdict(bytes), HandshakeCodec.Write),
            < 32 or >= 80 => Encode(PeerMessageCodec.Read(bytes), PeerMessageCodec.Write),
            < 48 => Encode(ClientRequestCodec.Read(bytes), ClientRequestCodec.Write),
            _ => Encode(ClientReplyCodec.Read(bytes), ClientReplyCodec.Write),
        };
    }
}
