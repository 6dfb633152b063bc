using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using PaxosGen.Generators.Parsing;

namespace PaxosGen.CodeFixes.Determinism;

/// <summary>Sorting by what tells all elements apart.</summary>
internal static class Ordering
{
    /// <summary>
    /// The collection in the order of its keys, where it is used as a sequence; null if it is used as something else, or
    /// if nothing is known by which all of its elements differ.
    /// </summary>
    public static Rewrite? Of(ExpressionSyntax collection, SemanticModel model)
    {
        var whole = collection.Parent is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Keys" or "Values" } part && part.Expression == collection && KeyOf(ElementOf(model.GetTypeInfo(collection).Type)) is not null
            ? part
            : collection;
        if (!IsSequence(whole, model))
        {
            return null;
        }

        if (whole is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Values" } values && whole != collection)
        {
            var name = FreeName(whole, model);
            return By(KeyOf(ElementOf(model.GetTypeInfo(values.Expression).Type))!, name) is { } sorted
                ? new Rewrite("Sort by the keys", whole, old => old is MemberAccessExpressionSyntax access ? Syntax.Call(sorted(access.Expression), "Select", Lambda(name, "Value")) : old) { Import = "System.Linq" }
                : null;
        }

        return InOrder(whole, ElementOf(model.GetTypeInfo(whole).Type), model);
    }

    /// <summary>A sequence in the order of its elements, or of their keys.</summary>
    public static Rewrite? InOrder(ExpressionSyntax sequence, ITypeSymbol? element, SemanticModel model)
    {
        if (KeyOf(element) is { } key)
        {
            return By(key, FreeName(sequence, model)) is { } sorted ? new Rewrite("Sort by the keys", sequence, old => sorted(old)) { Import = "System.Linq" } : null;
        }

        return element is not null && ComparerOf(element) is { } comparer
            ? new Rewrite("Sort the elements", sequence, old => Syntax.Call(old, "Order", comparer)) { Import = "System.Linq" }
            : null;
    }

    /// <summary>The same sorted sequence, with ties broken by what tells all elements apart.</summary>
    public static Rewrite? WithoutTies(InvocationExpressionSyntax sort, ITypeSymbol element, SemanticModel model)
    {
        var name = FreeName(sort, model);
        var key = KeyOf(element);
        return ComparerOf(key ?? element) is { } comparer
            ? new Rewrite(key is null ? "Break ties by the elements" : "Break ties by the keys", sort, old => Syntax.Call(old, "ThenBy", [Lambda(name, key is null ? null : "Key"), .. comparer])) { Import = "System.Linq" }
            : null;
    }

    /// <summary>What the elements of a sequence are.</summary>
    public static ITypeSymbol? ElementOf(ITypeSymbol? type)
        => type is null ? null
            : type.AllInterfaces.Concat(type is INamedTypeSymbol named ? [named] : []).FirstOrDefault(static i => i.OriginalDefinition.SpecialType == SpecialType.System_Collections_Generic_IEnumerable_T)?.TypeArguments[0];

    /// <summary>
    /// The arguments by which values are compared so that only equal ones tie: none, or a comparer. Null if nothing is known
    /// to do that: a type of the user's may compare as it likes.
    /// </summary>
    public static ExpressionSyntax[]? ComparerOf(ITypeSymbol type)
        => type.SpecialType == SpecialType.System_String ? [SyntaxText.Expression(Syntax.Ordinal)] : IsTotal(type) ? [] : null;

    private static bool IsTotal(ITypeSymbol type)
        => type switch
        {
            { TypeKind: TypeKind.Enum } => true,
            { SpecialType: >= SpecialType.System_Boolean and <= SpecialType.System_Double or SpecialType.System_DateTime } => true,
            INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable => IsTotal(nullable.TypeArguments[0]),
            INamedTypeSymbol { IsTupleType: true } tuple => tuple.TypeArguments.All(IsTotal),
            _ => Names.OfDefinition(type) is "System.Guid" or "System.TimeSpan" or "System.DateTimeOffset" or "System.DateOnly" or "System.TimeOnly" or "System.Int128" or "System.UInt128" or "System.Half"
                or "System.Numerics.BigInteger",
        };

    /// <summary>Whether an expression is only enumerated, so that another sequence may take its place.</summary>
    private static bool IsSequence(ExpressionSyntax expression, SemanticModel model)
        => expression.Parent switch
        {
            CommonForEachStatementSyntax or SpreadElementSyntax or FromClauseSyntax or JoinClauseSyntax => true,
            MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax call } access when access.Expression == expression
                => model.GetSymbolInfo(call).Symbol is IMethodSymbol { ReducedFrom.Parameters: var parameters } && parameters[0].Type.Name == "IEnumerable",
            _ => model.GetTypeInfo(expression).ConvertedType?.Name == "IEnumerable",
        };

    private static ITypeSymbol? KeyOf(ITypeSymbol? element)
        => element is INamedTypeSymbol { Name: "KeyValuePair", TypeArguments.Length: 2 } pair ? pair.TypeArguments[0] : null;

    private static Func<ExpressionSyntax, ExpressionSyntax>? By(ITypeSymbol key, string name)
        => ComparerOf(key) is { } comparer ? sequence => Syntax.Call(sequence, "OrderBy", [Lambda(name, "Key"), .. comparer]) : null;

    private static ExpressionSyntax Lambda(string name, string? member)
        => SyntaxFactory.ParseExpression(member is null ? $"{name} => {name}" : $"{name} => {name}.{member}");

    private static string FreeName(SyntaxNode node, SemanticModel model)
    {
        var name = "x";
        for (var i = 1; model.LookupSymbols(node.SpanStart, name: name).Length > 0; i++)
        {
            name = $"x{i}";
        }

        return name;
    }
}
