using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Simplification;
using PaxosGen.Generators.Parsing;

namespace PaxosGen.CodeFixes;

/// <summary>Passes <c>StringComparer.Ordinal</c> to the constructor of a sorted collection of strings.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(OrdinalComparerFix)), Shared]
public sealed class OrdinalComparerFix : EditingFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [Problem.CultureOrder];

    private protected override async Task<CodeChange?> FindAsync(Document document, Diagnostic diagnostic, CancellationToken cancellationToken)
    {
        var root = await document.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false);
        var node = root?.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true);
        if (node is not (BaseObjectCreationExpressionSyntax or CollectionExpressionSyntax) || node.Span != diagnostic.Location.SourceSpan
            || await document.GetSemanticModelAsync(cancellationToken).ConfigureAwait(false) is not { } model
            || model.GetTypeInfo(node, cancellationToken).ConvertedType is not INamedTypeSymbol type || !type.InstanceConstructors.Any(TakesComparer))
        {
            return null;
        }

        return new CodeChange(nameof(OrdinalComparerFix), "Order strings by StringComparer.Ordinal", edits => edits.ReplaceAsync((ExpressionSyntax)node, WithComparer));
    }

    internal static bool TakesComparer(IMethodSymbol constructor)
        => constructor.DeclaredAccessibility == Accessibility.Public && constructor.Parameters.Any(static p => p.Name == "comparer");

    internal static ExpressionSyntax WithComparer(ExpressionSyntax expression)
        => expression switch
        {
            BaseObjectCreationExpressionSyntax creation => WithComparer(creation),
            CollectionExpressionSyntax collection => WithComparer(collection).WithTriviaFrom(collection),
            _ => expression,
        };

    private static BaseObjectCreationExpressionSyntax WithComparer(BaseObjectCreationExpressionSyntax creation)
    {
        if (creation.ArgumentList is not { } list)
        {
            // new SortedSet<string> { … }: what stood between the type and the brace now follows the arguments.
            var type = ((ObjectCreationExpressionSyntax)creation).Type;
            return ((ObjectCreationExpressionSyntax)creation)
                .WithType(type.WithoutTrailingTrivia())
                .WithArgumentList(SyntaxFactory.ArgumentList(SyntaxFactory.SingletonSeparatedList(Comparer())).WithTrailingTrivia(type.GetTrailingTrivia()));
        }

        // One that is the default, or null, stands where ours must.
        var old = list.Arguments.FirstOrDefault(static a => a.NameColon?.Name.Identifier.ValueText == "comparer" || IsDefault(a.Expression));
        if (old is not null)
        {
            return creation.WithArgumentList(list.WithArguments(list.Arguments.Replace(old, old.WithExpression(Comparer().Expression.WithTriviaFrom(old.Expression)))));
        }

        var named = list.Arguments.Count > 0 && list.Arguments[list.Arguments.Count - 1].NameColon is not null;
        var comparer = named ? Comparer().WithNameColon(SyntaxFactory.NameColon("comparer").WithTrailingTrivia(SyntaxFactory.Space)) : Comparer();
        return creation.WithArgumentList(list.WithArguments(Joined(list.Arguments, comparer)));
    }

    private static ImplicitObjectCreationExpressionSyntax WithComparer(CollectionExpressionSyntax collection)
    {
        var creation = SyntaxFactory.ImplicitObjectCreationExpression(SyntaxFactory.ArgumentList(SyntaxFactory.SingletonSeparatedList(Comparer())), null);
        if (collection.Elements.Count == 0)
        {
            return creation;
        }

        var elements = SyntaxFactory.Argument(collection.WithoutTrivia());
        return creation.WithArgumentList(SyntaxFactory.ArgumentList(Joined(SyntaxFactory.SingletonSeparatedList(elements), Comparer())));
    }

    private static bool IsDefault(ExpressionSyntax expression)
        => expression.IsKind(SyntaxKind.NullLiteralExpression) || expression.IsKind(SyntaxKind.DefaultLiteralExpression)
            || expression is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Default" or "CurrentCulture" or "CurrentCultureIgnoreCase" or "InvariantCulture" or "InvariantCultureIgnoreCase" };

    private static SeparatedSyntaxList<ArgumentSyntax> Joined(SeparatedSyntaxList<ArgumentSyntax> arguments, ArgumentSyntax last)
    {
        if (arguments.Count == 0)
        {
            return SyntaxFactory.SingletonSeparatedList(last);
        }

        var all = arguments.GetWithSeparators().ToList();
        all.Add(SyntaxFactory.Token(SyntaxKind.CommaToken).WithTrailingTrivia(SyntaxFactory.Space));
        all.Add(last);
        return SyntaxFactory.SeparatedList<ArgumentSyntax>(all);
    }

    private static ArgumentSyntax Comparer()
        => SyntaxFactory.Argument(SyntaxFactory.ParseExpression("global::System.StringComparer.Ordinal").WithAdditionalAnnotations(Simplifier.Annotation));
}
