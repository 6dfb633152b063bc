using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace PaxosGen.Generators.Parsing;

/// <summary>The names that a file declares and mentions.</summary>
internal sealed class FileOutline
{
    private static readonly ConditionalWeakTable<SyntaxTree, FileOutline> Outlines = new();

    private FileOutline(SyntaxNode root)
    {
        foreach (var item in root.DescendantNodesAndTokens(descendIntoTrivia: false))
        {
            if (item.IsToken)
            {
                if (item.IsKind(SyntaxKind.IdentifierToken))
                {
                    Mentions.Add(item.AsToken().ValueText);
                }

                continue;
            }

            switch (item.AsNode())
            {
                case BaseTypeDeclarationSyntax type:
                    Declare(type.Identifier.ValueText);
                    break;
                case DelegateDeclarationSyntax type:
                    Declare(type.Identifier.ValueText);
                    break;
                case MethodDeclarationSyntax method when IsExtension(method):
                    // Found without its class's name.
                    Declares.Add(method.Identifier.ValueText);
                    break;
                case BaseNamespaceDeclarationSyntax name:
                    Namespaces.Add(string.Join(".", name.AncestorsAndSelf().OfType<BaseNamespaceDeclarationSyntax>().Select(static n => n.Name.ToString()).Reverse()));
                    break;
            }
        }

        IsSeenEverywhere = root is CompilationUnitSyntax unit && (unit.AttributeLists.Count > 0 || unit.Usings.Any(static u => u.GlobalKeyword.RawKind != 0));
    }

    /// <summary>Another one for each tree: an edit makes a new tree.</summary>
    public long Id { get; } = Identity.Next();

    /// <summary>Names of types, and of methods that are found without their type's name.</summary>
    public HashSet<string> Declares { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>All identifiers, and the names of what is generated for its types.</summary>
    public HashSet<string> Mentions { get; } = new(StringComparer.OrdinalIgnoreCase);

    public HashSet<string> Namespaces { get; } = new(StringComparer.Ordinal);

    /// <summary>It has global usings or attributes of the assembly.</summary>
    public bool IsSeenEverywhere { get; }

    public static FileOutline Of(SyntaxTree tree, CancellationToken cancellationToken)
        => Outlines.TryGetValue(tree, out var known) ? known : Outlines.GetValue(tree, t => new FileOutline(t.GetRoot(cancellationToken)));

    private void Declare(string name)
    {
        Declares.Add(name);
        if (name.EndsWith("Attribute", StringComparison.Ordinal))
        {
            Declares.Add(name.Substring(0, name.Length - "Attribute".Length));
        }

        Mentions.UnionWith(GeneratedNames.For(name));
    }

    private static bool IsExtension(MethodDeclarationSyntax method)
        => method.Ancestors().OfType<ClassDeclarationSyntax>().Any(static c => c.Modifiers.Any(SyntaxKind.StaticKeyword));
}
