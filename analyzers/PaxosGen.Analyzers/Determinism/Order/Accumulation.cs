using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PaxosGen.Analyzers.Determinism.Order;

/// <summary>How a variable takes up one element after the other.</summary>
internal enum Folding
{
    /// <summary>In a way that tells their order.</summary>
    Ordered,

    /// <summary>As a sum or a maximum does: in whatever order.</summary>
    Commutes,

    /// <summary>An immutable list gets longer.</summary>
    Appends,
}

/// <summary>Which ways to combine elements forget their order.</summary>
internal static class Accumulation
{
    /// <summary>Whether <c>target op= value</c> gives the same in any order.</summary>
    public static bool Of(ICompoundAssignmentOperation compound, Entries entries)
    {
        return compound.OperatorKind switch
        {
            _ when IsFloating(compound.Target.Type) => false,
            _ when compound.Target.Type?.SpecialType == SpecialType.System_String => !entries.Depends(compound.Value),
            BinaryOperatorKind.Add or BinaryOperatorKind.Subtract or BinaryOperatorKind.Or or BinaryOperatorKind.And or BinaryOperatorKind.ExclusiveOr => true,
            BinaryOperatorKind.Multiply => compound.Target.Type?.SpecialType != SpecialType.System_Decimal,
            _ => false,
        };
    }

    /// <summary>How <c>target = value</c> folds, where the value may mention the target.</summary>
    public static Folding Of(IOperation target, IOperation value, Entries entries)
    {
        switch (Entries.Unwrap(value))
        {
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.Add or BinaryOperatorKind.Or or BinaryOperatorKind.And or BinaryOperatorKind.ExclusiveOr or BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.ConditionalOr } binary:
                return Commutes(binary.Type) && (IsSame(binary.LeftOperand, target, entries) || IsSame(binary.RightOperand, target, entries)) ? Folding.Commutes : Folding.Ordered;
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.Subtract } binary:
                return Commutes(binary.Type) && IsSame(binary.LeftOperand, target, entries) ? Folding.Commutes : Folding.Ordered;
            case IInvocationOperation { TargetMethod: { Name: "Max" or "Min", IsStatic: true }, Arguments.Length: 2 } call when call.Arguments.Any(a => IsSame(a.Value, target, entries)):
                return Folding.Commutes;
            case IInvocationOperation { Instance: { } instance, TargetMethod.Name: var name } call when IsSame(instance, target, entries):
                return name switch
                {
                    _ when instance.Type is { Name: "ImmutableList" or "ImmutableArray" or "ImmutableQueue" or "ImmutableStack" or "IImmutableList" or "IImmutableQueue" or "IImmutableStack" }
                        => name is "Remove" or "RemoveAll" or "Clear" ? Folding.Commutes : Folding.Appends,
                    "Add" or "Remove" or "Union" or "Except" or "SetItem" or "Plus" => Folding.Commutes,
                    _ => Folding.Ordered,
                };
            // counts.TryGetValue(key, out var n) ? n + 1 : 1
            case IConditionalOperation { WhenFalse: { } otherwise } choice when choice.Condition.DescendantsAndSelf().Any(static o => o is IInvocationOperation { TargetMethod.Name: "TryGetValue" or "ContainsKey" }):
                return Starts(otherwise, choice.WhenTrue) ? Of(target, choice.WhenTrue, entries) : Starts(choice.WhenTrue, otherwise) ? Of(target, otherwise, entries) : Folding.Ordered;
            default:
                return Folding.Ordered;
        }
    }

    /// <summary>Whether what stands for the first element is what is added for each later one.</summary>
    private static bool Starts(IOperation first, IOperation later) => later.Syntax.ToString() is var text && text.Length > first.Syntax.Span.Length && text.Contains(first.Syntax.ToString());

    /// <summary>Whether adding numbers of a type rounds.</summary>
    public static bool IsFloating(ITypeSymbol? type)
    {
        if (type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable)
        {
            type = nullable.TypeArguments[0];
        }

        return type is { SpecialType: SpecialType.System_Single or SpecialType.System_Double } or { Name: "Half" or "NFloat" or "Complex" or "Vector2" or "Vector3" or "Vector4", ContainingNamespace.Name: "System" or "InteropServices" or "Numerics" };
    }

    private static bool Commutes(ITypeSymbol? type) => !IsFloating(type) && type?.SpecialType is not SpecialType.System_String;

    /// <summary>Whether an operand is the target itself, or what was looked up in its place before.</summary>
    private static bool IsSame(IOperation operand, IOperation target, Entries entries)
    {
        var one = Entries.Unwrap(operand);
        var other = Entries.Unwrap(target);
        if (one is ICoalesceOperation coalesce)
        {
            one = Entries.Unwrap(coalesce.Value);
        }

        if (one is null || other is null)
        {
            return false;
        }

        if (one.Syntax.ToString() == other.Syntax.ToString())
        {
            return true;
        }

        if (other is not IPropertyReferenceOperation { Property.IsIndexer: true, Instance: { } container })
        {
            return false;
        }

        if (one is ILocalReferenceOperation local && entries.IsWithin(local.Local))
        {
            if (entries.Index.Initializer(local.Local) is { } initial)
            {
                return IsSame(initial, target, entries);
            }

            // counts.TryGetValue(key, out var n); counts[key] = n + 1;
            return entries.Index.Lookup(local.Local) is { Instance: { } searched } && searched.Syntax.IsEquivalentTo(container.Syntax);
        }

        return one is IInvocationOperation { TargetMethod.Name: "GetValueOrDefault" } call && call.Syntax.ToString().StartsWith(container.Syntax + ".", StringComparison.Ordinal);
    }
}
