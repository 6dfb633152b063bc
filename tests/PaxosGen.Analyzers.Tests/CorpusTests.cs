using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;

namespace PaxosGen.Analyzers.Tests;

/// <summary>
/// tests/analyzer-corpus: every planted fault is found, and nothing of clean programs is flagged. Its README says what
/// the markers mean; score.py there reads them from a compiler's error log in the same way.
/// </summary>
public sealed class CorpusTests(CorpusTests.Corpus corpus) : IClassFixture<CorpusTests.Corpus>
{
    private static readonly HashSet<string> MayBeInfo =
    [
        "culture-format", "floating-point", "platform", "identity", "aliasing", "deferred-execution", "exception", "partial-commit", "state-shape", "unknown-call", "snapshot-order", "reflection",
    ];

    public static TheoryData<string> Files => [.. Directory.GetFiles(Folder(), "*.cs", SearchOption.AllDirectories).Select(static p => Path.GetFileName(p)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_fault_is_found_and_nothing_else(string file)
    {
        var found = corpus.Of(file);
        var wrong = new List<string>();
        var lines = File.ReadAllLines(Directory.GetFiles(Folder(), file, SearchOption.AllDirectories).Single());
        var groups = new Dictionary<string, (bool Found, string Text)>();
        for (var i = 0; i < lines.Length; i++)
        {
            var here = found.Where(d => LinesOf(d, file).Contains(i)).ToList();
            var primary = found.Where(d => Path.GetFileName(d.Location.SourceTree!.FilePath) == file && d.Location.GetLineSpan().StartLinePosition.Line == i).ToList();
            var match = Regex.Match(lines[i], @"// (EXPECT|ALLOW): ([\w|-]+)(?: #(\w+))?");
            if (match.Success && match.Groups[1].Value == "EXPECT")
            {
                var wanted = match.Groups[2].Value.Split('|').Any(MayBeInfo.Contains) ? DiagnosticSeverity.Info : DiagnosticSeverity.Warning;
                var key = match.Groups[3].Success ? match.Groups[3].Value : $"line {i}";
                var isFound = here.Any(d => d.Severity >= wanted);
                groups[key] = (isFound || (groups.TryGetValue(key, out var before) && before.Found), $"not found: line {i + 1}: {lines[i].Trim()}");
            }
            else if (primary.Any(d => d.Severity >= DiagnosticSeverity.Warning) && (file[0] == 'G' || lines[i].Contains("// CLEAN", StringComparison.Ordinal)))
            {
                wrong.AddRange(primary.Select(static d => $"false: {d}"));
            }
            else if (primary.Count > 0 && file[0] == 'G' && !match.Success)
            {
                wrong.AddRange(primary.Select(static d => $"unasked: {d}"));
            }
        }

        wrong.AddRange(groups.Values.Where(static g => !g.Found).Select(static g => g.Text));
        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
    }

    private static IEnumerable<int> LinesOf(Diagnostic diagnostic, string file)
        => diagnostic.AdditionalLocations.Prepend(diagnostic.Location)
            .Where(l => Path.GetFileName(l.SourceTree?.FilePath) == file)
            .Select(static l => l.GetLineSpan().StartLinePosition.Line);

    private static string Folder([CallerFilePath] string caller = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(caller)!, "../analyzer-corpus"));

    /// <summary>All cases, compiled and analyzed together.</summary>
    public sealed class Corpus : IAsyncLifetime
    {
        private ILookup<string, Diagnostic>? _found;

        public IReadOnlyList<Diagnostic> Of(string file) => [.. _found![file]];

        public async Task InitializeAsync()
        {
            var files = Directory.GetFiles(Folder(), "*.cs", SearchOption.AllDirectories);
            var analyzed = await Analyzed.FromAsync([.. files.Select(static p => (p, File.ReadAllText(p)))]);
            _found = analyzed.Diagnostics.SelectMany(static d => d.AdditionalLocations.Prepend(d.Location).Select(l => (Path.GetFileName(l.SourceTree?.FilePath) ?? "", d)).Distinct()).ToLookup(static f => f.Item1, static f => f.d);
        }

        public Task DisposeAsync() => Task.CompletedTask;
    }
}
