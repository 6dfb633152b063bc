namespace PaxosGen.Analyzers.Tests.Documentation;

/// <summary>
/// The state machines of this repository are clean under all rules: .editorconfig makes errors of them in every build that
/// runs analyzers, as CI's does, and nothing here is suppressed or vouched for.
/// </summary>
public sealed class OwnCodeTests
{
    [Fact]
    public void Every_rule_is_an_error()
    {
        var lines = File.ReadAllLines(Path.Combine(Markdown.Root(), ".editorconfig"));
        Assert.Contains("dotnet_analyzer_diagnostic.category-PaxosGen.Determinism.severity = error", lines);
        Assert.DoesNotContain(lines, static l => l.Contains("PXG1", StringComparison.Ordinal));
    }

    [Fact]
    public void Nothing_is_suppressed()
    {
        var files = Sources().ToList();
        Assert.True(files.Count > 100, $"Only {files.Count} files.");
        Assert.True(files.Count(static f => f.Text.Contains("[ReplicatedStateMachine", StringComparison.Ordinal)) > 12);
        foreach (var (path, text) in files)
        {
            Assert.DoesNotMatch(@"(disable|NoWarn|NotAsErrors|SuppressMessage|severity).*PXG1|\[Deterministic\(", $"{path}: {text}");
        }
    }

    /// <summary>
    /// Code and project files of samples, benchmarks and tests, except the tests that are about diagnostics and about vouching, and
    /// the one state machine that shows what becomes of replicas when a rule is disregarded.
    /// </summary>
    private static IEnumerable<(string Path, string Text)> Sources()
        => from folder in new[] { "samples", "bench", "tests" }
           from path in Directory.GetFiles(Path.Combine(Markdown.Root(), folder), "*", SearchOption.AllDirectories)
           let parts = Path.GetRelativePath(Markdown.Root(), path).Split(Path.DirectorySeparatorChar)
           where Path.GetExtension(path) is ".cs" or ".csproj" or ".props" or ".targets" or ".editorconfig" || Path.GetFileName(path) == "PaxosGen.Determinism.txt"
           where !parts.Contains("obj") && !parts.Contains("bin") && parts[1] is not ("PaxosGen.Analyzers.Tests" or "PaxosGen.Generators.Tests" or "analyzer-corpus") && Path.GetFileName(path) != "Lottery.cs"
           select (path, File.ReadAllText(path));
}
