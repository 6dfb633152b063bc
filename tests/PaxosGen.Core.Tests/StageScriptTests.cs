using System.Runtime.CompilerServices;

namespace PaxosGen.Core.Tests;

/// <summary>Plays of several replicas, told in Scripts/*.txt: those of the papers, and every counterexample of the model.</summary>
public sealed class StageScriptTests
{
    public static TheoryData<string> Names => [.. Directory.GetFiles(Folder(), "*.txt").Select(f => Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_script_plays_as_recorded(string name)
    {
        var file = Path.Combine(Folder(), name + ".txt");
        var recorded = File.ReadAllText(file);
        var played = StageScript.Play(recorded);
        if (Environment.GetEnvironmentVariable("PAXOSGEN_ACCEPT") == "1")
        {
            File.WriteAllText(file, played);
        }
        else
        {
            Assert.Equal(recorded.ReplaceLineEndings("\n"), played);
        }
    }

    private static string Folder([CallerFilePath] string? here = null) => Path.Combine(Path.GetDirectoryName(here)!, "Scripts");
}
