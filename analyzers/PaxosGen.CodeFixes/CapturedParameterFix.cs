using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using PaxosGen.Generators.Parsing;

namespace PaxosGen.CodeFixes;

/// <summary>Assigns a captured parameter of a primary constructor to a field, which a snapshot can save, and uses that.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(CapturedParameterFix)), Shared]
public sealed class CapturedParameterFix : EditingFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [Problem.CapturedParameter];

    private protected override async Task<CodeChange?> FindAsync(Document document, Diagnostic diagnostic, CancellationToken cancellationToken)
    {
        var model = await document.GetSemanticModelAsync(cancellationToken).ConfigureAwait(false);
        var parameter = await NodeAsync<ParameterSyntax>(document, diagnostic, cancellationToken).ConfigureAwait(false);
        if (model is null || parameter is not { Type: { } type, Parent.Parent: TypeDeclarationSyntax { OpenBraceToken.IsMissing: false } declaration }
            || declaration.OpenBraceToken.IsKind(SyntaxKind.None)
            || model.GetDeclaredSymbol(parameter, cancellationToken) is not { } symbol || model.GetDeclaredSymbol(declaration, cancellationToken) is not { } owner
            || owner.DeclaringSyntaxReferences.Length != 1)
        {
            // The uses of a class in several parts may be anywhere.
            return null;
        }

        var uses = declaration.Members
            .Where(static m => m is not BaseTypeDeclarationSyntax)
            .SelectMany(static m => m.DescendantNodes())
            .OfType<IdentifierNameSyntax>()
            .Where(n => n.Identifier.ValueText == symbol.Name && SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(n, cancellationToken).Symbol, symbol))
            .Where(n => !n.Ancestors().TakeWhile(a => a != declaration).Any(static a => IsInitializer(a)))
            .ToList();
        var name = FreeName(owner, model, declaration, symbol.Name);
        var modifiers = uses.Any(IsWritten) ? "private" : "private readonly";
        return new CodeChange(nameof(CapturedParameterFix), $"Keep '{symbol.Name}' in a field", async edits =>
        {
            foreach (var use in uses)
            {
                await edits.ReplaceAsync(use, node => SyntaxFactory.IdentifierName(name).WithTriviaFrom(node)).ConfigureAwait(false);
            }

            var field = SyntaxFactory.ParseMemberDeclaration($"{modifiers} {type.WithoutTrivia()} {name} = {parameter.Identifier.Text};")!
                .WithTrailingTrivia(SyntaxFactory.ElasticCarriageReturnLineFeed)
                .WithAdditionalAnnotations(Formatter.Annotation);
            await edits.ReplaceAsync(declaration, node => node.WithMembers(node.Members.Insert(PlaceOf(node), field))).ConfigureAwait(false);
        });
    }

    /// <summary>After the fields that are there, so that tags by place stay as they are; before anything else.</summary>
    private static int PlaceOf(TypeDeclarationSyntax declaration)
    {
        var last = declaration.Members.LastIndexOf(static m => m is FieldDeclarationSyntax or PropertyDeclarationSyntax { AccessorList: not null });
        return last + 1;
    }

    private static string FreeName(INamedTypeSymbol owner, SemanticModel model, TypeDeclarationSyntax declaration, string parameter)
    {
        var name = "_" + parameter;
        while (owner.GetMembers(name).Length > 0 || model.LookupSymbols(declaration.OpenBraceToken.Span.End, name: name).Length > 0)
        {
            name += "_";
        }

        return name;
    }

    private static bool IsInitializer(SyntaxNode node)
        => node is EqualsValueClauseSyntax { Parent: PropertyDeclarationSyntax }
            or EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax { Parent.Parent: FieldDeclarationSyntax } };

    private static bool IsWritten(IdentifierNameSyntax use)
        => use.Parent switch
        {
            AssignmentExpressionSyntax assignment => assignment.Left == use,
            PostfixUnaryExpressionSyntax => true,
            PrefixUnaryExpressionSyntax prefix => prefix.IsKind(SyntaxKind.PreIncrementExpression) || prefix.IsKind(SyntaxKind.PreDecrementExpression),
            ArgumentSyntax argument => !argument.RefKindKeyword.IsKind(SyntaxKind.None) || argument.Parent is TupleExpressionSyntax,
            RefExpressionSyntax => true,

            // A call may change a struct; in a readonly field it would change a copy.
            MemberAccessExpressionSyntax or ElementAccessExpressionSyntax => true,
            _ => false,
        };
}
