using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FindSymbols;
using PaxosGen.Generators.Parsing;

namespace PaxosGen.CodeFixes;

/// <summary>
/// Gives a handler the shape that it needs where that changes nothing else: nobody calls it, and no interface or base
/// class prescribes its signature.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(HandlerFix)), Shared]
public sealed class HandlerFix : EditingFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [Problem.BadHandler];

    private protected override async Task<CodeChange?> FindAsync(Document document, Diagnostic diagnostic, CancellationToken cancellationToken)
    {
        var model = await document.GetSemanticModelAsync(cancellationToken).ConfigureAwait(false);
        var declaration = await NodeAsync<MethodDeclarationSyntax>(document, diagnostic, cancellationToken).ConfigureAwait(false);
        if (model is null || declaration is null || model.GetDeclaredSymbol(declaration, cancellationToken) is not { IsStatic: false, IsGenericMethod: false } method)
        {
            return null;
        }

        var change = MoveContext(declaration, method, diagnostic) ?? PassByValue(declaration, method, diagnostic) ?? MakeSynchronous(declaration, method, diagnostic);
        return change is not null && await IsFreeAsync(document, method, cancellationToken).ConfigureAwait(false) ? change : null;
    }

    private static async Task<bool> IsFreeAsync(Document document, IMethodSymbol method, CancellationToken cancellationToken)
    {
        if (method.IsOverride || method.IsVirtual || method.IsPartialDefinition || method.PartialDefinitionPart is not null
            || method.ContainingType.AllInterfaces.SelectMany(i => i.GetMembers()).Any(m => SymbolEqualityComparer.Default.Equals(method.ContainingType.FindImplementationForInterfaceMember(m), method)))
        {
            return false;
        }

        var references = await SymbolFinder.FindReferencesAsync(method, document.Project.Solution, cancellationToken).ConfigureAwait(false);
        foreach (var location in references.SelectMany(static r => r.Locations))
        {
            // The stub that is generated for a handler in trouble does not call it, but a comment may name it.
            var root = await location.Document.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false);
            if (root?.FindNode(location.Location.SourceSpan, findInsideTrivia: true, getInnermostNodeForTie: true).FirstAncestorOrSelf<CrefSyntax>() is null)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The parameter at the diagnostic goes to the end of the list.</summary>
    private static CodeChange? MoveContext(MethodDeclarationSyntax declaration, IMethodSymbol method, Diagnostic diagnostic)
    {
        var index = IndexAt(declaration, diagnostic);
        var count = declaration.ParameterList.Parameters.Count;
        if (index < 0 || index == count - 1 || Names.OfDefinition(method.Parameters[index].Type) != Names.Context
            || method.Parameters[index].RefKind != RefKind.None || method.Parameters[count - 1].IsParams
            || method.Parameters.Count(static p => Names.OfDefinition(p.Type) == Names.Context) > 1
            || method.Parameters.Any(static p => p.HasExplicitDefaultValue))
        {
            return null;
        }

        return new CodeChange("MoveContext", "Move CommandContext to the end", edits => edits.ReplaceAsync(declaration.ParameterList, list =>
        {
            // The separators, and what stands around the places, stay where they are.
            var places = list.Parameters;
            var order = places.Where((_, i) => i != index).Concat([places[index]]).ToList();
            return list.WithParameters(SyntaxFactory.SeparatedList(
                order.Select((p, i) => p.WithTriviaFrom(places[i])),
                places.GetSeparators()));
        }));
    }

    /// <summary>An <c>in</c> parameter is only read, so a copy is as good.</summary>
    private static CodeChange? PassByValue(MethodDeclarationSyntax declaration, IMethodSymbol method, Diagnostic diagnostic)
    {
        var index = IndexAt(declaration, diagnostic);
        if (index < 0 || method.Parameters[index].RefKind is not (RefKind.In or RefKind.RefReadOnlyParameter))
        {
            return null;
        }

        return new CodeChange("PassByValue", $"Pass '{method.Parameters[index].Name}' by value", edits => edits.ReplaceAsync(
            declaration.ParameterList.Parameters[index],
            static p => p.WithModifiers([.. p.Modifiers.Where(static m => !m.IsKind(SyntaxKind.InKeyword) && !m.IsKind(SyntaxKind.RefKeyword) && !m.IsKind(SyntaxKind.ReadOnlyKeyword))]).WithTriviaFrom(p)));
    }

    /// <summary>A method that awaits nothing runs to its end before it returns: without <c>async</c> it does the same.</summary>
    private static CodeChange? MakeSynchronous(MethodDeclarationSyntax declaration, IMethodSymbol method, Diagnostic diagnostic)
    {
        if (!method.IsAsync || diagnostic.Location.SourceSpan != declaration.Identifier.Span || Awaits(declaration) || SynchronousType(declaration, method) is not { } type)
        {
            return null;
        }

        return new CodeChange("MakeSynchronous", "Make it synchronous", edits => edits.ReplaceAsync(declaration, old =>
        {
            var async = old.Modifiers.First(static m => m.IsKind(SyntaxKind.AsyncKeyword));
            var leading = async.LeadingTrivia;
            var isFirst = old.Modifiers[0] == async;
            old = old.WithModifiers(old.Modifiers.Remove(async)).WithReturnType(type.WithTriviaFrom(old.ReturnType));
            return isFirst
                ? old.Modifiers.Count > 0
                    ? old.WithModifiers(old.Modifiers.Replace(old.Modifiers[0], old.Modifiers[0].WithLeadingTrivia(leading)))
                    : old.WithReturnType(old.ReturnType.WithLeadingTrivia(leading))
                : old;
        }));
    }

    private static bool Awaits(MethodDeclarationSyntax declaration)
        => declaration.DescendantNodes(static n => n is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax)).Any(static n
            => n is AwaitExpressionSyntax or CommonForEachStatementSyntax { AwaitKeyword.RawKind: not 0 } or UsingStatementSyntax { AwaitKeyword.RawKind: not 0 }
                or LocalDeclarationStatementSyntax { AwaitKeyword.RawKind: not 0 });

    private static TypeSyntax? SynchronousType(MethodDeclarationSyntax declaration, IMethodSymbol method)
    {
        var keyword = SyntaxFactory.PredefinedType(SyntaxFactory.Token(SyntaxKind.VoidKeyword));
        return Names.OfDefinition(method.ReturnType) is "System.Threading.Tasks.Task" or "System.Threading.Tasks.ValueTask"
            ? declaration.ReturnType switch
            {
                GenericNameSyntax { TypeArgumentList.Arguments: { Count: 1 } arguments } => arguments[0],
                QualifiedNameSyntax { Right: GenericNameSyntax { TypeArgumentList.Arguments: { Count: 1 } arguments } } => arguments[0],
                _ when method.ReturnType is INamedTypeSymbol { IsGenericType: false } => keyword,
                _ => null,
            }
            : method.ReturnsVoid ? keyword : null;
    }

    private static int IndexAt(MethodDeclarationSyntax declaration, Diagnostic diagnostic)
        => declaration.ParameterList.Parameters.IndexOf(p => p.Span.Contains(diagnostic.Location.SourceSpan));
}
