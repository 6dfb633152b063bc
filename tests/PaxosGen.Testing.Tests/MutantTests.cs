using System.Runtime.CompilerServices;

namespace PaxosGen.Testing.Tests;

/// <summary>The patches of tests/mutants as text, those in open/ too, which no storm has caught yet; <c>./dev mutants</c> applies them, builds and hunts them.</summary>
public sealed class MutantTests
{
    public static TheoryData<string> Names => [.. Directory.GetFiles(Folder(), "*.patch", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(Folder(), f)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_mutant_says_what_it_breaks_and_changes_the_product_alone(string name)
    {
        var lines = File.ReadAllLines(Path.Combine(Folder(), name));
        Assert.Matches("^Breaks: .+\\.$", lines[0]);
        Assert.Matches("^Rule: .+", lines[1]);
        var changed = lines.Where(l => l.StartsWith("+++ ", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(changed);
        Assert.All(changed, l => Assert.Matches("^\\+\\+\\+ b/src/PaxosGen\\.(Client|Core|Server|Storage)/", l));
    }

    /// <summary>A patch that does not apply shows nothing, and is not missed: the code that it changes must be there.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void What_a_mutant_changes_is_there(string name)
    {
        var file = "";
        List<string> old = [];
        foreach (var line in File.ReadLines(Path.Combine(Folder(), name)).Append("@@"))
        {
            if (line.StartsWith("@@", StringComparison.Ordinal) || line.StartsWith("diff ", StringComparison.Ordinal))
            {
                if (old.Count > 0)
                {
                    Assert.Contains($"\n{string.Join('\n', old)}\n", $"\n{file}\n", StringComparison.Ordinal);
                    old.Clear();
                }

                file = line.StartsWith('@') ? file : "";
            }
            else if (line.StartsWith("--- a/", StringComparison.Ordinal))
            {
                file = string.Join('\n', File.ReadLines(Path.Combine(Folder(), "..", "..", line["--- a/".Length..])));
            }
            else if (file.Length > 0 && !line.StartsWith('+'))
            {
                // A blank line may have lost the blank that stands for "unchanged".
                old.Add(line.Length == 0 ? "" : line[1..]);
            }
        }
    }

    [Fact]
    public void There_are_at_least_twenty() => Assert.True(Directory.GetFiles(Folder(), "*.patch").Length >= 20);

    private static string Folder([CallerFilePath] string? here = null) => Path.Combine(Path.GetDirectoryName(here)!, "..", "mutants");
}
