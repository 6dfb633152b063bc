using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using PaxosGen.Wire;

namespace PaxosGen;

/// <content>Payloads, messages and the fields that are not scalars.</content>
public ref partial struct CanonicalReader
{
    private const int StackCheckDepth = 32;
    private const uint None = uint.MaxValue;

    /// <summary>Starts the payload of a command or a query and returns its id.</summary>
    /// <param name="knownVersion">The highest schema version that the caller understands.</param>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public int BeginPayload(int knownVersion)
    {
        MaxDepth = CanonicalWriter.PayloadMaxDepth;
        ReadVersion(knownVersion);
        return (int)ReadVarUInt(int.MaxValue);
    }

    /// <summary>Starts the payload of a result, which must be that of the call with this id.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void BeginPayload(int knownVersion, int id)
    {
        var found = BeginPayload(knownVersion);
        if (found != id)
        {
            throw Malformed($"the result of call {found} where that of {id} is expected");
        }
    }

    /// <summary>Starts a snapshot.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void BeginSnapshot(int knownVersion)
    {
        MaxDepth = CanonicalWriter.SnapshotMaxDepth;
        ReadVersion(knownVersion);
    }

    /// <summary>Ends the outermost message, which must be all there is.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void End()
    {
        EndFields();
        EndOfInput();
    }

    /// <summary>Starts a message within another value.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void BeginMessage() => Enter();

    /// <summary>Ends a message within another value.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void EndMessage()
    {
        EndFields();
        Leave();
    }

    /// <summary>Reads a field of a reference type; null when it is absent.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public T? ReadOptional<T, TCodec>(int tag)
        where T : class
        where TCodec : struct, ICodec<T>
        => HasField(tag, TCodec.Kind) ? TCodec.Read(ref this) : null;

    /// <summary>Reads a field of a reference type that must be present.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public T ReadRequired<T, TCodec>(int tag)
        where T : class
        where TCodec : struct, ICodec<T>
        => HasField(tag, TCodec.Kind) ? TCodec.Read(ref this) : throw Missing(tag);

    /// <summary>Reads a field of a struct that is encoded as a message; the default when it is absent.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public T ReadStruct<T, TCodec>(int tag)
        where T : struct
        where TCodec : struct, ICodec<T>
    {
        if (!HasField(tag, TCodec.Kind))
        {
            return default;
        }

        var start = _position;
        var value = TCodec.Read(ref this);
        return _position - start > 1 ? value : throw PresentDefault(tag);
    }

    /// <summary>Reads a nullable field of a value type; null when it is absent.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public T? ReadNullable<T, TCodec>(int tag)
        where T : struct
        where TCodec : struct, ICodec<T>
        => HasField(tag, TCodec.Kind) ? TCodec.Read(ref this) : null;

    /// <summary>Reads a field of a value type whose codec knows its default; that when it is absent.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public T ReadField<T, TCodec>(int tag)
        where T : struct
        where TCodec : struct, IFieldCodec<T>
    {
        if (!HasField(tag, TCodec.Kind))
        {
            return default;
        }

        var value = TCodec.Read(ref this);
        return !TCodec.IsDefault(value) ? value : throw PresentDefault(tag);
    }

    /// <summary>Reads a field of a value type that must be present: nobody knows its default.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public T ReadValue<T, TCodec>(int tag)
        where T : struct
        where TCodec : struct, ICodec<T>
        => HasField(tag, TCodec.Kind) ? TCodec.Read(ref this) : throw Missing(tag);

    /// <summary>Reads a field of bytes; a view, not a copy, and empty when it is absent.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public ReadOnlySpan<byte> ReadBytes(int tag)
    {
        if (!HasField(tag, WireKind.Bytes))
        {
            return default;
        }

        var bytes = ReadLengthPrefixed();
        return !bytes.IsEmpty ? bytes : throw PresentDefault(tag);
    }

    /// <summary>The tag of the next field, which is still to be read; 0 at the end of the message.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public int PeekTag()
    {
        if (_header == None)
        {
            _header = (uint)ReadVarUInt(None - 1);
        }

        return (int)(_header >> 3);
    }

    /// <summary>The error for a case that a union does not have.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public readonly WireFormatException UnknownCase(int tag) => Malformed($"the union has no case {tag}");

    /// <summary>The error for an id that the state machine does not have.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static WireFormatException UnknownId(int id) => new($"The state machine has no command or query {id} of this sort.");

    internal void Enter()
    {
        if (++_depth > MaxDepth)
        {
            throw Malformed($"nested deeper than {MaxDepth} levels");
        }

        if (_depth > StackCheckDepth && !RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw Malformed($"nested too deep ({_depth} levels) for the stack of this thread");
        }
    }

    internal void Leave() => _depth--;

    internal readonly ReadOnlySpan<byte> Slice(int start, int end) => _bytes[start..end];

    /// <summary>Reads a count whose elements take at least so many bytes each, so that it cannot ask for more than is there.</summary>
    internal int ReadCount(int minElementSize) => (int)ReadVarUInt((ulong)(Remaining / minElementSize));

    internal void Expect(WireKind kind)
    {
        var found = ReadByte();
        if (found != (byte)kind)
        {
            throw Malformed($"elements of kind {found} where {kind} is expected");
        }
    }

    /// <summary>The error for bytes that no value has; says where they are.</summary>
    /// <param name="what">What is wrong, as part of a sentence.</param>
    public readonly WireFormatException Malformed(string what) => new($"Malformed bytes at offset {_position}: {what}.");

    private void ReadVersion(int knownVersion)
    {
        var version = ReadVarUInt();
        if (version == 0 || version > (ulong)knownVersion)
        {
            throw Malformed($"schema version {version}, known up to {knownVersion}");
        }

        SchemaVersion = (int)version;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool HasField(int tag, WireKind kind)
    {
        // Fields arrive in the order in which they are read, and most headers have one byte.
        var header = ((uint)tag << 3) | (uint)kind;
        if (_header == None && header < 0x80 && (uint)_position < (uint)_bytes.Length && _bytes[_position] == header)
        {
            _position++;
            return true;
        }

        return HasHeader(header);
    }

    private bool HasHeader(uint header)
    {
        if (_header == None)
        {
            // One less than None: a tag has at most 29 bits, so no header is lost.
            _header = (uint)ReadVarUInt(None - 1);
        }

        if (_header == header)
        {
            _header = None;
            return true;
        }

        if (_header != 0 && _header >> 3 <= header >> 3)
        {
            ThrowUnexpectedField();
        }

        return false;
    }

    private void EndFields()
    {
        if (_header == None)
        {
            _header = (uint)ReadVarUInt(None - 1);
        }

        if (_header != 0)
        {
            ThrowUnexpectedField();
        }

        _header = None;
    }

    private T ReadScalar<T, TCodec>(int tag)
        where T : unmanaged
        where TCodec : struct, ICodec<T>
    {
        if (!HasField(tag, TCodec.Kind))
        {
            return default;
        }

        var value = TCodec.Read(ref this);
        return !Bits.AreZero(value) ? value : throw PresentDefault(tag);
    }

    [DoesNotReturn]
    private readonly void ThrowUnexpectedField()
        => throw Malformed($"field {_header >> 3} of kind {_header & 7} is unknown, out of order or of the wrong kind");

    private readonly WireFormatException Missing(int tag) => Malformed($"field {tag} is missing");

    private readonly WireFormatException PresentDefault(int tag) => Malformed($"field {tag} is written with its default value");
}
