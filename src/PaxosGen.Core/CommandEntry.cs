namespace PaxosGen.Core;

/// <summary>What an entry of kind <see cref="EntryKind.Command"/> says, without an object of its own: for the path of every command.</summary>
/// <param name="Origin">Who sent it.</param>
/// <param name="Stamp">The leader's clock when it was proposed: nanoseconds since 1970, UTC.</param>
/// <param name="Entropy">Random bits from the leader.</param>
/// <param name="Payload">The encoded command.</param>
public readonly record struct CommandEntry(Origin Origin, long Stamp, ulong Entropy, ReadOnlyMemory<byte> Payload)
{
    /// <summary>Reads the bytes of an entry; the payload is a slice of them.</summary>
    /// <exception cref="WireFormatException">The bytes are no command.</exception>
    public static CommandEntry Read(ReadOnlyMemory<byte> bytes)
    {
        var reader = new CanonicalReader(bytes.Span);
        if (reader.ReadByte() != (byte)EntryKind.Command)
        {
            throw new WireFormatException("Not a command.");
        }

        var origin = Origin.ReadFrom(ref reader);
        var stamp = (long)reader.ReadFixed64();
        var entropy = reader.ReadFixed64();
        return new CommandEntry(origin, stamp, entropy, bytes[reader.Position..]);
    }

    /// <summary>Writes the bytes of the entry.</summary>
    public void WriteTo(CanonicalWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteByte((byte)EntryKind.Command);
        Origin.WriteTo(writer);
        writer.WriteFixed64((ulong)Stamp);
        writer.WriteFixed64(Entropy);
        writer.WriteRaw(Payload.Span);
    }
}
