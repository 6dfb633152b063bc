using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using PaxosGen.Wire;

namespace PaxosGen;

/// <content>Payloads, messages and the fields that are not scalars.</content>
public sealed partial class CanonicalWriter
{
    /// <summary>How deep messages, lists and maps may nest in the payload of a command, a query or a result.</summary>
    public const int PayloadMaxDepth = 64;

    /// <summary>How deep messages, lists and maps may nest in a snapshot.</summary>
    public const int SnapshotMaxDepth = 10_000;

    // Below this depth no thread of .NET runs out of stack; above it every level asks.
    private const int StackCheckDepth = 32;

    private int _depth;

    /// <summary>How deep messages, lists and maps may nest; a deeper value is an <see cref="InvalidOperationException"/>.</summary>
    public int MaxDepth { get; set; } = PayloadMaxDepth;

    /// <summary>The schema version of the payload or snapshot that is being written: members that came later are not part of it.</summary>
    public int SchemaVersion { get; private set; } = int.MaxValue;

    /// <summary>Starts the payload of a command, a query or a result: its header, and the limit of nesting that goes with it.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void BeginPayload(int schemaVersion, int id)
    {
        _depth = 0;
        MaxDepth = PayloadMaxDepth;
        SchemaVersion = schemaVersion;
        Ensure(2 * MaxHeaderBytes);
        var bytes = _buffer.AsSpan(_position, 2 * MaxHeaderBytes);
        _position += PutVarUInt(bytes, PutVarUInt(bytes, 0, (uint)schemaVersion), (uint)id);
    }

    /// <summary>The error for a version that a build does not know.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static NotSupportedException UnknownVersion(int version, int known)
        => new($"Version {version} of the schema was activated, and this build knows versions up to {known}. Start a newer build on this replica's folder.");

    /// <summary>Starts a snapshot: its header, and the limit of nesting that goes with it.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void BeginSnapshot(int schemaVersion)
    {
        _depth = 0;
        MaxDepth = SnapshotMaxDepth;
        SchemaVersion = schemaVersion;
        WriteVarUInt((ulong)schemaVersion);
    }

    /// <summary>Checks the field that was written last: one of a later version than the payload's must have its default value, which is not written.</summary>
    /// <param name="since">The version in which the field appeared.</param>
    /// <param name="before">The length before it was written.</param>
    /// <param name="name">Its name; for the message.</param>
    /// <exception cref="IncompatibleSchemaException">The field has a value, which replicas of the active version could not read.</exception>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void RequireSince(int since, int before, string name)
    {
        if (SchemaVersion < since && _position > before)
        {
            throw NotYet(since, name);
        }
    }

    /// <summary>The error for a value of something that appeared in a later version than the payload's.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public IncompatibleSchemaException NotYet(int since, string name)
        => new($"{name} appeared in version {since} of the schema, and version {SchemaVersion} is active: leave it at its default value until all replicas run a build of version {since}.");

    /// <summary>Ends the outermost message.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void End() => WriteByte(0);

    /// <summary>Starts a message within another value.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void BeginMessage() => Enter();

    /// <summary>Ends a message within another value.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void EndMessage()
    {
        WriteByte(0);
        Leave();
    }

    /// <summary>Writes a field of a reference type; null is absent, everything else is present.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void Write<T, TCodec>(int tag, T? value)
        where T : class
        where TCodec : struct, ICodec<T>
    {
        if (value is not null)
        {
            WriteHeader(tag, TCodec.Kind);
            TCodec.Write(this, value);
        }
    }

    /// <summary>Writes a field of a struct that is encoded as a message; one whose message is empty is absent.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void WriteStruct<T, TCodec>(int tag, T value)
        where T : struct
        where TCodec : struct, ICodec<T>
    {
        var before = _position;
        WriteHeader(tag, TCodec.Kind);
        var start = _position;
        TCodec.Write(this, value);
        if (_position - start == 1)
        {
            // Only the closing 0: all its fields are default, so the field is, too.
            _position = before;
        }
    }

    /// <summary>Writes a nullable field of a value type; a value is present even if it is the default.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void WriteNullable<T, TCodec>(int tag, T? value)
        where T : struct
        where TCodec : struct, ICodec<T>
    {
        if (value.HasValue)
        {
            WriteHeader(tag, TCodec.Kind);
            TCodec.Write(this, value.GetValueOrDefault());
        }
    }

    /// <summary>Writes a field of a value type whose codec knows its default, which is absent.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void WriteField<T, TCodec>(int tag, T value)
        where T : struct
        where TCodec : struct, IFieldCodec<T>
    {
        if (!TCodec.IsDefault(value))
        {
            WriteHeader(tag, TCodec.Kind);
            TCodec.Write(this, value);
        }
    }

    /// <summary>Writes a field of a value type that is always present.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void WriteValue<T, TCodec>(int tag, T value)
        where T : struct
        where TCodec : struct, ICodec<T>
    {
        WriteHeader(tag, TCodec.Kind);
        TCodec.Write(this, value);
    }

    /// <summary>Writes a field of bytes; an empty one is absent.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void WriteBytes(int tag, ReadOnlySpan<byte> value)
    {
        if (!value.IsEmpty)
        {
            WriteHeader(tag, WireKind.Bytes);
            WriteLengthPrefixed(value);
        }
    }

    /// <summary>The error for an object that is none of the cases of its union.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static InvalidOperationException UnknownCase<T>(T value)
        where T : class
        => new($"{value.GetType()} is no case of {typeof(T)}. Add a [Union(n, typeof({value.GetType().Name}))] to it.");

    /// <summary>Refuses an object of a derived type, which would come back as its base.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static void RequireExactType<T>(T value)
        where T : class
    {
        if (value.GetType() != typeof(T))
        {
            throw new InvalidOperationException(
                $"An object of type {value.GetType()} stands where {typeof(T)} is declared; it would be restored as {typeof(T)}. Seal the type, or keep what differs in a field.");
        }
    }

    /// <summary>Passes on what a handler returned, or refuses the null that its signature excludes.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static T NotNull<T>([NotNull] T? value, string handler)
        where T : class
        => value ?? throw new InvalidOperationException($"{handler} returned null, which its signature excludes. Declare the result nullable to return null.");

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void WriteHeader(int tag, WireKind kind)
    {
        var header = Header(tag, kind);
        if (header < 0x80)
        {
            WriteByte((byte)header);
        }
        else
        {
            WriteLongVarUInt(header);
        }
    }

    private static uint Header(int tag, WireKind kind) => ((uint)tag << 3) | (uint)kind;

    internal void Enter()
    {
        if (++_depth > MaxDepth)
        {
            throw new InvalidOperationException($"A value nests deeper than {MaxDepth} levels, or contains itself; it cannot be encoded.");
        }

        if (_depth > StackCheckDepth)
        {
            RuntimeHelpers.EnsureSufficientExecutionStack();
        }
    }

    internal void Leave() => _depth--;

    private void WriteScalar<T, TCodec>(int tag, T value)
        where T : unmanaged
        where TCodec : struct, ICodec<T>
    {
        if (!Bits.AreZero(value))
        {
            WriteHeader(tag, TCodec.Kind);
            TCodec.Write(this, value);
        }
    }
}
