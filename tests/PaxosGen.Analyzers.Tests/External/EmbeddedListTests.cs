using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using PaxosGen.Analyzers.Determinism.External;

namespace PaxosGen.Analyzers.Tests.External;

/// <summary>The embedded lists name things that exist, and all of the framework that a list decides on.</summary>
public sealed class EmbeddedListTests
{
    private static readonly CSharpCompilation Framework = CSharpCompilation.Create("Framework", references: References());

    [Fact]
    public void Every_id_is_one_of_the_framework()
    {
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (var symbol in Symbols(Framework.GlobalNamespace))
        {
            known.Add(symbol.GetDocumentationCommentId()!);
            if (symbol is IMethodSymbol method)
            {
                known.Add($"M:{method.ContainingType.GetDocumentationCommentId()![2..]}.{method.Name.Replace('.', '#')}(*)");
            }
        }

        Assert.DoesNotContain(EmbeddedLists.Entries.Keys, id => !known.Contains(id));
    }

    [Fact]
    public void Every_type_that_handlers_are_likely_to_use_is_decided_on()
    {
        var list = ApiList.Load([], default);
        string[] namespaces =
        [
            "System.Collections.Generic", "System.Collections.Immutable", "System.Collections.Frozen", "System.Linq", "System.Text", "System.Text.Json",
            "System.Text.RegularExpressions", "System.Numerics", "System.Globalization", "System.Threading.Tasks", "System.Net.Http", "System.Net.Sockets", "System.Data.Common",
        ];
        Assert.Empty(Symbols(Framework.GlobalNamespace).OfType<INamedTypeSymbol>()
            .Where(t => namespaces.Contains(t.ContainingNamespace.ToDisplayString(), StringComparer.Ordinal))
            .Where(t => list.Find(t) is null)
            .Select(static t => t.Name));
    }

    [Theory]
    [InlineData("M:System.Guid.NewGuid", "PXG1002")]
    [InlineData("M:System.Guid.Parse(System.String)", null)]
    [InlineData("M:System.Random.#ctor(System.Int32)", "PXG1002")]
    [InlineData("M:System.Random.Next", null)]
    [InlineData("P:System.Environment.NewLine", "PXG1017")]
    [InlineData("P:System.Environment.MachineName", "PXG1003")]
    [InlineData("P:System.Environment.TickCount64", "PXG1001")]
    [InlineData("M:System.IO.StreamWriter.WriteLine(System.String)", "PXG1017")]
    [InlineData("M:System.IO.Path.GetRandomFileName", "PXG1002")]
    [InlineData("M:System.Threading.Tasks.Parallel.For(System.Int32,System.Int32,System.Action{System.Int32})", "PXG1005")]
    [InlineData("T:System.Linq.Enumerable", null)]
    [InlineData("T:System.Linq.ParallelEnumerable", "PXG1005")]
    [InlineData("T:System.Net.Sockets.Socket", "PXG1004")]
    [InlineData("T:System.Net.IPAddress", null)]
    public void The_most_specific_entry_counts(string id, string? rule)
    {
        var symbol = DocumentationCommentId.GetFirstSymbolForDeclarationId(id, Framework);
        Assert.NotNull(symbol);
        var verdict = ApiList.Load([], default).Find(symbol);
        Assert.NotNull(verdict);
        Assert.Equal(rule, verdict.Rule?.Id);
    }

    private static IEnumerable<ISymbol> Symbols(INamespaceOrTypeSymbol container)
    {
        foreach (var member in container.GetMembers())
        {
            if (member is INamespaceSymbol || member.DeclaredAccessibility is Accessibility.Public or Accessibility.Protected or Accessibility.ProtectedOrInternal)
            {
                yield return member;
                if (member is INamespaceOrTypeSymbol inner)
                {
                    foreach (var symbol in Symbols(inner))
                    {
                        yield return symbol;
                    }
                }
            }
        }
    }

    /// <summary>The reference assemblies that users compile against, of the runtime and of ASP.NET; and ours.</summary>
    private static IEnumerable<MetadataReference> References()
    {
        var packs = Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "../../../packs");
        foreach (var name in new[] { "Microsoft.NETCore.App.Ref", "Microsoft.AspNetCore.App.Ref" })
        {
            var newest = Directory.GetDirectories(Path.Combine(packs, name)).Order(StringComparer.Ordinal).Last();
            foreach (var file in Directory.GetFiles(Directory.GetDirectories(Path.Combine(newest, "ref")).Single(), "*.dll"))
            {
                yield return MetadataReference.CreateFromFile(file);
            }
        }

        yield return MetadataReference.CreateFromFile(typeof(CommandContext).Assembly.Location);
    }
}
