using System.Globalization;
using PaxosGen.Core;

namespace PaxosGen.Transport;

/// <summary>Bytes of <see cref="ClientRequest"/>: type, id, fields; a payload is the rest.</summary>
public static class ClientRequestCodec
{
    /// <summary>Writes a request, type first.</summary>
    public static void Write(CanonicalWriter writer, ClientRequest request)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(request);
        switch (request)
        {
            case ClientRequest.Command command:
                WriteCommandHead(writer, command.Id, command.Session, command.Sequence, command.AcknowledgedBelow);
                writer.WriteRaw(command.Payload.Span);
                break;
            case ClientRequest.KeyedCommand keyed:
                WriteKeyedCommandHead(writer, keyed.Id, keyed.Key);
                writer.WriteRaw(keyed.Payload.Span);
                break;
            case ClientRequest.Query query:
                WriteQueryHead(writer, query.Id, query.Consistency);
                writer.WriteRaw(query.Payload.Span);
                break;
            case ClientRequest.OpenSession:
                Start(writer, PayloadType.OpenSession, request.Id);
                break;
            case ClientRequest.Ping:
                Start(writer, PayloadType.Ping, request.Id);
                break;
            default:
                throw new InvalidOperationException($"No encoding for {request.GetType().Name}.");
        }
    }

    /// <summary>Writes a <see cref="ClientRequest.Command"/> up to its payload, which is the rest.</summary>
    public static void WriteCommandHead(CanonicalWriter writer, RequestId id, SessionId session, long sequence, long acknowledgedBelow)
    {
        ArgumentNullException.ThrowIfNull(writer);
        Start(writer, PayloadType.Command, id);
        writer.WriteFixed128(session.Value);
        writer.WriteVarUInt((ulong)sequence);
        writer.WriteVarUInt((ulong)acknowledgedBelow);
    }

    /// <summary>Writes a <see cref="ClientRequest.KeyedCommand"/> up to its payload, which is the rest.</summary>
    public static void WriteKeyedCommandHead(CanonicalWriter writer, RequestId id, UInt128 key)
    {
        ArgumentNullException.ThrowIfNull(writer);
        Start(writer, PayloadType.KeyedCommand, id);
        writer.WriteFixed128(key);
    }

    /// <summary>Writes a <see cref="ClientRequest.Query"/> up to its payload, which is the rest.</summary>
    public static void WriteQueryHead(CanonicalWriter writer, RequestId id, ReadConsistency consistency)
    {
        ArgumentNullException.ThrowIfNull(writer);
        Start(writer, PayloadType.Query, id);
        writer.WriteByte((byte)consistency);
    }

    /// <summary>Reads a request. Its payload is a slice of <paramref name="bytes"/>.</summary>
    /// <exception cref="WireFormatException">The bytes are no canonical request.</exception>
    public static ClientRequest Read(ReadOnlyMemory<byte> bytes)
    {
        var reader = new CanonicalReader(bytes.Span);
        var type = reader.ReadByte();
        var id = new RequestId((long)reader.ReadVarUInt(long.MaxValue));
        switch (type)
        {
            case PayloadType.Command:
                var session = new SessionId(reader.ReadFixed128());
                var sequence = (long)reader.ReadVarUInt(long.MaxValue);
                var acknowledgedBelow = (long)reader.ReadVarUInt(long.MaxValue);
                return new ClientRequest.Command(id, session, sequence, acknowledgedBelow, bytes[reader.Position..]);
            case PayloadType.KeyedCommand:
                var key = reader.ReadFixed128();
                return new ClientRequest.KeyedCommand(id, key, bytes[reader.Position..]);
            case PayloadType.Query:
                var consistency = (ReadConsistency)reader.ReadByte();
                return consistency <= ReadConsistency.Stale
                    ? new ClientRequest.Query(id, consistency, bytes[reader.Position..])
                    : throw new WireFormatException("Unknown consistency.");
            case PayloadType.OpenSession:
                reader.EndOfInput();
                return new ClientRequest.OpenSession(id);
            case PayloadType.Ping:
                reader.EndOfInput();
                return new ClientRequest.Ping(id);
            default:
                throw new WireFormatException(string.Create(CultureInfo.InvariantCulture, $"Unknown request type {type}."));
        }
    }

    private static void Start(CanonicalWriter writer, byte type, RequestId id)
    {
        writer.WriteByte(type);
        writer.WriteVarUInt((ulong)id.Value);
    }
}
