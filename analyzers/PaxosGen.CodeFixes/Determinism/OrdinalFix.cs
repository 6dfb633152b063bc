using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using PaxosGen.Generators.Parsing;

namespace PaxosGen.CodeFixes.Determinism;

/// <summary>Compares strings by their characters' numbers, and cases them by the table that is the same everywhere.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(OrdinalFix)), Shared]
public sealed class OrdinalFix : ExpressionFix
{
    private const string Comparison = "global::System.StringComparison.Ordinal";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ["PXG1011"];

    private protected override Rewrite? Find(ExpressionSyntax node, SemanticModel model)
    {
        if (node is CollectionExpressionSyntax or BaseObjectCreationExpressionSyntax && model.GetTypeInfo(node) is { ConvertedType: INamedTypeSymbol collection })
        {
            return collection.TypeArguments.Length > 0 && collection.InstanceConstructors.Any(static c => OrdinalComparerFix.TakesComparer(c) && c.Parameters.Any(static p => IsComparerOfStrings(p.Type)))
                ? new Rewrite("Order strings by StringComparer.Ordinal", node, OrdinalComparerFix.WithComparer)
                : null;
        }

        return model.GetSymbolInfo(node).Symbol switch
        {
            IMethodSymbol method when node is InvocationExpressionSyntax call => OfCall(call, method, model),
            IMethodSymbol { Name: "ToUpper" or "ToLower", Parameters.Length: 1 } method when Names.OfDefinition(method.ContainingType) == "System.Char"
                => new Rewrite($"Use {method.Name}Invariant", node, old => Syntax.Renamed(old, method.Name + "Invariant")),
            IFieldSymbol { ContainingType: { Name: "StringComparison", ContainingNamespace.Name: "System" } } field => Renamed(node, field.Name),
            IPropertySymbol { ContainingType: { Name: "StringComparer", ContainingNamespace.Name: "System" } } property => Renamed(node, property.Name),
            IPropertySymbol { Name: "Default", ContainingType: { Name: "Comparer" } type } when type.TypeArguments.FirstOrDefault()?.SpecialType == SpecialType.System_String
                => new Rewrite("Use StringComparer.Ordinal", node, static _ => SyntaxText.Expression(Syntax.Ordinal)),
            IFieldSymbol { Name: "Empty", ContainingType: { Name: "ImmutableSortedSet" or "ImmutableSortedDictionary" } type }
                when type.TypeArguments.FirstOrDefault()?.SpecialType == SpecialType.System_String && node is MemberAccessExpressionSyntax { Expression: GenericNameSyntax }
                => new Rewrite("Order strings by StringComparer.Ordinal", node, static old => Created((GenericNameSyntax)((MemberAccessExpressionSyntax)old).Expression)),
            _ => null,
        };
    }

    private static Rewrite? Renamed(ExpressionSyntax node, string name)
    {
        var ordinal = name.EndsWith("IgnoreCase", StringComparison.Ordinal) ? "OrdinalIgnoreCase" : "Ordinal";
        return new Rewrite($"Use {ordinal}", node, old => Syntax.Renamed(old, ordinal));
    }

    /// <summary>An empty collection says nothing of its comparer; one that is created does.</summary>
    private static InvocationExpressionSyntax Created(GenericNameSyntax type)
        => SyntaxFactory.InvocationExpression(
            SyntaxFactory.MemberAccessExpression(
                SyntaxKind.SimpleMemberAccessExpression,
                SyntaxFactory.IdentifierName(type.Identifier.WithoutTrivia()),
                SyntaxFactory.GenericName("Create").WithTypeArgumentList(type.TypeArgumentList)),
            Syntax.Arguments(SyntaxText.Expression(Syntax.Ordinal)));

    private static Rewrite? OfCall(InvocationExpressionSyntax call, IMethodSymbol method, SemanticModel model)
    {
        var type = Names.OfDefinition(method.ContainingType);
        var list = call.ArgumentList;
        switch (type, method.Name)
        {
            case ("System.String", "StartsWith" or "EndsWith" or "IndexOf" or "LastIndexOf"):
                if (method.Parameters.Length == 3 && method.Parameters[1].Type.SpecialType == SpecialType.System_Boolean)
                {
                    return Syntax.Constant(Syntax.ArgumentFor(list, method, 1)?.Expression, model) is bool ignores
                        ? new Rewrite("Compare with StringComparison.Ordinal", call, old => WithLast((InvocationExpressionSyntax)old, 1, Case(ignores)))
                        : null;
                }

                return new Rewrite("Compare with StringComparison.Ordinal", call, static old
                    => old is InvocationExpressionSyntax c ? Syntax.WithArgument(c, c.ArgumentList.Arguments.Count, "comparisonType", Comparison) : old);
            case ("System.String", "Compare"):
                return OfCompare(call, method, model);
            case ("System.String", "CompareTo") when method.Parameters[0].Type.SpecialType == SpecialType.System_String && Syntax.Receiver(call) is not null:
                return new Rewrite("Use string.CompareOrdinal", call, static old => old is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access } c
                    ? SyntaxFactory.InvocationExpression(
                        SyntaxFactory.ParseExpression("string.CompareOrdinal"),
                        Syntax.Arguments(access.Expression.WithoutTrivia(), c.ArgumentList.Arguments[0].Expression))
                    : old);
            case ("System.String" or "System.Char" or "System.Text.Rune" or "System.MemoryExtensions", "ToUpper" or "ToLower"):
                return new Rewrite($"Use {method.Name}Invariant", call, old => WithoutCulture(Syntax.WithName((InvocationExpressionSyntax)old, method.Name + "Invariant"), method));
            default:
                return OfSort(call, method);
        }
    }

    private static Rewrite? OfCompare(InvocationExpressionSyntax call, IMethodSymbol method, SemanticModel model)
    {
        if (call.ArgumentList.Arguments.Any(static a => a.NameColon is not null))
        {
            return null;
        }

        // (a, b, …) or (a, index, b, index, length, …), and then whether to ignore the case.
        var count = method.Parameters.Length > 1 && method.Parameters[1].Type.SpecialType == SpecialType.System_Int32 ? 5 : 2;
        var ignores = method.Parameters.Length > count && method.Parameters[count].Type.SpecialType == SpecialType.System_Boolean
            ? Syntax.Constant(call.ArgumentList.Arguments[count].Expression, model)
            : method.Parameters.Length == count ? false : null;
        return ignores switch
        {
            false => new Rewrite("Use string.CompareOrdinal", call, old => old is InvocationExpressionSyntax c
                ? Syntax.WithName(c, "CompareOrdinal").WithArgumentList(c.ArgumentList.WithArguments(First(c.ArgumentList.Arguments, count)))
                : old),
            true => new Rewrite("Compare with StringComparison.OrdinalIgnoreCase", call, old => WithLast((InvocationExpressionSyntax)old, count, Comparison + "IgnoreCase")),
            _ => null,
        };
    }

    /// <summary>A sort, or a sorted collection, that takes a comparer.</summary>
    private static Rewrite? OfSort(InvocationExpressionSyntax call, IMethodSymbol method)
    {
        var comparer = method.Parameters.FirstOrDefault(static p => IsComparerOfStrings(p.Type));
        if (comparer is not null)
        {
            return Syntax.ArgumentFor(call.ArgumentList, method, comparer.Ordinal) is { } given && given.Expression.IsKind(SyntaxKind.NullLiteralExpression)
                ? new Rewrite("Order strings by StringComparer.Ordinal", given.Expression, static _ => SyntaxText.Expression(Syntax.Ordinal))
                : null;
        }

        return Syntax.Overload(method, IsComparerOfStrings) is { } overload
            ? new Rewrite("Order strings by StringComparer.Ordinal", call, old => Syntax.WithArgument((InvocationExpressionSyntax)old, overload.Index, overload.Name, Syntax.Ordinal))
            : null;
    }

    private static string Case(bool ignores) => ignores ? Comparison + "IgnoreCase" : Comparison;

    /// <summary>The first arguments, and then one.</summary>
    private static InvocationExpressionSyntax WithLast(InvocationExpressionSyntax call, int count, string last)
        => call.WithArgumentList(call.ArgumentList.WithArguments(SyntaxText.Insert(First(call.ArgumentList.Arguments, count), count, SyntaxFactory.Argument(SyntaxText.Expression(last)))));

    private static SeparatedSyntaxList<ArgumentSyntax> First(SeparatedSyntaxList<ArgumentSyntax> arguments, int count)
        => SyntaxFactory.SeparatedList<ArgumentSyntax>(arguments.GetWithSeparators().Take((2 * count) - 1));

    private static InvocationExpressionSyntax WithoutCulture(InvocationExpressionSyntax call, IMethodSymbol method)
    {
        var index = method.Parameters.IndexOf(method.Parameters.FirstOrDefault(static p => p.Type.Name == "CultureInfo")!);
        return index < 0 ? call : call.WithArgumentList(call.ArgumentList.WithArguments(call.ArgumentList.Arguments.RemoveAt(Math.Min(index, call.ArgumentList.Arguments.Count - 1))));
    }

    private static bool IsComparerOfStrings(ITypeSymbol type)
        => type is INamedTypeSymbol { Name: "IComparer", ContainingNamespace.Name: "Generic", TypeArguments.Length: 1 } comparer && comparer.TypeArguments[0].SpecialType == SpecialType.System_String;
}
