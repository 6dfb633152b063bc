using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FindSymbols;
using PaxosGen.Generators.Parsing;

namespace PaxosGen.CodeFixes.Determinism;

/// <summary>
/// Keeps the entries of a private field in order: sorted by their keys, or as they were added. What is saved is another
/// format then, which the schema file tells, so it is offered one at a time and last.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(SortedFieldFix)), Shared, ExtensionOrder(After = nameof(UnorderedFix))]
public sealed class SortedFieldFix : EditingFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ["PXG1008"];

    /// <summary>Existing snapshots need somebody to think of them.</summary>
    private protected override bool CanFixAll => false;

    private protected override async Task<CodeChange?> FindAsync(Document document, Diagnostic diagnostic, CancellationToken cancellationToken)
    {
        var model = await document.GetSemanticModelAsync(cancellationToken).ConfigureAwait(false);
        var node = await NodeAsync<ExpressionSyntax>(document, diagnostic, cancellationToken).ConfigureAwait(false);
        if (model is null || node is null
            || model.GetSymbolInfo(Syntax.Whole(node), cancellationToken).Symbol is not IFieldSymbol { DeclaredAccessibility: Accessibility.Private, IsStatic: false, Type: INamedTypeSymbol type } field
            || field.DeclaringSyntaxReferences.Length != 1
            || await field.DeclaringSyntaxReferences[0].GetSyntaxAsync(cancellationToken).ConfigureAwait(false) is not VariableDeclaratorSyntax { Parent: VariableDeclarationSyntax { Variables.Count: 1 } declaration } variable
            || TargetOf(type, model.Compilation) is not { } target
            || WithName(declaration.Type, target.Name) == declaration.Type
            || CreatedBy(variable, target) is not { } create
            || !await CanBecomeAsync(document.Project.Solution, field, target, cancellationToken).ConfigureAwait(false))
        {
            return null;
        }

        return new CodeChange(nameof(SortedFieldFix), $"Make '{field.Name}' a {target.Name}, which is saved in another format", async edits =>
        {
            await edits.ReplaceAsync(declaration.Type, old => WithName(old, target.Name)).ConfigureAwait(false);
            if (variable.Initializer is { } initializer)
            {
                await edits.ReplaceAsync(initializer.Value, old => create(old).WithTriviaFrom(old)).ConfigureAwait(false);
            }
        });
    }

    /// <summary>The sorted type of the same entries; for keys without a total order, the one that keeps the order of additions.</summary>
    private static INamedTypeSymbol? TargetOf(INamedTypeSymbol type, Compilation compilation)
    {
        var name = Names.OfDefinition(type) switch
        {
            "System.Collections.Generic.Dictionary" => Ordering.ComparerOf(type.TypeArguments[0]) is null ? "OrderedDictionary`2" : "SortedDictionary`2",
            "System.Collections.Generic.HashSet" when Ordering.ComparerOf(type.TypeArguments[0]) is not null => "SortedSet`1",
            _ => null,
        };
        return name is null ? null : compilation.GetTypeByMetadataName("System.Collections.Generic." + name)?.Construct([.. type.TypeArguments]);
    }

    /// <summary>The initialiser for the new type; null if it cannot be kept.</summary>
    private static Func<ExpressionSyntax, ExpressionSyntax>? CreatedBy(VariableDeclaratorSyntax variable, INamedTypeSymbol target)
    {
        var needsComparer = target.Name != "OrderedDictionary" && target.TypeArguments[0].SpecialType == SpecialType.System_String;
        switch (variable.Initializer?.Value)
        {
            case null:
                return needsComparer ? null : static old => old;
            case CollectionExpressionSyntax:
                return needsComparer ? OrdinalComparerFix.WithComparer : static old => old;
            case BaseObjectCreationExpressionSyntax { ArgumentList: null or { Arguments.Count: 0 } }:
                return old => Renamed(needsComparer ? OrdinalComparerFix.WithComparer(old) : old);
            case BaseObjectCreationExpressionSyntax { ArgumentList.Arguments: { Count: 1 } arguments }
                when needsComparer && arguments[0].Expression is MemberAccessExpressionSyntax { Expression: var owner, Name.Identifier.ValueText: "Ordinal" or "OrdinalIgnoreCase" } && owner.ToString().EndsWith("StringComparer", StringComparison.Ordinal):
                return Renamed;
            default:
                return null;
        }

        ExpressionSyntax Renamed(ExpressionSyntax expression)
            => expression is ObjectCreationExpressionSyntax creation ? creation.WithType((TypeSyntax)WithName(creation.Type, target.Name)) : expression;
    }

    private static TypeSyntax WithName(TypeSyntax type, string name)
        => type switch
        {
            NullableTypeSyntax nullable => nullable.WithElementType(WithName(nullable.ElementType, name)),
            GenericNameSyntax generic => generic.WithIdentifier(SyntaxFactory.Identifier(name).WithTriviaFrom(generic.Identifier)),
            QualifiedNameSyntax { Right: GenericNameSyntax generic } qualified => qualified.WithRight((SimpleNameSyntax)WithName(generic, name)),
            AliasQualifiedNameSyntax { Name: GenericNameSyntax generic } alias => alias.WithName((SimpleNameSyntax)WithName(generic, name)),
            _ => type,
        };

    /// <summary>Whether all uses mean the same with the new type.</summary>
    private static async Task<bool> CanBecomeAsync(Solution solution, IFieldSymbol field, INamedTypeSymbol target, CancellationToken cancellationToken)
    {
        foreach (var location in (await SymbolFinder.FindReferencesAsync(field, solution, cancellationToken).ConfigureAwait(false)).SelectMany(static r => r.Locations))
        {
            if (location.Document is SourceGeneratedDocument)
            {
                continue; // The generator follows.
            }

            var root = await location.Document.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false);
            var model = await location.Document.GetSemanticModelAsync(cancellationToken).ConfigureAwait(false);
            if (model is null || root?.FindNode(location.Location.SourceSpan, findInsideTrivia: true, getInnermostNodeForTie: true) is not { } node
                || (node.FirstAncestorOrSelf<CrefSyntax>() is null && (node is not ExpressionSyntax name || !IsSame(Syntax.Whole(name), target, model))))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsSame(ExpressionSyntax use, INamedTypeSymbol target, SemanticModel model)
    {
        switch (use.Parent)
        {
            case CommonForEachStatementSyntax or SpreadElementSyntax or ElementAccessExpressionSyntax or FromClauseSyntax:
                return true;
            case MemberAccessExpressionSyntax access when access.Expression == use:
                return model.GetSymbolInfo(access).Symbol switch
                {
                    IMethodSymbol { ReducedFrom.Parameters: var parameters } => parameters[0].Type.TypeKind == TypeKind.Interface,
                    IMethodSymbol method => target.GetMembers(method.Name).OfType<IMethodSymbol>().Any(m => m.Parameters.Length == method.Parameters.Length) || IsExtension(method),
                    IPropertySymbol property => property.Name is "Count" || (property.Name is "Keys" or "Values" && access.Parent is MemberAccessExpressionSyntax or CommonForEachStatementSyntax or SpreadElementSyntax),
                    _ => false,
                };
            default:
                return model.GetTypeInfo(use).ConvertedType is { TypeKind: TypeKind.Interface, Name: "IEnumerable" or "IReadOnlyCollection" or "IReadOnlyDictionary" };
        }
    }

    /// <summary>What all dictionaries have by way of their interface.</summary>
    private static bool IsExtension(IMethodSymbol method)
        => method.ContainingType.Name == "Dictionary" && (method.Name, method.Parameters.Length) is ("TryAdd", 2) or ("Remove", 2);
}
