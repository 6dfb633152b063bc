namespace PaxosGen.Tests.Machines;

public enum Colour : byte
{
    None,
    Red,
    Green,
}

[Flags]
public enum Wide : long
{
    None = 0,
    Low = long.MinValue,
}

public record struct Point(int X, int Y);

public readonly struct Money
{
    private readonly decimal _amount;

    public Money(decimal amount, string currency)
    {
        _amount = amount;
        Currency = currency;
    }

    public string Currency { get; }

    public readonly decimal Amount() => _amount;
}

public sealed record Pair<T, TOther>(T First, TOther Second)
    where T : notnull;

public struct Box<T>
    where T : struct
{
    private T _value;

    public T Value { readonly get => _value; set => _value = value; }
}

public class Animal
{
    private string _name = "";

    public string Name() => _name;

    public void Rename(string name) => _name = name;
}

public sealed class Dog : Animal
{
    public int Age { get; internal set; }

    public Dog? Mother { get; init; }

    [NotReplicated]
    public int Barks { get; set; } = 7;
}

public sealed class Node
{
    public int Value;

    public Node? Next;
}

public sealed class Tagged
{
    [Tag(5)]
    public int Five;

    [Tag(2)]
    public int Two { get; set; }
}

/// <summary>Every scalar as a parameter and a result.</summary>
public sealed record Scalars(
    bool Boolean,
    sbyte SByte,
    byte Byte,
    short Int16,
    ushort UInt16,
    char Char,
    int Int32,
    uint UInt32,
    long Int64,
    ulong UInt64,
    Half Half,
    float Single,
    double Double,
    Int128 Int128,
    UInt128 UInt128,
    decimal Decimal,
    Guid Guid,
    DateTime DateTime,
    DateTimeOffset DateTimeOffset,
    TimeSpan TimeSpan,
    DateOnly DateOnly,
    TimeOnly TimeOnly,
    string? Text,
    Colour Colour,
    Wide Wide);

/// <summary>Every collection.</summary>
public sealed class Collections
{
    public byte[]? Bytes;
    public int[]? Ints;
    public bool[]? Bools;
    public double[]? Doubles;
    public List<long>? Longs;
    public List<char>? Chars;
    public List<Half>? Halves;
    public string?[]? Texts;
    public List<int?>? MaybeInts;
    public List<Colour>? Colours;
    public Guid[]? Guids;
    public List<List<Point>>? Nested;
    public Dictionary<string, Point>? Points;
    public Dictionary<int, List<string>?>? Index;
    public SortedDictionary<string, decimal>? Sorted;
    public SortedDictionary<long, string?>? ByNumber;
    public HashSet<string>? Set;
    public HashSet<Point>? PointSet;
    public SortedSet<string>? SortedSet;
    public SortedSet<Guid>? GuidSet;
    public Dictionary<(int X, string Y), Dictionary<Colour, SortedSet<int>>>? Deep;
}

/// <summary>One command for each shape, and state of the more difficult sorts.</summary>
[ReplicatedStateMachine]
public sealed partial class Shapes
{
    private readonly Dictionary<string, Entry> _entries = [];
    private readonly int _readonly = 3;
    private Node? _list;
    private (int Count, string? Last) _tuple;
    private Dog? _dog;
    private Animal? _animal;

    [NotReplicated]
    private readonly List<string> _log = ["new"];

    public int Counter { get; private set; } = 1;

    public Guid? Maybe { get; set; }

    public Scalars? LastScalars { get; private set; }

    public Collections? LastCollections { get; private set; }

    public int ReadOnlyField => _readonly;

    public IReadOnlyList<string> Log => _log;

    [Command(1)]
    public Scalars EchoScalars(Scalars scalars)
    {
        LastScalars = scalars;
        return scalars;
    }

    [Command(2)]
    public Collections EchoCollections(Collections collections)
    {
        LastCollections = collections;
        return collections;
    }

    [Command(3)]
    public (Point, Point?) EchoPoints(Point a, Point? b) => (a, b);

    [Command(4)]
    public Pair<Money, Box<int>> EchoGeneric(Pair<Money, Box<int>> pair) => pair;

    [Command(5)]
    public Dog? EchoDog(Dog? dog) => dog;

    [Command(6)]
    public Node? EchoNode(Node? node)
    {
        _list = node;
        return node;
    }

    [Command(7)]
    public Animal EchoAnimal(Animal animal) => animal;

    [Command(8)]
    public void Nothing() => Counter++;

    [Command(9)]
    public Tagged EchoTagged(Tagged tagged) => tagged;

    [Command(10)]
    public int? EchoMaybe(int? number, Guid? guid, Colour? colour)
    {
        Maybe = guid;
        return colour is null ? number : null;
    }

    [Command(11)]
    public void Put(string key, int value)
    {
        _entries[key] = new Entry(value);
        _tuple = (_tuple.Count + 1, key);
        _dog = new Dog { Age = value, Mother = new Dog { Age = 1 } };
        _animal = new Animal();
        _animal.Rename(key);
    }

    [Command(12)]
    public void Remove(string key) => _entries.Remove(key);

    [Command(13)]
    public string Fail(string message) => message.Length == 0 ? null! : throw new CommandRejectedException("no", message);

    [Command(14)]
    public int Keywords(int @class, string reader, int writer, bool context, long id, string? answer, int command, int Keywords)
        => @class + reader.Length + writer + (context ? 1 : 0) + (int)id + (answer?.Length ?? 0) + command + Keywords;

    [Query(15)]
    public int Get(string key, int consistency = 0, bool cancellationToken = false)
        => _entries.TryGetValue(key, out var entry) ? entry.Value + (cancellationToken ? consistency : 0) : -1;

    [Query(16)]
    public string Describe() => $"{_tuple.Count} {_tuple.Last} {_dog?.Age} {_dog?.Mother?.Age} {_dog?.Barks} {_animal?.Name()} {_list?.Value}";

    private sealed class Entry(int value)
    {
        private readonly int _value = value;

        public int Value => _value;
    }
}
