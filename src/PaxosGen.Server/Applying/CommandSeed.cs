using System.Buffers.Binary;
using System.IO.Hashing;
using PaxosGen.Core;

namespace PaxosGen.Server.Applying;

/// <summary>Seeds the random numbers of one command: unique to it, the same on every replica.</summary>
/// <remarks>XxHash3 (64 bits, seed 0) of, numbers low byte first: cluster id:16, epoch:8, slot:8, the leader's entropy:8.</remarks>
internal static class CommandSeed
{
    /// <summary>The seed for the command at <paramref name="slot"/>.</summary>
    public static ulong Of(ClusterId cluster, Epoch epoch, Slot slot, ulong entropy)
    {
        Span<byte> bytes = stackalloc byte[16 + 8 + 8 + 8];
        BinaryPrimitives.WriteUInt128LittleEndian(bytes, cluster.Value);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[16..], epoch.Value);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[24..], slot.Value);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[32..], entropy);
        return XxHash3.HashToUInt64(bytes);
    }
}
