using System.Collections.Immutable;
using System.Globalization;
using PaxosGen.Core;

namespace PaxosGen.Transport;

/// <summary>
/// Bytes of the messages between replicas: type, then the fields in the order of the record, in the raw canonical forms.
/// Strict: a message has one encoding, and everything else is refused.
/// </summary>
public static partial class PeerMessageCodec
{
    private const int MinBallotBytes = 3;
    private const int MinEntryBytes = 2;
    private const int MinReportedSlotBytes = 1 + MinBallotBytes + 1 + MinEntryBytes;
    private const int MaxVarBytes = 10;
    private const int MaxFixedPartBytes = 128;
    private const int MaxMarksBytes = 5 * (MaxVarBytes + HashBytes);
    private const int HashBytes = 16;

    /// <summary>Writes a message, type first.</summary>
    public static void Write(CanonicalWriter writer, Message message)
    {
        ArgumentNullException.ThrowIfNull(writer);
        switch (message)
        {
            case Message.Probe probe:
                writer.WriteByte(PayloadType.Probe);
                writer.WriteVarUInt((ulong)probe.Epoch.Value);
                writer.WriteFixed64((ulong)probe.Nonce);
                break;
            case Message.ProbeAnswer answer:
                writer.WriteByte(PayloadType.ProbeAnswer);
                writer.WriteFixed64((ulong)answer.Nonce);
                WriteBool(writer, answer.Granted);
                WriteBallot(writer, answer.Promised);
                writer.WriteFixed128(answer.Store.Value);
                break;
            case Message.Prepare prepare:
                writer.WriteByte(PayloadType.Prepare);
                WriteBallot(writer, prepare.Ballot);
                WriteSlot(writer, prepare.FirstSlot);
                WriteBallot(writer, prepare.Cites);
                break;
            case Message.Promise promise:
                writer.WriteByte(PayloadType.Promise);
                WritePromise(writer, promise);
                break;
            case Message.Reject reject:
                writer.WriteByte(PayloadType.Reject);
                WriteBallot(writer, reject.Ballot);
                WriteBallot(writer, reject.Promised);
                break;
            case Message.Accept accept:
                writer.WriteByte(PayloadType.Accept);
                WriteBallot(writer, accept.Ballot);
                WriteSlot(writer, accept.FirstSlot);
                WriteEntries(writer, accept.Entries);
                WriteSlot(writer, accept.ChosenThrough);
                break;
            case Message.Accepted accepted:
                writer.WriteByte(PayloadType.Accepted);
                WriteBallot(writer, accepted.Ballot);
                WriteSlot(writer, accepted.FirstSlot);
                writer.WriteVarUInt((ulong)accepted.Count);
                writer.WriteFixed128(accepted.Store.Value);
                break;
            case Message.Heartbeat heartbeat:
                writer.WriteByte(PayloadType.Heartbeat);
                WriteBallot(writer, heartbeat.Ballot);
                writer.WriteVarUInt((ulong)heartbeat.Round);
                WriteSlot(writer, heartbeat.ChosenThrough);
                WriteBool(writer, heartbeat.HasQuorum);
                WriteSlot(writer, heartbeat.TruncatableThrough);
                WriteMarks(writer, heartbeat.Agreed);
                WriteSlot(writer, heartbeat.Dispute.Results);
                WriteSlot(writer, heartbeat.Dispute.States);
                WriteSlot(writer, heartbeat.CompareAt);
                break;
            case Message.HeartbeatAck ack:
                writer.WriteByte(PayloadType.HeartbeatAck);
                WriteBallot(writer, ack.Ballot);
                writer.WriteVarUInt((ulong)ack.Round);
                WriteSlot(writer, ack.ChosenThrough);
                writer.WriteFixed64((ulong)ack.Clock);
                writer.WriteFixed128(ack.Store.Value);
                WriteSlot(writer, ack.SnapshotSlot);
                WriteMarks(writer, ack.Marks);
                WriteBool(writer, ack.IsQuarantined);
                WriteHash(writer, ack.Asked);
                break;
            case Message.LearnRequest request:
                writer.WriteByte(PayloadType.LearnRequest);
                WriteSlot(writer, request.FirstSlot);
                writer.WriteVarUInt((ulong)request.MaxBytes);
                break;
            case Message.Learned learned:
                writer.WriteByte(PayloadType.Learned);
                WriteSlot(writer, learned.FirstSlot);
                WriteEntries(writer, learned.Entries);
                WriteSlot(writer, learned.ChosenThrough);
                WriteSlot(writer, learned.TruncatedThrough);
                break;
            case Message.TakeLead take:
                writer.WriteByte(PayloadType.TakeLead);
                WriteBallot(writer, take.Ballot);
                break;
            case Message.ReadIndexRequest request:
                writer.WriteByte(PayloadType.ReadIndexRequest);
                writer.WriteFixed64((ulong)request.Nonce);
                break;
            case Message.ReadIndex index:
                writer.WriteByte(PayloadType.ReadIndex);
                writer.WriteFixed64((ulong)index.Nonce);
                WriteBool(writer, index.IsGranted);
                WriteSlot(writer, index.Index);
                break;
            case Message.SnapshotRequest request:
                writer.WriteByte(PayloadType.SnapshotRequest);
                WriteSlot(writer, request.Slot);
                writer.WriteVarUInt((ulong)request.Offset);
                writer.WriteVarUInt((ulong)request.MaxBytes);
                break;
            case Message.SnapshotChunk chunk:
                writer.WriteByte(PayloadType.SnapshotChunk);
                WriteSlot(writer, chunk.Slot);
                writer.WriteVarUInt((ulong)chunk.StateBytes);
                writer.WriteFixed128(chunk.Hash);
                writer.WriteVarUInt((ulong)chunk.Offset);
                writer.WriteLengthPrefixed(chunk.Bytes.Span);
                break;
            case Message.HashRequest request:
                writer.WriteByte(PayloadType.HashRequest);
                WriteSlot(writer, request.FirstSlot);
                writer.WriteVarUInt((ulong)request.Count);
                break;
            case Message.Hashes hashes:
                writer.WriteByte(PayloadType.Hashes);
                WriteSlot(writer, hashes.FirstSlot);
                WriteHashes(writer, hashes.Values);
                break;
            default:
                throw new InvalidOperationException($"No encoding for {message?.GetType().Name ?? "null"}.");
        }
    }

    /// <summary>Reads a message. Its entries are slices of <paramref name="bytes"/>, which must not change any more if it has any.</summary>
    /// <exception cref="WireFormatException">The bytes are no canonical message.</exception>
    public static Message Read(ReadOnlyMemory<byte> bytes)
    {
        var reader = new CanonicalReader(bytes.Span);
        var type = reader.ReadByte();
        Message message = type switch
        {
            PayloadType.Probe => new Message.Probe(new Epoch((long)reader.ReadVarUInt(long.MaxValue)), (long)reader.ReadFixed64()),
            PayloadType.ProbeAnswer => new Message.ProbeAnswer(
                (long)reader.ReadFixed64(), ReadBool(ref reader), ReadBallot(ref reader), new StoreId(reader.ReadFixed128())),
            PayloadType.Prepare => new Message.Prepare(ReadBallot(ref reader), ReadSlot(ref reader), ReadBallot(ref reader)),
            PayloadType.Promise => ReadPromise(ref reader, bytes),
            PayloadType.Reject => new Message.Reject(ReadBallot(ref reader), ReadBallot(ref reader)),
            PayloadType.Accept => new Message.Accept(
                ReadBallot(ref reader), ReadSlot(ref reader), ReadEntries(ref reader, bytes), ReadSlot(ref reader)),
            PayloadType.Accepted => new Message.Accepted(
                ReadBallot(ref reader), ReadSlot(ref reader), ReadInt(ref reader), new StoreId(reader.ReadFixed128())),
            PayloadType.Heartbeat => new Message.Heartbeat(
                ReadBallot(ref reader), ReadLong(ref reader), ReadSlot(ref reader), ReadBool(ref reader), ReadSlot(ref reader), ReadMarks(ref reader),
                new Dispute(ReadSlot(ref reader), ReadSlot(ref reader)), ReadSlot(ref reader)),
            PayloadType.HeartbeatAck => new Message.HeartbeatAck(
                ReadBallot(ref reader), ReadLong(ref reader), ReadSlot(ref reader), (long)reader.ReadFixed64(),
                new StoreId(reader.ReadFixed128()), ReadSlot(ref reader), ReadMarks(ref reader), ReadBool(ref reader),
                ReadHash(ref reader)),
            PayloadType.LearnRequest => new Message.LearnRequest(ReadSlot(ref reader), ReadInt(ref reader)),
            PayloadType.Learned => new Message.Learned(
                ReadSlot(ref reader), ReadEntries(ref reader, bytes), ReadSlot(ref reader), ReadSlot(ref reader)),
            PayloadType.TakeLead => new Message.TakeLead(ReadBallot(ref reader)),
            PayloadType.ReadIndexRequest => new Message.ReadIndexRequest((long)reader.ReadFixed64()),
            PayloadType.ReadIndex => new Message.ReadIndex((long)reader.ReadFixed64(), ReadBool(ref reader), ReadSlot(ref reader)),
            PayloadType.SnapshotRequest => new Message.SnapshotRequest(ReadSlot(ref reader), ReadLong(ref reader), ReadInt(ref reader)),
            PayloadType.SnapshotChunk => new Message.SnapshotChunk(
                ReadSlot(ref reader), ReadLong(ref reader), reader.ReadFixed128(), ReadLong(ref reader), ReadBytes(ref reader, bytes)),
            PayloadType.HashRequest => new Message.HashRequest(ReadSlot(ref reader), ReadInt(ref reader)),
            PayloadType.Hashes => new Message.Hashes(ReadSlot(ref reader), ReadHashes(ref reader)),
            _ => throw new WireFormatException(string.Create(CultureInfo.InvariantCulture, $"Unknown message type {type}.")),
        };
        reader.EndOfInput();
        return message;
    }

    /// <summary>Whether a message of these bytes keeps views of them, so that it needs bytes of its own.</summary>
    public static bool KeepsViews(ReadOnlySpan<byte> bytes) =>
        !bytes.IsEmpty && bytes[0] is PayloadType.Promise or PayloadType.Accept or PayloadType.Learned or PayloadType.SnapshotChunk;

    /// <summary>An upper bound, close for long messages, on the bytes that <see cref="Write"/> makes of a message.</summary>
    public static long MaxEncodedSize(Message message)
    {
        switch (message)
        {
            case Message.Accept accept:
                return MaxFixedPartBytes + MaxEncodedSize(accept.Entries);
            case Message.Learned learned:
                return MaxFixedPartBytes + MaxEncodedSize(learned.Entries);
            case Message.Hashes hashes:
                return MaxFixedPartBytes + ((long)HashBytes * hashes.Values.Length);
            case Message.SnapshotChunk chunk:
                return MaxFixedPartBytes + chunk.Bytes.Length;
            case Message.Promise promise:
                var size = MaxFixedPartBytes + (long)MaxVarBytes * promise.Unknown.Length;
                foreach (var slot in promise.Slots)
                {
                    size += MaxEncodedSize(slot);
                }

                return size;
            case Message.Heartbeat or Message.HeartbeatAck:
                return MaxFixedPartBytes + MaxMarksBytes;
            default:
                return MaxFixedPartBytes;
        }
    }

    /// <summary>An upper bound on what one reported slot adds to a promise.</summary>
    public static long MaxEncodedSize(in ReportedSlot slot) => (4 * MaxVarBytes) + 1 + MaxEncodedSize(slot.Entry);

    /// <summary>An upper bound on what one entry adds to a message.</summary>
    public static long MaxEncodedSize(Entry entry) => 5L + entry.Bytes.Length;

    private static long MaxEncodedSize(ImmutableArray<Entry> entries)
    {
        var size = 0L;
        foreach (var entry in entries)
        {
            size += MaxEncodedSize(entry);
        }

        return size;
    }

    private static void WritePromise(CanonicalWriter writer, Message.Promise promise)
    {
        WriteBallot(writer, promise.Ballot);
        writer.WriteFixed128(promise.Store.Value);
        writer.WriteFixed64((ulong)promise.Nonce);
        writer.WriteVarUInt((ulong)promise.Part);
        writer.WriteVarUInt((ulong)promise.Parts);
        WriteSlot(writer, promise.TruncatedThrough);
        WriteSlot(writer, promise.ChosenThrough);
        WriteBool(writer, promise.IsEmpty);
        writer.WriteVarUInt((ulong)promise.Slots.Length);
        foreach (var slot in promise.Slots)
        {
            WriteSlot(writer, slot.Slot);
            WriteBallot(writer, slot.Ballot);
            WriteBool(writer, slot.IsChosen);
            writer.WriteLengthPrefixed(slot.Entry.Bytes.Span);
        }

        writer.WriteVarUInt((ulong)promise.Unknown.Length);
        foreach (var slot in promise.Unknown)
        {
            WriteSlot(writer, slot);
        }
    }

    private static Message.Promise ReadPromise(ref CanonicalReader reader, ReadOnlyMemory<byte> bytes)
    {
        var ballot = ReadBallot(ref reader);
        var store = new StoreId(reader.ReadFixed128());
        var nonce = (long)reader.ReadFixed64();
        var part = ReadInt(ref reader);
        var parts = ReadInt(ref reader);
        var truncatedThrough = ReadSlot(ref reader);
        var chosenThrough = ReadSlot(ref reader);
        var isEmpty = ReadBool(ref reader);

        var slots = ImmutableArray.CreateBuilder<ReportedSlot>(ReadCount(ref reader, MinReportedSlotBytes));
        for (var left = slots.Capacity; left > 0; left--)
        {
            var slot = ReadSlot(ref reader);
            var slotBallot = ReadBallot(ref reader);
            var isChosen = ReadBool(ref reader);
            slots.Add(new ReportedSlot(slot, slotBallot, ReadEntry(ref reader, bytes), isChosen));
        }

        var unknown = ImmutableArray.CreateBuilder<Slot>(ReadCount(ref reader, 1));
        for (var left = unknown.Capacity; left > 0; left--)
        {
            unknown.Add(ReadSlot(ref reader));
        }

        return new Message.Promise
        {
            Ballot = ballot,
            Store = store,
            Nonce = nonce,
            Part = part,
            Parts = parts,
            TruncatedThrough = truncatedThrough,
            ChosenThrough = chosenThrough,
            IsEmpty = isEmpty,
            Slots = slots.MoveToImmutable(),
            Unknown = unknown.MoveToImmutable(),
        };
    }
}
