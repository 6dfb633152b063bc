using System.Diagnostics;
using System.Globalization;
using PaxosGen.Wire;

namespace PaxosGen.Benchmarks;

/// <summary>
/// How long the worst keys take to decode: numbers whose hash codes are all the same make a table a chain. Texts cannot be
/// made so, because the runtime hashes them with a secret once a chain is long.
/// </summary>
internal static class Collisions
{
    public static int Run(string[] arguments)
    {
        var bytes = arguments is [var text] ? int.Parse(text, CultureInfo.InvariantCulture) : 1 << 20;
        Console.WriteLine($"Up to {bytes} bytes:");
        Measure("Dictionary of long, hash codes alike", bytes, static i => ((long)i << 32) | (uint)i);
        Measure("Dictionary of long, hash codes apart", bytes, static i => ((long)i << 32) | 0x1234_5678u);
        return 0;
    }

    private static void Measure(string name, int bytes, Func<int, long> keyOf)
    {
        var keys = Enumerable.Range(1 << 24, bytes / 10).Select(keyOf).ToList();
        var writer = new CanonicalWriter();

        // Encoded as a list of sorted keys would be, because building the table is what takes the time.
        var entries = keys.ConvertAll(static k =>
        {
            var key = new CanonicalWriter(10);
            Int64Codec.Write(key, k);
            return key.ToArray();
        });
        entries.Sort(static (x, y) => x.AsSpan().SequenceCompareTo(y));
        writer.WriteByte(0);
        writer.WriteByte((byte)Int64Codec.Kind);
        writer.WriteByte((byte)BooleanCodec.Kind);
        writer.WriteVarUInt((ulong)entries.Count);
        foreach (var entry in entries)
        {
            writer.WriteRaw(entry);
            writer.WriteByte(1);
        }

        var start = Stopwatch.GetTimestamp();
        var reader = new CanonicalReader(writer.WrittenSpan);
        var table = DictionaryCodec<long, bool, Int64Codec, BooleanCodec>.Read(ref reader);
        Console.WriteLine($"  {name}: {table.Count} keys in {writer.Length} bytes, {Stopwatch.GetElapsedTime(start).TotalSeconds:F2} s");
    }
}
