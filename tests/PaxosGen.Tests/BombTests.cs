using PaxosGen.Tests.Machines;
using PaxosGen.Wire;

namespace PaxosGen.Tests;

/// <summary>Bytes that are made to exhaust whoever reads them end with a format error, at once and in little memory.</summary>
public sealed class BombTests
{
    private const int Megabyte = 1 << 20;

    [Fact]
    public void Depth_bombs_end_at_the_limit_of_payloads_and_of_snapshots()
    {
        // Nodes in nodes: the tag of the next one, a million times.
        Refuses("nested", 1 << 16, () => Replicated.Apply(Replicated.New<Shapes>(), [1, 6, 0x0D, .. Enumerable.Repeat((byte)0x15, Megabyte)]));

        // Branches in branches, each a union, a case and a list of one.
        var growths = Enumerable.Repeat(new byte[] { 0x25, 0x0E, 0x05, 0x01, 0x01 }, Megabyte / 5).SelectMany(static b => b);
        Refuses("nested", 64 << 20, () => Replicated.Load<Wardrobe>([1, 0x75, 0xDD, 0x01, .. growths]));
    }

    [Theory]
    [InlineData(0x00)]
    [InlineData(0xFF)]
    public void Count_bombs_make_no_room_for_what_is_not_there(byte filler)
    {
        // Each says that two thousand million elements follow.
        Count<List<decimal>, ListCodec<decimal, DecimalCodec>>([4], filler);
        Count<string[], ArrayCodec<string, StringCodec>>([2], filler);
        Count<HashSet<long>, HashSetCodec<long, Int64Codec>>([0, 0], filler);
        Count<Dictionary<long, string>, DictionaryCodec<long, string, Int64Codec, StringCodec>>([0, 0, 2], filler);
        Count<SortedDictionary<long, long>, SortedDictionaryCodec<long, long, Int64Codec, Int64Codec>>([0, 0, 0], filler);
        Count<int[], BlobArrayCodec<int>>([], filler);
        Count<string, StringCodec>([], filler);
    }

    [Fact]
    public async Task Truncated_input_is_refused_at_every_length()
    {
        var local = new LocalClient(Replicated.New<Wardrobe>());
        await WardrobeClient.Create(local).EchoAsync(WardrobeTests.Full());
        var command = local.Sent[0];
        var machine = Replicated.New<Wardrobe>();
        Replicated.Apply(machine, command);
        var snapshot = Replicated.Save(machine);
        for (var length = 0; length < command.Length; length++)
        {
            Assert.Throws<WireFormatException>(() => Replicated.Apply(Replicated.New<Wardrobe>(), command[..length]));
        }

        for (var length = 0; length < snapshot.Length; length++)
        {
            Assert.Throws<WireFormatException>(() => Replicated.Load<Wardrobe>(snapshot[..length]));
        }
    }

    [Theory]
    [InlineData(0x00)]
    [InlineData(0x01)]
    [InlineData(0xFF)]
    public async Task Input_with_a_byte_too_many_is_refused(byte extra)
    {
        var local = new LocalClient(Replicated.New<Wardrobe>());
        await WardrobeClient.Create(local).EchoAsync(WardrobeTests.Full());
        Assert.Throws<WireFormatException>(() => Replicated.Apply(Replicated.New<Wardrobe>(), [.. local.Sent[0], extra]));
        Assert.Throws<WireFormatException>(() => Replicated.Load<Wardrobe>([.. Replicated.Save(Replicated.New<Wardrobe>()), extra]));
    }

    [Theory]
    [InlineData("8000")] // 0 in two bytes
    [InlineData("8180808080808080808000")]
    [InlineData("80808080808080808002")] // 2 to the power of 64
    [InlineData("FFFFFFFFFFFFFFFFFFFF01")]
    [InlineData("80")]
    [InlineData("")]
    public void Numbers_that_are_too_long_too_large_or_cut_short_are_refused(string hex)
        => Assert.Throws<WireFormatException>(() => new CanonicalReader(Convert.FromHexString(hex)).ReadVarUInt());

    private static void Count<T, TCodec>(byte[] header, byte filler)
        where TCodec : struct, ICodec<T>
    {
        byte[] bytes = [.. header, 0xFF, 0xFF, 0xFF, 0xFF, 0x07, .. Enumerable.Repeat(filler, 1_000)];
        Refuses("bytes", 1 << 16, () =>
        {
            var reader = new CanonicalReader(bytes);
            TCodec.Read(ref reader);
        });
    }

    private static void Refuses(string why, long memory, Action read)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains(why, Assert.Throws<WireFormatException>(read).Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, memory + (4 * Megabyte));
    }
}
