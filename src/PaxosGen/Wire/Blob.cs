using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace PaxosGen.Wire;

/// <summary>Numbers as their bytes, on processors of either byte order.</summary>
internal static class Blob
{
    internal static int SizeOf<T>()
        where T : unmanaged
        => Unsafe.SizeOf<T>();

    internal static void CopyTo<T>(ReadOnlySpan<T> values, Span<byte> bytes)
        where T : unmanaged
    {
        MemoryMarshal.AsBytes(values).CopyTo(bytes);
        if (!BitConverter.IsLittleEndian)
        {
            SwapEach<T>(bytes);
        }

        // NaN must have one form, or equal states would have different bytes.
        if (typeof(T) == typeof(double))
        {
            Canonicalise(MemoryMarshal.Cast<T, double>(values), bytes, double.IsNaN, BitConverter.GetBytes(Bits.DoubleNaN));
        }
        else if (typeof(T) == typeof(float))
        {
            Canonicalise(MemoryMarshal.Cast<T, float>(values), bytes, float.IsNaN, BitConverter.GetBytes(Bits.SingleNaN));
        }
        else if (typeof(T) == typeof(Half))
        {
            Canonicalise(MemoryMarshal.Cast<T, Half>(values), bytes, Half.IsNaN, BitConverter.GetBytes(Bits.HalfNaN));
        }
    }

    internal static void CopyFrom<T>(ReadOnlySpan<byte> bytes, Span<T> values)
        where T : unmanaged
    {
        var target = MemoryMarshal.AsBytes(values);
        bytes.CopyTo(target);
        if (!BitConverter.IsLittleEndian)
        {
            SwapEach<T>(target);
        }
    }

    /// <summary>Whether the bytes are those that <see cref="CopyTo{T}"/> writes: bools are 0 or 1, NaNs are canonical.</summary>
    internal static bool IsCanonical<T>(ReadOnlySpan<byte> bytes)
        where T : unmanaged
    {
        if (typeof(T) == typeof(bool))
        {
            return !bytes.ContainsAnyExcept((byte)0, (byte)1);
        }

        if (typeof(T) != typeof(double) && typeof(T) != typeof(float) && typeof(T) != typeof(Half))
        {
            return true;
        }

        var reader = new CanonicalReader(bytes);
        while (reader.Remaining > 0)
        {
            var canonical = Unsafe.SizeOf<T>() switch
            {
                8 => reader.ReadFixed64() is var bits && (!double.IsNaN(BitConverter.UInt64BitsToDouble(bits)) || bits == Bits.DoubleNaN),
                4 => reader.ReadFixed32() is var bits && (!float.IsNaN(BitConverter.UInt32BitsToSingle(bits)) || bits == Bits.SingleNaN),
                _ => (ushort)(reader.ReadByte() | (reader.ReadByte() << 8)) is var bits
                    && (!Half.IsNaN(BitConverter.UInt16BitsToHalf(bits)) || bits == Bits.HalfNaN),
            };
            if (!canonical)
            {
                return false;
            }
        }

        return true;
    }

    private static void Canonicalise<T>(ReadOnlySpan<T> values, Span<byte> bytes, Func<T, bool> isNaN, byte[] canonical)
    {
        if (!BitConverter.IsLittleEndian)
        {
            Array.Reverse(canonical);
        }

        for (var i = 0; i < values.Length; i++)
        {
            if (isNaN(values[i]))
            {
                canonical.CopyTo(bytes[(i * canonical.Length)..]);
            }
        }
    }

    private static void SwapEach<T>(Span<byte> bytes)
        where T : unmanaged
    {
        for (; bytes.Length > 0; bytes = bytes[Unsafe.SizeOf<T>()..])
        {
            bytes[..Unsafe.SizeOf<T>()].Reverse();
        }
    }
}
