using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace PaxosGen.Generators.Parsing;

/// <summary>Looks at how a sorted collection of strings is made: without a comparer it orders them by culture.</summary>
internal static class ComparerParser
{
    /// <summary>The initialiser of a field or property, or what its constructors assign to it, that leaves the order to the culture; null if none does where it can be seen.</summary>
    public static ExpressionSyntax? ByCulture(ISymbol member, Compilation compilation, CancellationToken cancellationToken)
    {
        foreach (var reference in member.DeclaringSyntaxReferences)
        {
            var value = reference.GetSyntax(cancellationToken) switch
            {
                VariableDeclaratorSyntax { Initializer.Value: { } v } => v,
                PropertyDeclarationSyntax { Initializer.Value: { } v } => v,
                _ => null,
            };
            if (value is not null && IsByCulture(value, compilation, cancellationToken))
            {
                return value;
            }
        }

        return member.ContainingType.InstanceConstructors
            .SelectMany(c => c.DeclaringSyntaxReferences)
            .Select(r => r.GetSyntax(cancellationToken))
            .OfType<ConstructorDeclarationSyntax>()
            .SelectMany(static c => c.DescendantNodes().OfType<AssignmentExpressionSyntax>())
            .FirstOrDefault(a => Assigns(a, member, compilation, cancellationToken) && IsByCulture(a.Right, compilation, cancellationToken))?.Right;
    }

    private static bool Assigns(AssignmentExpressionSyntax assignment, ISymbol member, Compilation compilation, CancellationToken cancellationToken)
    {
        var name = assignment.Left switch
        {
            IdentifierNameSyntax simple => simple,
            MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax, Name: IdentifierNameSyntax own } => own,
            _ => null,
        };
        return name?.Identifier.ValueText == member.Name
            && SymbolEqualityComparer.Default.Equals(compilation.GetSemanticModel(name.SyntaxTree).GetSymbolInfo(name, cancellationToken).Symbol, member);
    }

    private static bool IsByCulture(ExpressionSyntax value, Compilation compilation, CancellationToken cancellationToken)
    {
        if (value is CollectionExpressionSyntax or MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Empty" })
        {
            return true;
        }

        if (value is not BaseObjectCreationExpressionSyntax creation)
        {
            return false;
        }

        var model = compilation.GetSemanticModel(value.SyntaxTree);
        if (model.GetSymbolInfo(creation, cancellationToken).Symbol is not IMethodSymbol { MethodKind: MethodKind.Constructor } constructor || !BuiltIns.OrdersStrings(constructor.ContainingType))
        {
            return false;
        }

        var comparer = constructor.Parameters.FirstOrDefault(static p => p.Name == "comparer");
        if (comparer is null || creation.ArgumentList is not { } list)
        {
            return true;
        }

        var argument = list.Arguments.FirstOrDefault(static a => a.NameColon?.Name.Identifier.ValueText == "comparer")
            ?? (comparer.Ordinal < list.Arguments.Count && list.Arguments[comparer.Ordinal].NameColon is null ? list.Arguments[comparer.Ordinal] : null);
        return argument?.Expression switch
        {
            null => false,
            DefaultExpressionSyntax => true,
            LiteralExpressionSyntax literal => literal.Token.ValueText is "null" or "default",
            var given => model.GetSymbolInfo(given, cancellationToken).Symbol is IPropertySymbol { IsStatic: true } property && IsCulture(property),
        };
    }

    private static bool IsCulture(IPropertySymbol property)
        => (Names.OfDefinition(property.ContainingType), property.Name) is
            ("System.StringComparer", "CurrentCulture" or "CurrentCultureIgnoreCase" or "InvariantCulture" or "InvariantCultureIgnoreCase")
            or ("System.Collections.Generic.Comparer", "Default");
}
