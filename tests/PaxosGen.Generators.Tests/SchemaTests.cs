using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;

namespace PaxosGen.Generators.Tests;

/// <summary>Each way to change a state machine against its schema file is an error, a warning or fine, as docs/schema.md says.</summary>
public sealed class SchemaTests
{
    private const string Code =
        """
        using System.Collections.Generic;
        using PaxosGen;
        namespace Demo;

        [ReplicatedStateMachine]
        public sealed partial class Shop
        {
            private int _stock;
            private long _sold;
            [Command(1)] public Receipt Sell(string item, int count) { _stock -= count; _sold += count; return new Receipt(item, count, Kind.Cash); }
            [Command(2)] public void Fill(int count) => _stock += count;
            [Query(3)] public int Stock() => _stock;
        }

        public sealed record Receipt(string Item, int Count, Kind Kind);

        public enum Kind : byte
        {
            Cash = 1,
            Card = 2,
        }
        """;

    private const string File =
        """
        # Ours.
        format 1

        machine Demo.Shop
          state 1 _stock: int
          state 2 _sold: long
          command 1 Sell: Demo.Receipt
            1 item: string
            2 count: int
          command 2 Fill: void
            1 count: int
          query 3 Stock: int

        type Demo.Receipt
          1 Item: string
          2 Count: int
          3 Kind: Demo.Kind

        enum Demo.Kind: byte
          1 Cash
          2 Card

        """;

    [Fact]
    public void The_file_is_what_the_code_says() => Assert.Equal(File, Locked(Code, "# Ours.\nformat 1\n"));

    [Fact]
    public Task Nothing_changed() => Expect("", Code);

    [Theory]

    // Order and place do not matter: tags belong to names.
    [InlineData("", "private int _stock;\n    private long _sold;", "private long _sold;\n    private int _stock;")]
    [InlineData("", "string item, int count) {", "int count, string item) {")]
    [InlineData("", "(string Item, int Count, Kind Kind)", "(Kind Kind, string Item, int Count)", "Receipt(item, count, Kind.Cash)", "Receipt(Kind.Cash, item, count)")]
    [InlineData("", "Receipt(item, count, Kind.Cash)", "Receipt(item, 2 * count, Kind.Card)")]

    // New things only have to be written down.
    [InlineData("PXG2002 Demo.Shop._open", "private long _sold;", "private long _sold;\n    private bool _open = true; public bool IsOpen() => _open;")]
    [InlineData("PXG2002 Demo.Shop._open", "private int _stock;", "private bool _open = true; public bool IsOpen() => _open;\n    private int _stock;")]
    [InlineData("PXG2002 parameter note of 2", "void Fill(int count)", "void Fill(int count, string? note = null)")]
    [InlineData("PXG2002 parameter note of 2", "void Fill(int count)", "void Fill(string? note, int count)")]
    [InlineData("PXG2002 Demo.Receipt.Paid", "int Count, Kind Kind)", "int Count, Kind Kind) { public bool Paid { get; init; } }; public sealed record Other(int A)")]
    [InlineData("PXG2002 command 4 Burn", "[Query(3)]", "[Command(4)] public void Burn(bool all) => _stock = all ? 0 : _stock;\n    [Query(3)]")]
    [InlineData("PXG2002 Demo.Kind.Gift", "Card = 2,", "Card = 2, Gift = 3,")]
    [InlineData("PXG2002 Demo.Kind.Coins", "Card = 2,", "Card = 2, Coins = 1,")]

    // A new name with the old number.
    [InlineData("PXG2003 Demo.Shop._count", "_stock", "_count", "private int _count", "[Tag(1)] private int _count")]
    [InlineData("PXG2003 parameter amount of 2", "void Fill(int count) => _stock += count", "void Fill([Tag(1)] int amount) => _stock += amount")]
    [InlineData("PXG2003 command 2 Refill", "void Fill(", "void Refill(")]
    [InlineData("PXG2003 Demo.Receipt.Article", "(string Item,", "([Tag(1)] string Article,")]
    [InlineData("PXG2003 Demo.Kind.Money", "Cash", "Money")]

    // Errors.
    [InlineData("PXG2001 Demo.Shop._sold|PXG2002 Demo.Shop._gone", "_sold", "_gone")]
    [InlineData("PXG2001 Demo.Shop._sold", "private long _sold;", "private int _sold;")]
    [InlineData("PXG2001 Demo.Shop._stock", "private int _stock;", "private long _stock;", "[Query(3)] public int Stock() => _stock", "[Query(3)] public int Stock() => (int)_stock")]
    [InlineData("PXG2001 parameter count of 2", "void Fill(int count)", "void Fill(long count)", "_stock += count;", "_stock += (int)count;")]
    [InlineData("PXG2001 parameter item of 1", "(string item,", "(string? item,", "Receipt(item,", "Receipt(item!,")]
    [InlineData("PXG2001 command 5 Fill", "[Command(2)]", "[Command(5)]")]
    [InlineData("PXG2001 command 2 Sell|PXG2001 command 1 Fill", "[Command(1)]", "[Command(9)]", "[Command(2)]", "[Command(1)]", "[Command(9)]", "[Command(2)]")]
    [InlineData("PXG2001 command 2 Fill", "[Command(2)] ", "")]
    [InlineData("PXG2001 command 3 Stock", "[Query(3)]", "[Command(3)]")]
    [InlineData("PXG2001 query 3 Stock", "public int Stock() => _stock", "public long Stock() => _stock")]
    [InlineData("PXG2001 Demo.Receipt.Count", "string Item, int Count, Kind", "string Item, [Tag(7)] int Count, Kind")]
    [InlineData("PXG2001 Demo.Receipt.Kind", ", Kind Kind)", ")", ", Kind.Cash)", ")")]
    [InlineData("PXG2001 Demo.Kind.Card", "Cash = 1,\n    Card = 2,", "Cash = 1, Card = 3,")]
    [InlineData("PXG2001 Demo.Kind.Card", "    Card = 2,", "")]
    [InlineData("PXG2001 Demo.Kind", "enum Kind : byte", "enum Kind : int")]
    [InlineData("PXG2001 command 2 Fill", "[Command(2)]", "[Since(2), Command(2)]", "[ReplicatedStateMachine]", "[ReplicatedStateMachine(Version = 2)]")]
    [InlineData("PXG2005 Demo.Shop|PXG2002 machine Demo.Store", "class Shop", "class Store")]
    public Task A_change_of_the_code(string expected, params string[] replaced)
    {
        var code = Code;
        for (var i = 0; i < replaced.Length; i += 2)
        {
            Assert.Contains(replaced[i], code, StringComparison.Ordinal);
            code = code.Replace(replaced[i], replaced[i + 1], StringComparison.Ordinal);
        }

        return Expect(expected, code);
    }

    [Theory]
    [InlineData("", "  state 1", "  state 3 *RETIRED* _old: string\n  state 1")]
    [InlineData("", "  command 2 Fill", "  command 9 *RETIRED* Old: void\n    1 a: int\n  command 2 Fill")]
    [InlineData("PXG2002 Demo.Shop._stock", "  state 1 _stock: int", "  state 1 *RETIRED* _old: int")]
    [InlineData("PXG2002 Demo.Shop._stock", "  state 1 _stock: int", "  state 1 *RETIRED* _stock: int")]
    [InlineData("PXG2001 command 2 Fill", "  command 2 Fill", "  command 2 *RETIRED* Fill")]
    [InlineData("PXG2001 Demo.Shop._stock", "  state 1 _stock: int", "  state 1 _stock: int since 2")]
    [InlineData("PXG2004 format 2", "format 1", "format 2")]
    [InlineData("PXG2004 <<<<<<< HEAD", "  state 1", "<<<<<<< HEAD\n  state 1")]
    [InlineData("PXG2004   state 1 _stock: int", "  state 2 _sold: long", "  state 1 _stock: int")]
    [InlineData("PXG2004   state 2 _sold", "  state 2 _sold: long", "  state 2 _sold")]
    [InlineData("PXG2004 machine Demo.Shop", "type Demo.Receipt", "machine Demo.Shop\ntype Demo.Receipt")]
    public Task A_change_of_the_file(string expected, string old, string text)
    {
        Assert.Contains(old, File, StringComparison.Ordinal);
        return Expect(expected, Code, File.Replace(old, text, StringComparison.Ordinal));
    }

    [Fact]
    public void New_names_get_the_next_numbers_and_comments_stay()
    {
        var code = Code.Replace("private int _stock;", "private bool _open; public bool IsOpen() => _open = true;\n private int _stock;", StringComparison.Ordinal)
            .Replace("void Fill(int count)", "void Fill(string? note, int count)", StringComparison.Ordinal)
            .Replace("Card = 2,", "Gift = 3, Card = 2,", StringComparison.Ordinal);
        var file = File.Replace("  state 2 _sold: long\n", "  # The one that counts.\n  state 2 _sold: long\n  state 7 *RETIRED* _old: int\n", StringComparison.Ordinal);
        var expected = file.Replace("  state 7 *RETIRED* _old: int\n", "  state 7 *RETIRED* _old: int\n  state 8 _open: bool\n", StringComparison.Ordinal)
            .Replace("  command 2 Fill: void\n    1 count: int\n", "  command 2 Fill: void\n    1 count: int\n    2 note: string?\n", StringComparison.Ordinal)
            .Replace("  2 Card\n", "  2 Card\n  3 Gift\n", StringComparison.Ordinal);
        Assert.Equal(expected, Locked(code, file));
        Assert.Contains("snapshot.WriteBoolean(8, _open);", Compiled.From(code).WithSchema(file).Generated("Demo.Shop.g.cs"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fields_may_move_between_files_once_the_file_knows_them()
    {
        const string First = "using PaxosGen; namespace Demo; [ReplicatedStateMachine] public sealed partial class Two { private int _b; [Command(1)] public int Sum() => _a++ + _b++; }";
        const string Second = "namespace Demo; partial class Two { private int _a; }";
        var unlocked = Compiled.From(First, Second);
        Assert.Equal(["PXG0009", "PXG0009"], (await unlocked.DiagnosticsAsync()).Select(static d => d.Id));

        var file = "format 1\n\nmachine Demo.Two\n  state 1 _b: int\n  state 2 _a: int\n  command 1 Sum: int\n";
        foreach (var sources in new[] { new[] { First, Second }, [Second, First], [First.Replace("private int _b;", "", StringComparison.Ordinal), Second.Replace("{", "{ private int _b;", StringComparison.Ordinal)] })
        {
            var compiled = Compiled.From(sources).WithSchema(file);
            Assert.Empty(await compiled.DiagnosticsAsync());
            Assert.Contains("snapshot.WriteInt32(2, _a);", compiled.Generated("Demo.Two.g.cs"), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_fingerprint_covers_what_is_visible_at_its_version()
    {
        var later = Code.Replace("[ReplicatedStateMachine]", "[ReplicatedStateMachine(Version = 3)]", StringComparison.Ordinal)
            .Replace("private long _sold;", "private long _sold; [Since(2)] private Extra? _extra; public void Set() => _extra = new();", StringComparison.Ordinal)
            .Replace("[Query(3)]", "[Since(3), Command(4)] public void Burn(bool all) => _stock = all ? 0 : _stock;\n    [Query(3)]", StringComparison.Ordinal)
            + "\npublic sealed class Extra { public int A; }";
        var before = Fingerprints(Compiled.From(Code).WithSchema(File));
        var after = Fingerprints(Compiled.From(later).WithSchema(File));
        Assert.Equal([1], before.Keys);
        Assert.Equal([1, 2, 3], after.Keys);
        Assert.Equal(before[1], after[1]);
        Assert.Equal(3, after.Values.Distinct().Count());

        // Neither a retired line nor another order changes it.
        var retired = File.Replace("  state 1", "  state 3 *RETIRED* _old: string\n  state 1", StringComparison.Ordinal);
        var alive = Code.Replace("private long _sold;", "private long _sold; [Tag(3)] private string _old = \"\"; public void Set() => _old = \"a\";", StringComparison.Ordinal);
        Assert.Equal(Fingerprints(Compiled.From(alive).WithSchema(File)), Fingerprints(Compiled.From(Code).WithSchema(retired)));
        Assert.Equal(before, Fingerprints(Compiled.From(Code.Replace("private int _stock;\n    private long _sold;", "private long _sold;\n    private int _stock;", StringComparison.Ordinal)).WithSchema(File)));
    }

    [Theory]
    [InlineData("[Since(2)] private int _b;", "versions up to 1|raise it")]
    [InlineData("[Since(0)] private int _b;", "count from 1")]
    public async Task A_version_that_cannot_be_is_refused(string member, string _)
    {
        var diagnostics = await Compiled.From($"using PaxosGen; [ReplicatedStateMachine] public partial class M {{ {member} [Command(1)] public int Do() => _b++; }}").DiagnosticsAsync();
        Assert.Equal(["PXG2006"], diagnostics.Select(static d => d.Id));
    }

    [Fact]
    public async Task A_later_parameter_must_be_able_to_be_absent()
    {
        static Compiled With(string parameter) => Compiled.From(
            $"using PaxosGen; [ReplicatedStateMachine(Version = 2)] public partial class M {{ private int _a; [Command(1)] public int Do(int a, [Since(2)] {parameter}) => _a += a; }}");
        Assert.Equal(["PXG2006"], (await With("string note").DiagnosticsAsync()).Select(static d => d.Id));
        Assert.Empty(await With("string? note").DiagnosticsAsync());
        Assert.Empty(await With("string note = \"none\"").DiagnosticsAsync());
        Assert.Empty(await With("int times").DiagnosticsAsync());
    }

    private static SortedDictionary<int, string> Fingerprints(Compiled compiled)
        => new(Regex.Matches(compiled.Generated("Demo.Shop-Codecs.g.cs"), @"SchemaFingerprint\((\d+), (0x\w+)\)")
            .ToDictionary(static m => int.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture), static m => m.Groups[2].Value));

    /// <summary>What the schema file is after everything new was added.</summary>
    private static string Locked(string code, string file)
        => Compiled.From(code).WithSchema(file).Locking().Generated("PaxosGen.schema.g.cs")[2..].Replace("\n//", "\n", StringComparison.Ordinal);

    private static async Task Expect(string expected, string code, string file = File)
    {
        var diagnostics = await Compiled.From(code).WithSchema(file).DiagnosticsAsync();
        var said = diagnostics.Select(static d => $"{d.Id} {d.GetMessage().Split('\'')[1]}");
        Assert.Equal(expected.Split('|', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal), said.Order(StringComparer.Ordinal));
        Assert.All(diagnostics, static d => Assert.True(d.Location != Location.None, d.ToString()));
    }
}
