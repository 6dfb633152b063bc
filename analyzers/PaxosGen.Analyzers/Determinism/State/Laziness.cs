using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PaxosGen.Analyzers.Determinism.State;

/// <summary>Which expressions give sequences that are computed when somebody enumerates them.</summary>
internal static class Laziness
{
    public static bool IsLazy(IOperation? value, Facts facts) => IsLazy(value, facts, new HashSet<ISymbol>(SymbolEqualityComparer.Default));

    /// <param name="seen">The locals that have been looked at.</param>
    private static bool IsLazy(IOperation? value, Facts facts, HashSet<ISymbol> seen)
    {

        switch (value)
        {
            case IConversionOperation conversion:
                return IsLazy(conversion.Operand, facts, seen);
            case ITranslatedQueryOperation query:
                return IsLazy(query.Operation, facts, seen);
            case IConditionalOperation conditional:
                return IsLazy(conditional.WhenTrue, facts, seen) || IsLazy(conditional.WhenFalse, facts, seen);
            case ICoalesceOperation coalesce:
                return IsLazy(coalesce.Value, facts, seen) || IsLazy(coalesce.WhenNull, facts, seen);
            case ISwitchExpressionOperation choice:
                return choice.Arms.Any(a => IsLazy(a.Value, facts, seen));
            case ILocalReferenceOperation local when Traits.IsSequence(local.Type):
                return seen.Add(local.Local) && facts.Body.Operations().Any(o => IsAssigned(o, local.Local) && IsLazy(Assigned(o), facts, seen));
            case IPropertyReferenceOperation { Property: { GetMethod: { } getter } property } when facts.Model.Enters(property) && Traits.IsSequence(property.Type):
                return facts.Model.SummaryOf(getter).IsLazy;
            case IInvocationOperation call when Traits.IsSequence(call.Type):
                return IsLazyCall(call, facts, seen);
            default:
                return false;
        }
    }

    private static bool IsAssigned(IOperation operation, ILocalSymbol local) => operation switch
    {
        IVariableDeclaratorOperation declarator => SymbolEqualityComparer.Default.Equals(declarator.Symbol, local),
        ISimpleAssignmentOperation { Target: ILocalReferenceOperation target } => SymbolEqualityComparer.Default.Equals(target.Local, local),
        _ => false,
    };

    private static IOperation? Assigned(IOperation operation) => operation switch
    {
        IVariableDeclaratorOperation declarator => declarator.GetVariableInitializer()?.Value,
        ISimpleAssignmentOperation assignment => assignment.Value,
        _ => null,
    };

    private static bool IsLazyCall(IInvocationOperation call, Facts facts, HashSet<ISymbol> seen)
    {
        var method = call.TargetMethod;
        if (method.MethodKind == MethodKind.LocalFunction)
        {
            return seen.Add(method.OriginalDefinition) && facts.Body.Operations().OfType<ILocalFunctionOperation>().Where(f => SymbolEqualityComparer.Default.Equals(f.Symbol, method.OriginalDefinition))
                .SelectMany(static f => f.Descendants().OfType<IReturnOperation>()).Any(r => r.Kind is OperationKind.YieldReturn or OperationKind.YieldBreak || IsLazy(r.ReturnedValue, facts, seen));
        }

        if (facts.Model.Enters(method))
        {
            return facts.Model.Targets(method, Model.KindOf(method)).Any(t => facts.Model.SummaryOf(t).IsLazy);
        }

        return method.ContainingType.Name is "Enumerable" or "Queryable" or "ParallelEnumerable"
            && method.Name is not ("Empty" or "AsEnumerable")
            || (method.Name == "AsEnumerable" && call.Arguments.Length > 0 && IsLazy(call.Arguments[0].Value, facts, seen))
            || (method.ContainingType.Name is not "Enumerable" && Traits.IsSequence(method.ReturnType) && method.Name is "AsQueryable" or "GetEnumerator" or "EnumerateLines" or "AsParallel");
    }
}
