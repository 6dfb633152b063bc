using System.Buffers.Binary;
using System.Text;

namespace PaxosGen.Benchmarks;

/// <summary>The least that a serializer can do: lengths, fixed-size numbers and no checks besides those of spans.</summary>
internal static class Floor
{
    public static int Write(Span<byte> bytes, Transfer transfer)
    {
        var length = Encoding.UTF8.GetBytes(transfer.Account, bytes[1..]);
        bytes[0] = (byte)length;
        BinaryPrimitives.WriteInt64LittleEndian(bytes[(1 + length)..], transfer.Amount);
        transfer.Id.TryWriteBytes(bytes[(9 + length)..]);
        return 25 + length;
    }

    public static int Read(ReadOnlySpan<byte> bytes, out Transfer transfer)
    {
        var length = bytes[0];
        transfer = new Transfer(
            Encoding.UTF8.GetString(bytes.Slice(1, length)),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[(1 + length)..]),
            new Guid(bytes.Slice(9 + length, 16)));
        return 25 + length;
    }

    public static int Write(Span<byte> bytes, List<Transfer> transfers)
    {
        BinaryPrimitives.WriteInt32LittleEndian(bytes, transfers.Count);
        var position = 4;
        foreach (var transfer in transfers)
        {
            position += Write(bytes[position..], transfer);
        }

        return position;
    }

    public static List<Transfer> ReadList(ReadOnlySpan<byte> bytes)
    {
        var count = BinaryPrimitives.ReadInt32LittleEndian(bytes);
        var transfers = new List<Transfer>(count);
        var position = 4;
        for (var i = 0; i < count; i++)
        {
            position += Read(bytes[position..], out var transfer);
            transfers.Add(transfer);
        }

        return transfers;
    }

    /// <summary>In the order of the table: nothing is sorted.</summary>
    public static int Write(Span<byte> bytes, Dictionary<string, Transfer> transfers)
    {
        BinaryPrimitives.WriteInt32LittleEndian(bytes, transfers.Count);
        var position = 4;
        foreach (var (key, transfer) in transfers)
        {
            var length = Encoding.UTF8.GetBytes(key, bytes[(position + 1)..]);
            bytes[position] = (byte)length;
            position += 1 + length;
            position += Write(bytes[position..], transfer);
        }

        return position;
    }

    public static Dictionary<string, Transfer> ReadDictionary(ReadOnlySpan<byte> bytes)
    {
        var count = BinaryPrimitives.ReadInt32LittleEndian(bytes);
        var transfers = new Dictionary<string, Transfer>(count);
        var position = 4;
        for (var i = 0; i < count; i++)
        {
            var length = bytes[position];
            var key = Encoding.UTF8.GetString(bytes.Slice(position + 1, length));
            position += 1 + length;
            position += Read(bytes[position..], out var transfer);
            transfers.Add(key, transfer);
        }

        return transfers;
    }
}
