using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using PaxosGen.Generators.Parsing;

namespace PaxosGen.CodeFixes.Determinism;

/// <summary>Takes Guids and random numbers from the command's context.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(EntropyFix)), Shared]
public sealed class EntropyFix : EditingFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ["PXG1002"];

    private protected override async Task<CodeChange?> FindAsync(Document document, Diagnostic diagnostic, CancellationToken cancellationToken)
    {
        var model = await document.GetSemanticModelAsync(cancellationToken).ConfigureAwait(false);
        var node = await NodeAsync<ExpressionSyntax>(document, diagnostic, cancellationToken).ConfigureAwait(false);
        if (model is null || node is null)
        {
            return null;
        }

        var source = Syntax.Whole(node);
        if (MemberFor(source, model) is not { } member || await ContextPath.FindAsync(document, source, cancellationToken).ConfigureAwait(false) is not { } path)
        {
            return null;
        }

        return new CodeChange(nameof(EntropyFix), $"Use {path.Name}.{member}", async edits =>
        {
            await path.ApplyAsync(edits).ConfigureAwait(false);
            if (!edits.Begin(source))
            {
                return;
            }

            await edits.ReplaceAsync(source, old => SyntaxFactory.ParseExpression($"{path.Name}.{member}").WithTriviaFrom(old)).ConfigureAwait(false);
            if (source.Parent is EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax { Parent: VariableDeclarationSyntax { Type: { IsVar: false } type } } } && edits.Begin(type))
            {
                await edits.ReplaceAsync(type, static old => SyntaxFactory.IdentifierName("var").WithTriviaFrom(old)).ConfigureAwait(false);
            }
        });
    }

    private static string? MemberFor(ExpressionSyntax source, SemanticModel model)
    {
        var symbol = model.GetSymbolInfo(source).Symbol;
        if (symbol is not { ContainingType: { } type })
        {
            return null;
        }

        return (Names.OfDefinition(type), symbol) switch
        {
            ("System.Guid", IMethodSymbol { Name: "NewGuid" or "CreateVersion7" }) when source is InvocationExpressionSyntax => "NewGuid()",
            ("System.Guid", IMethodSymbol { Name: "NewGuid" }) when source.Parent is ArgumentSyntax => "NewGuid",
            ("System.Random", IPropertySymbol { Name: "Shared" }) when IsReplaceable(source, model) => "Random",
            ("System.Random", IMethodSymbol { MethodKind: MethodKind.Constructor, Parameters.IsEmpty: true }) when source is BaseObjectCreationExpressionSyntax { Initializer: null } && IsReplaceable(source, model) => "Random",
            _ => null,
        };
    }

    /// <summary>Whether all that is asked of the generator is what a replicated one has with the same meaning.</summary>
    private static bool IsReplaceable(ExpressionSyntax source, SemanticModel model)
    {
        if (IsAskedForCommon(source, model))
        {
            return true;
        }

        if (source.Parent is not EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax { Parent: VariableDeclarationSyntax { Variables.Count: 1, Parent: LocalDeclarationStatementSyntax statement } } variable }
            || model.GetDeclaredSymbol(variable) is not { } local || statement.Parent is not { } block)
        {
            return false;
        }

        return block.DescendantNodes().OfType<IdentifierNameSyntax>()
            .Where(n => n.Identifier.ValueText == local.Name && SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(n).Symbol, local))
            .All(n => IsAskedForCommon(n, model));
    }

    private static bool IsAskedForCommon(ExpressionSyntax generator, SemanticModel model)
    {
        while (generator.Parent is ParenthesizedExpressionSyntax outer)
        {
            generator = outer;
        }

        return generator.Parent is MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax call } access && access.Expression == generator
            && model.GetSymbolInfo(call).Symbol is IMethodSymbol method
            && (method.Name, method.Parameters.Length) is ("Next", 1) or ("Next", 2) or ("NextInt64", 1) or ("NextDouble", 0);
    }
}
