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
    public static AttributeListSyntax Attribute(string name, int argument) => AttributeOf($"{name}({argument.ToString(CultureInfo.InvariantCulture)})");

    /// <inheritdoc cref="Attribute(string, int)"/>
    public static AttributeListSyntax Attribute(string name, string? argument = null)
        => AttributeOf(argument is null ? name : $"{name}({SymbolDisplay.FormatLiteral(argument, quote: true)})");

    private static AttributeListSyntax AttributeOf(string attribute)
    {
        // Parsed, because the formatter moves what is built to a line of its own.
        var text = $"[global::PaxosGen.{attribute}] int x;";
        var list = SyntaxFactory.ParseMemberDeclaration(text)!.AttributeLists[0];
        return list.ReplaceNode(list.Attributes[0].Name, list.Attributes[0].Name.WithAdditionalAnnotations(Simplifier.Annotation));
    }

    public static LiteralExpressionSyntax Number(int number)
        => SyntaxFactory.LiteralExpression(SyntaxKind.NumericLiteralExpression, SyntaxFactory.Literal(number));

    /// <summary>An expression with <c>global::</c> names, which become as short as the file's usings allow.</summary>
    public static ExpressionSyntax Expression(string text)
    {
        // Only the names: what else is put in is the user's.
        var expression = SyntaxFactory.ParseExpression(text);
        var names = expression.DescendantNodesAndSelf().Where(static n => n is MemberAccessExpressionSyntax or QualifiedNameSyntax
            && n.Parent is not (MemberAccessExpressionSyntax or QualifiedNameSyntax) && n.GetFirstToken().IsKind(SyntaxKind.GlobalKeyword));
        return expression.ReplaceNodes(names, static (_, name) => name.WithAdditionalAnnotations(Simplifier.Annotation));
    }

    /// <summary>Inserts an element, on a line of its own where the others are.</summary>
    public static SeparatedSyntaxList<TNode> Insert<TNode>(SeparatedSyntaxList<TNode> list, int index, TNode node)
        where TNode : SyntaxNode
    {
        if (list.Count == 0)
        {
            return SyntaxFactory.SingletonSeparatedList(node);
        }

        var comma = SyntaxFactory.Token(SyntaxKind.CommaToken).WithTrailingTrivia(SyntaxFactory.Space);
        if (list.SeparatorCount > 0 && list.GetSeparator(0).TrailingTrivia.Any(SyntaxKind.EndOfLineTrivia))
        {
            comma = comma.WithTrailingTrivia(list.GetSeparator(0).TrailingTrivia.Where(static t => t.IsKind(SyntaxKind.EndOfLineTrivia)));
            node = node.WithLeadingTrivia(list[1].GetLeadingTrivia().Where(static t => t.IsKind(SyntaxKind.WhitespaceTrivia)));
        }

        var all = list.GetWithSeparators().ToList();
        if (index < list.Count)
        {
            // Comments stay in front of what they are in front of.
            all.InsertRange(Math.Max(0, (2 * index) - 1), index == 0 ? [node, comma] : [comma, node]);
            return SyntaxFactory.SeparatedList<TNode>(all);
        }

        // A closing parenthesis that is on a line of its own stays there.
        var last = list[list.Count - 1];
        if (last.GetTrailingTrivia().Any(SyntaxKind.EndOfLineTrivia))
        {
            node = node.WithTrailingTrivia(last.GetTrailingTrivia());
            all[all.Count - 1] = last.WithoutTrailingTrivia();
        }

        all.AddRange([comma, node]);
        return SyntaxFactory.SeparatedList<TNode>(all);
    }

    /// <summary>Adds a using directive where its name belongs among the others.</summary>
    public static CompilationUnitSyntax WithUsing(CompilationUnitSyntax unit, string name)
    {
        var endOfLine = unit.DescendantTrivia().FirstOrDefault(static t => t.IsKind(SyntaxKind.EndOfLineTrivia)) is { RawKind: not 0 } found ? found : SyntaxFactory.ElasticLineFeed;
        var directive = SyntaxFactory.UsingDirective(SyntaxFactory.ParseName(name))
            .WithUsingKeyword(SyntaxFactory.Token(SyntaxKind.UsingKeyword).WithTrailingTrivia(SyntaxFactory.Space))
            .WithTrailingTrivia(endOfLine);
        if (unit.Usings.Count == 0)
        {
            // What stands at the top of the file stays there.
            directive = directive.WithLeadingTrivia(unit.GetLeadingTrivia()).WithTrailingTrivia(endOfLine, endOfLine);
            return unit.WithLeadingTrivia().WithUsings([directive]);
        }

        var index = unit.Usings.TakeWhile(u => u.GlobalKeyword.RawKind != 0 || (u.Alias is null && u.StaticKeyword.RawKind == 0 && IsBefore(u.Name?.ToString() ?? "", name))).Count();
        if (index == 0)
        {
            directive = directive.WithLeadingTrivia(unit.Usings[0].GetLeadingTrivia());
            unit = unit.ReplaceNode(unit.Usings[0], unit.Usings[0].WithLeadingTrivia());
        }

        return unit.WithUsings(unit.Usings.Insert(index, directive));
    }

    private static bool IsBefore(string existing, string name)
    {
        var (a, b) = (existing == "System" || existing.StartsWith("System.", StringComparison.Ordinal), name == "System" || name.StartsWith("System.", StringComparison.Ordinal));
        return a == b ? string.CompareOrdinal(existing, name) < 0 : a;
    }

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
