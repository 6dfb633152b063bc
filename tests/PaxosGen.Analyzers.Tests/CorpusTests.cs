using System.Runtime.CompilerServices;
using System.Text.Json;
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
            var here = found.Where(d => d.Places.Contains((file, i))).ToList();
            var primary = here.Where(d => d.Places[0] == (file, i)).ToList();
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

    private static string Folder([CallerFilePath] string caller = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(caller)!, "../analyzer-corpus"));

    /// <summary>Something that was said of the corpus.</summary>
    /// <param name="Severity">How bad it is.</param>
    /// <param name="Places">Files and lines from zero, the primary one first.</param>
    /// <param name="Text">What was said.</param>
    public sealed record Said(DiagnosticSeverity Severity, IReadOnlyList<(string File, int Line)> Places, string Text)
    {
        public override string ToString() => $"{Places[0].File}({Places[0].Line + 1}): {Severity} {Text}";
    }

    /// <summary>
    /// What is said of all cases, compiled together: here, or by a compiler that has written this error log (SARIF), which
    /// is how CI tests the packed analyzers.
    /// </summary>
    public sealed class Corpus : IAsyncLifetime
    {
        // Once for all who ask: it takes longer than what is asked.
        private static readonly Lazy<Task<Analyzed>> All = new(
            static () => Analyzed.FromAsync([.. Directory.GetFiles(Folder(), "*.cs", SearchOption.AllDirectories).Select(static p => (p, File.ReadAllText(p)))]));

        private ILookup<string, Said>? _found;

        /// <summary>All cases, compiled together and analyzed.</summary>
        internal static Task<Analyzed> AnalyzedAsync() => All.Value;

        public IReadOnlyList<Said> Of(string file) => [.. _found![file]];

        public async Task InitializeAsync()
        {
            var all = Environment.GetEnvironmentVariable("PAXOSGEN_CORPUS_LOG") is { } log ? Read(log) : await AnalyzeAsync();
            _found = all.SelectMany(static s => s.Places.Select(p => (p.File, s)).Distinct()).ToLookup(static f => f.File, static f => f.s);
        }

        public Task DisposeAsync() => Task.CompletedTask;

        private static async Task<IEnumerable<Said>> AnalyzeAsync()
        {
            var analyzed = await AnalyzedAsync();
            return analyzed.Diagnostics.Select(static d => new Said(d.Severity, [Place(d.Location), .. d.AdditionalLocations.Select(Place)], $"{d.Id} {d.GetMessage()}"));
        }

        private static (string File, int Line) Place(Location location)
            => (Path.GetFileName(location.SourceTree?.FilePath) ?? "", location.GetLineSpan().StartLinePosition.Line);

        private static List<Said> Read(string log)
        {
            using var document = JsonDocument.Parse(File.ReadAllText(log));
            var said = new List<Said>();
            foreach (var result in document.RootElement.GetProperty("runs").EnumerateArray().SelectMany(static r => r.GetProperty("results").EnumerateArray()))
            {
                var id = result.GetProperty("ruleId").GetString()!;
                Assert.False(result.TryGetProperty("suppressions", out _) && id.StartsWith("PXG", StringComparison.Ordinal), "The corpus suppresses nothing.");
                var severity = result.GetProperty("level").GetString() switch { "error" => DiagnosticSeverity.Error, "warning" => DiagnosticSeverity.Warning, _ => DiagnosticSeverity.Info };
                if (id.StartsWith("PXG1", StringComparison.Ordinal))
                {
                    said.Add(new Said(severity, [.. PlacesOf(result, "locations"), .. PlacesOf(result, "relatedLocations")], $"{id} {result.GetProperty("message").GetProperty("text").GetString()}"));
                }
            }

            Assert.NotEmpty(said);
            return said;
        }

        private static IEnumerable<(string File, int Line)> PlacesOf(JsonElement result, string name)
        {
            if (result.TryGetProperty(name, out var locations))
            {
                foreach (var location in locations.EnumerateArray().Select(static l => l.GetProperty("physicalLocation")))
                {
                    var uri = location.GetProperty("artifactLocation").GetProperty("uri").GetString()!;
                    yield return (Uri.UnescapeDataString(uri[(uri.LastIndexOf('/') + 1)..]), location.GetProperty("region").GetProperty("startLine").GetInt32() - 1);
                }
            }
        }
    }
}
