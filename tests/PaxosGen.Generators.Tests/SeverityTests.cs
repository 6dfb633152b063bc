using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using PaxosGen.Analyzers;

namespace PaxosGen.Generators.Tests;

/// <summary>Projects turn diagnostics up, down and off as they do with those of anybody else; and they are there while somebody types.</summary>
public sealed class SeverityTests
{
    private const string Source =
        """
        using PaxosGen;

        [ReplicatedStateMachine]
        public sealed partial class Machine
        {
            private object? _anything;
            [NotReplicated] private object? _cache;
            [Command(0)] public bool Same(int by) => Equals(_anything, _cache = by);
        }

        public sealed class Nothing
        {
            [Command(1)] public void Do() { }
        }
        """;

    [Fact]
    public async Task Without_settings_each_has_its_own_severity()
        => Assert.Equal(["PXG0004 Error", "PXG0007 Error", "PXG0015 Warning", "PXG0016 Info"], await SeveritiesAsync(Source, ""));

    [Theory]
    [InlineData("dotnet_diagnostic.PXG0015.severity = error", "PXG0004 Error", "PXG0007 Error", "PXG0015 Error", "PXG0016 Info")]
    [InlineData("dotnet_diagnostic.PXG0016.severity = warning\ndotnet_diagnostic.PXG0007.severity = suggestion", "PXG0004 Error", "PXG0007 Info", "PXG0015 Warning", "PXG0016 Warning")]
    [InlineData("dotnet_diagnostic.PXG0004.severity = none\ndotnet_diagnostic.PXG0015.severity = none\ndotnet_diagnostic.PXG0016.severity = none", "PXG0007 Error")]
    public async Task Editorconfig_decides(string settings, params string[] expected) => Assert.Equal(expected, await SeveritiesAsync(Source, settings));

    [Theory]
    [InlineData("private object? _anything;", "PXG0007", "PXG0004 Error", "PXG0015 Warning", "PXG0016 Info")]
    [InlineData("[Command(0)] public bool Same(int by) => Equals(_anything, _cache = by);", "PXG0004", "PXG0007 Error", "PXG0015 Warning", "PXG0016 Info")]
    [InlineData("[Command(1)] public void Do() { }", "PXG0015", "PXG0004 Error", "PXG0007 Error", "PXG0016 Info")]
    [InlineData("[NotReplicated] private object? _cache;", "PXG0016", "PXG0004 Error", "PXG0007 Error", "PXG0015 Warning")]
    public async Task Pragmas_decide_for_their_lines(string line, string id, params string[] expected)
        => Assert.Equal(expected, await SeveritiesAsync(Source.Replace(line, $"\n#pragma warning disable {id}\n{line}\n#pragma warning restore {id}\n", StringComparison.Ordinal), ""));

    [Fact]
    public async Task SuppressMessage_decides_for_its_member()
        => Assert.Equal(["PXG0004 Error", "PXG0007 Error", "PXG0016 Info"], await SeveritiesAsync(
            Source.Replace("[Command(1)]", "[Command(1)] [System.Diagnostics.CodeAnalysis.SuppressMessage(\"PaxosGen.Usage\", \"PXG0015\")]", StringComparison.Ordinal), ""));

    [Fact]
    public async Task One_open_file_is_enough_to_see_them()
    {
        var input = Compiled.From(Source, "class Other { }").Input;
        var analysis = input.WithAnalyzers([new UsageAnalyzer()]);
        var live = await analysis.GetAnalyzerSemanticDiagnosticsAsync(input.GetSemanticModel(input.SyntaxTrees[0]), filterSpan: null, CancellationToken.None);
        Assert.Equal(["PXG0004", "PXG0007", "PXG0015", "PXG0016", "PXG2007"], live.Select(static d => d.Id).Order(StringComparer.Ordinal));
        Assert.Empty(await analysis.GetAnalyzerSemanticDiagnosticsAsync(input.GetSemanticModel(input.SyntaxTrees[1]), filterSpan: null, CancellationToken.None));
    }

    private static async Task<IEnumerable<string>> SeveritiesAsync(string source, string settings)
    {
        var config = AnalyzerConfigSet.Create<ImmutableArray<AnalyzerConfig>>([AnalyzerConfig.Parse($"root = true\n[*.cs]\n{settings}\n", "/.editorconfig")]);
        var options = Compiled.Empty.Options.WithSyntaxTreeOptionsProvider(new Settings(config));
        var diagnostics = await Compiled.From(Compiled.Parse, options, source).OwnDiagnosticsAsync();
        return diagnostics.Where(static d => !d.IsSuppressed && d.Id != "PXG2007").Select(static d => $"{d.Id} {d.Severity}").Order(StringComparer.Ordinal);
    }

    private sealed class Settings(AnalyzerConfigSet config) : SyntaxTreeOptionsProvider
    {
        public override GeneratedKind IsGenerated(SyntaxTree tree, CancellationToken cancellationToken) => GeneratedKind.Unknown;

        public override bool TryGetDiagnosticValue(SyntaxTree tree, string diagnosticId, CancellationToken cancellationToken, out ReportDiagnostic severity)
            => config.GetOptionsForSourcePath("/" + tree.FilePath).TreeOptions.TryGetValue(diagnosticId, out severity);

        public override bool TryGetGlobalDiagnosticValue(string diagnosticId, CancellationToken cancellationToken, out ReportDiagnostic severity)
            => config.GlobalConfigOptions.TreeOptions.TryGetValue(diagnosticId, out severity);
    }
}
