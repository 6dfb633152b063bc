namespace PaxosGen.Analyzers.Tests.External;

/// <summary>What handlers use of .NET every day is in the lists, and nothing is said of it.</summary>
public sealed class OrdinaryCodeTests
{
    private const string Source =
        """
        using System;
        using System.Buffers;
        using System.Collections;
        using System.Collections.Concurrent;
        using System.Collections.Frozen;
        using System.Collections.Generic;
        using System.Collections.Immutable;
        using System.ComponentModel;
        using System.Diagnostics;
        using System.Diagnostics.CodeAnalysis;
        using System.Globalization;
        using System.IO;
        using System.Linq;
        using System.Net;
        using System.Numerics;
        using System.Runtime.CompilerServices;
        using System.Runtime.InteropServices;
        using System.Security.Cryptography;
        using System.Text;
        using System.Text.Json;
        using System.Text.Json.Nodes;
        using System.Text.Json.Serialization;
        using System.Text.RegularExpressions;
        using System.Threading;
        using System.Threading.Tasks;
        using System.Xml.Linq;
        using PaxosGen;
        namespace Ordinary;

        public enum Kind { A, B }
        public sealed record Item(int Id, string Name, decimal Price);
        public interface IShape { double Area(); }
        public sealed class Square(double side) : IShape { public double Area() => side * side; }
        public sealed class ById : IComparer<Item> { public int Compare(Item? x, Item? y) => x!.Id.CompareTo(y!.Id); }

        [ReplicatedStateMachine]
        public partial class Good
        {
            private readonly List<Item> _items = [];
            private readonly SortedDictionary<string, int> _map = new(StringComparer.Ordinal);
            private readonly Queue<int> _queue = new();
            private string _text = "";
            private long _n;

            [Command(1)]
            public string Use(int a, string s, byte[] bytes, Kind kind, CommandContext context)
            {
                ArgumentException.ThrowIfNullOrWhiteSpace(s);
                ArgumentOutOfRangeException.ThrowIfNegative(a);
                ObjectDisposedException.ThrowIf(a > 1000, this);
                Debug.Assert(a >= 0, "never");
                var json = JsonSerializer.Serialize(new { a, s });
                var node = JsonNode.Parse(json)!;
                _n += node["a"]!.GetValue<int>();
                using var doc = JsonDocument.Parse(json);
                _n += doc.RootElement.GetProperty("a").GetInt32();
                var rx = new Regex("^[a-z]+$", RegexOptions.CultureInvariant | RegexOptions.Compiled);
                _n += rx.Match(s).Groups.Count;
                var span = s.AsSpan().Trim();
                _n += span.IndexOf('x') + span.Length + (span.SequenceEqual("abc") ? 1 : 0) + (span.StartsWith("a", StringComparison.Ordinal) ? 1 : 0) + (span.StartsWith("a") ? 1 : 0);
                _n += BitOperations.RotateLeft(3u, 2) + (long)BigInteger.Parse("12", CultureInfo.InvariantCulture) + int.Max(1, 2) + Math.DivRem(7, 2).Remainder;
                var sb = new StringBuilder();
                sb.Append(a).Append(',').Append(s).AppendJoin(',', _queue).Insert(0, 'x').Replace("a", "b").Clear();
                _text = sb.ToString();
                _n += Convert.ToInt32(s, CultureInfo.InvariantCulture) + Convert.FromHexString("00").Length + Convert.ToInt32(true) + Convert.ToByte(3);
                _text = Encoding.UTF8.GetString(bytes) + Encoding.ASCII.GetByteCount(s) + Convert.ToBase64String(bytes) + Uri.EscapeDataString(s);
                var im = ImmutableArray.Create(1, 2).Add(3);
                var set = ImmutableHashSet.Create(1).Add(2);
                var frozen = new Dictionary<int, int> { [1] = 2 }.ToFrozenDictionary();
                _n += im[0] + set.Count + frozen[1] + (Enum.TryParse<Kind>(s, out var k) ? (int)k : 0) + Enum.GetNames<Kind>().Length + (Enum.IsDefined(kind) ? 1 : 0);
                _text = kind.ToString() + nameof(Kind.A) + kind.ToString("D") + string.Create(3, 'x', static (span, c) => span.Fill(c)) + string.Join(",", _items.Select(i => i.Name));
                var (q, r) = Math.DivRem(a, 3);
                var tuple = (q, r);
                _n += tuple.q + (tuple == (1, 2) ? 1 : 0) + tuple.CompareTo((1, 2));
                _items.Sort((x, y) => x.Id.CompareTo(y.Id));
                _items.Sort(new ById());
                _items.Sort(Comparer<Item>.Create((x, y) => x.Id - y.Id));
                Array.Sort(bytes);
                Array.Reverse(bytes);
                var lookup = _items.ToLookup(i => i.Id);
                _n += lookup[1].Count() + _items.Where(i => i.Name.Contains('a')).Sum(i => (long)i.Price) + (long)_items.Average(i => i.Price) + _items.Aggregate(0, (x, y) => x + y.Id);
                Span<byte> hash = stackalloc byte[32];
                SHA256.HashData(bytes, hash);
                _n += System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(hash);
                var date = new DateTime(2024, 1, 1).AddDays(a);
                var only = DateOnly.FromDateTime(date).AddDays(1);
                _n += only.DayNumber + ISOWeek.GetWeekOfYear(date) + (date.DayOfWeek == DayOfWeek.Friday ? 1 : 0) + DateTime.DaysInMonth(2024, 2) + date.Subtract(date).Ticks + TimeSpan.Parse("1:00", CultureInfo.InvariantCulture).Ticks;
                _n += context.Timestamp.ToUnixTimeSeconds() + DateTimeOffset.FromUnixTimeSeconds(a).Ticks + context.Timestamp.Date.Ticks + new DateTimeOffset(2024, 1, 1, 0, 0, 0, TimeSpan.Zero).Ticks;
                using var ms = new MemoryStream(bytes);
                using var br = new BinaryReader(ms);
                _n += br.ReadByte();
                using var sw = new StringWriter(CultureInfo.InvariantCulture);
                sw.Write(a);
                var el = new XElement("a", new XAttribute("b", "c"));
                _text = el.Name.LocalName + el.Value;
                IShape shape = new Square(2);
                _n += (long)shape.Area();
                var pool = new ConcurrentDictionary<int, int>();
                _n += pool.GetOrAdd(1, static x => x) + Interlocked.Increment(ref _n) + Unsafe(a);
                _n += string.IsNullOrEmpty(s) ? 1 : s.Split([',', ';'], StringSplitOptions.RemoveEmptyEntries).Length;
                _n += s.PadLeft(3).Substring(1).Insert(0, "x").Remove(0, 1).TrimEnd('x').Length + s[^1] + s[1..].Length + s.Count(char.IsLetter) + (char.IsDigit(s[0]) ? 1 : 0);
                var e = s.EnumerateRunes().First().Value;
                _n += e + IPAddress.Loopback.GetAddressBytes().Length + new Version(1, 2).Major + new BitArray(8).Count + new Index(1).Value;
                _n += RuntimeHelpers.IsReferenceOrContainsReferences<int>() ? 1 : 0;
                _n += CollectionsMarshal.AsSpan(_items).Length;
                _n += (GetHash(s) + EqualityComparer<Item>.Default.Equals(null, null).CompareTo(true));
                return $"{a}";
            }

            private static int Unsafe(int a) => unchecked(a * 31);
            private static int GetHash(string s) { var h = 17; foreach (var c in s) h = unchecked(h * 31 + c); return h; }
            private static readonly ImmutableArray<string> Names = ["a", "b"];
            private static readonly FrozenSet<string> Set = FrozenSet.ToFrozenSet(["a"], StringComparer.Ordinal);
            
            [Query(2)] public int Count() => Names.Length + Set.Count;
        }
        """;

    [Fact]
    public Task Nothing_is_said_of_it() => Analyzed.ExpectAsync(Source);
}
