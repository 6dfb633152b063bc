using System.Runtime.CompilerServices;

namespace PaxosGen.Wire;

/// <summary>Bit patterns of scalars: the default is all zero bits (−0.0 and 0.00m are not), and NaN has one form.</summary>
internal static class Bits
{
    internal const ushort HalfNaN = 0x7E00;
    internal const uint SingleNaN = 0x7FC0_0000;
    internal const ulong DoubleNaN = 0x7FF8_0000_0000_0000;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool AreZero<T>(T value)
        where T : unmanaged
        => Unsafe.SizeOf<T>() switch
        {
            1 => Unsafe.BitCast<T, byte>(value) == 0,
            2 => Unsafe.BitCast<T, ushort>(value) == 0,
            4 => Unsafe.BitCast<T, uint>(value) == 0,
            8 => Unsafe.BitCast<T, ulong>(value) == 0,
            _ => Unsafe.BitCast<T, UInt128>(value) == UInt128.Zero,
        };

    internal static ushort Of(Half value) => Half.IsNaN(value) ? HalfNaN : BitConverter.HalfToUInt16Bits(value);

    internal static uint Of(float value) => float.IsNaN(value) ? SingleNaN : BitConverter.SingleToUInt32Bits(value);

    internal static ulong Of(double value) => double.IsNaN(value) ? DoubleNaN : BitConverter.DoubleToUInt64Bits(value);
}
