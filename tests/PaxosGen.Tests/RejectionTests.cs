using PaxosGen.Wire;

namespace PaxosGen.Tests;

/// <summary>Only the canonical form of a value is accepted, and only what can be restored is written.</summary>
public sealed class RejectionTests
{
    [Fact]
    public void Scalars_out_of_range_are_refused()
    {
        Refuses<bool, BooleanCodec>("02");
        Refuses<byte, ByteCodec>("8002");
        Refuses<sbyte, SByteCodec>("8002");
        Refuses<int, Int32Codec>("8080808010");
        Refuses<ulong, UInt64Codec>("FFFFFFFFFFFFFFFFFF02");
        Refuses<int, Int32Codec>("8000"); // longer than needed
        Refuses<Half, HalfCodec>("81FC01"); // foreign NaNs
        Refuses<float, SingleCodec>("0100C07F");
        Refuses<double, DoubleCodec>("000000000000F8FF");
        Refuses<decimal, DecimalCodec>("01000000000000000000000000001D00"); // scale 29
        Refuses<decimal, DecimalCodec>("01000000000000000000000001000000");
        Refuses<DateTime, DateTimeCodec>("0100000000000080"); // local
        Refuses<DateTime, DateTimeCodec>("00000000000000C0");
        Refuses<DateTime, DateTimeCodec>("004037F47528CA2B"); // past the last tick
        Refuses<DateTimeOffset, DateTimeOffsetCodec>("10D20D00"); // 14:01 hours
        Refuses<DateTimeOffset, DateTimeOffsetCodec>("100100"); // before the first tick
        Refuses<DateTimeOffset, DateTimeOffsetCodec>("09FFFFFFFFFFFFFFFF00");
        Refuses<DateOnly, DateOnlyCodec>("FFFFFFFF0F");
        Refuses<TimeOnly, TimeOnlyCodec>("8080F0B7A6C801");
        Refuses<Guid, GuidCodec>("00112233");
    }

    [Theory]
    [InlineData("01C3")] // cut short
    [InlineData("02C080")] // overlong
    [InlineData("0180")]
    [InlineData("04F4908080")] // above U+10FFFF
    [InlineData("06EDA0BDEDB880")] // a pair as two characters
    [InlineData("02EDA0")]
    [InlineData("0561")] // shorter than it says
    public void Text_that_is_not_generalised_utf8_is_refused(string hex) => Refuses<string, StringCodec>(hex);

    [Fact]
    public void Lists_that_are_not_canonical_are_refused()
    {
        Refuses<int[], BlobArrayCodec<int>>("03010203");
        Refuses<bool[], BlobArrayCodec<bool>>("0102");
        Refuses<float[], BlobArrayCodec<float>>("040100C07F");
        Refuses<List<Half>, BlobListCodec<Half>>("02017E");
        Refuses<List<decimal>, ListCodec<decimal, DecimalCodec>>("0000"); // another kind
        Refuses<List<decimal>, ListCodec<decimal, DecimalCodec>>("04FFFFFFFF07"); // a count without elements
        Refuses<string[], ArrayCodec<string, StringCodec>>("0201020161"); // unused bit of the bitmap
        Refuses<string[], ArrayCodec<string, StringCodec>>("02FFFFFFFF0F"); // a bitmap that is not there
    }

    [Fact]
    public void Sets_and_maps_that_are_not_canonical_are_refused()
    {
        Refuses<HashSet<int>, HashSetCodec<int, Int32Codec>>("0000020402"); // order
        Refuses<HashSet<int>, HashSetCodec<int, Int32Codec>>("0000020202"); // twice
        Refuses<HashSet<int>, HashSetCodec<int, Int32Codec>>("01000102"); // a comparer of strings
        Refuses<HashSet<string>, HashSetCodec<string, StringCodec>>("03020161");
        Refuses<HashSet<string>, HashSetCodec<string, StringCodec>>("02020201410161"); // equal to the comparer
        Refuses<HashSet<double>, HashSetCodec<double, DoubleCodec>>("000102" + "0000000000000000" + "0000000000000080");
        Refuses<SortedSet<int>, SortedSetCodec<int, Int32Codec>>("0000020201");
        Refuses<SortedSet<string>, SortedSetCodec<string, StringCodec>>("0002010161"); // the default comparer
        Refuses<Dictionary<int, int>, DictionaryCodec<int, int, Int32Codec, Int32Codec>>("0000000204000200");
        Refuses<Dictionary<int, string?>, DictionaryCodec<int, string?, Int32Codec, StringCodec>>("00000201020200");
        Refuses<SortedDictionary<int, int>, SortedDictionaryCodec<int, int, Int32Codec, Int32Codec>>("0000000204000200");
    }

    [Fact]
    public void Comparers_that_cannot_be_restored_are_refused_when_written()
    {
        CannotWrite<HashSet<string>, HashSetCodec<string, StringCodec>>(new(StringComparer.InvariantCulture), "cannot be restored");
        CannotWrite<HashSet<int>, HashSetCodec<int, Int32Codec>>(new(EqualityComparer<int>.Create((x, y) => x == y, x => x)), "cannot be restored");
        CannotWrite<SortedSet<int>, SortedSetCodec<int, Int32Codec>>(new(Comparer<int>.Create((x, y) => y - x)), "cannot be restored");
        CannotWrite<SortedSet<string>, SortedSetCodec<string, StringCodec>>(new(), "StringComparer.Ordinal");
        CannotWrite<SortedDictionary<string, int>, SortedDictionaryCodec<string, int, StringCodec, Int32Codec>>(new(), "StringComparer.Ordinal");
        CannotWrite<HashSet<string?>, HashSetCodec<string?, StringCodec>>(new() { null }, "null");
    }

    [Fact]
    public void A_local_DateTime_is_refused_when_written()
        => Assert.Throws<ArgumentException>(() => DateTimeCodec.Write(new CanonicalWriter(), new DateTime(1, DateTimeKind.Local)));

    [Fact]
    public void Large_counts_do_not_make_room_before_elements_arrive()
    {
        // A bitmap of 1 MiB of nulls, then a list of lists that says it has as many elements as bytes follow.
        var bytes = new byte[1 << 20];
        bytes[0] = 2;
        bytes[1] = 0xFC;
        bytes[2] = 0xFF;
        bytes[3] = 0x3F;
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<WireFormatException>(() => Read<List<string>, ListCodec<string, StringCodec>>(bytes));
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 64 << 20);
    }

    private static T Read<T, TCodec>(byte[] bytes)
        where TCodec : struct, ICodec<T>
    {
        var reader = new CanonicalReader(bytes);
        var value = TCodec.Read(ref reader);
        reader.EndOfInput();
        return value;
    }

    private static void Refuses<T, TCodec>(string hex)
        where TCodec : struct, ICodec<T>
        => Assert.Throws<WireFormatException>(() => Read<T, TCodec>(Convert.FromHexString(hex)));

    private static void CannotWrite<T, TCodec>(T value, string why)
        where TCodec : struct, ICodec<T>
        => Assert.Contains(why, Assert.Throws<InvalidOperationException>(() => TCodec.Write(new CanonicalWriter(), value)).Message, StringComparison.Ordinal);
}
