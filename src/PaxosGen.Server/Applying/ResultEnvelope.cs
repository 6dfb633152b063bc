using System.Text;

namespace PaxosGen.Server.Applying;

/// <summary>How a handler ended. The numbers are in snapshots and in the running hash and never change.</summary>
public enum ResultStatus : byte
{
    /// <summary>It returned.</summary>
    Ok = 1,

    /// <summary>It threw <see cref="CommandRejectedException"/>.</summary>
    Rejected = 2,

    /// <summary>It threw something else.</summary>
    Failed = 3,

    /// <summary>The bytes were no command or query that the state machine knows.</summary>
    Malformed = 4,
}

/// <summary>
/// The result of a command or query as replicated, kept in the exactly-once tables and hashed: a status byte, then what
/// belongs to the status. Immutable.
/// </summary>
public abstract record ResultEnvelope
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Of every command that returns nothing: one array for all of them.</summary>
    private static readonly byte[] OkAlone = [(byte)ResultStatus.Ok];

    private ResultEnvelope()
    {
    }

    /// <summary>The handler returned.</summary>
    /// <param name="Content">What the state machine wrote.</param>
    public sealed record Ok(ReadOnlyMemory<byte> Content) : ResultEnvelope
    {
        /// <inheritdoc />
        public bool Equals(Ok? other) => other is not null && Content.Span.SequenceEqual(other.Content.Span);

        /// <inheritdoc />
        public override int GetHashCode() => Content.Length;
    }

    /// <summary>The handler refused, with words that its author chose.</summary>
    /// <param name="Code">See <see cref="CommandRejectedException.Code"/>.</param>
    /// <param name="Message">Why.</param>
    public sealed record Rejected(string Code, string Message) : ResultEnvelope;

    /// <summary>The handler threw something else. The exception's message is not part of it: messages differ between machines.</summary>
    /// <param name="ExceptionType">Metadata name of the exception's type, without type arguments.</param>
    public sealed record Failed(string ExceptionType) : ResultEnvelope;

    /// <summary>The bytes were no command or query that the state machine knows.</summary>
    public sealed record Malformed : ResultEnvelope;

    /// <summary>Encodes the envelope.</summary>
    public byte[] Encode()
    {
        switch (this)
        {
            case Ok ok:
                return EncodeOk(ok.Content.Span);
            case Rejected rejected:
                var writer = new CanonicalWriter();
                writer.WriteByte((byte)ResultStatus.Rejected);
                writer.WriteLengthPrefixed(Encoding.UTF8.GetBytes(rejected.Code));
                writer.WriteLengthPrefixed(Encoding.UTF8.GetBytes(rejected.Message));
                return writer.ToArray();
            case Failed failed:
                return [(byte)ResultStatus.Failed, .. Encoding.UTF8.GetBytes(failed.ExceptionType)];
            case Malformed:
                return [(byte)ResultStatus.Malformed];
            default:
                throw new InvalidOperationException($"No encoding for {GetType().Name}.");
        }
    }

    /// <summary>Decodes an envelope. The content of <see cref="Ok"/> is a view on <paramref name="bytes"/>.</summary>
    /// <exception cref="WireFormatException">The bytes are no envelope.</exception>
    public static ResultEnvelope Decode(ReadOnlyMemory<byte> bytes)
    {
        var reader = new CanonicalReader(bytes.Span);
        var status = (ResultStatus)reader.ReadByte();
        ResultEnvelope envelope = status switch
        {
            ResultStatus.Ok => new Ok(bytes[1..]),
            ResultStatus.Rejected => new Rejected(ReadText(reader.ReadLengthPrefixed()), ReadText(reader.ReadLengthPrefixed())),
            ResultStatus.Failed => new Failed(ReadText(bytes.Span[1..])),
            ResultStatus.Malformed => new Malformed(),
            _ => throw new WireFormatException("Not a result: unknown status."),
        };
        if (status is ResultStatus.Rejected or ResultStatus.Malformed)
        {
            reader.EndOfInput();
        }

        return envelope;
    }

    /// <summary>Whether the bytes are those of an <see cref="Ok"/>: all after the first are its content.</summary>
    internal static bool IsOk(ReadOnlySpan<byte> envelope) => !envelope.IsEmpty && envelope[0] == (byte)ResultStatus.Ok;

    /// <summary>The bytes of <see cref="Ok"/>, without the object: this is on the path of every command.</summary>
    internal static byte[] EncodeOk(ReadOnlySpan<byte> content)
    {
        if (content.IsEmpty)
        {
            return OkAlone;
        }

        var bytes = GC.AllocateUninitializedArray<byte>(content.Length + 1);
        bytes[0] = (byte)ResultStatus.Ok;
        content.CopyTo(bytes.AsSpan(1));
        return bytes;
    }

    /// <summary>Decodes text, refusing what no encoder writes: otherwise two encodings would mean one text.</summary>
    internal static string ReadText(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            throw new WireFormatException("Malformed text: not UTF-8.");
        }
    }
}
