using System.Globalization;
using Microsoft.CodeAnalysis;

namespace PaxosGen.Analyzers.Tests.Rules;

/// <summary>What is worth less than its rule, where findings stand, and what becomes of them in queries.</summary>
public sealed class LeafSeverityTests
{
    [Theory]
    [InlineData("_n = new Random(seed).Next();", "PXG1002", DiagnosticSeverity.Info)]
    [InlineData("_n = new Random().Next();", "PXG1002", DiagnosticSeverity.Error)]
    [InlineData("lock (this) { _n++; }", "PXG1005", DiagnosticSeverity.Info)]
    [InlineData("_n = System.IO.Path.GetExtension(text).Length;", "PXG1017", DiagnosticSeverity.Info)]
    [InlineData("_n = System.IO.Path.GetFileName(text).Length;", "PXG1017", DiagnosticSeverity.Warning)]
    [InlineData("_n = (int)DateTime.Parse(text, System.Globalization.CultureInfo.InvariantCulture).Ticks;", "PXG1013", DiagnosticSeverity.Warning)]
    [InlineData("_n = (int)DateTime.UnixEpoch.ToLocalTime().Ticks;", "PXG1013", DiagnosticSeverity.Error)]
    [InlineData("_n = $\"{1.5 * seed}\".Length;", "PXG1012", DiagnosticSeverity.Info)]
    public async Task What_is_worth_less_says_so(string statement, string id, DiagnosticSeverity severity)
    {
        var diagnostic = Assert.Single((await InAsync("Command", statement)).Diagnostics);
        Assert.Equal(id, diagnostic.Id);
        Assert.Equal(severity, diagnostic.Severity);
    }

    [Theory]
    [InlineData("_ = DateTime.UtcNow;", "PXG1026")]
    [InlineData("_ = text.GetHashCode();", "PXG1026")]
    [InlineData("_ = Math.Sin(seed);", null)]
    [InlineData("_ = $\"{1.5 * seed}\";", null)]
    public async Task Queries_diverge_from_nothing(string statement, string? id)
    {
        var analyzed = await InAsync("Query", statement);
        Assert.Equal(id, analyzed.Diagnostics.SingleOrDefault()?.Id);
    }

    [Fact]
    public async Task In_a_chain_of_calls_a_finding_stands_on_its_own_line_and_points_to_the_chain()
    {
        var analyzed = await InAsync("Command", "_n = new[] { text }\n    .Where(static t => t.Length > 1)\n    .Order()\n    .First().Length;");
        var diagnostic = Assert.Single(analyzed.Diagnostics);
        var line = diagnostic.Location.GetLineSpan().StartLinePosition.Line;
        Assert.StartsWith("    .Order()", (await diagnostic.Location.SourceTree!.GetTextAsync()).Lines[line].ToString(), StringComparison.Ordinal);
        Assert.Contains(diagnostic.AdditionalLocations, l => l.GetLineSpan().StartLinePosition.Line == line - 2);
    }

    [Fact]
    public async Task Members_of_unknown_libraries_are_reported_until_somebody_knows_them()
    {
        const string Statement = "_n = new System.ComponentModel.MaskedTextProvider(text).Length;";
        var diagnostics = (await InAsync("Command", Statement)).Diagnostics.Where(static d => d.Id == "PXG1021").ToList();
        Assert.NotEmpty(diagnostics);
        Assert.All(diagnostics, static d => Assert.Contains("PaxosGen.Determinism.txt", d.GetMessage(CultureInfo.InvariantCulture), StringComparison.Ordinal));
        Assert.Empty((await Analyzed.WithListAsync("allow T:System.ComponentModel.MaskedTextProvider", Source("Command", Statement))).Diagnostics);
    }

    private static Task<Analyzed> InAsync(string handler, string statement) => Analyzed.FromAsync(Source(handler, statement));

    private static string Source(string handler, string statement)
        => "using System;\nusing System.Linq;\nusing PaxosGen;\n[ReplicatedStateMachine]\npublic partial class Machine\n{\nprivate int _n;\n"
            + $"[{handler}(1)]\npublic int Handle(int seed, string text)\n{{\n{statement}\nreturn _n;\n}}\n}}\n";
}
