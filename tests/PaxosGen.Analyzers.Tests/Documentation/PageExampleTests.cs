using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace PaxosGen.Analyzers.Tests.Documentation;

/// <summary>What the diagnostics' pages show as bad is reported on the lines that they mark, and what they show instead is clean.</summary>
public sealed class PageExampleTests
{
    private const string Usings =
        """
        #nullable disable
        using System;
        using System.Buffers;
        using System.Buffers.Binary;
        using System.Collections.Generic;
        using System.Globalization;
        using System.IO;
        using System.Linq;
        using System.Runtime.InteropServices;
        using System.Security.Cryptography;
        using System.Text;
        using System.Text.RegularExpressions;
        using System.Threading.Tasks;
        using PaxosGen;

        """;

    /// <summary>What the examples leave out: members of the state machine, and the parameters of the command that statements stand in.</summary>
    private static readonly Dictionary<string, (string Members, string Parameters)> LeftOut = new(StringComparer.Ordinal)
    {
        ["PXG1001"] = ("private DateTimeOffset _due;", "CommandContext context"),
        ["PXG1002"] = ("private Guid _id; private int _card;", "CommandContext context"),
        ["PXG1003"] = ("private string _currency;", ""),
        ["PXG1004"] = ("private decimal _rate;", ""),
        ["PXG1005"] = ("private decimal _total; private readonly List<Order> _orders = new();", ""),
        ["PXG1006"] = ("private decimal _last; [NotReplicated] private readonly Market _market = new(); public sealed class Market { public Task<decimal> PriceAsync(string symbol) => null; }", ""),
        ["PXG1007"] = ("", ""),
        ["PXG1008"] = ("private readonly Dictionary<string, int> _members = new(); private readonly List<string> _order = new();", ""),
        ["PXG1009"] = ("private readonly Dictionary<string, decimal> _bids = new(); private string _winner;", ""),
        ["PXG1010"] = ("private int _shard;", "string customer"),
        ["PXG1011"] = ("private readonly List<string> _names = new(); private string _first;", ""),
        ["PXG1012"] = ("private string _line;", "decimal amount"),
        ["PXG1013"] = ("private DateTime _day; private DateTimeOffset _due;", "DateTime dueDate, CommandContext context"),
        ["PXG1014"] = ("private decimal _balance;", "decimal rate, int years"),
        ["PXG1015"] = ("", ""),
        ["PXG1016"] = ("private readonly SortedSet<int> _free = new();", ""),
        ["PXG1017"] = ("private readonly StringBuilder _log = new();", "string text, byte[] bytes"),
        ["PXG1018"] = ("", "string text, string pattern"),
        ["PXG1019"] = ("private int _total; private string _error; private static int Parse(string text) => int.Parse(text, CultureInfo.InvariantCulture);", "string text"),
        ["PXG1020"] = ("private int _version; private readonly SortedDictionary<string, decimal> _balances = new(StringComparer.Ordinal);", "string account, decimal amount, decimal balance"),
        ["PXG1021"] = ("private int _score;", ""),
        ["PXG1022"] = ("private readonly SortedDictionary<int, DateTimeOffset> _placed = new();", ""),
        ["PXG1023"] = ("private readonly List<string> _names = new();", ""),
        ["PXG1024"] = ("private readonly List<Item> _items = new(); public sealed record Item(string Name, int Count);", ""),
        ["PXG1025"] = ("public sealed record OrderState(bool IsOpen);", ""),
        ["PXG1026"] = ("private readonly SortedDictionary<int, DateTime> _due = new();", ""),
    };

    public static TheoryData<string> Ids => [.. LeftOut.Keys];

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task The_bad_example_is_reported_and_the_good_one_is_clean(string id)
    {
        var examples = Markdown.CSharpOf(Path.Combine(Markdown.Root(), "docs", "diagnostics", id + ".md"));
        Assert.Equal(2, examples.Count);
        Assert.Contains("// " + id, examples[0], StringComparison.Ordinal);
        Assert.DoesNotContain("// PXG", examples[1], StringComparison.Ordinal);
        await Analyzed.ExpectAsync(MachineOf(id, examples[0]));
        await Analyzed.ExpectAsync(MachineOf(id, examples[1]));
    }

    /// <summary>Only the one that is about lines of a text file has no state machine.</summary>
    [Fact]
    public void Each_page_has_its_examples_tested()
        => Assert.Equal(
            Directory.GetFiles(Path.Combine(Markdown.Root(), "docs", "diagnostics"), "PXG1*.md").Select(static p => Path.GetFileNameWithoutExtension(p)!).Except(["PXG1027"], StringComparer.Ordinal).Order(StringComparer.Ordinal),
            LeftOut.Keys.Order(StringComparer.Ordinal));

    /// <summary>Members of the example become the state machine's, statements become a command.</summary>
    private static string MachineOf(string id, string example)
    {
        var (members, parameters) = LeftOut[id];
        var statements = new StringBuilder();
        var declarations = new StringBuilder();
        var script = CSharpSyntaxTree.ParseText(example, new CSharpParseOptions(LanguageVersion.Preview, kind: SourceCodeKind.Script)).GetCompilationUnitRoot();
        foreach (var member in script.Members)
        {
            var isStatement = member is GlobalStatementSyntax or FieldDeclarationSyntax { Modifiers.Count: 0 };
            (isStatement ? statements : declarations).Append(member.ToFullString());
        }

        var command = statements.Length == 0 ? "" : $"[Command(100)] public void Do({parameters})\n{{\n{statements}\n}}";
        return $"{Usings}public sealed record Order(int Number, decimal Price);\n[ReplicatedStateMachine]\npublic sealed partial class Orders\n{{\n{members}\n{declarations}\n{command}\n}}\n";
    }
}
