using Microsoft.CodeAnalysis;
using PaxosGen.Tests;

namespace PaxosGen.Analyzers.Tests.Oracle;

/// <summary>
/// Keeps the catalogue honest: the corpus's state machines run in two processes that differ in culture, time zone,
/// number of processors and restores. One that then differs must be flagged; a clean one must not differ.
/// </summary>
public sealed class OracleTests
{
    [Fact]
    public async Task What_diverges_is_flagged()
    {
        var analyzed = await CorpusTests.Corpus.AnalyzedAsync();
        var path = Path.Combine(Path.GetTempPath(), $"paxosgen-oracle-{Guid.NewGuid():N}.dll");
        try
        {
            using (var stream = File.Create(path))
            {
                Assert.True(analyzed.Compilation.Emit(stream).Success);
            }

            var live = AskAsync(path, "1", "Etc/UTC", "", "live");
            var restored = AskRestoredAsync(path);
            Judge(analyzed, await live, await restored);
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>In Turkish, if the machine has data of cultures: without ICU a process that asks for them does not start.</summary>
    private static async Task<Dictionary<string, string>> AskRestoredAsync(string path)
    {
        try
        {
            return await AskAsync(path, "7", "America/New_York", "tr-TR", "restored");
        }
        catch (InvalidOperationException)
        {
            return await AskAsync(path, "7", "America/New_York", "", "restored");
        }
    }

    private static void Judge(Analyzed analyzed, Dictionary<string, string> live, Dictionary<string, string> restored)
    {
        Assert.Equal(live.Keys.Order(StringComparer.Ordinal), restored.Keys.Order(StringComparer.Ordinal));
        var run = live.Where(static m => !m.Value.StartsWith("none", StringComparison.Ordinal)).Select(static m => m.Key).ToList();
        var differ = run.Where(m => live[m] != restored[m]).Order(StringComparer.Ordinal).ToList();
        var flagged = analyzed.Diagnostics
            .Select(static d => $"Corpus.{Path.GetFileName(d.Location.SourceTree!.FilePath)[..4]}")
            .ToHashSet(StringComparer.Ordinal);
        var wrong = differ.Where(m => !flagged.Contains(m[.."Corpus.B000".Length]) || m.StartsWith("Corpus.G", StringComparison.Ordinal)).ToList();
        Assert.True(wrong.Count == 0, $"These differ and are not flagged, or are clean: {string.Join(", ", wrong)}");

        // It must see something to be worth anything: clocks, entropy, hashes, order, culture, environment.
        Assert.True(run.Count >= 50, $"Only {run.Count} of {live.Count} state machines run.\n{string.Join("\n", live.Where(static m => m.Value.StartsWith("none", StringComparison.Ordinal)))}");
        Assert.True(differ.Count >= 16, $"Only {differ.Count} differ: {string.Join(", ", differ)}");
    }

    private static async Task<Dictionary<string, string>> AskAsync(string assembly, string processors, string timeZone, string culture, string history)
        => (await OtherProcess.AskAsync(typeof(OracleTests).Assembly.Location, processors, isInvariant: culture.Length == 0, timeZone, [assembly, culture, history]))
            .Select(static l => l.Split(' ', 2))
            .ToDictionary(static l => l[0], static l => l[1], StringComparer.Ordinal);
}
