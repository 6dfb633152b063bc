using PaxosGen.Tests.Machines;

namespace PaxosGen.Tests;

/// <summary>Every shape through generated code: client, dispatch, result, snapshot.</summary>
public sealed class ShapesTests
{
    private readonly Shapes _machine = Replicated.New<Shapes>();
    private readonly LocalClient _local;
    private readonly ShapesClient _client;

    public ShapesTests()
    {
        _local = new LocalClient(_machine);
        _client = ShapesClient.Create(_local);
    }

    public static Scalars Least { get; } = new(
        false, sbyte.MinValue, byte.MinValue, short.MinValue, ushort.MinValue, char.MinValue, int.MinValue, uint.MinValue, long.MinValue, ulong.MinValue,
        Half.MinValue, float.NegativeInfinity, double.Epsilon, Int128.MinValue, UInt128.MinValue, decimal.MinValue, Guid.Empty, DateTime.MinValue,
        DateTimeOffset.MinValue, TimeSpan.MinValue, DateOnly.MinValue, TimeOnly.MinValue, null, Colour.None, Wide.Low);

    public static Scalars Most { get; } = new(
        true, sbyte.MaxValue, byte.MaxValue, short.MaxValue, ushort.MaxValue, char.MaxValue, int.MaxValue, uint.MaxValue, long.MaxValue, ulong.MaxValue,
        Half.NaN, float.NaN, -0.0, Int128.MaxValue, UInt128.MaxValue, 1.000m, Guid.AllBitsSet, DateTime.SpecifyKind(DateTime.MaxValue, DateTimeKind.Utc),
        new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.FromMinutes(-90)), TimeSpan.MaxValue, DateOnly.MaxValue, TimeOnly.MaxValue, "\uD800", (Colour)255, (Wide)42);

    public static Collections Full() => new()
    {
        Bytes = [1, 2, 3],
        Ints = [int.MinValue, 0, int.MaxValue],
        Bools = [true, false],
        Doubles = [double.NaN, -0.0, 1.5],
        Longs = [long.MinValue],
        Chars = ['a', '\uD800'],
        Halves = [Half.NaN, (Half)1],
        Texts = ["a", null, ""],
        MaybeInts = [null, 0, 5],
        Colours = [Colour.Red, Colour.None],
        Guids = [Guid.Empty, Guid.AllBitsSet],
        Nested = [[], [new Point(0, 0), new Point(1, -1)]],
        Points = new() { ["b"] = new Point(0, 0), ["a"] = new Point(1, 2) },
        Index = new() { [2] = null, [1] = ["x"] },
        Sorted = new(StringComparer.Ordinal) { ["b"] = 1m, ["B"] = 0m },
        ByNumber = new() { [3] = null, [-3] = "x" },
        Set = new(StringComparer.OrdinalIgnoreCase) { "x", "Y" },
        PointSet = [new Point(2, 1), new Point(0, 0)],
        SortedSet = new(StringComparer.OrdinalIgnoreCase) { "b", "A" },
        GuidSet = [Guid.AllBitsSet, Guid.Empty],
        Deep = new() { [(1, "b")] = new() { [Colour.Green] = [3, 1] }, [(0, "")] = [] },
    };

    [Fact]
    public async Task Scalars_at_their_limits_survive()
    {
        Assert.Equal(Least, await _client.EchoScalarsAsync(Least));
        Assert.Equal(Most, await _client.EchoScalarsAsync(Most));
        Assert.Equal(Most.Decimal.Scale, (await _client.EchoScalarsAsync(Most)).Decimal.Scale);
        Assert.Equal(Most.DateTimeOffset.Offset, (await _client.EchoScalarsAsync(Most)).DateTimeOffset.Offset);
        Assert.Equal(DateTimeKind.Utc, (await _client.EchoScalarsAsync(Most)).DateTime.Kind);
    }

    [Fact]
    public async Task Defaults_take_no_bytes()
    {
        await _client.EchoScalarsAsync(default(Scalars) ?? new(
            default, default, default, default, default, default, default, default, default, default, default, default, default, default, default,
            default, default, default, default, default, default, default, default, default, default));
        Assert.Equal("01010D0000", Replicated.Hex(_local.Sent[0]));
        await _client.EchoCollectionsAsync(new Collections());
        Assert.Equal("01020D0000", Replicated.Hex(_local.Sent[1]));
        await _client.EchoPointsAsync(default, default(Point));
        Assert.Equal("0103150000", Replicated.Hex(_local.Sent[2]));
        await _client.NothingAsync();
        Assert.Equal("010800", Replicated.Hex(_local.Sent[3]));
    }

    [Fact]
    public async Task Collections_survive_with_their_comparers()
    {
        var answer = await _client.EchoCollectionsAsync(Full());
        Assert.Equivalent(Full(), answer);
        Assert.Contains("y", answer.Set!);
        Assert.Contains("a", answer.SortedSet!);
        Assert.Equal(["B", "b"], answer.Sorted!.Keys);
        Assert.Equal([1, 3], answer.Deep![(1, "b")][Colour.Green]);
        Assert.Equal<string?[]>(["a", null, ""], answer.Texts!);
    }

    [Fact]
    public async Task Structs_tuples_generics_and_nullables_survive()
    {
        Assert.Equal((new Point(1, 2), null), await _client.EchoPointsAsync(new Point(1, 2), null));
        Assert.Equal((default, new Point(3, 4)), await _client.EchoPointsAsync(default, new Point(3, 4)));
        var pair = await _client.EchoGenericAsync(new Pair<Money, Box<int>>(new Money(1.50m, "EUR"), new Box<int> { Value = 7 }));
        Assert.Equal(("EUR", 1.50m, 7), (pair.First.Currency, pair.First.Amount(), pair.Second.Value));
        Assert.Equal(0, await _client.EchoMaybeAsync(0, Guid.Empty, null));
        Assert.Equal(Guid.Empty, _machine.Maybe);
        Assert.Null(await _client.EchoMaybeAsync(5, null, Colour.None));
        Assert.Equal((1, 2), (await _client.EchoTaggedAsync(new Tagged { Five = 1, Two = 2 })) is var t ? (t.Five, t.Two) : default);
        Assert.Equal("01090D100428" + "020000", Replicated.Hex(_local.Sent[^1]));
    }

    [Fact]
    public async Task Base_classes_are_encoded_and_members_that_are_not_replicated_are_new()
    {
        var dog = new Dog { Age = 3, Mother = new Dog { Age = 9, Barks = 1 }, Barks = 100 };
        dog.Rename("Rex");
        var answer = await _client.EchoDogAsync(dog);
        Assert.Equal(("Rex", 3, 7, 9, 7), (answer!.Name(), answer.Age, answer.Barks, answer.Mother!.Age, answer.Mother.Barks));
        Assert.Null(await _client.EchoDogAsync(null));
    }

    [Fact]
    public async Task An_object_of_a_derived_type_is_refused_where_its_base_is_declared()
    {
        var error = await Assert.ThrowsAsync<InvalidOperationException>(async () => await _client.EchoAnimalAsync(new Dog()));
        Assert.Contains("Dog", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nesting_is_limited_both_ways()
    {
        // The message of the parameter is the first level.
        Assert.Equal(64, Length(await _client.EchoNodeAsync(Chain(64))));
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await _client.EchoNodeAsync(Chain(65)));

        var bytes = Convert.FromHexString("0106" + "0D" + string.Concat(Enumerable.Repeat("15", 64)) + string.Concat(Enumerable.Repeat("00", 66)));
        Assert.Throws<WireFormatException>(() => Replicated.Apply(_machine, bytes));
        var loop = new Node();
        loop.Next = loop;
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await _client.EchoNodeAsync(loop));
    }

    [Fact]
    public void Snapshots_may_nest_deeper_on_a_large_stack_and_never_overflow_a_small_one()
    {
        byte[]? snapshot = null;
        var thread = new Thread(
            () =>
            {
                _machine.EchoNode(Chain(9_000));
                snapshot = Replicated.Save(_machine);
                Assert.Equal(snapshot, Replicated.Save(Replicated.Load<Shapes>(snapshot)));
            },
            64 << 20);
        thread.Start();
        thread.Join();
        Assert.NotNull(snapshot);

        Exception? error = null;
        var small = new Thread(() => error = Record.Exception(() => Replicated.Load<Shapes>(snapshot!)), 256 << 10);
        small.Start();
        small.Join();
        Assert.IsType<WireFormatException>(error);
    }

    [Fact]
    public async Task The_whole_state_is_restored()
    {
        await _client.EchoScalarsAsync(Most);
        await _client.EchoCollectionsAsync(Full());
        await _client.PutAsync("b", 2);
        await _client.PutAsync("a", 1);
        await _client.NothingAsync();
        await _client.EchoNodeAsync(Chain(3));
        var restored = Replicated.Load<Shapes>(Replicated.Save(_machine));
        Assert.Equal(Replicated.Save(_machine), Replicated.Save(restored));
        Assert.Equal(_machine.Describe(), restored.Describe());
        Assert.Equal("2 a 1 1 7 a 3", restored.Describe());
        Assert.Equal((2, 3, 1, Most), (restored.Counter, restored.ReadOnlyField, restored.Get("a"), restored.LastScalars));
        Assert.Equal(["new"], restored.Log);
    }

    [Fact]
    public void Absent_means_default_when_loading()
    {
        var restored = Replicated.Load<Shapes>([1, 0]);
        Assert.Equal((0, 0), (restored.Counter, restored.ReadOnlyField));
        Assert.Throws<NullReferenceException>(() => restored.Get("a"));
    }

    [Fact]
    public void Equal_states_have_equal_bytes_whatever_their_history()
    {
        var other = Replicated.New<Shapes>();
        foreach (var key in Enumerable.Range(0, 50))
        {
            _machine.Put($"k{key}", key);
        }

        foreach (var key in Enumerable.Range(0, 100).Reverse())
        {
            other.Put($"k{key}", key);
        }

        foreach (var key in Enumerable.Range(50, 50))
        {
            other.Remove($"k{key}");
        }

        // Equalise what counts calls, not entries.
        _machine.Put("k0", 0);
        for (var i = 0; i < 49; i++)
        {
            _machine.Put("k0", 0);
        }

        other.Put("k0", 0);
        _machine.Put("k0", 0);
        Assert.Equal(_machine.Describe(), other.Describe());
        Assert.Equal(Replicated.Save(_machine), Replicated.Save(other));
    }

    [Fact]
    public async Task A_handler_that_throws_or_returns_a_forbidden_null_writes_no_result()
    {
        await Assert.ThrowsAsync<CommandRejectedException>(async () => await _client.FailAsync("why"));
        var error = await Assert.ThrowsAsync<InvalidOperationException>(async () => await _client.FailAsync(""));
        Assert.Contains("Fail returned null", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Parameters_may_have_any_name()
    {
        Assert.Equal(8 + 2, await _client.KeywordsAsync(1, "ab", 1, true, 1, "x", 1, 2));
        Assert.Equal(-1, await _client.GetAsync("none", 3, true));
        Assert.True(Outer.RoundTrips());
        Assert.Equal(3, await GlobalMachineClient.Create(new LocalClient(Replicated.New<GlobalMachine>())).AddAsync(3));
        Assert.Equal(4, await RecordedClient.Create(new LocalClient(Replicated.New<Recorded>())).AddAsync(4));
    }

    [Fact]
    public async Task A_view_with_an_idempotency_key_and_disposal_go_to_the_client_below()
    {
        var key = Guid.NewGuid();
        await _client.WithIdempotencyKey(key).NothingAsync();
        Assert.Equal(2, _machine.Counter);
        await _client.DisposeAsync();
        Assert.True(_local.IsDisposed);
    }

    private static Node? Chain(int length)
    {
        Node? node = null;
        for (var i = 1; i <= length; i++)
        {
            node = new Node { Value = i, Next = node };
        }

        return node;
    }

    private static int Length(Node? node)
    {
        var length = 0;
        for (; node is not null; node = node.Next)
        {
            length++;
        }

        return length;
    }
}
