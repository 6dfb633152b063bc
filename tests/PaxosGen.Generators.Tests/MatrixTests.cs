namespace PaxosGen.Generators.Tests;

/// <summary>
/// Every shape as parameter, result, member and state, alone and nested, nullable and not, with its edge values: compiles
/// without warnings, comes back equal, and has the same bytes on the way back and after a restore.
/// </summary>
public sealed class MatrixTests
{
    private static readonly (string, string, Places)[] Scalars =
    [
        ("bool", "false | true", Places.Everywhere),
        ("bool?", "null | false | true", Places.Everywhere),
        ("sbyte", "sbyte.MinValue | 0 | sbyte.MaxValue", Places.Everywhere),
        ("byte?", "null | 0 | 255", Places.Everywhere),
        ("short", "short.MinValue | short.MaxValue", Places.Everywhere),
        ("ushort", "0 | ushort.MaxValue", Places.Everywhere),
        ("char", "'\\0' | '€' | '\\uD800'", Places.Everywhere),
        ("int", "int.MinValue | -1 | 0 | int.MaxValue", Places.Everywhere),
        ("int?", "null | 0 | 1", Places.Everywhere),
        ("uint", "0 | uint.MaxValue", Places.Everywhere),
        ("long", "long.MinValue | long.MaxValue", Places.Everywhere),
        ("ulong", "ulong.MaxValue", Places.Everywhere),
        ("Half", "Half.NaN | Half.NegativeZero | Half.MaxValue", Places.Everywhere),
        ("float", "float.NaN | -0.0f | float.Epsilon", Places.Everywhere),
        ("double?", "null | double.NaN | -0.0 | 0.0 | double.MaxValue", Places.Everywhere),
        ("decimal", "0m | 0.00m | -1.50m | decimal.MaxValue", Places.Everywhere),
        ("Int128", "Int128.MinValue | 0 | Int128.MaxValue", Places.Everywhere),
        ("UInt128?", "null | UInt128.MaxValue", Places.Everywhere),
        ("Guid", "Guid.Empty | Guid.AllBitsSet", Places.Everywhere),
        ("DateTime", "default | DateTime.MaxValue", Places.Everywhere),
        ("DateTimeOffset?", "null | default(DateTimeOffset) | DateTimeOffset.MaxValue", Places.Everywhere),
        ("TimeSpan", "TimeSpan.MinValue | default", Places.Everywhere),
        ("DateOnly", "default | DateOnly.MaxValue", Places.Everywhere),
        ("TimeOnly", "default | TimeOnly.MaxValue", Places.Everywhere),
        ("Colour", "Colour.None | Colour.Red | (Colour)200", Places.Everywhere),
        ("Colour?", "null | Colour.None", Places.Everywhere),
        ("BigInteger", "0 | -1 | 127 | 128 | -128 | -129 | BigInteger.Pow(7, 100)", Places.Everywhere),
        ("BigInteger?", "null | BigInteger.Zero | BigInteger.One", Places.Everywhere),
        ("Index", "0 | ^0 | ^1 | int.MaxValue", Places.Everywhere),
        ("Index?", "null | (Index)0 | ^2", Places.Everywhere),
        ("Range", "default | 1..^1 | ..", Places.Everywhere),
        ("Range?", "null | default(Range) | 2..", Places.Everywhere),
        ("Version", "new(0, 0) | new(1, 2) | new(1, 2, 0) | new(1, 2, 3, int.MaxValue)", Places.Everywhere),
        ("Version?", "null | new(1, 0)", Places.Everywhere),
        ("Uri", "new(\"http://Example.org/a%20b?q#f\") | new(\"a/b\", UriKind.Relative) | new(\"\", UriKind.Relative) | new(\"/a\", UriKind.Relative) | new(\"urn:x:y\") | new(\"file:///tmp/a\")", Places.Everywhere),
        ("Uri?", "null | new(\"mailto:a@b\")", Places.Everywhere),
        ("string", "\"\" | \"aé€\\uD800\"", Places.Everywhere),
        ("string?", "null | \"\"", Places.Everywhere),
    ];

    private static readonly (string, string, Places)[] Structures =
    [
        ("Point", "default | new(1, -1)", Places.Everywhere),
        ("Point?", "null | default(Point) | new Point(1, 2)", Places.Everywhere),
        ("Person", "new(\"\", default) | new(\"a\", new(1, 2))", Places.Everywhere),
        ("Person?", "null | new(\"a\", default)", Places.Everywhere),
        ("(int, string?)", "default | (1, null) | (0, \"x\")", Places.Everywhere),
        ("(int A, Point B)?", "null | (0, default) | (1, new(1, 1))", Places.Everywhere),
        ("Tuple<int, string>", "new(0, \"\") | new(1, \"x\")", Places.Everywhere),
        ("Tuple<Point>?", "null | new(default)", Places.Everywhere),
        ("KeyValuePair<string, Point>", "new(\"\", default) | new(\"a\", new(1, 2))", Places.Everywhere),
        ("KeyValuePair<int, int>?", "null | new KeyValuePair<int, int>() | new KeyValuePair<int, int>(1, 2)", Places.Everywhere),
        ("Tree", "new() | new() { Value = 1, Children = [new(), new() { Children = [new()] }], Named = new() { [\"x\"] = new() { Value = 3 } } }", Places.Everywhere),
        ("Shape", "new Circle(\"c\", 1.5) | new Square() | new Group(\"g\", [new Square(), new Group(\"h\", default, new Fish(3))], new Cat { Lives = 9 })", Places.Everywhere),
        ("Shape?", "null | new Circle(\"\", 0)", Places.Everywhere),
        ("IAnimal", "new Cat() | new Cat { Lives = 1 } | new Fish() | new Fish(2)", Places.Everywhere),
        ("Circle", "new Circle(\"c\", 2)", Places.Everywhere),
        ("Celsius", "default | new(-3)", Places.Everywhere),
        ("Celsius?", "null | default(Celsius) | new Celsius(3)", Places.Everywhere),
    ];

    private static readonly (string, string, Places)[] Sequences =
    [
        ("byte[]", "[] | [1, 2]", Places.Everywhere),
        ("double[]?", "null | [double.NaN, -0.0]", Places.Everywhere),
        ("string?[]", "[] | [null, \"\", \"a\"]", Places.Everywhere),
        ("List<int>", "[] | [1]", Places.Everywhere),
        ("List<BigInteger>", "[] | [0, 1, -1]", Places.Everywhere),
        ("List<Point?>?", "null | [null, default(Point)]", Places.Everywhere),
        ("ReadOnlyMemory<byte>", "default | new byte[] { 1, 2 }", Places.Everywhere),
        ("ReadOnlyMemory<byte>?", "null | default(ReadOnlyMemory<byte>) | new ReadOnlyMemory<byte>([3])", Places.Everywhere),
        ("Memory<int>", "default | new int[] { 1, -1 }.AsMemory(1)", Places.Everywhere),
        ("ReadOnlyMemory<string>", "default | new string[] { \"a\", \"\" }", Places.Everywhere),
        ("ImmutableArray<int>", "[] | [1, 2]", Places.Everywhere),
        ("ImmutableArray<string?>", "[] | [null, \"a\"]", Places.Everywhere),
        ("ImmutableArray<int>?", "null | ImmutableArray<int>.Empty", Places.Everywhere),
        ("ImmutableList<int>", "[] | [3, 1, 2]", Places.Everywhere),
        ("ImmutableList<string?>?", "null | [null, \"a\"]", Places.Everywhere),
        ("ImmutableQueue<int>", "[] | [3, 1, 2]", Places.Everywhere),
        ("ImmutableStack<string?>", "[] | [\"a\", null]", Places.Everywhere),
        ("LinkedList<int>", "new() | new([3, 1, 2])", Places.Everywhere),
        ("LinkedList<string?>?", "null | new([null, \"a\"])", Places.Everywhere),
        ("Queue<int>", "new() | new([3, 1, 2])", Places.Everywhere),
        ("Queue<Person>?", "null | new([new(\"a\", default)])", Places.Everywhere),
        ("Stack<int>", "new() | new([3, 1, 2])", Places.Everywhere),
        ("Stack<string?>?", "null | new([null, \"a\"])", Places.Everywhere),
        ("PriorityQueue<string, int>", "new() | new([(\"a\", 1), (\"b\", 1), (\"c\", 0), (\"d\", 1), (\"e\", 1), (\"f\", 0), (\"g\", 1)])", Places.Everywhere),
        ("PriorityQueue<Person?, (int, bool)>?", "null | new([(null, (1, true)), (new(\"a\", default), (0, false))])", Places.Everywhere),
        ("IEnumerable<int>", "new int[0] | new List<int> { 1, 2 } | Enumerable.Range(1, 3)", Places.Calls),
        ("IEnumerable<string?>?", "null | new LinkedList<string?>([\"a\", null])", Places.Calls),
        ("ICollection<int>", "new int[0] | new List<int> { 1, 2 }", Places.Calls),
        ("IList<Point>", "new Point[1] | new List<Point> { new(1, 2) }", Places.Calls),
        ("IReadOnlyCollection<byte>", "new Queue<byte>([1]) | new byte[] { 1, 2 }", Places.Calls),
        ("IReadOnlyList<string>", "new string[0] | ImmutableList.Create(\"a\")", Places.Calls),
        ("IReadOnlyList<IReadOnlyList<int>?>", "new IReadOnlyList<int>?[] { null, new int[] { 1 }, new List<int>() }", Places.Calls),
    ];

    private static readonly (string, string, Places)[] Keyed =
    [
        ("HashSet<string>", "[] | [\"b\", \"a\"] | new(StringComparer.OrdinalIgnoreCase) { \"A\" }", Places.Everywhere),
        ("HashSet<Celsius>", "[] | [new(1)]", Places.Everywhere),
        ("SortedSet<string>", "new(StringComparer.Ordinal) { \"b\", \"B\" } | new(StringComparer.OrdinalIgnoreCase)", Places.Everywhere),
        ("SortedSet<BigInteger>?", "null | [3, -3]", Places.Everywhere),
        ("Dictionary<string, int>", "[] | new() { [\"b\"] = 1, [\"a\"] = 0 } | new(StringComparer.Ordinal) { [\"x\"] = 1 }", Places.Everywhere),
        ("Dictionary<(int, string), string?>?", "null | new() { [(1, \"a\")] = null, [(0, \"\")] = \"\" }", Places.Everywhere),
        ("Dictionary<string, HashSet<string>>", "new() { [\"a\"] = new(StringComparer.OrdinalIgnoreCase) { \"x\" } }", Places.Everywhere),
        ("SortedDictionary<int, Point>", "[] | new() { [3] = default, [-3] = new(1, 1) }", Places.Everywhere),
        ("SortedList<int, string?>", "[] | new() { [3] = null, [-3] = \"x\" }", Places.Everywhere),
        ("SortedList<string, int>?", "null | new(StringComparer.Ordinal) { [\"b\"] = 1, [\"a\"] = 2 }", Places.Everywhere),
        ("OrderedDictionary<string, int>", "[] | new() { [\"b\"] = 1, [\"a\"] = 0 }", Places.Everywhere),
        ("OrderedDictionary<int, string?>?", "null | new() { [2] = null, [1] = \"\" }", Places.Everywhere),
        ("ImmutableHashSet<string>", "[] | [\"b\", \"a\"] | ImmutableHashSet.Create(StringComparer.OrdinalIgnoreCase, \"x\")", Places.Everywhere),
        ("ImmutableSortedSet<string>", "ImmutableSortedSet.Create<string>(StringComparer.Ordinal) | ImmutableSortedSet.Create(StringComparer.Ordinal, \"b\", \"B\")", Places.Everywhere),
        ("ImmutableSortedSet<int>?", "null | [2, 1]", Places.Everywhere),
        ("ImmutableDictionary<string, int>", "ImmutableDictionary<string, int>.Empty | ImmutableDictionary<string, int>.Empty.Add(\"b\", 1).Add(\"a\", 0) | ImmutableDictionary.Create<string, int>(StringComparer.Ordinal).Add(\"x\", 1)", Places.Everywhere),
        ("ImmutableDictionary<int, string?>?", "null | ImmutableDictionary<int, string?>.Empty.Add(1, null)", Places.Everywhere),
        ("ImmutableSortedDictionary<string, int>", "ImmutableSortedDictionary.Create<string, int>(StringComparer.Ordinal).Add(\"b\", 1).Add(\"B\", 2)", Places.Everywhere),
        ("ImmutableSortedDictionary<int, string?>?", "null | ImmutableSortedDictionary<int, string?>.Empty.Add(1, null).Add(0, \"\")", Places.Everywhere),
        ("FrozenSet<string>", "FrozenSet<string>.Empty | new[] { \"b\", \"a\" }.ToFrozenSet() | new[] { \"b\" }.ToFrozenSet(StringComparer.OrdinalIgnoreCase)", Places.Everywhere),
        ("FrozenSet<int>?", "null | new[] { 3, 1, 2 }.ToFrozenSet()", Places.Everywhere),
        ("FrozenDictionary<string, int>", "FrozenDictionary<string, int>.Empty | new Dictionary<string, int> { [\"b\"] = 1, [\"a\"] = 2 }.ToFrozenDictionary(StringComparer.Ordinal)", Places.Everywhere),
        ("FrozenDictionary<int, string?>?", "null | new Dictionary<int, string?> { [1] = null }.ToFrozenDictionary()", Places.Everywhere),
        ("ISet<string>", "new HashSet<string> { \"a\" } | new SortedSet<string>(StringComparer.Ordinal) { \"b\", \"a\" }", Places.Calls),
        ("IReadOnlySet<int>?", "null | new[] { 1 }.ToFrozenSet()", Places.Calls),
        ("IDictionary<string, int>", "new Dictionary<string, int>() | new SortedDictionary<string, int>(StringComparer.OrdinalIgnoreCase) { [\"a\"] = 1 }", Places.Calls),
        ("IReadOnlyDictionary<string, IReadOnlyList<int>>?", "null | new Dictionary<string, IReadOnlyList<int>> { [\"a\"] = new int[] { 1 } }", Places.Calls),
    ];

    [Fact]
    public async Task Scalars_are_the_same_everywhere() => Assert.Equal("", await Compiled.From(MatrixSource.Of(Scalars)).RunAsync());

    [Fact]
    public async Task Structures_unions_and_custom_codecs_are_the_same_everywhere() => Assert.Equal("", await Compiled.From(MatrixSource.Of(Structures)).RunAsync());

    [Fact]
    public async Task Sequences_are_the_same_everywhere() => Assert.Equal("", await Compiled.From(MatrixSource.Of(Sequences)).RunAsync());

    [Fact]
    public async Task Sets_and_maps_are_the_same_everywhere() => Assert.Equal("", await Compiled.From(MatrixSource.Of(Keyed)).RunAsync());
}
