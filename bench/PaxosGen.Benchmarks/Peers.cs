using System.Runtime.InteropServices;
using System.Text.Json.Serialization;
using Google.Protobuf;

namespace PaxosGen.Benchmarks;

[JsonSerializable(typeof(Transfer))]
[JsonSerializable(typeof(List<Transfer>))]
[JsonSerializable(typeof(Dictionary<string, Transfer>))]
internal sealed partial class Json : JsonSerializerContext;

/// <summary>The same values for everybody.</summary>
internal static class Samples
{
    public static Transfer Transfer(int i)
    {
        var random = new ReplicatedRandom((ulong)i + 1);
        Span<ulong> id = [random.NextUInt64(), random.NextUInt64()];
        return new Transfer($"acct{i:D8}", 1_000_000L + (i * 37L), new Guid(MemoryMarshal.AsBytes(id)));
    }

    public static List<Transfer> List() => [.. Enumerable.Range(0, 1_000).Select(Transfer)];

    /// <summary>In an order that is not that of the keys.</summary>
    public static Dictionary<string, Transfer> Dictionary()
        => Enumerable.Range(0, 100_000).Select(static i => Transfer((int)(i * 7_919L % 100_003))).ToDictionary(static t => t.Account);

    public static Protobuf.Transfer ToProtobuf(Transfer transfer)
        => new() { Account = transfer.Account, Amount = transfer.Amount, Id = ByteString.CopyFrom(transfer.Id.ToByteArray()) };

    /// <summary>What a program that works with <see cref="Guid"/> has to do after parsing.</summary>
    public static Transfer FromProtobuf(Protobuf.Transfer transfer) => new(transfer.Account, transfer.Amount, new Guid(transfer.Id.Span));
}
