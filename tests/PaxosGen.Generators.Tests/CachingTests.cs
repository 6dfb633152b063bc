using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;

namespace PaxosGen.Generators.Tests;

/// <summary>Typing elsewhere in the project must not make the generator work again.</summary>
public sealed class CachingTests
{
    private const string Order = "namespace Demo; [PaxosGen.Replicated] public sealed class Order { public System.Collections.Generic.List<Line>? Lines; public int One() => 1; }";
    private const string Line = "namespace Demo; public sealed record Line(int Count);";

    private const string Shop =
        """
        namespace Demo;

        [PaxosGen.ReplicatedStateMachine]
        public sealed partial class Shop
        {
            private int _sold;
            [PaxosGen.Command(1)] public Line Sell(int count) => new Line(_sold += count);
        }
        """;

    private const string Till =
        """
        namespace Demo;

        [PaxosGen.ReplicatedStateMachine]
        public sealed partial class Till
        {
            private int _money;
            [PaxosGen.Command(1)] public void Take(Coin coin) => _money += (int)coin.Value;
        }
        """;

    private const string ShopSchema =
        """
        format 1

        machine Demo.Shop
          state 1 _sold: int
          command 1 Sell: Demo.Line
            1 count: int

        type Demo.Line
          1 Count: int

        """;

    /// <summary>The step that makes the models of types with [Replicated].</summary>
    private const string ReplicatedStep = "ReplicatedType";

    private static readonly IncrementalStepRunReason[] Same = [IncrementalStepRunReason.Cached, IncrementalStepRunReason.Unchanged];

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

    [Fact]
    public void A_replicated_type_is_cached_after_unrelated_edits_and_seen_after_its_own()
    {
        var before = Compiled.From(Order, Line, "class Other { }");
        AssertReasons(Edit(before, 2, "class Other { int Added; }"), ReplicatedStep, Same);
        AssertReasons(Edit(before, 0, Order + "\n// A remark."), ReplicatedStep, Same);
        AssertReasons(Edit(before, 0, Order.Replace("=> 1", "=> 2", StringComparison.Ordinal)), ReplicatedStep, Same);
        var after = Edit(before, 1, Line.Replace("int", "long", StringComparison.Ordinal));
        AssertReasons(after, ReplicatedStep, [IncrementalStepRunReason.Modified]);
        Assert.Contains("WriteInt64", after.Generated("Demo_Order-Replicated.g.cs"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_type_of_a_member_that_changes_in_another_file_changes_its_machine_alone()
    {
        var before = Compiled.From(Shop, Till, "namespace Demo; public sealed record Line(int Count);", "namespace Demo; public sealed record Coin(int Value);");
        var after = Edit(before, 3, "namespace Demo; public sealed record Coin(long Value);");
        AssertReasons(after, StateMachineGenerator.ModelStep, [.. Same, IncrementalStepRunReason.Modified]);
        AssertReasons(after, StateMachineGenerator.TaggedStep, [.. Same, IncrementalStepRunReason.Modified]);
        Assert.Single(Reasons(after, StateMachineGenerator.ModelStep), IncrementalStepRunReason.Modified);
        Assert.Single(Reasons(after, StateMachineGenerator.TaggedStep), IncrementalStepRunReason.Modified);
        Assert.Contains("long Value", after.Generated("Demo.Till-Codecs.g.cs"), StringComparison.Ordinal);
    }

    [Fact]
    public void The_schema_file_is_read_again_only_when_it_changes()
    {
        var before = Compiled.From(Shop, Line).WithSchema(ShopSchema);
        AssertReasons(Edit(before, 1, Line + " class Other { }"), StateMachineGenerator.FileStep, [IncrementalStepRunReason.Cached]);
        AssertReasons(Edit(before, 1, Line + " class Other { }"), StateMachineGenerator.TaggedStep, Same);
        AssertReasons(before.WithSchema(ShopSchema + "\n"), StateMachineGenerator.FileStep, [IncrementalStepRunReason.Unchanged]);
    }

    [Fact]
    public void A_line_of_the_schema_file_about_another_machine_leaves_this_one_as_it_was()
    {
        var before = Compiled.From(Shop, Line).WithSchema(ShopSchema);
        var after = before.WithSchema(ShopSchema + "\nmachine Demo.Elsewhere\n  command 1 Go: void\n");
        AssertReasons(after, StateMachineGenerator.FileStep, [IncrementalStepRunReason.Modified]);
        AssertReasons(after, StateMachineGenerator.ModelStep, Same);
        AssertReasons(after, StateMachineGenerator.TaggedStep, Same);

        // A line about this one is seen.
        var retagged = before.WithSchema(ShopSchema.Replace("state 1 _sold", "state 4 _sold", StringComparison.Ordinal));
        AssertReasons(retagged, StateMachineGenerator.ModelStep, Same);
        AssertReasons(retagged, StateMachineGenerator.TaggedStep, [IncrementalStepRunReason.Modified]);
        Assert.Contains("(4, _sold)", retagged.Generated("Demo.Shop.g.cs"), StringComparison.Ordinal);
    }

    [Fact]
    public void The_output_does_not_depend_on_the_order_of_the_files()
    {
        string[] sources =
        [
            Sources.Bank, Shop, Till, Order, Line, "namespace Demo; public sealed record Coin(int Value);",
            "namespace Demo; partial class Parted { [PaxosGen.Tag(2)] private int _second; [PaxosGen.Command(7)] public void Seventh() => _second++; }",
            "namespace Demo; [PaxosGen.ReplicatedStateMachine] public sealed partial class Parted { [PaxosGen.Tag(1)] private int _first; [PaxosGen.Command(1)] public void First() => _first++; }",
        ];
        var expected = Text(Compiled.From(sources));
        Assert.Contains("Demo.Parted-Codecs.g.cs", expected, StringComparison.Ordinal);
        Assert.Equal(expected, Text(Compiled.From([.. sources.Reverse()])));
        Assert.Equal(expected, Text(Compiled.From([.. sources.Skip(3), .. sources.Take(3)])));

        static string Text(Compiled compiled)
            => string.Join("\n", compiled.HintNames().Order(StringComparer.Ordinal).Select(n => $"// {n}\n{compiled.Generated(n)}"));
    }

    [Fact]
    public void A_compilation_that_is_gone_is_kept_by_nobody()
    {
        var (driver, old) = RunTwice();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        Assert.All(old, static o => Assert.False(o.IsAlive, $"The driver or a cache still holds {o.Target}."));
        GC.KeepAlive(driver);
    }

    [Fact]
    public void Models_hold_values_alone()
    {
        Type[] forbidden =
        [
            typeof(ISymbol), typeof(SyntaxNode), typeof(SyntaxTree), typeof(SyntaxReference), typeof(SyntaxToken), typeof(Location), typeof(Compilation),
            typeof(SemanticModel), typeof(AttributeData), typeof(TypedConstant), typeof(Delegate), typeof(object),
        ];
        var seen = new HashSet<Type>();
        var models = typeof(StateMachineGenerator).Assembly;
        foreach (var name in new[] { "Model.StateMachineModel", "Model.ReplicatedModel", "Schema.SchemaFile" })
        {
            Visit(models.GetType("PaxosGen.Generators." + name, throwOnError: true)!, name);
        }

        Assert.True(seen.Count(t => t.Assembly == models) > 20, $"Only {seen.Count} types were seen: the test does not test much.");

        void Visit(Type type, string path)
        {
            Assert.False(forbidden.Any(f => f == typeof(object) ? type == f : f.IsAssignableFrom(type)), $"{path} is {type}");
            if (!seen.Add(type))
            {
                return;
            }

            foreach (var argument in type.IsGenericType ? type.GetGenericArguments() : type.HasElementType ? [type.GetElementType()!] : [])
            {
                Visit(argument, path + "<>");
            }

            // The framework's own types say with their arguments what they hold.
            for (var owner = type; owner is not null && owner.Assembly == models; owner = owner.BaseType)
            {
                foreach (var field in owner.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
                {
                    Visit(field.FieldType, $"{path}.{field.Name}");
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (GeneratorDriver Driver, WeakReference[] Old) RunTwice()
    {
        var before = Compiled.From(Sources.Bank, Order, Line);
        var after = before.With(Compiled.From(Sources.Bank, Order, Line + " class Other { }").Input);
        return (after.Driver, [new(before.Input), new(before.Output), .. before.Input.SyntaxTrees.Select(static t => new WeakReference(t))]);
    }

    private static Compiled Edit(Compiled before, int file, string text)
        => before.With(before.Input.ReplaceSyntaxTree(before.Input.SyntaxTrees[file], Compiled.Tree(text, $"File{file}.cs")));

    private static void AssertReasons(Compiled compiled, string step, IncrementalStepRunReason[] allowed)
    {
        var reasons = Reasons(compiled, step);
        Assert.True(reasons.Count > 0, $"{step} did not run.");
        Assert.All(reasons, reason => Assert.Contains(reason, allowed));
    }

    private static List<IncrementalStepRunReason> Reasons(Compiled compiled, string step)
        => compiled.Driver.GetRunResult().Results.Single().TrackedSteps.TryGetValue(step, out var steps)
            ? [.. steps.SelectMany(static s => s.Outputs).Select(static o => o.Reason)]
            : [];

    private static void AssertNothingNew(Compiled compiled)
    {
        AssertReasons(compiled, StateMachineGenerator.FileStep, Same);
        AssertReasons(compiled, StateMachineGenerator.TaggedStep, Same);
        var result = compiled.Driver.GetRunResult().Results.Single();
        var steps = result.TrackedSteps[StateMachineGenerator.ModelStep].Concat(result.TrackedOutputSteps.SelectMany(static s => s.Value)).ToList();
        Assert.NotEmpty(steps);
        foreach (var (_, reason) in steps.SelectMany(static s => s.Outputs))
        {
            Assert.True(reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged, reason.ToString());
        }
    }
}
