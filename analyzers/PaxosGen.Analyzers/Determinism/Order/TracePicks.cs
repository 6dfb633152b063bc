using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PaxosGen.Analyzers.Determinism.Order;

/// <content>What takes single elements out of a collection.</content>
internal sealed partial class Trace
{
    /// <summary>Take and Skip: which elements, and not only in which order.</summary>
    private void StepCut(IInvocationOperation call, Disorder disorder)
    {
        if (disorder.HasTies)
        {
            Push(call, disorder with { IsCut = true });
        }
        else if (Next(call) is not { TargetMethod.Name: "Any" or "Count" or "LongCount" } || Next(call)!.Arguments.Any(static a => SortKeys.LambdaOf(a.Value) is not null))
        {
            Leak(call, "which elements these are depends on it", disorder);
        }
    }

    private void StepPick(IInvocationOperation call, string name, Disorder disorder)
    {
        if (PicksByKey(call, disorder))
        {
            return;
        }

        if (name is "IndexOf" or "LastIndexOf" or "FindIndex" or "FindLastIndex" ? !IsExistence(call) : true)
        {
            Pick(call, disorder);
        }
    }

    /// <summary>First(e => e.Key == key): there is one at most.</summary>
    private bool PicksByKey(IInvocationOperation call, Disorder disorder)
        => LambdaOf(call) is { } lambda && IsOneByKey(lambda, disorder)
            || (call.Instance ?? call.Arguments.FirstOrDefault()?.Value) is { } before && Entries.Unwrap(before) is IInvocationOperation { TargetMethod.Name: "Where" } filter && LambdaOf(filter) is { } condition && IsOneByKey(condition, disorder);

    private static IAnonymousFunctionOperation? LambdaOf(IInvocationOperation call) => call.Arguments.Select(static a => SortKeys.LambdaOf(a.Value)).FirstOrDefault(static l => l is not null);

    private bool IsOneByKey(IAnonymousFunctionOperation lambda, Disorder disorder)
    {
        var entries = new Entries(lambda.Syntax, index);
        entries.Add(lambda.Symbol.Parameters[0], "");
        return SortKeys.ResultOf(lambda) is { } condition && KeyEquality.Holds(condition, isNegated: false, entries, disorder);
    }

    /// <summary>Follows an element that the order has picked: that there is one, and what the sort has compared, is the same everywhere.</summary>
    private void Pick(IOperation element, Disorder disorder, string path = "")
    {
        const string Why = "which element this is depends on it";
        if (IsExistence(element) || element.Parent is IExpressionStatementOperation && element is not IInvocationOperation { TargetMethod.Name: "TryTake" or "TryPop" or "TryDequeue" })
        {
            return;
        }

        if (!disorder.HasTies || !disorder.SortedBy.IsDefault && SortKeys.Covers(disorder.SortedBy, path))
        {
            if (!disorder.HasTies && !IsOnlyOne(element))
            {
                Leak(element, Why, disorder);
            }

            return;
        }

        switch (element.Parent)
        {
            case IConversionOperation or IParenthesizedOperation or ICoalesceOperation:
                Pick(element.Parent, disorder, path);
                break;
            case IConditionalAccessOperation access when access.Operation == element:
                var instance = access.WhenNotNull.DescendantsAndSelf().OfType<IConditionalAccessInstanceOperation>().FirstOrDefault(i => Entries.Receiver(i) == element);
                if (instance is not null)
                {
                    Pick(instance, disorder, path);
                }

                break;
            case IConditionalAccessOperation access:
                Pick(access, disorder, path);
                break;
            case IMemberReferenceOperation { Member: IPropertySymbol or IFieldSymbol } member when member.Instance == element:
                var symbol = member.Member is IFieldSymbol { CorrespondingTupleField: { } item } ? item : member.Member;
                Pick(member, disorder, path.Length == 0 ? symbol.Name : path + "." + symbol.Name);
                break;
            case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator }:
                foreach (var reference in index.References(declarator.Symbol))
                {
                    Pick(reference, disorder, path);
                }

                break;
            default:
                Leak(element, Why, disorder);
                break;
        }
    }

    /// <summary>Whether it is only asked if there is an element.</summary>
    private static bool IsExistence(IOperation element)
    {
        var parent = element.Parent;
        while (parent is IConversionOperation or IParenthesizedOperation)
        {
            parent = parent.Parent;
        }

        return parent switch
        {
            IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } binary => IsNothing(binary.LeftOperand) || IsNothing(binary.RightOperand),
            IBinaryOperation { OperatorKind: BinaryOperatorKind.LessThan or BinaryOperatorKind.GreaterThanOrEqual or BinaryOperatorKind.GreaterThan } binary
                => Entries.Unwrap(binary.RightOperand) is { ConstantValue: { HasValue: true, Value: 0 or -1 } } && element is IInvocationOperation { TargetMethod.Name: "IndexOf" or "FindIndex" or "LastIndexOf" or "FindLastIndex" },
            IIsPatternOperation { Pattern: var pattern } => IsNullPattern(pattern),
            _ => false,
        };
    }

    private static bool IsNothing(IOperation operand) => Entries.Unwrap(operand) is IDefaultValueOperation or ILiteralOperation { ConstantValue: { HasValue: true, Value: null or -1 } } or IUnaryOperation { ConstantValue: { HasValue: true, Value: -1 } };

    private static bool IsNullPattern(IPatternOperation pattern) => pattern switch
    {
        INegatedPatternOperation negated => IsNullPattern(negated.Pattern),
        IConstantPatternOperation { Value.ConstantValue: { HasValue: true, Value: null } } => true,
        IRecursivePatternOperation { DeclaredSymbol: null, PropertySubpatterns.IsEmpty: true, DeconstructionSubpatterns.IsEmpty: true } => true,
        _ => false,
    };

    /// <summary>if (set.Count == 1) return set.First();</summary>
    private bool IsOnlyOne(IOperation element)
    {
        if (Source is null)
        {
            return false;
        }

        var text = Source.Syntax.ToString();
        IOperation child = element;
        for (var parent = element.Parent; parent is not null; child = parent, parent = parent.Parent)
        {
            if (parent is IConditionalOperation conditional && conditional.WhenTrue == child && conditional.Condition.DescendantsAndSelf().Any(o =>
                o is IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals, RightOperand: { ConstantValue: { HasValue: true, Value: 1 } }, LeftOperand: var left } && left.Syntax.ToString().StartsWith(text + ".Count", StringComparison.Ordinal)))
            {
                return true;
            }
        }

        return false;
    }
}
