using System.Collections.Immutable;
using System.Globalization;
using PaxosGen.Core;

namespace PaxosGen.Transport;

/// <summary>
/// Bytes of the handshake. A connection starts with the four bytes <see cref="Magic"/>, then a frame with a hello, then
/// a frame with a verdict in the other direction.
/// </summary>
public static class HandshakeCodec
{
    /// <summary>The first bytes of each connection.</summary>
    public static ReadOnlySpan<byte> Magic => "PAXG"u8;

    /// <summary>Writes a hello, type first.</summary>
    public static void Write(CanonicalWriter writer, HandshakeHello hello)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(hello);
        writer.WriteByte(PayloadType.Hello);

        // The format stays in front for ever, so that a responder can refuse formats that it cannot read.
        writer.WriteVarUInt((ulong)hello.Format);
        writer.WriteByte((byte)hello.Kind);
        writer.WriteByte(hello.Cluster is null ? (byte)0 : (byte)1);
        if (hello.Cluster is { } cluster)
        {
            writer.WriteFixed128(cluster.Value);
        }

        writer.WriteVarUInt((ulong)hello.Target.Value);
        writer.WriteVarUInt((ulong)hello.Replica.Value);
        writer.WriteFixed128(hello.Store.Value);
        writer.WriteVarUInt((ulong)hello.Nonces.Length);
        foreach (var nonce in hello.Nonces)
        {
            writer.WriteFixed64(nonce);
        }

        WireText.Write(writer, hello.Address);
        WriteSchema(writer, hello.Schema);
    }

    /// <summary>Reads a hello. Of a format that this build does not speak, only the format is read.</summary>
    /// <exception cref="WireFormatException">The bytes are no canonical hello.</exception>
    public static HandshakeHello ReadHello(ReadOnlySpan<byte> bytes)
    {
        var reader = new CanonicalReader(bytes);
        if (reader.ReadByte() != PayloadType.Hello)
        {
            throw new WireFormatException("The first frame is no hello.");
        }

        var format = (int)reader.ReadVarUInt(int.MaxValue);
        if (format != HandshakeHello.CurrentFormat)
        {
            return new HandshakeHello { Format = format, Kind = ConnectionKind.Client };
        }

        var kind = (ConnectionKind)reader.ReadByte();
        if (kind is not (ConnectionKind.Peer or ConnectionKind.Client or ConnectionKind.PeerBulk))
        {
            throw new WireFormatException("Unknown kind of connection.");
        }

        ClusterId? cluster = reader.ReadByte() switch
        {
            0 => null,
            1 => new ClusterId(reader.ReadFixed128()),
            var other => throw new WireFormatException(string.Create(CultureInfo.InvariantCulture, $"{other} is no truth value.")),
        };
        var target = ReadReplica(ref reader);
        var replica = ReadReplica(ref reader);
        var store = new StoreId(reader.ReadFixed128());
        var nonces = new ulong[(int)reader.ReadVarUInt(HandshakeHello.MaxNonces)];
        for (var i = 0; i < nonces.Length; i++)
        {
            nonces[i] = reader.ReadFixed64();
        }

        var hello = new HandshakeHello
        {
            Kind = kind,
            Cluster = cluster,
            Target = target,
            Replica = replica,
            Store = store,
            Nonces = [.. nonces],
            Address = WireText.Read(ref reader),
            Schema = ReadSchema(ref reader),
        };
        reader.EndOfInput();
        return hello;
    }

    /// <summary>Writes a verdict, type first.</summary>
    public static void Write(CanonicalWriter writer, HandshakeVerdict verdict)
    {
        ArgumentNullException.ThrowIfNull(writer);
        switch (verdict)
        {
            case HandshakeVerdict.Accepted { Welcome: var welcome }:
                writer.WriteByte(PayloadType.Welcome);
                writer.WriteFixed128(welcome.Cluster.Value);
                writer.WriteVarUInt((ulong)welcome.Replica.Value);
                writer.WriteFixed128(welcome.Store.Value);
                writer.WriteFixed128(welcome.KnownStore.Value);
                writer.WriteVarUInt((ulong)welcome.SessionWindow);
                welcome.Members.WriteTo(writer);
                writer.WriteVarUInt((ulong)welcome.MaxFrameBytes);
                writer.WriteVarUInt((ulong)welcome.ActiveVersion);
                WriteSchema(writer, welcome.Schema);
                break;
            case HandshakeVerdict.Refused refused:
                writer.WriteByte(PayloadType.Refused);
                writer.WriteByte((byte)refused.Code);
                WireText.Write(writer, refused.Text);
                break;
            default:
                throw new InvalidOperationException("No encoding for this verdict.");
        }
    }

    /// <summary>Reads a verdict. A code of a later build stays as its number.</summary>
    /// <exception cref="WireFormatException">The bytes are no canonical verdict.</exception>
    public static HandshakeVerdict ReadVerdict(ReadOnlySpan<byte> bytes)
    {
        var reader = new CanonicalReader(bytes);
        HandshakeVerdict verdict = reader.ReadByte() switch
        {
            PayloadType.Welcome => new HandshakeVerdict.Accepted(new HandshakeWelcome
            {
                Cluster = new ClusterId(reader.ReadFixed128()),
                Replica = ReadReplica(ref reader),
                Store = new StoreId(reader.ReadFixed128()),
                KnownStore = new StoreId(reader.ReadFixed128()),
                SessionWindow = (int)reader.ReadVarUInt(int.MaxValue),
                Members = EpochMembers.ReadFrom(ref reader),
                MaxFrameBytes = (int)reader.ReadVarUInt(int.MaxValue),
                ActiveVersion = (int)reader.ReadVarUInt(int.MaxValue),
                Schema = ReadSchema(ref reader),
            }),
            PayloadType.Refused => new HandshakeVerdict.Refused((RefusalCode)reader.ReadByte(), WireText.Read(ref reader)),
            _ => throw new WireFormatException("The answer to a hello is no verdict."),
        };
        reader.EndOfInput();
        return verdict;
    }

    private static ReplicaId ReadReplica(ref CanonicalReader reader) => new((int)reader.ReadVarUInt(int.MaxValue));

    private static void WriteSchema(CanonicalWriter writer, SchemaIdentity schema)
    {
        WireText.Write(writer, schema.Name);
        writer.WriteVarUInt((ulong)schema.Version);
        writer.WriteVarUInt((ulong)schema.Fingerprints.Length);
        foreach (var fingerprint in schema.Fingerprints)
        {
            writer.WriteVarUInt((ulong)fingerprint.Version);
            writer.WriteFixed64(fingerprint.Hash);
        }
    }

    private static SchemaIdentity ReadSchema(ref CanonicalReader reader)
    {
        const int BytesOfOne = 1 + sizeof(ulong);
        var name = WireText.Read(ref reader);
        var version = (int)reader.ReadVarUInt(int.MaxValue);
        var fingerprints = new SchemaFingerprint[(int)reader.ReadVarUInt((ulong)Math.Min(SchemaIdentity.MaxFingerprints, reader.Remaining / BytesOfOne))];
        for (var i = 0; i < fingerprints.Length; i++)
        {
            var changed = (int)reader.ReadVarUInt((ulong)version);
            fingerprints[i] = changed > (i == 0 ? 0 : fingerprints[i - 1].Version)
                ? new SchemaFingerprint(changed, reader.ReadFixed64())
                : throw new WireFormatException("The versions of a schema do not ascend.");
        }

        return new SchemaIdentity(name, version, [.. fingerprints]);
    }
}
