using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.CodeAnalysis;
using PaxosGen.Analyzers;
using PaxosGen.Analyzers.Determinism;

namespace PaxosGen.Generators.Tests;

/// <summary>Every diagnostic has its page and its row in the table, and nothing else has.</summary>
public sealed class DiagnosticPageTests
{
    private const string Head =
        """
        # Diagnostics

        What PaxosGen says about state machines, each with a page: what it means, why, and what to do. The table is recorded
        by the tests (`./dev record`). A fix in the last column is a code fix, which IDEs offer and
        `dotnet format analyzers` applies.

        | id | severity | title | fix |
        |---|---|---|---|

        """;

    private static readonly ImmutableArray<DiagnosticDescriptor> Descriptors = [.. new UsageAnalyzer().SupportedDiagnostics, .. new DeterminismAnalyzer().SupportedDiagnostics];

    public static TheoryData<string> Ids => [.. Descriptors.Select(static d => d.Id)];

    [Theory]
    [MemberData(nameof(Ids))]
    public void Each_has_its_page(string id)
    {
        var descriptor = Descriptors.Single(d => d.Id == id);
        var path = Path.Combine(Folder(), id + ".md");
        Assert.Equal($"https://github.com/paxosgen/paxosgen/blob/main/docs/diagnostics/{id}.md", descriptor.HelpLinkUri);
        Assert.True(File.Exists(path), path);
        var page = File.ReadAllText(path);
        Assert.StartsWith($"# {id}: {descriptor.Title}\n\nSeverity: {Name(descriptor)}.\n\n", page, StringComparison.Ordinal);
        foreach (var part in new[] { "Reported:\n\n```csharp", "Instead:\n\n```csharp", "## How to fix it\n", "## How to suppress it\n", id + " " })
        {
            Assert.Contains(part.Trim(), page, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void There_are_no_other_pages()
        => Assert.Equal(
            Descriptors.Select(static d => d.Id).Order(StringComparer.Ordinal),
            Directory.GetFiles(Folder(), "PXG*.md").Select(static p => Path.GetFileNameWithoutExtension(p)!).Order(StringComparer.Ordinal));

    [Fact]
    public void The_table_has_a_row_for_each()
    {
        var fixable = Fixed.AllProviders().SelectMany(static p => p.FixableDiagnosticIds.Select(id => (id, all: p.GetFixAllProvider() is not null))).ToLookup(static f => f.id, static f => f.all);
        var table = new StringBuilder(Head);
        foreach (var d in Descriptors.OrderBy(static d => d.Id, StringComparer.Ordinal))
        {
            var fix = !fixable.Contains(d.Id) ? "" : fixable[d.Id].Any(static all => all) ? "yes" : "one at a time";
            table.Append($"| [{d.Id}]({d.Id}.md) | {Name(d)} | {d.Title} | {fix} |\n");
        }

        var path = Path.Combine(Folder(), "README.md");
        if (Environment.GetEnvironmentVariable("PAXOSGEN_ACCEPT") == "1")
        {
            File.WriteAllText(path, table.ToString());
        }

        Assert.Equal(table.ToString(), File.ReadAllText(path));
    }

    [Fact]
    public void Every_fix_is_for_a_diagnostic_that_exists()
        => Assert.All(Fixed.AllProviders().SelectMany(static p => p.FixableDiagnosticIds), static id => Assert.Contains(id, Descriptors.Select(static d => d.Id)));

    [Fact]
    public void Messages_tell_what_to_do()
    {
        Assert.All(Descriptors, static d =>
        {
            // A message whose last argument is what to do says it in the parser's words; those about determinism say it before the way to the place.
            var message = d.MessageFormat.ToString(System.Globalization.CultureInfo.InvariantCulture);
            var says = new[] { "Make ", "make ", "add ", "write ", "give ", "Give ", "assign ", "mark ", "count from 1" }.Any(message.Contains) || message.EndsWith('}') || message.EndsWith(": {1} (reached by {2})", StringComparison.Ordinal);
            Assert.True(says, message);
            Assert.False(d.Title.ToString(System.Globalization.CultureInfo.InvariantCulture).EndsWith('.'));
        });
    }

    private static string Name(DiagnosticDescriptor descriptor)
        => descriptor.DefaultSeverity switch
        {
            DiagnosticSeverity.Error => "error",
            DiagnosticSeverity.Warning => "warning",
            _ => "info",
        };

    private static string Folder([CallerFilePath] string caller = "")
        => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(caller)!, "../../docs/diagnostics"));
}
