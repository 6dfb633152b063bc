using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace PaxosGen.Generators.Tests;

/// <summary>After an edit the generator makes what it would have made of the edited project alone, however far away the edit was.</summary>
public sealed class ModelCacheTests
{
    private const string Machine =
        """
        using System;
        using System.Collections.Generic;
        using PaxosGen;
        using static Demo.Limits;
        using Alias = Demo.Other;

        namespace Demo;

        [ReplicatedStateMachine]
        public sealed partial class Shop : Base
        {
            private Guid _id;
            private Alias? _other;
            [Command(1)] public Line? Sell(int count = Most, Kind kind = Constants.Usual) => null;
            [Command(2), Mark] public Imported? Import(Imported? imported) => imported;
        }
        """;

    private static readonly string[] Project =
    [
        Machine,
        "namespace Demo; public abstract class Base { private int _version; }",
        "namespace Demo; public static class Limits { public const int Most = 10; }",
        "namespace Demo; public static class Constants { public const Kind Usual = Kind.Card; }",
        "namespace Demo; public enum Kind { Cash = 1, Card = 2 }",
        "namespace Demo; public sealed record Line(Inner Inner);",
        "namespace Demo; public sealed record Inner(int Count);",
        "namespace Demo; public sealed record Other(int Count);",
        "namespace Demo; public sealed class MarkAttribute : System.Attribute { }",
        "global using Imported = Demo.Far;",
        "namespace Demo; public sealed record Far(int Count);",
        "namespace Elsewhere; public static class Unrelated { }",
    ];

    [Theory]
    [InlineData(1, "namespace Demo; public abstract class Base { private long _version; }")]
    [InlineData(2, "namespace Demo; public static class Limits { public const int Most = 11; }")]
    [InlineData(3, "namespace Demo; public static class Constants { public const Kind Usual = Kind.Cash; }")]
    [InlineData(4, "namespace Demo; public enum Kind { Cash = 1, Card = 3 }")]
    [InlineData(4, "namespace Demo; public enum Kind : byte { Cash = 1, Card = 2 }")]
    [InlineData(6, "namespace Demo; public sealed record Inner(long Count);")] // two files away
    [InlineData(7, "namespace Demo; public sealed record Other(string Name);")]
    [InlineData(8, "namespace Demo; [System.Obsolete] public sealed class MarkAttribute : System.Attribute { }")]
    [InlineData(9, "global using Imported = Demo.Inner;")]
    [InlineData(9, "namespace Demo; public sealed record Imported(string Text);")]
    [InlineData(10, "namespace Demo; public sealed record Far(Kind Kind);")]
    [InlineData(11, "namespace Demo; public readonly record struct Guid(int Number);")] // hides System.Guid
    [InlineData(11, "namespace Demo; public sealed class ShopClient { }")] // takes a name of what is generated
    [InlineData(11, "namespace Demo; public static class Codecs { }")]
    [InlineData(11, "namespace Demo; public sealed class sHOP { }")] // differs in case alone
    [InlineData(11, "namespace Demo; partial class Shop { private int _more; }")]
    [InlineData(11, "namespace Demo.System { public sealed class Guid { } }")]
    [InlineData(11, "public sealed class System { }")]
    [InlineData(11, "namespace Demo; public sealed partial class Shop { [PaxosGen.Command(3)] public void Third() { } }")]
    public void An_edit_that_matters_is_seen_wherever_it_is(int file, string text)
    {
        var before = Compiled.From(Project);
        var after = before.With(before.Input.ReplaceSyntaxTree(before.Input.SyntaxTrees[file], Compiled.Tree(text, $"File{file}.cs")));
        string[] edited = [.. Project];
        edited[file] = text;
        Assert.Equal(Text(Compiled.From(edited)), Text(after));
        Assert.True(IsMadeAnew(before.Input));
        Assert.True(IsMadeAnew(after.Input));

        // And back again, to the very trees for which there are models already.
        Assert.Equal(Text(before), Text(after.With(before.Input)));
    }

    [Fact]
    public void Files_that_come_and_go_are_seen()
    {
        var before = Compiled.From([.. Project.Where((_, i) => i != 6)]);
        var after = before.With(before.Input.AddSyntaxTrees(Compiled.Tree(Project[6], "File6.cs")));
        Assert.Equal(Text(Compiled.From(Project)), Text(after));
        Assert.Equal(Text(before), Text(after.With(before.Input)));
    }

    [Fact]
    public void Settings_of_the_project_are_seen()
    {
        var before = Compiled.From(Project);
        var options = before.Input.Options.WithNullableContextOptions(NullableContextOptions.Disable);
        var after = before.With(before.Input.WithOptions(options));
        Assert.Equal(Text(Compiled.From(Compiled.Parse, options, Project)), Text(after));
        Assert.True(IsMadeAnew(before.Input));
        Assert.True(IsMadeAnew(after.Input));
        Assert.True(IsMadeAnew(after.Input.AddReferences(MetadataReference.CreateFromFile(typeof(FactAttribute).Assembly.Location))));
    }

    [Theory]
    [InlineData("namespace Elsewhere; public static class Unrelated { public const int Added = 1; }")]
    [InlineData("namespace Elsewhere; public static class Unrelated { public static Demo.Line? Of(Demo.Shop shop) => null; }")] // mentions it, and nothing mentions that
    [InlineData("namespace Elsewhere; public static class Unrelated { } public sealed class Added { }")]
    public void An_edit_that_does_not_matter_makes_no_model_anew(string text)
    {
        var before = Compiled.From(Project).Input;
        Assert.True(IsMadeAnew(before));
        Assert.False(IsMadeAnew(before));
        Assert.False(IsMadeAnew(before.ReplaceSyntaxTree(before.SyntaxTrees[11], Compiled.Tree(text, "File11.cs"))));
        Assert.True(IsMadeAnew(before.ReplaceSyntaxTree(before.SyntaxTrees[6], Compiled.Tree(Project[6] + " // a remark", "File6.cs"))));
    }

    /// <summary>Asks for a text in the place of the model: a step's result does not tell, because an equal model is replaced by the old one.</summary>
    private static bool IsMadeAnew(CSharpCompilation compilation)
    {
        var isMade = false;
        var declaration = compilation.SyntaxTrees[0].GetRoot().DescendantNodes().OfType<ClassDeclarationSyntax>().First();
        Func<string?> make = () =>
        {
            isMade = true;
            return "model";
        };
        var get = typeof(StateMachineGenerator).Assembly.GetType("PaxosGen.Generators.Parsing.ModelCache", throwOnError: true)!.GetMethod("Get")!;
        Assert.Equal("model", get.MakeGenericMethod(typeof(string)).Invoke(null, [declaration, compilation, make, CancellationToken.None]));
        return isMade;
    }

    private static string Text(Compiled compiled)
        => string.Join("\n", compiled.HintNames().Order(StringComparer.Ordinal).Select(n => $"// {n}\n{compiled.Generated(n)}"));
}
