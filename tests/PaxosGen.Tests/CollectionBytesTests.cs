using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Numerics;
using PaxosGen.Wire;

namespace PaxosGen.Tests;

/// <summary>The bytes of numbers without bounds, of memory, and of all collections beyond lists and dictionaries.</summary>
public sealed class CollectionBytesTests
{
    [Fact]
    public void Numbers_and_names_have_these_bytes()
    {
        Check<BigInteger, BigIntegerCodec>(0, "0100");
        Check<BigInteger, BigIntegerCodec>(127, "017F");
        Check<BigInteger, BigIntegerCodec>(128, "028000");
        Check<BigInteger, BigIntegerCodec>(-1, "01FF");
        Check<BigInteger, BigIntegerCodec>(-129, "027FFF");
        Check<Index, IndexCodec>(3, "06");
        Check<Index, IndexCodec>(^1, "03");
        Check<Index, IndexCodec>(^int.MaxValue, "FFFFFFFF0F");
        Check<Range, RangeCodec>(default, "00");
        Check<Range, RangeCodec>(1.., "0802100100");
        Check<Version, VersionCodec>(new(1, 2), "0801100200");
        Check<Version, VersionCodec>(new(0, 0, 0, 3), "1800200300");
        Check<Uri, UriCodec>(new("http://a/%20"), "0C687474703A2F2F612F253230");
        Check<Uri, UriCodec>(new("/a", UriKind.Relative), "022F61");
    }

    [Fact]
    public void Memory_and_immutable_arrays_have_the_bytes_of_arrays()
    {
        Check<Memory<int>, MemoryCodec<int, BlobArrayCodec<int>>>(new[] { 1, -1 }, "0801000000FFFFFFFF", static m => m.ToArray());
        Check<ReadOnlyMemory<byte>, ReadOnlyMemoryCodec<byte, BlobArrayCodec<byte>>>(new byte[] { 1, 2 }, "020102", static m => m.ToArray());
        Check<ReadOnlyMemory<string?>, ReadOnlyMemoryCodec<string?, ArrayCodec<string?, StringCodec>>>(new[] { "a", null, "" }, "020305016100", static m => m.ToArray());
        Check<ImmutableArray<int>, ImmutableArrayCodec<int, BlobArrayCodec<int>>>([1, -1], "0801000000FFFFFFFF", static a => a);
        Check<ImmutableArray<string?>, ImmutableArrayCodec<string?, ArrayCodec<string?, StringCodec>>>(["a", null, ""], "020305016100", static a => a);
    }

    [Fact]
    public void Sequences_have_these_bytes()
    {
        Check<LinkedList<int>, LinkedListCodec<int, Int32Codec>>(new([3, 1, 2]), "0003060204", static x => x);
        Check<Queue<int>, QueueCodec<int, Int32Codec>>(new([3, 1, 2]), "0003060204", static x => x);
        Check<Stack<int>, StackCodec<int, Int32Codec>>(new([3, 1, 2]), "0003040206", static x => x);
        Check<ImmutableList<int>, ImmutableListCodec<int, Int32Codec>>([3, 1, 2], "0003060204", static x => x);
        Check<ImmutableQueue<int>, ImmutableQueueCodec<int, Int32Codec>>([3, 1, 2], "0003060204", static x => x);
        Check<ImmutableStack<int>, ImmutableStackCodec<int, Int32Codec>>(ImmutableStack.Create(3, 1, 2), "0003040206", static x => x);
        Check<Queue<string?>, QueueCodec<string?, StringCodec>>(new(["a", null, ""]), "020305016100", static x => x);
        Check<IReadOnlyList<int>, SequenceInterfaceCodec<IReadOnlyList<int>, int, BlobArrayCodec<int>>>(new List<int> { 1, -1 }, "0801000000FFFFFFFF", static x => x);
        Check<IEnumerable<string?>, SequenceInterfaceCodec<IEnumerable<string?>, string?, ArrayCodec<string?, StringCodec>>>(new Queue<string?>(["a", null, ""]), "020305016100", static x => x);
    }

    [Fact]
    public void Sets_have_these_bytes()
    {
        Check<ImmutableHashSet<int>, ImmutableHashSetCodec<int, Int32Codec>>([3, 1, 2], "000003020406", static x => x.Order());
        Check<ImmutableHashSet<string>, ImmutableHashSetCodec<string, StringCodec>>(ImmutableHashSet.Create(StringComparer.OrdinalIgnoreCase, "a"), "0202010161", static x => x);
        Check<ImmutableSortedSet<string>, ImmutableSortedSetCodec<string, StringCodec>>(ImmutableSortedSet.Create(StringComparer.Ordinal, "b", "a"), "01020201610162", static x => x);
        Check<FrozenSet<int>, FrozenSetCodec<int, Int32Codec>>(new[] { 3, 1, 2 }.ToFrozenSet(), "000003020406", static x => x.Order());
        Check<FrozenSet<string>, FrozenSetCodec<string, StringCodec>>(Array.Empty<string>().ToFrozenSet(StringComparer.OrdinalIgnoreCase), "020200", static x => x);
        Check<IReadOnlySet<int>, SetInterfaceCodec<IReadOnlySet<int>, int, Int32Codec>>(new SortedSet<int> { 3, 1, 2 }, "000003020406", static x => x.Order());
    }

    [Fact]
    public void Maps_have_these_bytes()
    {
        const string Two = "0000020202" + "0204" + "0162"; // {1: null, 2: "b"}
        Check<ImmutableDictionary<int, string?>, ImmutableDictionaryCodec<int, string?, Int32Codec, StringCodec>>(ImmutableDictionary<int, string?>.Empty.Add(2, "b").Add(1, null), Two, static x => x.OrderBy(e => e.Key));
        Check<FrozenDictionary<int, string?>, FrozenDictionaryCodec<int, string?, Int32Codec, StringCodec>>(new Dictionary<int, string?> { [2] = "b", [1] = null }.ToFrozenDictionary(), Two, static x => x.OrderBy(e => e.Key));
        Check<SortedList<int, string?>, SortedListCodec<int, string?, Int32Codec, StringCodec>>(new() { [2] = "b", [1] = null }, Two, static x => x);
        Check<ImmutableSortedDictionary<int, string?>, ImmutableSortedDictionaryCodec<int, string?, Int32Codec, StringCodec>>(ImmutableSortedDictionary<int, string?>.Empty.Add(2, "b").Add(1, null), Two, static x => x);
        Check<OrderedDictionary<int, string?>, OrderedDictionaryCodec<int, string?, Int32Codec, StringCodec>>(new() { [2] = "b", [1] = null }, "0000020201" + "04" + "0162" + "02", static x => x);
        Check<OrderedDictionary<string, int>, OrderedDictionaryCodec<string, int, StringCodec, Int32Codec>>(new(StringComparer.OrdinalIgnoreCase) { ["a"] = 1 }, "0202000101" + "6102", static x => x);
        Check<IReadOnlyDictionary<string, int>, MapInterfaceCodec<IReadOnlyDictionary<string, int>, string, int, StringCodec, Int32Codec>>(
            new SortedDictionary<string, int>(StringComparer.OrdinalIgnoreCase) { ["a"] = 1 }, "0202000101" + "6102", static x => x);
        Check<PriorityQueue<string, int>, PriorityQueueCodec<string, int, StringCodec, Int32Codec>>(
            new([("a", 2), ("b", 1)]), "0000020203" + "020162" + "040161", static x => x.UnorderedItems);
    }

    [Fact]
    public void Forms_that_are_not_canonical_are_refused()
    {
        Refuses<BigInteger, BigIntegerCodec>("00"); // no digits
        Refuses<BigInteger, BigIntegerCodec>("020100"); // longer than needed
        Refuses<BigInteger, BigIntegerCodec>("02FFFF");
        Refuses<Index, IndexCodec>("8080808010"); // too large
        Refuses<Range, RangeCodec>("080000"); // a default that is present
        Refuses<Version, VersionCodec>("0801100220" + "0000"); // a revision without a build
        Refuses<Version, VersionCodec>("08FFFFFFFF0F00");
        Refuses<Uri, UriCodec>("08687474703A2F2F3A"); // cut short
        Refuses<LinkedList<int>, LinkedListCodec<int, Int32Codec>>("0103060204"); // another kind
        Refuses<Queue<string>, QueueCodec<string, StringCodec>>("02FFFFFFFF0F"); // a bitmap that is not there
        Refuses<Stack<string>, StackCodec<string, StringCodec>>("0201020161"); // an unused bit
        Refuses<ImmutableList<int>, ImmutableListCodec<int, Int32Codec>>("00FFFFFFFF07"); // a count without elements
        Refuses<ImmutableHashSet<int>, ImmutableHashSetCodec<int, Int32Codec>>("0000020402"); // order
        Refuses<FrozenSet<string>, FrozenSetCodec<string, StringCodec>>("02020201410161"); // equal to the comparer
        Refuses<ImmutableSortedSet<string>, ImmutableSortedSetCodec<string, StringCodec>>("0002010161"); // the default comparer
        Refuses<ImmutableSortedSet<int>, ImmutableSortedSetCodec<int, Int32Codec>>("0000020201");
        Refuses<ImmutableDictionary<int, int>, ImmutableDictionaryCodec<int, int, Int32Codec, Int32Codec>>("0000000202000200"); // twice
        Refuses<FrozenDictionary<int, int>, FrozenDictionaryCodec<int, int, Int32Codec, Int32Codec>>("0000000204000200");
        Refuses<SortedList<int, int>, SortedListCodec<int, int, Int32Codec, Int32Codec>>("0000000204000200");
        Refuses<ImmutableSortedDictionary<int, int>, ImmutableSortedDictionaryCodec<int, int, Int32Codec, Int32Codec>>("0000000202000200");
        Refuses<OrderedDictionary<int, int>, OrderedDictionaryCodec<int, int, Int32Codec, Int32Codec>>("0000000202000200"); // twice
        Refuses<PriorityQueue<int, int>, PriorityQueueCodec<int, int, Int32Codec, Int32Codec>>("0000000204000200"); // no heap
        Refuses<PriorityQueue<int, string>, PriorityQueueCodec<int, string, Int32Codec, StringCodec>>("0002000100" + "02"); // the default comparer of strings
    }

    [Fact]
    public void What_cannot_be_restored_is_not_written()
    {
        var backwards = Comparer<int>.Create(static (x, y) => y.CompareTo(x));
        var modulo = EqualityComparer<int>.Create(static (x, y) => x % 10 == y % 10, static x => x % 10);
        CannotWrite<SortedList<int, int>, SortedListCodec<int, int, Int32Codec, Int32Codec>>(new(backwards), "cannot be restored");
        CannotWrite<SortedList<string, int>, SortedListCodec<string, int, StringCodec, Int32Codec>>(new(), "StringComparer.Ordinal");
        CannotWrite<PriorityQueue<int, int>, PriorityQueueCodec<int, int, Int32Codec, Int32Codec>>(new(backwards), "cannot be restored");
        CannotWrite<PriorityQueue<int, string>, PriorityQueueCodec<int, string, Int32Codec, StringCodec>>(new(), "StringComparer.Ordinal");
        CannotWrite<PriorityQueue<int, string>, PriorityQueueCodec<int, string, Int32Codec, StringCodec>>(new([(1, null!)], StringComparer.Ordinal), "null");
        CannotWrite<OrderedDictionary<int, int>, OrderedDictionaryCodec<int, int, Int32Codec, Int32Codec>>(new(modulo), "cannot be restored");
        CannotWrite<ImmutableHashSet<int>, ImmutableHashSetCodec<int, Int32Codec>>(ImmutableHashSet.Create<int>(equalityComparer: modulo), "cannot be restored");
        CannotWrite<FrozenSet<int>, FrozenSetCodec<int, Int32Codec>>(new[] { 1 }.ToFrozenSet(modulo), "cannot be restored");
        CannotWrite<FrozenDictionary<int, int>, FrozenDictionaryCodec<int, int, Int32Codec, Int32Codec>>(new Dictionary<int, int> { [1] = 1 }.ToFrozenDictionary(modulo), "cannot be restored");
        CannotWrite<ImmutableDictionary<int, int>, ImmutableDictionaryCodec<int, int, Int32Codec, Int32Codec>>(ImmutableDictionary.Create<int, int>(modulo), "cannot be restored");
        CannotWrite<ImmutableDictionary<int, int>, ImmutableDictionaryCodec<int, int, Int32Codec, Int32Codec>>(ImmutableDictionary.Create<int, int>(null, modulo), "cannot be restored");
        CannotWrite<ImmutableSortedDictionary<string, int>, ImmutableSortedDictionaryCodec<string, int, StringCodec, Int32Codec>>(ImmutableSortedDictionary<string, int>.Empty, "StringComparer.Ordinal");
        CannotWrite<ImmutableSortedSet<string>, ImmutableSortedSetCodec<string, StringCodec>>([], "StringComparer.Ordinal");
        CannotWrite<List<ImmutableArray<int>>, ListCodec<ImmutableArray<int>, ImmutableArrayCodec<int, BlobArrayCodec<int>>>>([default], "ImmutableArray<T>.Empty");
        if (!OperatingSystem.IsWindows())
        {
            Assert.Throws<ArgumentException>(static () => UriCodec.Write(new CanonicalWriter(), new Uri("/tmp/a")));
        }
    }

    [Fact]
    public void Fields_of_structs_that_know_their_default_leave_it_out()
    {
        var writer = new CanonicalWriter();
        writer.WriteField<BigInteger, BigIntegerCodec>(1, 0);
        writer.WriteField<ReadOnlyMemory<byte>, ReadOnlyMemoryCodec<byte, BlobArrayCodec<byte>>>(2, Array.Empty<byte>());
        writer.WriteField<ImmutableArray<int>, ImmutableArrayCodec<int, BlobArrayCodec<int>>>(3, default);
        writer.WriteBytes(4, []);
        Assert.Equal("", Replicated.Hex(writer.ToArray()));
        writer.WriteField<ImmutableArray<int>, ImmutableArrayCodec<int, BlobArrayCodec<int>>>(3, []);
        writer.WriteBytes(4, [7]);
        writer.End();
        Assert.Equal("1A00" + "220107" + "00", Replicated.Hex(writer.ToArray()));

        var reader = new CanonicalReader(writer.WrittenSpan);
        Assert.Equal(BigInteger.Zero, reader.ReadField<BigInteger, BigIntegerCodec>(1));
        Assert.Equal(0, reader.ReadField<ReadOnlyMemory<byte>, ReadOnlyMemoryCodec<byte, BlobArrayCodec<byte>>>(2).Length);
        Assert.False(reader.ReadField<ImmutableArray<int>, ImmutableArrayCodec<int, BlobArrayCodec<int>>>(3).IsDefault);
        Assert.Equal([7], reader.ReadBytes(4).ToArray());
        reader.End();

        Assert.Throws<WireFormatException>(static () => new CanonicalReader([0x0A, 0x01, 0x00, 0x00]).ReadField<BigInteger, BigIntegerCodec>(1));
        Assert.Throws<WireFormatException>(static () => new CanonicalReader([0x0A, 0x00, 0x00]).ReadField<ReadOnlyMemory<byte>, ReadOnlyMemoryCodec<byte, BlobArrayCodec<byte>>>(1));
        Assert.Throws<WireFormatException>(static () => new CanonicalReader([0x0A, 0x00, 0x00]).ReadBytes(1).Length);
        Assert.Throws<WireFormatException>(static () => new CanonicalReader([0x00]).ReadValue<Guid, GuidCodec>(1));
    }

    [Fact]
    public void Keys_whose_comparison_fails_are_malformed()
    {
        Refuses<SortedSet<Picky>, SortedSetCodec<Picky, PickyCodec>>("0000020100");
        Refuses<HashSet<Picky>, HashSetCodec<Picky, PickyCodec>>("00000100");
        Refuses<FrozenDictionary<Picky, int>, FrozenDictionaryCodec<Picky, int, PickyCodec, Int32Codec>>("000000010000");
        Refuses<PriorityQueue<int, Picky>, PriorityQueueCodec<int, Picky, Int32Codec, PickyCodec>>("00000002" + "0100" + "0000");
        Refuses<Picky, CustomCodec<Picky, PickyCodec>>("09"); // its codec throws something of its own
        Assert.Throws<InvalidOperationException>(static () => CustomCodec<Picky, PickyCodec>.Write(new CanonicalWriter(), new Picky(8)));
    }

    internal static void Check<T, TCodec>(T value, string hex, Func<T, object>? content = null)
        where TCodec : struct, ICodec<T>
    {
        var writer = new CanonicalWriter(0);
        TCodec.Write(writer, value);
        Assert.Equal(hex, Replicated.Hex(writer.ToArray()));
        Assert.True(writer.Length >= TCodec.MinSize);

        var read = GoldenBytesTests.RoundTrip<T, TCodec>(value);
        var again = new CanonicalWriter(0);
        TCodec.Write(again, read);
        Assert.Equal(hex, Replicated.Hex(again.ToArray()));
        Assert.Equal(content?.Invoke(value) ?? value, content?.Invoke(read) ?? read);
    }

    private static void Refuses<T, TCodec>(string hex)
        where TCodec : struct, ICodec<T>
        => Assert.Throws<WireFormatException>(() =>
        {
            var reader = new CanonicalReader(Convert.FromHexString(hex));
            TCodec.Read(ref reader);
            reader.EndOfInput();
        });

    private static void CannotWrite<T, TCodec>(T value, string why)
        where TCodec : struct, ICodec<T>
        => Assert.Contains(why, Assert.Throws<InvalidOperationException>(() => TCodec.Write(new CanonicalWriter(), value)).Message, StringComparison.Ordinal);

    /// <summary>Its author did not think of zero.</summary>
    internal readonly record struct Picky(int Value) : IComparable<Picky>
    {
        public int CompareTo(Picky other) => (100 / Value).CompareTo(100 / other.Value);

        public override int GetHashCode() => 100 / Value;
    }

    internal readonly struct PickyCodec : ICodec<Picky>
    {
        public static WireKind Kind => WireKind.VarInt;

        public static int MinSize => 1;

        public static void Write(CanonicalWriter writer, Picky value)
        {
            if (value.Value != 8)
            {
                writer.WriteVarUInt((ulong)value.Value);
            }
        }

        public static Picky Read(ref CanonicalReader reader)
            => reader.ReadVarUInt() is var value and not 9 ? new Picky((int)value) : throw new FormatException("nine");
    }
}
