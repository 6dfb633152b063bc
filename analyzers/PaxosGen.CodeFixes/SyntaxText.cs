using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Simplification;

namespace PaxosGen.CodeFixes;

/// <summary>Pieces of syntax that fit into the user's lines.</summary>
internal static class SyntaxText
{
    /// <summary>An attribute of PaxosGen, as short as the file's usings allow.</summary>
    public static AttributeListSyntax Attribute(string name, int? argument = null)
    {
        // Parsed, because the formatter moves what is built to a line of its own.
        var text = argument is { } number ? $"[global::PaxosGen.{name}({number.ToString(CultureInfo.InvariantCulture)})] int x;" : $"[global::PaxosGen.{name}] int x;";
        var list = SyntaxFactory.ParseMemberDeclaration(text)!.AttributeLists[0];
        return list.ReplaceNode(list.Attributes[0].Name, list.Attributes[0].Name.WithAdditionalAnnotations(Simplifier.Annotation));
    }

    public static LiteralExpressionSyntax Number(int number)
        => SyntaxFactory.LiteralExpression(SyntaxKind.NumericLiteralExpression, SyntaxFactory.Literal(number));

    /// <summary>Puts an attribute in front: on the same line, unless the node has others on lines of their own.</summary>
    public static TNode WithAttribute<TNode>(TNode node, AttributeListSyntax attribute)
        where TNode : SyntaxNode
    {
        var existing = AttributesOf(node);
        var first = node.GetFirstToken();
        var leading = first.LeadingTrivia;
        var onItsOwnLine = existing.Count > 0 && existing[0].GetTrailingTrivia().Any(SyntaxKind.EndOfLineTrivia);
        var indentation = leading.Count > 0 && leading[leading.Count - 1].IsKind(SyntaxKind.WhitespaceTrivia) ? leading[leading.Count - 1] : default;
        var rest = onItsOwnLine && indentation != default ? SyntaxFactory.TriviaList(indentation) : SyntaxFactory.TriviaList();
        attribute = attribute
            .WithLeadingTrivia(leading)
            .WithTrailingTrivia(onItsOwnLine ? existing[0].GetTrailingTrivia().Where(static t => t.IsKind(SyntaxKind.EndOfLineTrivia)) : [SyntaxFactory.Space]);
        node = node.ReplaceToken(first, first.WithLeadingTrivia(rest));
        return (TNode)(node switch
        {
            MemberDeclarationSyntax member => member.WithAttributeLists(member.AttributeLists.Insert(0, attribute)),
            ParameterSyntax parameter => parameter.WithAttributeLists(parameter.AttributeLists.Insert(0, attribute)),
            _ => (SyntaxNode)node,
        });
    }

    /// <summary>Adds <c>partial</c>, which must stand right before the keyword.</summary>
    public static TypeDeclarationSyntax WithPartial(TypeDeclarationSyntax declaration)
    {
        if (declaration.Modifiers.Any(SyntaxKind.PartialKeyword))
        {
            return declaration;
        }

        var partial = SyntaxFactory.Token(SyntaxKind.PartialKeyword).WithTrailingTrivia(SyntaxFactory.Space);
        if (declaration.Modifiers.Count == 0)
        {
            partial = partial.WithLeadingTrivia(declaration.Keyword.LeadingTrivia);
            declaration = declaration.WithKeyword(declaration.Keyword.WithLeadingTrivia());
        }

        return declaration.WithModifiers(declaration.Modifiers.Add(partial));
    }

    private static SyntaxList<AttributeListSyntax> AttributesOf(SyntaxNode node)
        => node switch
        {
            MemberDeclarationSyntax member => member.AttributeLists,
            ParameterSyntax parameter => parameter.AttributeLists,
            _ => default,
        };
}
