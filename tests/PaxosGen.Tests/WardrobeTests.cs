using System.Collections.Frozen;
using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using PaxosGen.Tests.Machines;

namespace PaxosGen.Tests;

/// <summary>Collections as state: their bytes do not tell their history, and a restored one behaves like the live one.</summary>
public sealed class WardrobeTests
{
    internal static Garments Full() => new()
    {
        Number = new System.Numerics.BigInteger(-12345678901234567890m),
        MaybeNumber = 0,
        Index = ^1,
        Range = 1..^2,
        Version = new(1, 2, 3),
        Uri = new("http://example.org/a?b#c"),
        Memory = new byte[] { 1, 2, 3 },
        Doubles = new[] { double.NaN, 1 },
        Array = ["a", null],
        Pair = new("k", 1),
        Tuple = new(1, null),
        Linked = new([3, 1]),
        Queue = new([null, "q"]),
        Stack = new([new Point(1, 2), default]),
        List = [2, 1],
        ImmutableQueue = [1, -1],
        ImmutableStack = [null, 1],
        Priorities = new([("a", 1), (null, 1), ("c", 0), ("d", 1), ("e", 2), ("f", 1)]),
        Ordered = new() { ["b"] = 1, ["a"] = 2 },
        SortedList = new(StringComparer.Ordinal) { ["b"] = null, ["B"] = 0 },
        ImmutableSet = ["b", "a"],
        ImmutableSortedSet = ImmutableSortedSet.Create(StringComparer.OrdinalIgnoreCase, "b", "A"),
        ImmutableMap = ImmutableDictionary<int, string?>.Empty.Add(2, null).Add(1, "x"),
        ImmutableSortedMap = ImmutableSortedDictionary.Create<string, Point>(StringComparer.Ordinal).Add("b", default).Add("a", new(1, 1)),
        FrozenSet = new[] { new Point(2, 1), new Point(0, 0) }.ToFrozenSet(),
        FrozenMap = new Dictionary<string, HashSet<string>> { ["a"] = new(StringComparer.OrdinalIgnoreCase) { "x" } }.ToFrozenDictionary(),
        Growth = new Branch([new Leaf("a"), new Branch(default, new() { ["n"] = new Leaf(null) })], null),
        Secret = new("1"),
        Secrets = [null, new("")],
    };

    [Fact]
    public async Task A_span_is_a_view_and_its_client_takes_memory()
    {
        var local = new LocalClient(Replicated.New<Wardrobe>());
        var client = WardrobeClient.Create(local);
        Assert.Equal(6, await client.SumAsync(new byte[] { 1, 2, 3 }));
        Assert.Equal("0104" + "0A03010203" + "00", Replicated.Hex(local.Sent[0]));
        Assert.Equal(-2, await client.SumAsync(default, new byte[] { 1, 2 }));
        Assert.Equal("0104" + "12020102" + "00", Replicated.Hex(local.Sent[1]));
        Assert.Throws<WireFormatException>(() => Replicated.Apply(Replicated.New<Wardrobe>(), Convert.FromHexString("01040A0000")));
    }

    [Fact]
    public async Task A_codec_of_the_users_encodes_parameters_results_and_members()
    {
        var local = new LocalClient(Replicated.New<Wardrobe>());
        var client = WardrobeClient.Create(local);
        Assert.Equal("x", (await client.HideAsync(new Secret("x")))?.ToString());
        Assert.Equal("01050A02737800", Replicated.Hex(local.Sent[0]));
        Assert.Null(await client.HideAsync(null));
        var error = Assert.Throws<WireFormatException>(() => Replicated.Apply(Replicated.New<Wardrobe>(), Convert.FromHexString("01050A02787800")));
        Assert.Contains("No secret", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pairs_are_messages_with_their_items()
    {
        var local = new LocalClient(Replicated.New<Wardrobe>());
        var answer = await WardrobeClient.Create(local).EchoAsync(new Garments { Pair = new("k", 1), Tuple = new(1, null) });
        Assert.Equal("01010D" + "550A016B100200" + "5D080200" + "00" + "00", Replicated.Hex(local.Sent[0]));
        Assert.Equal((new KeyValuePair<string, int>("k", 1), new Tuple<int, string?>(1, null)), (answer.Pair, answer.Tuple));
    }

    [Fact]
    public async Task A_union_is_a_message_with_the_tag_of_its_case()
    {
        var machine = Replicated.New<Wardrobe>();
        async Task<string> Sent(Growth growth)
        {
            var local = new LocalClient(machine);
            await WardrobeClient.Create(local).EchoAsync(new Garments { Growth = growth });
            return Replicated.Hex(local.Sent[0])[10..^4];
        }

        Assert.Equal("0D" + "00" + "00", await Sent(new Leaf(null)));
        Assert.Equal("0D" + "0A0161" + "00" + "00", await Sent(new Leaf("a")));
        Assert.Equal("25" + "0E0500" + "00" + "00", await Sent(new Branch([], null)));
        foreach (var bytes in new[] { "00", "1D0000", "0A00", "0D000D0000", "0D00250000" })
        {
            // No case, an unknown one, another kind, twice, two cases.
            Assert.Throws<WireFormatException>(() => Replicated.Apply(machine, Convert.FromHexString("01010D" + "DD01" + bytes + "0000")));
        }
    }

    [Fact]
    public void Payloads_nest_64_deep_and_snapshots_10_000()
    {
        var failure = OnLargeStack(static () =>
            {
                var machine = Replicated.New<Wardrobe>();
                var client = WardrobeClient.Create(new LocalClient(machine));
                static string Text(Growth? growth) => growth is Branch { Growths: [var inner] } ? "." + Text(inner) : "";

                // Each branch is a union, a case and a list; the parameter is the first level.
                Assert.Equal(20, Text(Wait(client.EchoAsync(new Garments { Growth = Tower(20) })).Growth).Length);
                Assert.Throws<InvalidOperationException>(() => Wait(client.EchoAsync(new Garments { Growth = Tower(21) })));
                machine.Echo(new Garments { Growth = Tower(3_332) });
                var snapshot = Replicated.Save(machine);
                Assert.Equal(snapshot, Replicated.Save(Replicated.Load<Wardrobe>(snapshot)));
                machine.Echo(new Garments { Growth = Tower(3_333) });
                Assert.Throws<InvalidOperationException>(() => Replicated.Save(machine));
            });
        Assert.Null(failure);
    }

    [Fact]
    public void Equal_states_of_different_histories_have_equal_bytes_and_live_on_alike()
    {
        // Positive adds, negative takes.
        var commands = Gen.Choose(-9, 30).ListOf();
        Prop.ForAll(
            commands.ToArbitrary(),
            Gen.Choose(0, 29).ListOf().ToArbitrary(),
            static (first, later) =>
            {
                var live = Replicated.New<Wardrobe>();
                Play(live, first);
                var snapshot = Replicated.Save(live);
                var restored = Replicated.Load<Wardrobe>(snapshot);
                var again = Replicated.Load<Wardrobe>(Replicated.Save(restored));
                Assert.Equal(Replicated.Hex(snapshot), Replicated.Hex(Replicated.Save(restored)));
                var commands = later.Select(static c => c % 3 == 0 ? c : -c).ToList();
                var answers = Play(live, commands);
                Assert.Equal(answers, Play(restored, commands));
                Assert.Equal(answers, Play(again, commands));
                Assert.Equal(Replicated.Hex(Replicated.Save(live)), Replicated.Hex(Replicated.Save(restored)));
            }).Check(Config.QuickThrowOnFailure.WithMaxTest(Tests("PAXOSGEN_PROPERTIES", 300)));
    }

    [Fact]
    public void Hash_tables_do_not_tell_how_they_were_filled()
    {
        Prop.ForAll(
            Gen.Choose(0, 1000).ListOf().ToArbitrary(),
            Gen.Choose(1001, 2000).ListOf().ToArbitrary(),
            static (kept, detour) =>
            {
                var keys = kept.Distinct().ToList();
                var (one, other) = (Replicated.New<Wardrobe>(), Replicated.New<Wardrobe>());
                one.Echo(Histories.Garments(keys, []));
                other.Echo(Histories.Garments(Enumerable.Reverse(keys), detour));
                Assert.Equal(Replicated.Hex(Replicated.Save(one)), Replicated.Hex(Replicated.Save(other)));
            }).Check(Config.QuickThrowOnFailure.WithMaxTest(Tests("PAXOSGEN_PROPERTIES", 200)));
    }

    internal static int Tests(string variable, int otherwise)
        => int.TryParse(Environment.GetEnvironmentVariable(variable), out var tests) ? tests : otherwise;

    /// <summary>The local client has the answer at once, and the stack must stay this thread's.</summary>
    private static T Wait<T>(ValueTask<T> answer) => answer.AsTask().GetAwaiter().GetResult();

    private static Exception? OnLargeStack(Action action)
    {
        Exception? failure = null;
        var thread = new Thread(() => failure = Record.Exception(action), 256 << 20);
        thread.Start();
        thread.Join();
        return failure;
    }

    private static List<string> Play(Wardrobe machine, IEnumerable<int> commands)
        => [.. commands.Select((c, i) => c >= 0 ? $"{machine.Add(c, (c * 7) + i)}" : machine.Take(-c))];

    private static Growth Tower(int height)
    {
        Growth growth = new Leaf("top");
        for (var i = 0; i < height; i++)
        {
            growth = new Branch([growth], null);
        }

        return growth;
    }
}
