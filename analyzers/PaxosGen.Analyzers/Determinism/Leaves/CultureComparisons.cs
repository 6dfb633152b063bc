using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using PaxosGen.Generators.Parsing;

namespace PaxosGen.Analyzers.Determinism.Leaves;

/// <summary>
/// PXG1011: sorts and sorted collections that nobody gives a comparer compare strings by the current culture. The members
/// that always do so are in the lists.
/// </summary>
internal sealed class CultureComparisons(Instantiations instantiations) : Check
{
    private const string Advice = "strings are compared by culture unless a comparer is given: pass StringComparer.Ordinal";

    public override ImmutableArray<OperationKind> Kinds { get; } =
        [OperationKind.Invocation, OperationKind.ObjectCreation, OperationKind.PropertyReference, OperationKind.FieldReference, OperationKind.MethodReference, OperationKind.CollectionExpression];

    public override void Visit(IOperation operation, Body body)
    {
        var (member, arguments) = operation switch
        {
            IInvocationOperation call => ((ISymbol)call.TargetMethod, call.Arguments),
            IObjectCreationOperation { Constructor: { } constructor } creation => (constructor, creation.Arguments),
            ICollectionExpressionOperation { ConstructMethod: { } construct } => (construct, []),
            IMemberReferenceOperation reference => (reference.Member, ImmutableArray<IArgumentOperation>.Empty),
            _ => (null, []),
        };
        if (member is null || body.Analysis.Sources.Has(member) || KeyOf(member, operation) is not { } key || HasComparer(member, arguments))
        {
            return;
        }

        if (key is ITypeParameterSymbol parameter)
        {
            body.Report(new Finding(Rules.CultureComparison, LeafPlace.Of(operation), Names.InMessage(member), Advice)
            {
                Holds = _ => instantiations.Any(parameter, ComparesStrings),
            });
        }
        else if (ComparesStrings(key))
        {
            body.Report(Rules.CultureComparison, operation, Names.InMessage(member), Advice);
        }
    }

    /// <summary>What is compared, if the default comparer of its type may be used.</summary>
    private static ITypeSymbol? KeyOf(ISymbol member, IOperation operation)
    {
        if (member is not { ContainingType: { } type })
        {
            return null;
        }

        return type.Name switch
        {
            "Enumerable" or "Queryable" when SymbolNames.IsIn(type, "System.Linq") => OfLinq((IMethodSymbol)member),
            "Array" or "MemoryExtensions" when SymbolNames.IsIn(type, "System") => member is IMethodSymbol { Name: "Sort" or "BinarySearch" } method ? OfArray(method, operation) : null,
            "List" or "ImmutableList" or "ImmutableArray" or "Builder" when member.Name is "Sort" or "BinarySearch" => FirstArgument(type) ?? FirstArgument(member),
            "SortedSet" or "SortedDictionary" or "SortedList" when SymbolNames.IsIn(type, "System.Collections.Generic") => IsConstructor(member) ? FirstArgument(type) : null,
            "PriorityQueue" when SymbolNames.IsIn(type, "System.Collections.Generic") => IsConstructor(member) ? type.TypeArguments[1] : null,
            "ImmutableSortedSet" or "ImmutableSortedDictionary" => OfImmutable(member),
            "Comparer" when member.Name == "Default" => FirstArgument(type),
            "IComparable" when member.Name == "CompareTo" => Receiver(operation),
            "ValueTuple" or "Tuple" when member.Name == "CompareTo" => type,
            _ => null,
        };
    }

    private static ITypeSymbol? OfLinq(IMethodSymbol method)
    {
        var definition = method.OriginalDefinition;
        if (method.Name is "Min" or "Max" && method.Parameters.LastOrDefault()?.Type is INamedTypeSymbol { Name: "Func", TypeArguments.Length: 2 } selector)
        {
            return selector.TypeArguments[1];
        }

        var named = method.Name switch
        {
            "OrderBy" or "OrderByDescending" or "ThenBy" or "ThenByDescending" or "MinBy" or "MaxBy" => "TKey",
            "Order" or "OrderDescending" => "T",
            "Min" or "Max" => "TSource",
            _ => null,
        };
        var at = definition.TypeParameters.FirstOrDefault(p => p.Name == named);
        return at is null ? null : method.TypeArguments[at.Ordinal];
    }

    private static ITypeSymbol? OfArray(IMethodSymbol method, IOperation operation)
    {
        if (FirstArgument(method) is { } key)
        {
            return key;
        }

        var first = (operation as IInvocationOperation)?.Arguments.FirstOrDefault()?.Value;
        return ((first as IConversionOperation)?.Operand ?? first)?.Type is IArrayTypeSymbol array ? array.ElementType : null;
    }

    private static ITypeSymbol? OfImmutable(ISymbol member)
    {
        if (member.ContainingType.IsGenericType)
        {
            return member.Name == "Empty" ? FirstArgument(member.ContainingType) : null;
        }

        return member.Name is "Create" or "CreateRange" or "CreateBuilder" or "ToImmutableSortedSet" or "ToImmutableSortedDictionary" ? KeyArgument(member) : null;
    }

    private static ITypeSymbol? KeyArgument(ISymbol member)
    {
        var method = (IMethodSymbol)member;
        var at = method.OriginalDefinition.TypeParameters.FirstOrDefault(static p => p.Name == "TKey") ?? method.OriginalDefinition.TypeParameters.FirstOrDefault();
        return at is null ? null : method.TypeArguments[at.Ordinal];
    }

    private static bool IsConstructor(ISymbol member) => member is IMethodSymbol { MethodKind: MethodKind.Constructor };

    private static ITypeSymbol? FirstArgument(ISymbol member) => member switch
    {
        INamedTypeSymbol { TypeArguments: { IsEmpty: false } arguments } => arguments[0],
        IMethodSymbol { TypeArguments: { IsEmpty: false } arguments } => arguments[0],
        _ => null,
    };

    private static ITypeSymbol? Receiver(IOperation operation)
    {
        var instance = (operation as IInvocationOperation)?.Instance;
        while (instance is IConversionOperation { Operand: { } operand })
        {
            instance = operand;
        }

        return instance?.Type is INamedTypeSymbol { TypeKind: TypeKind.Interface, TypeArguments.Length: 1 } compared ? compared.TypeArguments[0] : instance?.Type;
    }

    /// <summary>Strings, and tuples that contain them: nothing else of the framework's is compared by culture.</summary>
    private static bool ComparesStrings(ITypeSymbol type)
        => type.SpecialType == SpecialType.System_String
            || (type is INamedTypeSymbol { Name: "ValueTuple" or "Tuple", IsGenericType: true } tuple && tuple.TypeArguments.Any(ComparesStrings));

    private static bool HasComparer(ISymbol member, ImmutableArray<IArgumentOperation> arguments)
    {
        if (arguments.IsEmpty)
        {
            // A method group says by its parameters what it will be given.
            return member is IMethodSymbol method && method.Parameters.Any(static p => IsComparer(p.Type));
        }

        return arguments.Any(static a => a.Parameter is { } parameter && IsComparer(parameter.Type) && !IsNothing(a.Value));
    }

    private static bool IsComparer(ITypeSymbol type)
        => type.Name is "IComparer" or "Comparison" or "Comparer" || type.TypeKind == TypeKind.TypeParameter && ((ITypeParameterSymbol)type).ConstraintTypes.Any(IsComparer);

    private static bool IsNothing(IOperation value)
    {
        while (value is IConversionOperation { Operand: { } operand })
        {
            value = operand;
        }

        return value is IDefaultValueOperation or { ConstantValue: { HasValue: true, Value: null } };
    }
}
