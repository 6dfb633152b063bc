using System.Text;
using PaxosGen.Wire;

namespace PaxosGen.Tests;

/// <summary>Hash tables are written in the order of their keys' bytes, whatever these look like and however many there are.</summary>
public sealed class KeyOrderTests
{
    // Up to 96 keys are compared; more are sorted by their bytes.
    public static TheoryData<int> Counts => [0, 1, 2, 3, 17, 95, 96, 97, 98, 300, 3000];

    [Theory]
    [MemberData(nameof(Counts))]
    public void Numbers(int count)
    {
        Check<long, Int64Codec>(count, static (random, _) => random.NextInt64(long.MinValue, long.MaxValue));
        Check<long, Int64Codec>(count, static (random, _) => -random.NextInt64(1, 1_000_000));
        Check<long, Int64Codec>(count, static (_, i) => i);
        Check<ulong, UInt64Codec>(count, static (random, _) => (1UL << random.Next(64)) | (uint)random.Next(200));
        Check<ulong, UInt64Codec>(count, static (random, _) => 0xFFFF_FFFF_0000_0000 | (uint)random.Next()); // the last of ten bytes are alike
        Check<Guid, GuidCodec>(count, static (random, _) => NewGuid(random, alike: 0));
        Check<Guid, GuidCodec>(count, static (random, _) => NewGuid(random, alike: 13)); // the high bytes are alike
        Check<byte, ByteCodec>(Math.Min(count, 200), static (random, _) => (byte)random.Next(256));
    }

    [Theory]
    [MemberData(nameof(Counts))]
    public void Texts(int count)
    {
        Check<string, StringCodec>(count, static (random, _) => Letters(random, random.Next(40)) + random.Next());
        Check<string, StringCodec>(count, static (random, _) => "a common beginning, customer " + random.Next(100_000));
        Check<string, StringCodec>(count, static (random, _) => $"tenant{random.Next(3)}/customer{random.Next(20)}/order{random.Next(100_000):D9}");
        Check<string, StringCodec>(count, static (random, _) => new string('x', random.Next(20)) + "\0\u00E9\uD83D\uDE00" + random.Next(1000));
        Check<string, StringCodec>(count, static (_, i) => new string('\0', i));
    }

    /// <summary>A codec of someone's own may write keys that begin with other keys, and an empty one.</summary>
    [Theory]
    [MemberData(nameof(Counts))]
    public void Keys_that_begin_with_other_keys(int count)
    {
        Check<string, EndlessCodec>(count, static (_, i) => new string('\0', i));
        Check<string, EndlessCodec>(count, static (_, i) => new string('\u0001', i / 2) + new string('\0', i % 2));
        Check<string, EndlessCodec>(count, static (random, _) => Letters(random, 1 + random.Next(2)) + new string('\0', random.Next(300)));
        Check<string, EndlessCodec>(count, static (_, i) => string.Concat(Enumerable.Repeat("aaaa", i)) + "b"); // in each round one leaves
        Check<string, EndlessCodec>(count, static (_, i) => "begin" + string.Concat(Enumerable.Repeat("\0\u00FF", i / 3)) + new string('\0', i % 3));
        Check<string, EndlessCodec>(count, static (random, _) => string.Concat(Enumerable.Range(0, random.Next(20)).Select(_ => (char)random.Next(2))) + "\0");
    }

    [Fact]
    public void Tables_in_tables()
    {
        var random = new Random(5);
        foreach (var (outer, inner) in new[] { (5, 300), (300, 5), (150, 150) })
        {
            var tables = new Dictionary<int, Dictionary<long, string?>?>();
            while (tables.Count < outer)
            {
                var keys = Distinct(inner, random, static (r, _) => r.NextInt64(-1000, 1_000_000));
                tables[random.Next()] = random.Next(7) == 0 ? null : keys.ToDictionary(static k => k, static k => k % 5 == 0 ? null : $"{k}");
            }

            CheckTable<int, Dictionary<long, string?>?, Int32Codec, DictionaryCodec<long, string?, Int64Codec, StringCodec>>(tables);
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(96)]
    [InlineData(97)]
    [InlineData(3000)]
    public void Keys_with_equal_encodings_are_refused(int count)
    {
        // The comparer tells "k" from "K"; the codec does not.
        var random = new Random(count);
        foreach (var length in new[] { 1, 3, 4, 8, 30 })
        {
            string[] keys = [.. Enumerable.Range(0, count - 1).Select(i => $"{new string('k', length)}{i:D6}"), $"{new string('K', length)}000000"];
            random.Shuffle(keys);
            Refuses(keys);
        }

        var equal = Enumerable.Range(0, count).Select(static i => string.Concat(Enumerable.Range(0, 14).Select(bit => (i >> bit & 1) == 0 ? 'a' : 'A')));
        Refuses([.. equal]);
        Refuses([.. equal.Prepend("z")]);
    }

    private static void Refuses(string[] keys)
    {
        const string Why = "different to its comparer and equal in their encoding";
        var inSet = Assert.Throws<InvalidOperationException>(() => HashSetCodec<string, CaselessCodec>.Write(new CanonicalWriter(), [.. keys]));
        Assert.Contains(Why, inSet.Message, StringComparison.Ordinal);
        var table = keys.ToDictionary(static key => key, static _ => 1);
        var inTable = Assert.Throws<InvalidOperationException>(() => DictionaryCodec<string, int, CaselessCodec, Int32Codec>.Write(new CanonicalWriter(), table));
        Assert.Contains(Why, inTable.Message, StringComparison.Ordinal);
    }

    private static void Check<TKey, TKeyCodec>(int count, Func<Random, int, TKey> make)
        where TKey : notnull
        where TKeyCodec : struct, ICodec<TKey>
    {
        var keys = Distinct(count, new Random(count), make);
        CheckTable<TKey, string?, TKeyCodec, StringCodec>(keys.Select((key, i) => KeyValuePair.Create(key, i % 3 == 0 ? null : new string('v', i % 50))).ToDictionary());
        CheckTable<TKey, long, TKeyCodec, Int64Codec>(keys.ToDictionary(static key => key, static _ => -1L));
        CheckSet<TKey, TKeyCodec>([.. keys]);
    }

    /// <summary>As many keys, or as there are, in an order that is not theirs.</summary>
    private static TKey[] Distinct<TKey>(int count, Random random, Func<Random, int, TKey> make)
    {
        var keys = new HashSet<TKey>();
        for (var i = 0; keys.Count < count && i < 4 * count; i++)
        {
            keys.Add(make(random, i));
        }

        var shuffled = keys.ToArray();
        random.Shuffle(shuffled);
        return shuffled;
    }

    private static void CheckTable<TKey, TValue, TKeyCodec, TValueCodec>(Dictionary<TKey, TValue> table)
        where TKey : notnull
        where TKeyCodec : struct, ICodec<TKey>
        where TValueCodec : struct, ICodec<TValue>
    {
        var entries = table.Select(static e => (Key: Encode<TKey, TKeyCodec>(e.Key), Value: e.Value is null ? null : Encode<TValue, TValueCodec>(e.Value))).ToArray();
        Array.Sort(entries, static (x, y) => x.Key.AsSpan().SequenceCompareTo(y.Key));
        var expected = new CanonicalWriter();
        expected.WriteRaw([0, (byte)TKeyCodec.Kind, (byte)TValueCodec.Kind]);
        expected.WriteVarUInt((ulong)entries.Length);
        if (default(TValue) is null)
        {
            var bitmap = new byte[(entries.Length + 7) / 8];
            for (var i = 0; i < entries.Length; i++)
            {
                bitmap[i / 8] |= (byte)(entries[i].Value is null ? 0 : 1 << (i % 8));
            }

            expected.WriteRaw(bitmap);
        }

        foreach (var (key, value) in entries)
        {
            expected.WriteRaw(key);
            expected.WriteRaw(value);
        }

        Same(expected, writer => DictionaryCodec<TKey, TValue, TKeyCodec, TValueCodec>.Write(writer, table));
    }

    private static void CheckSet<T, TCodec>(HashSet<T> set)
        where T : notnull
        where TCodec : struct, ICodec<T>
    {
        var elements = set.Select(Encode<T, TCodec>).ToArray();
        Array.Sort(elements, static (x, y) => x.AsSpan().SequenceCompareTo(y));
        var expected = new CanonicalWriter();
        expected.WriteRaw([0, (byte)TCodec.Kind]);
        expected.WriteVarUInt((ulong)elements.Length);
        foreach (var element in elements)
        {
            expected.WriteRaw(element);
        }

        Same(expected, writer => HashSetCodec<T, TCodec>.Write(writer, set));
    }

    /// <summary>With nothing in the buffer before and, if the codec asks for no more than it needs, behind; and with bytes before.</summary>
    private static void Same(CanonicalWriter expected, Action<CanonicalWriter> write)
    {
        var exact = new CanonicalWriter(expected.Length);
        write(exact);
        Assert.True(expected.WrittenSpan.SequenceEqual(exact.WrittenSpan));

        var again = new CanonicalWriter();
        again.WriteRaw([7, 7, 7]);
        write(again);
        again.WriteByte(7);
        Assert.True(again.WrittenSpan[..3].SequenceEqual<byte>([7, 7, 7]));
        Assert.True(expected.WrittenSpan.SequenceEqual(again.WrittenSpan[3..^1]));
    }

    private static byte[] Encode<T, TCodec>(T value)
        where TCodec : struct, ICodec<T>
    {
        var writer = new CanonicalWriter();
        TCodec.Write(writer, value);
        return writer.ToArray();
    }

    private static Guid NewGuid(Random random, int alike)
    {
        Span<byte> bytes = stackalloc byte[16];
        random.NextBytes(bytes[alike..]);
        return new Guid(bytes, bigEndian: true);
    }

    private static string Letters(Random random, int count) => new([.. Enumerable.Range(0, count).Select(_ => (char)('a' + random.Next(3)))]);

    /// <summary>Bytes without their number: a key ends where its value begins, so that it cannot be read.</summary>
    internal readonly struct EndlessCodec : ICodec<string>
    {
        public static WireKind Kind => WireKind.Bytes;

        public static int MinSize => 0;

        public static void Write(CanonicalWriter writer, string value) => writer.WriteRaw(Encoding.Latin1.GetBytes(value));

        public static string Read(ref CanonicalReader reader) => throw new NotSupportedException();
    }

    /// <summary>Forgets something that the comparer of the table minds.</summary>
    internal readonly struct CaselessCodec : ICodec<string>
    {
        public static WireKind Kind => WireKind.Bytes;

        public static int MinSize => 1;

        public static void Write(CanonicalWriter writer, string value) => StringCodec.Write(writer, value.ToUpperInvariant());

        public static string Read(ref CanonicalReader reader) => throw new NotSupportedException();
    }
}
