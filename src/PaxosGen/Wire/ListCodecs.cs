using System.ComponentModel;
using System.Runtime.InteropServices;

namespace PaxosGen.Wire;

/// <summary>Encodes an array: element kind, count, presence bitmap if elements may be null, elements.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <typeparam name="TCodec">Its codec.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct ArrayCodec<T, TCodec> : ICodec<T[]>
    where TCodec : struct, ICodec<T>
{
    /// <inheritdoc/>
    public static WireKind Kind => WireKind.List;

    /// <inheritdoc/>
    public static int MinSize => 2;

    /// <inheritdoc/>
    public static void Write(CanonicalWriter writer, T[] value) => Elements<T, TCodec>.Write(writer, value);

    /// <inheritdoc/>
    public static T[] Read(ref CanonicalReader reader) => Elements<T, TCodec>.Read(ref reader).ToArray();
}

/// <summary>Encodes a list: element kind, count, presence bitmap if elements may be null, elements.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <typeparam name="TCodec">Its codec.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct ListCodec<T, TCodec> : ICodec<List<T>>
    where TCodec : struct, ICodec<T>
{
    /// <inheritdoc/>
    public static WireKind Kind => WireKind.List;

    /// <inheritdoc/>
    public static int MinSize => 2;

    /// <inheritdoc/>
    public static void Write(CanonicalWriter writer, List<T> value) => Elements<T, TCodec>.Write(writer, CollectionsMarshal.AsSpan(value));

    /// <inheritdoc/>
    public static List<T> Read(ref CanonicalReader reader) => Elements<T, TCodec>.Read(ref reader);
}

/// <summary>The elements of arrays and lists.</summary>
internal static class Elements<T, TCodec>
    where TCodec : struct, ICodec<T>
{
    internal static void Write(CanonicalWriter writer, ReadOnlySpan<T> values)
    {
        writer.Enter();
        writer.WriteByte((byte)TCodec.Kind);
        writer.WriteVarUInt((ulong)values.Length);
        if (default(T) is null)
        {
            var bitmap = writer.ReserveBitmap(values.Length);
            for (var i = 0; i < values.Length; i++)
            {
                if (values[i] is not null)
                {
                    writer.SetBit(bitmap, i);
                    TCodec.Write(writer, values[i]);
                }
            }
        }
        else
        {
            foreach (var value in values)
            {
                TCodec.Write(writer, value);
            }
        }

        writer.Leave();
    }

    internal static List<T> Read(ref CanonicalReader reader)
    {
        reader.Enter();
        reader.Expect(TCodec.Kind);
        List<T> values;
        if (default(T) is null)
        {
            var count = reader.ReadBitmapCount();
            var bitmap = reader.ReadBitmap(count);
            values = new List<T>(Math.Min(count, CanonicalReader.MaxPreallocated));
            for (var i = 0; i < count; i++)
            {
                values.Add(CanonicalReader.IsSet(bitmap, i) ? TCodec.Read(ref reader) : default!);
            }
        }
        else
        {
            var count = reader.ReadCount(TCodec.MinSize);
            values = new List<T>(Math.Min(count, CanonicalReader.MaxPreallocated));
            for (var i = 0; i < count; i++)
            {
                values.Add(TCodec.Read(ref reader));
            }
        }

        reader.Leave();
        return values;
    }
}
