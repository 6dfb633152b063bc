namespace PaxosGen.Analyzers.Tests.Documentation;

/// <summary>State machines that the documentation shows are clean, without suppressions.</summary>
public sealed class ExampleTests
{
    private const string Usings = "using System; using System.Collections.Generic; using System.Linq; using PaxosGen.Wire;\n";

    public static TheoryData<string, int> Machines
    {
        get
        {
            var data = new TheoryData<string, int>();
            foreach (var page in Markdown.Pages().Where(static p => !p.Contains("diagnostics", StringComparison.Ordinal)))
            {
                var blocks = Markdown.CSharpOf(page);
                for (var i = 0; i < blocks.Count; i++)
                {
                    if (blocks[i].Contains("[ReplicatedStateMachine", StringComparison.Ordinal))
                    {
                        data.Add(Path.GetRelativePath(Markdown.Root(), page), i);
                    }
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Machines))]
    public async Task A_whole_state_machine(string page, int block)
        => await Analyzed.ExpectAsync(Usings + Markdown.CSharpOf(Path.Combine(Markdown.Root(), page))[block]);

    /// <summary>Fragments that run in state machines without being one.</summary>
    [Fact]
    public async Task Types_with_a_codec_and_unions()
    {
        var blocks = Markdown.CSharpOf(Path.Combine(Markdown.Root(), "docs", "shapes.md"));
        Assert.Equal(2, blocks.Count);
        await Analyzed.ExpectAsync(
            $$"""
            {{Usings}}using PaxosGen;
            {{string.Join('\n', blocks)}}
            [ReplicatedStateMachine]
            public sealed partial class Machine
            {
                private Celsius _warmest;
                private Shape _shape = new Square(1);
                [Command(1)] public Shape Do(Celsius now, Shape shape) { _warmest = new(Math.Max(_warmest.Degrees, now.Degrees)); return _shape = shape; }
            }
            """);
    }

    [Fact]
    public async Task A_command_of_two_versions()
    {
        var block = Assert.Single(Markdown.CSharpOf(Path.Combine(Markdown.Root(), "docs", "schema.md")));
        await Analyzed.ExpectAsync(
            $$"""
            {{Usings}}using PaxosGen;
            #nullable enable
            public sealed record Receipt(string Item, int Count, string? Note);
            [ReplicatedStateMachine(Version = 2)]
            public sealed partial class Shop
            {
                private readonly SortedDictionary<string, int> _sold = new(StringComparer.Ordinal);
            {{block}}
                private Receipt SellPlain(string item, int count) => SellNoted(item, count, null);
                private Receipt SellNoted(string item, int count, string? note)
                {
                    _sold[item] = _sold.GetValueOrDefault(item) + count;
                    return new(item, count, note);
                }
            }
            """);
    }
}
