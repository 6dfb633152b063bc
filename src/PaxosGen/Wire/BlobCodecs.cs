using System.ComponentModel;
using System.Runtime.InteropServices;

namespace PaxosGen.Wire;

/// <summary>Encodes an array of fixed-size numbers as their bytes, low byte first, one after the other.</summary>
/// <typeparam name="T">A number, bool or char.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct BlobArrayCodec<T> : IArrayCodec<T>
    where T : unmanaged
{
    /// <inheritdoc/>
    public static WireKind Kind => WireKind.Bytes;

    /// <inheritdoc/>
    public static int MinSize => 1;

    /// <inheritdoc/>
    public static void Write(CanonicalWriter writer, T[] value) => writer.WriteBlob<T>(value);

    /// <inheritdoc/>
    public static void WriteSpan(CanonicalWriter writer, ReadOnlySpan<T> values) => writer.WriteBlob(values);

    /// <inheritdoc/>
    public static T[] Read(ref CanonicalReader reader)
    {
        var bytes = reader.ReadBlob<T>();
        var value = new T[bytes.Length / Blob.SizeOf<T>()];
        Blob.CopyFrom(bytes, value);
        return value;
    }
}

/// <summary>Encodes a list of fixed-size numbers as their bytes, low byte first, one after the other.</summary>
/// <typeparam name="T">A number, bool or char.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct BlobListCodec<T> : ICodec<List<T>>
    where T : unmanaged
{
    /// <inheritdoc/>
    public static WireKind Kind => WireKind.Bytes;

    /// <inheritdoc/>
    public static int MinSize => 1;

    /// <inheritdoc/>
    public static void Write(CanonicalWriter writer, List<T> value) => writer.WriteBlob<T>(CollectionsMarshal.AsSpan(value));

    /// <inheritdoc/>
    public static List<T> Read(ref CanonicalReader reader)
    {
        var bytes = reader.ReadBlob<T>();
        var value = new List<T>();
        CollectionsMarshal.SetCount(value, bytes.Length / Blob.SizeOf<T>());
        Blob.CopyFrom(bytes, CollectionsMarshal.AsSpan(value));
        return value;
    }
}
