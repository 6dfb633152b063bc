using System.Buffers.Binary;
using System.Numerics;

namespace PaxosGen.Storage;

/// <summary>CRC-32C (Castagnoli), by the processor's instruction where it has one. Finds every burst of up to 32 flipped bits.</summary>
internal static class Crc32C
{
    /// <summary>The checksum of the bytes alone.</summary>
    public static uint Of(ReadOnlySpan<byte> bytes) => Of(0, bytes);

    /// <summary>The checksum of the bytes, going on from <paramref name="seed"/>: the checksum of what comes before them.</summary>
    public static uint Of(uint seed, ReadOnlySpan<byte> bytes)
    {
        var crc = ~seed;
        while (bytes.Length >= sizeof(ulong))
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[sizeof(ulong)..];
        }

        foreach (var value in bytes)
        {
            crc = BitOperations.Crc32C(crc, value);
        }

        return ~crc;
    }
}
