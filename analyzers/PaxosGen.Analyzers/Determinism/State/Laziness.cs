using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PaxosGen.Analyzers.Determinism.State;

/// <summary>Which expressions give sequences that are computed when somebody enumerates them.</summary>
internal static class Laziness
{
    public static bool IsLazy(IOperation? value, Facts facts) => IsLazy(value, facts, 0);

    private static bool IsLazy(IOperation? value, Facts facts, int depth)
    {
        if (value is null || depth > 20)
        {
            return false;
        }

        switch (value)
        {
            case IConversionOperation conversion:
                return IsLazy(conversion.Operand, facts, depth + 1);
            case ITranslatedQueryOperation query:
                return IsLazy(query.Operation, facts, depth + 1);
            case IConditionalOperation conditional:
                return IsLazy(conditional.WhenTrue, facts, depth + 1) || IsLazy(conditional.WhenFalse, facts, depth + 1);
            case ICoalesceOperation coalesce:
                return IsLazy(coalesce.Value, facts, depth + 1) || IsLazy(coalesce.WhenNull, facts, depth + 1);
            case ISwitchExpressionOperation choice:
                return choice.Arms.Any(a => IsLazy(a.Value, facts, depth + 1));
            case ILocalReferenceOperation local when Traits.IsSequence(local.Type):
                return facts.Body.Operations().Any(o => o is IVariableDeclaratorOperation declarator && SymbolEqualityComparer.Default.Equals(declarator.Symbol, local.Local) && IsLazy(declarator.GetVariableInitializer()?.Value, facts, depth + 1)
                    || o is ISimpleAssignmentOperation { Target: ILocalReferenceOperation target } assignment && SymbolEqualityComparer.Default.Equals(target.Local, local.Local) && IsLazy(assignment.Value, facts, depth + 1));
            case IPropertyReferenceOperation { Property: { GetMethod: { } getter } property } when facts.Model.Enters(property) && Traits.IsSequence(property.Type):
                return facts.Model.SummaryOf(getter).IsLazy;
            case IInvocationOperation call when Traits.IsSequence(call.Type):
                return IsLazyCall(call, facts, depth);
            default:
                return false;
        }
    }

    private static bool IsLazyCall(IInvocationOperation call, Facts facts, int depth)
    {
        var method = call.TargetMethod;
        if (method.MethodKind == MethodKind.LocalFunction)
        {
            return facts.Body.Operations().OfType<ILocalFunctionOperation>().Where(f => SymbolEqualityComparer.Default.Equals(f.Symbol, method.OriginalDefinition))
                .SelectMany(static f => f.Descendants().OfType<IReturnOperation>()).Any(r => r.Kind is OperationKind.YieldReturn or OperationKind.YieldBreak || IsLazy(r.ReturnedValue, facts, depth + 1));
        }

        if (facts.Model.Enters(method))
        {
            return facts.Model.Targets(method, facts.Model.KindOf(method)).Any(t => facts.Model.SummaryOf(t).IsLazy);
        }

        return method.ContainingType.Name is "Enumerable" or "Queryable" or "ParallelEnumerable"
            && method.Name is not ("Empty" or "AsEnumerable")
            || (method.Name == "AsEnumerable" && call.Arguments.Length > 0 && IsLazy(call.Arguments[0].Value, facts, depth + 1))
            || (method.ContainingType.Name is not "Enumerable" && Traits.IsSequence(method.ReturnType) && method.Name is "AsQueryable" or "GetEnumerator" or "EnumerateLines" or "AsParallel");
    }
}
