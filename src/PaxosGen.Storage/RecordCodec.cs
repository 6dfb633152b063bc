using System.Collections.Immutable;

namespace PaxosGen.Storage;

/// <summary>The records in the body of a batch. Ballots and hints are not among them: they have places of their own.</summary>
internal static class RecordCodec
{
    private const byte Vote = 1;
    private const byte Chosen = 2;

    public static void Write(CanonicalWriter writer, LogRecord.Vote record)
    {
        writer.WriteByte(Vote);
        writer.WriteVarUInt((ulong)record.Ballot.Epoch.Value);
        writer.WriteVarUInt((ulong)record.Ballot.Round);
        writer.WriteVarUInt((ulong)record.Ballot.Replica.Value);
        WriteEntries(writer, record.FirstSlot, record.Entries);
    }

    public static void Write(CanonicalWriter writer, LogRecord.Chosen record)
    {
        writer.WriteByte(Chosen);
        WriteEntries(writer, record.FirstSlot, record.Entries);
    }

    /// <summary>Reads all records of a body; the entries are views on it.</summary>
    /// <exception cref="WireFormatException">The bytes are no records.</exception>
    public static void Read(ReadOnlyMemory<byte> body, List<RecoveredSlot> slots)
    {
        var reader = new CanonicalReader(body.Span);
        while (reader.Remaining > 0)
        {
            var kind = reader.ReadByte();
            var ballot = kind switch
            {
                Vote => new Ballot(
                    new Epoch((long)reader.ReadVarUInt(long.MaxValue)),
                    (long)reader.ReadVarUInt(long.MaxValue),
                    new ReplicaId((int)reader.ReadVarUInt(int.MaxValue))),
                Chosen => Ballot.None,
                _ => throw new WireFormatException($"Unknown record kind {kind}."),
            };
            var first = new Slot((long)reader.ReadVarUInt(long.MaxValue));
            var count = (long)reader.ReadVarUInt((ulong)reader.Remaining);
            for (var i = 0L; i < count; i++)
            {
                var length = (int)reader.ReadVarUInt((ulong)reader.Remaining);
                var entry = new Entry(body.Slice(reader.Position, length));
                reader.ReadRaw(length);
                slots.Add(new RecoveredSlot(first + i, ballot, entry, kind == Chosen));
            }
        }
    }

    /// <summary>The highest epoch that a record promises or votes in.</summary>
    public static Epoch HighestEpoch(IReadOnlyList<LogRecord> records)
    {
        var highest = default(Epoch);
        for (var i = 0; i < records.Count; i++)
        {
            var epoch = records[i] switch
            {
                LogRecord.Promised record => record.Ballot.Epoch,
                LogRecord.Vote record => record.Ballot.Epoch,
                _ => default,
            };
            highest = epoch > highest ? epoch : highest;
        }

        return highest;
    }

    private static void WriteEntries(CanonicalWriter writer, Slot first, ImmutableArray<Entry> entries)
    {
        writer.WriteVarUInt((ulong)first.Value);
        writer.WriteVarUInt((ulong)entries.Length);
        foreach (var entry in entries)
        {
            writer.WriteLengthPrefixed(entry.Bytes.Span);
        }
    }
}
