using System.Globalization;
using PaxosGen.Tests.Machines;
using PaxosGen.Wire;

namespace PaxosGen.Tests;

/// <summary>The bytes of each shape. They change only with the number of the format.</summary>
public sealed class GoldenBytesTests
{
    private static readonly Guid SomeGuid = Guid.Parse("00112233-4455-6677-8899-aabbccddeeff");

    [Fact]
    public void Scalars_have_these_bytes()
    {
        Check<bool, BooleanCodec>(true, "01");
        Check<sbyte, SByteCodec>(-1, "01");
        Check<byte, ByteCodec>(200, "C801");
        Check<short, Int16Codec>(-300, "D704");
        Check<ushort, UInt16Codec>(300, "AC02");
        Check<char, CharCodec>('€', "AC41");
        Check<int, Int32Codec>(int.MinValue, "FFFFFFFF0F");
        Check<uint, UInt32Codec>(uint.MaxValue, "FFFFFFFF0F");
        Check<long, Int64Codec>(long.MinValue, "FFFFFFFFFFFFFFFFFF01");
        Check<ulong, UInt64Codec>(ulong.MaxValue, "FFFFFFFFFFFFFFFFFF01");
        Check<Half, HalfCodec>((Half)1, "8078");
        Check<Half, HalfCodec>(Half.NaN, "80FC01");
        Check<float, SingleCodec>(1.5f, "0000C03F");
        Check<float, SingleCodec>(float.NaN, "0000C07F");
        Check<double, DoubleCodec>(-0.0, "0000000000000080");
        Check<double, DoubleCodec>(double.NaN, "000000000000F87F");
        Check<decimal, DecimalCodec>(-1.50m, "96000000000000000000000000000280");
        Check<decimal, DecimalCodec>(decimal.MaxValue, "FFFFFFFFFFFFFFFFFFFFFFFF00000000");
        Check<Int128, Int128Codec>(-2, "FEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF");
        Check<UInt128, UInt128Codec>(1, "01000000000000000000000000000000");
        Check<Guid, GuidCodec>(SomeGuid, "00112233445566778899AABBCCDDEEFF");
        Check<DateTime, DateTimeCodec>(new DateTime(1, DateTimeKind.Utc), "0100000000000040");
        Check<DateTime, DateTimeCodec>(DateTime.MaxValue, "FF3F37F47528CA2B");
        Check<DateTimeOffset, DateTimeOffsetCodec>(default, "00");
        Check<DateTimeOffset, DateTimeOffsetCodec>(new DateTimeOffset(TimeSpan.TicksPerHour + 1, TimeSpan.FromHours(1)), "09010000000000000010" + "7800");
        Check<DateTimeOffset, DateTimeOffsetCodec>(DateTimeOffset.MaxValue, "09FF3F37F47528CA2B00");
        Check<TimeSpan, TimeSpanCodec>(TimeSpan.FromTicks(-1), "01");
        Check<DateOnly, DateOnlyCodec>(DateOnly.FromDayNumber(300), "AC02");
        Check<TimeOnly, TimeOnlyCodec>(TimeOnly.FromTimeSpan(TimeSpan.FromTicks(300)), "AC02");
        Check<Colour, EnumCodec<Colour, byte, ByteCodec>>((Colour)200, "C801");
        Check<Wide, EnumCodec<Wide, long, Int64Codec>>(Wide.Low, "FFFFFFFFFFFFFFFFFF01");

    }

    [Fact]
    public void Text_has_these_bytes()
    {
        Check<string, StringCodec>("", "00");
        Check<string, StringCodec>("aé€", "0661C3A9E282AC");
        Check<string, StringCodec>("\U0001F600", "04F09F9880");
        Check<string, StringCodec>("\uD83D", "03EDA0BD");
        Check<string, StringCodec>("\uDE00", "03EDB880");
        Check<string, StringCodec>("\uDE00\uD83D", "06EDB880EDA0BD");
        Check<string, StringCodec>("a\uD83Db\uDE00c", "0961EDA0BD62EDB88063");
    }

    [Fact]
    public void Long_text_survives_with_and_without_lone_surrogates()
    {
        foreach (var text in new[] { new string('a', 1000), new string('€', 43), string.Concat(Enumerable.Repeat("x\uD83D\U0001F600", 50)), new string('\uDE00', 43), new string('\uD83D', 42) })
        {
            Assert.Equal(text, RoundTrip<string, StringCodec>(text));
        }
    }

    [Fact]
    public void Lists_have_these_bytes()
    {
        Check<byte[], BlobArrayCodec<byte>>([1, 2], "020102");
        Check<bool[], BlobArrayCodec<bool>>([true, false], "020100");
        Check<List<int>, BlobListCodec<int>>([1, -1], "0801000000FFFFFFFF");
        Check<char[], BlobArrayCodec<char>>(['€'], "02AC20");
        Check<double[], BlobArrayCodec<double>>([double.NaN], "08000000000000F87F");
        Check<Int128[], BlobArrayCodec<Int128>>([1], "1001000000000000000000000000000000");
        Check<List<Colour>, ListCodec<Colour, EnumCodec<Colour, byte, ByteCodec>>>([Colour.None, Colour.Green], "00020002");
        Check<string?[], ArrayCodec<string?, StringCodec>>(["a", null, ""], "020305016100");
        Check<List<int?>, ListCodec<int?, NullableCodec<int, Int32Codec>>>([0, null, 1], "0003050002");
        Check<List<decimal>, ListCodec<decimal, DecimalCodec>>([], "0400");
        Check<List<List<int>>, ListCodec<List<int>, BlobListCodec<int>>>([[], [1]], "020203000401000000");
    }

    [Fact]
    public void Sets_and_maps_have_these_bytes()
    {
        Check<HashSet<int>, HashSetCodec<int, Int32Codec>>([3, 1, 2], "000003020406");
        Check<HashSet<string>, HashSetCodec<string, StringCodec>>(["bb", "a"], "000202016102" + "6262");
        Check<HashSet<string>, HashSetCodec<string, StringCodec>>(new(StringComparer.OrdinalIgnoreCase) { "a" }, "0202010161");
        Check<SortedSet<string>, SortedSetCodec<string, StringCodec>>(new(StringComparer.Ordinal) { "b", "a" }, "01020201610162");
        Check<SortedSet<int>, SortedSetCodec<int, Int32Codec>>([-1, 1, 0], "000003010002");
        Check<Dictionary<int, string?>, DictionaryCodec<int, string?, Int32Codec, StringCodec>>(new() { [2] = "b", [1] = null }, "0000020202" + "0204" + "0162");
        Check<Dictionary<string, int>, DictionaryCodec<string, int, StringCodec, Int32Codec>>(new(StringComparer.Ordinal) { ["b"] = 1, ["a"] = 0 }, "0102000201610001" + "6202");
        Check<SortedDictionary<string, bool>, SortedDictionaryCodec<string, bool, StringCodec, BooleanCodec>>(new(StringComparer.Ordinal) { ["b"] = true, ["a"] = false }, "0102000201610001" + "6201");
        Check<SortedDictionary<long, string?>, SortedDictionaryCodec<long, string?, Int64Codec, StringCodec>>(new() { [5] = null, [-5] = "x" }, "0000020201" + "0901780A");
    }

    [Fact]
    public void Fields_that_are_default_are_absent_and_others_have_a_header()
    {
        var writer = new CanonicalWriter();
        writer.WriteInt32(1, 0);
        writer.WriteDecimal(2, 0m);
        writer.WriteString(3, null);
        writer.WriteDateTimeOffset(4, default);
        writer.WriteNullable<int, Int32Codec>(5, null);
        writer.WriteDouble(6, 0.0);
        Assert.Equal("", Replicated.Hex(writer.ToArray()));

        writer.WriteInt32(1, 1);
        writer.WriteDecimal(2, 0.0m);
        writer.WriteString(3, "");
        writer.WriteNullable<int, Int32Codec>(5, 0);
        writer.WriteDouble(6, -0.0);
        writer.WriteInt32(16, 1);
        writer.End();
        Assert.Equal("0802" + "1400000000000000000000000000000100" + "1A00" + "2800" + "310000000000000080" + "800102" + "00", Replicated.Hex(writer.ToArray()));

        var reader = new CanonicalReader(writer.WrittenSpan);
        Assert.Equal(1, reader.ReadInt32(1));
        Assert.Equal("0.0", reader.ReadDecimal(2).ToString(CultureInfo.InvariantCulture));
        Assert.Equal("", reader.ReadString(3));
        Assert.Equal(default, reader.ReadDateTimeOffset(4));
        Assert.Equal(0, reader.ReadNullable<int, Int32Codec>(5));
        Assert.Equal(BitConverter.DoubleToInt64Bits(-0.0), BitConverter.DoubleToInt64Bits(reader.ReadDouble(6)));
        Assert.Equal(1, reader.ReadInt32(16));
        reader.End();
    }

    internal static T RoundTrip<T, TCodec>(T value)
        where TCodec : struct, ICodec<T>
    {
        var writer = new CanonicalWriter(0);
        TCodec.Write(writer, value);
        var reader = new CanonicalReader(writer.WrittenSpan);
        var read = TCodec.Read(ref reader);
        reader.EndOfInput();
        return read;
    }

    private static void Check<T, TCodec>(T value, string hex)
        where TCodec : struct, ICodec<T>
    {
        var writer = new CanonicalWriter(0);
        TCodec.Write(writer, value);
        Assert.Equal(hex, Replicated.Hex(writer.ToArray()));
        Assert.True(writer.Length >= TCodec.MinSize);

        var again = new CanonicalWriter(0);
        TCodec.Write(again, RoundTrip<T, TCodec>(value));
        Assert.Equal(hex, Replicated.Hex(again.ToArray()));
        Assert.Equal(value, RoundTrip<T, TCodec>(value));
    }
}
