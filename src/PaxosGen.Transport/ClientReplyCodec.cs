using System.Globalization;
using PaxosGen.Core;

namespace PaxosGen.Transport;

/// <summary>Bytes of <see cref="ClientReply"/>: type, id, fields; a result's payload is the rest. Texts above 16 KiB are cut.</summary>
public static class ClientReplyCodec
{
    /// <summary>Writes a reply, type first.</summary>
    public static void Write(CanonicalWriter writer, ClientReply reply)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(reply);
        switch (reply)
        {
            case ClientReply.Result result:
                Start(writer, PayloadType.Result, reply);
                writer.WriteRaw(result.Payload.Span);
                break;
            case ClientReply.SessionOpened opened:
                Start(writer, PayloadType.SessionOpened, reply);
                writer.WriteFixed128(opened.Session.Value);
                writer.WriteVarUInt((ulong)opened.Window);
                break;
            case ClientReply.Rejected rejected:
                Start(writer, PayloadType.Rejected, reply);
                WireText.Write(writer, rejected.Code);
                WireText.Write(writer, rejected.Message);
                break;
            case ClientReply.Failed failed:
                Start(writer, PayloadType.Failed, reply);
                WireText.Write(writer, failed.ExceptionType);
                writer.WriteByte(failed.Hint is null ? (byte)0 : (byte)1);
                if (failed.Hint is not null)
                {
                    WireText.Write(writer, failed.Hint);
                }

                break;
            case ClientReply.NotLeader notLeader:
                Start(writer, PayloadType.NotLeader, reply);
                writer.WriteVarUInt((ulong)notLeader.Leader.Value);
                WireText.Write(writer, notLeader.Address);
                break;
            case ClientReply.Overloaded overloaded:
                Start(writer, PayloadType.Overloaded, reply);
                writer.WriteVarUInt((ulong)overloaded.RetryAfterMilliseconds);
                WireText.Write(writer, overloaded.Text);
                break;
            case ClientReply.SessionUnknown:
                Start(writer, PayloadType.SessionUnknown, reply);
                break;
            case ClientReply.KeyReused:
                Start(writer, PayloadType.KeyReused, reply);
                break;
            case ClientReply.Pong:
                Start(writer, PayloadType.Pong, reply);
                break;
            case ClientReply.Members members:
                Start(writer, PayloadType.Members, reply);
                members.Now.WriteTo(writer);
                break;
            default:
                WriteTextReply(writer, reply);
                break;
        }
    }

    /// <summary>Reads a reply without making an object of a result. Its payload is a slice of <paramref name="bytes"/>.</summary>
    /// <exception cref="WireFormatException">The bytes are no canonical reply.</exception>
    public static ArrivedReply ReadArrived(ReadOnlyMemory<byte> bytes)
    {
        var reader = new CanonicalReader(bytes.Span);
        if (reader.ReadByte() == PayloadType.Result)
        {
            var id = new RequestId((long)reader.ReadVarUInt(long.MaxValue));
            return new ArrivedReply(id, bytes[reader.Position..]);
        }

        return new ArrivedReply(Read(bytes));
    }

    /// <summary>Reads a reply. Its payload is a slice of <paramref name="bytes"/>.</summary>
    /// <exception cref="WireFormatException">The bytes are no canonical reply.</exception>
    public static ClientReply Read(ReadOnlyMemory<byte> bytes)
    {
        var reader = new CanonicalReader(bytes.Span);
        var type = reader.ReadByte();
        var id = new RequestId((long)reader.ReadVarUInt(long.MaxValue));
        if (type == PayloadType.Result)
        {
            return new ClientReply.Result(id, bytes[reader.Position..]);
        }

        ClientReply reply = type switch
        {
            PayloadType.SessionOpened => new ClientReply.SessionOpened(
                id, new SessionId(reader.ReadFixed128()), (int)reader.ReadVarUInt(int.MaxValue)),
            PayloadType.Rejected => new ClientReply.Rejected(id, WireText.Read(ref reader), WireText.Read(ref reader)),
            PayloadType.Failed => new ClientReply.Failed(id, WireText.Read(ref reader), ReadHint(ref reader)),
            PayloadType.NotLeader => new ClientReply.NotLeader(
                id, new ReplicaId((int)reader.ReadVarUInt(int.MaxValue)), WireText.Read(ref reader)),
            PayloadType.SessionUnknown => new ClientReply.SessionUnknown(id),
            PayloadType.KeyReused => new ClientReply.KeyReused(id),
            PayloadType.Pong => new ClientReply.Pong(id),
            PayloadType.Members when id == default => new ClientReply.Members(EpochMembers.ReadFrom(ref reader)),
            PayloadType.Overloaded => new ClientReply.Overloaded(id, (int)reader.ReadVarUInt(int.MaxValue), WireText.Read(ref reader)),
            PayloadType.SequenceRefused => new ClientReply.SequenceRefused(id, WireText.Read(ref reader)),
            PayloadType.Unavailable => new ClientReply.Unavailable(id, WireText.Read(ref reader)),
            PayloadType.OutcomeUnknown => new ClientReply.OutcomeUnknown(id, WireText.Read(ref reader)),
            PayloadType.BadRequest => new ClientReply.BadRequest(id, WireText.Read(ref reader)),
            PayloadType.NotSupported => new ClientReply.NotSupported(id, WireText.Read(ref reader)),
            _ => throw new WireFormatException(string.Create(CultureInfo.InvariantCulture, $"Unknown reply type {type}.")),
        };
        reader.EndOfInput();
        return reply;
    }

    private static void WriteTextReply(CanonicalWriter writer, ClientReply reply)
    {
        var (type, text) = reply switch
        {
            ClientReply.SequenceRefused refused => (PayloadType.SequenceRefused, refused.Text),
            ClientReply.Unavailable unavailable => (PayloadType.Unavailable, unavailable.Text),
            ClientReply.OutcomeUnknown unknown => (PayloadType.OutcomeUnknown, unknown.Text),
            ClientReply.BadRequest bad => (PayloadType.BadRequest, bad.Text),
            ClientReply.NotSupported notSupported => (PayloadType.NotSupported, notSupported.Text),
            _ => throw new InvalidOperationException($"No encoding for {reply.GetType().Name}."),
        };
        Start(writer, type, reply);
        WireText.Write(writer, text);
    }

    private static string? ReadHint(ref CanonicalReader reader) => reader.ReadByte() switch
    {
        0 => null,
        1 => WireText.Read(ref reader),
        var other => throw new WireFormatException($"{other} is no truth value."),
    };

    private static void Start(CanonicalWriter writer, byte type, ClientReply reply)
    {
        writer.WriteByte(type);
        writer.WriteVarUInt((ulong)reply.Id.Value);
    }
}
