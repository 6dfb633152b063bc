using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Numerics;
using PaxosGen.Wire;

namespace PaxosGen.Tests.Machines;

[Union(1, typeof(Leaf))]
[Union(4, typeof(Branch))]
public abstract record Growth;

public sealed record Leaf(string? Name) : Growth;

public sealed record Branch(ImmutableArray<Growth> Growths, Dictionary<string, Growth>? Named) : Growth;

/// <summary>A type that is opaque to the generator.</summary>
[Codec(typeof(SecretCodec))]
public sealed class Secret(string text)
{
    public override string ToString() => text;
}

public readonly struct SecretCodec : ICodec<Secret>
{
    public static WireKind Kind => WireKind.Bytes;

    public static int MinSize => 2;

    public static void Write(CanonicalWriter writer, Secret value) => StringCodec.Write(writer, "s" + value);

    public static Secret Read(ref CanonicalReader reader)
        => StringCodec.Read(ref reader) is ['s', .. var text] ? new Secret(text) : throw new FormatException("No secret.");
}

/// <summary>One member for each shape that <see cref="Collections"/> lacks.</summary>
public sealed class Garments
{
    public BigInteger Number;
    public BigInteger? MaybeNumber;
    public Index Index;
    public Range Range;
    public Version? Version;
    public Uri? Uri;
    public ReadOnlyMemory<byte> Memory;
    public Memory<double> Doubles;
    public ImmutableArray<string?> Array;
    public KeyValuePair<string, int> Pair;
    public Tuple<int, string?>? Tuple;
    public LinkedList<int>? Linked;
    public Queue<string?>? Queue;
    public Stack<Point>? Stack;
    public ImmutableList<int>? List;
    public ImmutableQueue<BigInteger>? ImmutableQueue;
    public ImmutableStack<int?>? ImmutableStack;
    public PriorityQueue<string?, int>? Priorities;
    public OrderedDictionary<string, int>? Ordered;
    public SortedList<string, int?>? SortedList;
    public ImmutableHashSet<string>? ImmutableSet;
    public ImmutableSortedSet<string>? ImmutableSortedSet;
    public ImmutableDictionary<int, string?>? ImmutableMap;
    public ImmutableSortedDictionary<string, Point>? ImmutableSortedMap;
    public FrozenSet<Point>? FrozenSet;
    public FrozenDictionary<string, HashSet<string>>? FrozenMap;
    public Growth? Growth;
    public Secret? Secret;
    public List<Secret?>? Secrets;
}

/// <summary>A priority that others have, too.</summary>
internal readonly record struct Level(int Value) : IComparable<Level>
{
    public int CompareTo(Level other) => Value.CompareTo(other.Value);
}

/// <summary>Every collection as state, changed by commands.</summary>
[ReplicatedStateMachine]
public sealed partial class Wardrobe
{
    private readonly PriorityQueue<int, Level> _heap = new();
    private readonly OrderedDictionary<int, int> _ordered = [];
    private readonly LinkedList<int> _linked = [];
    private readonly Queue<int> _queue = new();
    private readonly Stack<int> _stack = new();
    private readonly HashSet<int> _set = [];
    private readonly Dictionary<string, int> _map = new(StringComparer.OrdinalIgnoreCase);
    private readonly SortedList<string, int> _sorted = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<int> _list = [];
    private ImmutableDictionary<string, int> _immutable = ImmutableDictionary.Create<string, int>(StringComparer.OrdinalIgnoreCase);
    private ImmutableSortedSet<int> _immutableSorted = [];
    private ImmutableList<int> _immutableList = [];
    private FrozenSet<int> _frozen = FrozenSet<int>.Empty;
    private Garments _last = new();

    [Command(1)]
    public Garments Echo(Garments garments)
    {
        _last = garments;
        return garments;
    }

    [Command(2)]
    public int Add(int key, int value)
    {
        _heap.Enqueue(key, new Level(value % 4));
        _ordered[key] = value;
        _linked.AddFirst(key);
        _queue.Enqueue(key);
        _stack.Push(key);
        _set.Add(key);
        _map[Name(key)] = value;
        _sorted[Name(key)] = value;
        _list.Add(key);
        _immutable = _immutable.SetItem(Name(key), value);
        _immutableSorted = _immutableSorted.Add(key);
        _immutableList = _immutableList.Add(key);
        _frozen = _set.ToFrozenSet();
        return _set.Count;
    }

    [Command(3)]
    public string Take(int key)
    {
        var removed = $"{(_heap.TryDequeue(out var first, out _) ? first : -1)} {(_queue.TryDequeue(out var next) ? next : -1)} {(_stack.TryPop(out var top) ? top : -1)} "
            + $"{_ordered.Remove(key)} {_linked.Remove(key)} {_set.Remove(key)} {_map.Remove(Name(key).ToUpperInvariant())} {_sorted.Remove(Name(key).ToUpperInvariant())} {_list.Remove(key)} "
            + $"{_ordered.Keys.FirstOrDefault()} {_linked.FirstOrDefault()} {_sorted.Keys.FirstOrDefault()} {_immutable.ContainsKey(Name(key).ToUpperInvariant())} {_frozen.Contains(key)}";
        _immutable = _immutable.Remove(Name(key));
        _immutableSorted = _immutableSorted.Remove(key);
        _immutableList = _immutableList.Remove(key);
        return removed;
    }

    [Command(4)]
    public int Sum(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> more = default)
    {
        var sum = 0;
        foreach (var b in bytes)
        {
            sum += b;
        }

        return sum - more.Length;
    }

    [Command(5)]
    [return: Codec(typeof(SecretCodec))]
    public Secret? Hide([Codec(typeof(SecretCodec))] Secret? secret) => secret;

    private static string Name(int key) => "key" + (key % 2 == 0 ? "A" : "a") + key;
}
