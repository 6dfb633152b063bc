using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PaxosGen.Analyzers.Determinism.Order;

/// <summary>Conditions that hold for one element at most, as they ask for its key.</summary>
internal static class KeyEquality
{
    /// <param name="isNegated">Whether the code runs where the condition does not hold.</param>
    public static bool Holds(IOperation condition, bool isNegated, Entries entries, Disorder disorder)
    {
        var equals = isNegated ? BinaryOperatorKind.NotEquals : BinaryOperatorKind.Equals;
        var and = isNegated ? BinaryOperatorKind.ConditionalOr : BinaryOperatorKind.ConditionalAnd;
        switch (Entries.Unwrap(condition))
        {
            case IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } not:
                return Holds(not.Operand, !isNegated, entries, disorder);
            case IBinaryOperation binary when binary.OperatorKind == and:
                return Holds(binary.LeftOperand, isNegated, entries, disorder) || Holds(binary.RightOperand, isNegated, entries, disorder);
            case IBinaryOperation binary when binary.OperatorKind == equals:
                return Either(binary.LeftOperand, binary.RightOperand);
            case IInvocationOperation { TargetMethod.Name: "Equals", Instance: { } instance } call when !isNegated && !call.Arguments.IsEmpty:
                return Either(instance, call.Arguments[0].Value);
            case IInvocationOperation { TargetMethod.Name: "Equals", Arguments.Length: >= 2 } call when !isNegated:
                return Either(call.Arguments[0].Value, call.Arguments[1].Value);
            case IIsPatternOperation { Pattern: IConstantPatternOperation } pattern when !isNegated:
                return IsKey(pattern.Value);
            default:
                return false;
        }

        bool Either(IOperation one, IOperation other) => IsKey(one) && !entries.Depends(other) || IsKey(other) && !entries.Depends(one);

        bool IsKey(IOperation operand) => entries.InjectiveIn(operand).Any(p => Entries.IsUnique(p, disorder));
    }
}
