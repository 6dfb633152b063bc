using Microsoft.CodeAnalysis;

namespace PaxosGen.Generators.Tests;

/// <summary>Typing elsewhere in the project must not make the generator work again.</summary>
public sealed class CachingTests
{
    [Fact]
    public void An_unrelated_edit_leaves_all_steps_cached_or_unchanged()
    {
        var before = Compiled.From(Sources.Bank, "class Other { }");
        var after = before.With(before.Input.ReplaceSyntaxTree(before.Input.SyntaxTrees[1], Compiled.Tree("class Other { int Added() => 1; } class More { }", "File1.cs")));
        AssertNothingNew(after);
    }

    [Fact]
    public void A_comment_or_another_body_in_the_same_file_leaves_the_output_cached()
    {
        var before = Compiled.From(Sources.Bank);
        var edited = Sources.Bank.Replace("_balances.Remove(account);", "/* gone */ _ = _balances.Remove(account);", StringComparison.Ordinal);
        var after = before.With(before.Input.ReplaceSyntaxTree(before.Input.SyntaxTrees[0], Compiled.Tree(edited, "File0.cs")));
        AssertNothingNew(after);
    }

    [Fact]
    public void A_change_of_a_type_in_another_file_is_seen()
    {
        var record = "namespace Demo; public sealed record Movement(string Account, bool Approved, decimal OldBalance, decimal NewBalance);";
        var before = Compiled.From(Sources.Bank.Replace("public sealed record Movement(string Account, bool Approved, decimal OldBalance, decimal NewBalance);", "", StringComparison.Ordinal), record);
        var after = before.With(before.Input.ReplaceSyntaxTree(before.Input.SyntaxTrees[1], Compiled.Tree(record.Replace("bool Approved", "int Approved", StringComparison.Ordinal), "File1.cs")));
        Assert.Contains("WriteInt32(2, value.Approved)", after.Generated("Demo.Bank-Codecs.g.cs"), StringComparison.Ordinal);
    }

    private static void AssertNothingNew(Compiled compiled)
    {
        var result = compiled.Driver.GetRunResult().Results.Single();
        var steps = result.TrackedSteps[StateMachineGenerator.ModelStep].Concat(result.TrackedOutputSteps.SelectMany(static s => s.Value)).ToList();
        Assert.NotEmpty(steps);
        foreach (var (_, reason) in steps.SelectMany(static s => s.Outputs))
        {
            Assert.True(reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged, reason.ToString());
        }
    }
}
