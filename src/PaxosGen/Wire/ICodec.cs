namespace PaxosGen.Wire;

/// <summary>
/// How a value of a type is written and read, without its field header. Codecs are empty structs that compose as type
/// arguments (<c>ListCodec&lt;Movement, MovementCodec&gt;</c>), so that the JIT compiler sees through them. Write one, and
/// name it in a <see cref="CodecAttribute"/>, for a type that has no encoding of its own.
/// </summary>
/// <remarks>
/// Equal values must have equal bytes, on every machine and in every culture, and what <see cref="Read"/> returns must
/// be equal to what <see cref="Write"/> was given. <see cref="Read"/> sees arbitrary bytes: it should refuse all that
/// <see cref="Write"/> does not make (<see cref="CanonicalReader.Malformed"/>), and must not make room for a count that the
/// bytes have not paid for. Any other exception it throws is turned into a <see cref="WireFormatException"/>.
/// </remarks>
/// <typeparam name="T">The type of the values. Codecs of reference types never see null: presence is up to the container.</typeparam>
public interface ICodec<T>
{
    /// <summary>The kind that stands in field headers and before elements.</summary>
    static abstract WireKind Kind { get; }

    /// <summary>No value takes fewer bytes, so that a count can be checked before anything is allocated. At least 1.</summary>
    static abstract int MinSize { get; }

    /// <summary>Writes a value.</summary>
    static abstract void Write(CanonicalWriter writer, T value);

    /// <summary>Reads a value.</summary>
    /// <exception cref="WireFormatException">The bytes are no canonical value.</exception>
    static abstract T Read(ref CanonicalReader reader);
}
