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

    [Fact]
    public void There_are_at_least_twenty() => Assert.True(Directory.GetFiles(Folder(), "*.patch").Length >= 20);

    private static string Folder([CallerFilePath] string? here = null) => Path.Combine(Path.GetDirectoryName(here)!, "..", "mutants");
}
