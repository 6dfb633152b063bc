using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PaxosGen.Analyzers.Determinism.State;

/// <summary>Objects that leave the state before a handler returns them: the state machine does not have them any more.</summary>
internal static class Departures
{
    private static readonly HashSet<string> Takers = ["Dequeue", "Pop", "Take", "Exchange"];
    private static readonly HashSet<string> TakersByOut = ["Remove", "TryRemove", "TryDequeue", "TryPop", "TryTake"];

    /// <summary>Whether a result has been taken out of the state, or something else been put in its place.</summary>
    public static bool HasLeft(IOperation result, Facts facts)
    {
        if (IsTaken(result, facts))
        {
            return true;
        }

        if (result is not ILocalReferenceOperation { Local: var local })
        {
            return false;
        }

        var operations = facts.Body.Operations().ToList();
        var sets = operations.Where(o => Sets(o, local)).ToList();
        return sets.Count > 0 && sets.All(s => LeavesBy(s, local, result, operations, facts)) && !operations.Any(o => o is ILocalReferenceOperation reference && SymbolEqualityComparer.Default.Equals(reference.Local, local) && IsKept(reference, facts));
    }

    private static bool IsTaken(IOperation? value, Facts facts)
        => Unconverted(value) is IInvocationOperation { TargetMethod: var method } call && Takers.Contains(method.Name) && !facts.Model.Enters(method)
            && (method.Name == "Exchange" || call.Instance is { Type: { } type } && Traits.IsCollection(type) && !SymbolEqualityComparer.Default.Equals(type, call.Type));

    private static bool Sets(IOperation operation, ILocalSymbol local) => operation switch
    {
        IVariableDeclaratorOperation declarator => SymbolEqualityComparer.Default.Equals(declarator.Symbol, local) && declarator.GetVariableInitializer() is not null,
        ISimpleAssignmentOperation assignment => IsLocal(assignment.Target, local),
        IDeconstructionAssignmentOperation assignment => assignment.Target.DescendantsAndSelf().Any(o => IsLocal(o, local)),
        IArgumentOperation { Parameter.RefKind: RefKind.Out or RefKind.Ref } argument => IsLocal(argument.Value, local),
        IForEachLoopOperation loop => loop.LoopControlVariable.DescendantsAndSelf().Any(o => IsLocal(o, local) || o is IVariableDeclaratorOperation declarator && SymbolEqualityComparer.Default.Equals(declarator.Symbol, local)),
        IPatternOperation pattern => pattern is IDeclarationPatternOperation { DeclaredSymbol: { } found } && SymbolEqualityComparer.Default.Equals(found, local),
        _ => false,
    };

    private static bool IsLocal(IOperation? operation, ILocalSymbol local)
        => (operation is IDeclarationExpressionOperation declaration ? declaration.Expression : operation) is ILocalReferenceOperation reference && SymbolEqualityComparer.Default.Equals(reference.Local, local);

    /// <summary>Whether what is assigned to a variable is out of the state when the result is returned.</summary>
    private static bool LeavesBy(IOperation set, ILocalSymbol local, IOperation result, List<IOperation> operations, Facts facts) => set switch
    {
        IVariableDeclaratorOperation declarator => Leaves(declarator.GetVariableInitializer()!.Value, local, result, operations, facts),
        ISimpleAssignmentOperation assignment => Leaves(assignment.Value, local, result, operations, facts),
        // (var all, _all) = (_all, [])
        IDeconstructionAssignmentOperation { Target: ITupleOperation targets, Value: var value } => Unconverted(value) is ITupleOperation values && values.Elements.Length == targets.Elements.Length
            && targets.Elements.Select((t, i) => (Target: t, Value: values.Elements[i])).All(p => !IsLocal(p.Target, local) || targets.Elements.Any(t => IsSame(t, p.Value))),
        IArgumentOperation { Parent: IInvocationOperation { TargetMethod: var method } call } => !facts.Model.Enters(method)
            && (TakersByOut.Contains(method.Name) || method.Name == "TryGetValue" && call.Instance is { } container && IsRemoved(container, call.Arguments[0].Value, result, operations)),
        _ => false,
    };

    private static bool Leaves(IOperation value, ILocalSymbol local, IOperation result, List<IOperation> operations, Facts facts)
    {
        var place = Unconverted(value)!;
        if (IsTaken(place, facts) || place is IPropertyReferenceOperation { Property.IsIndexer: true, Instance: { } container } element && IsRemoved(container, element.Arguments[0].Value, result, operations))
        {
            return true;
        }

        return place is IMemberReferenceOperation && operations.Any(o => o is ISimpleAssignmentOperation assignment && IsSame(assignment.Target, place) && IsBetween(o, place, result)
            && Unconverted(assignment.Value) is IObjectCreationOperation or ICollectionExpressionOperation or IArrayCreationOperation or ILiteralOperation or IInvocationOperation
            && !assignment.Value.DescendantsAndSelf().Any(v => IsLocal(v, local)));
    }

    private static bool IsRemoved(IOperation container, IOperation key, IOperation result, List<IOperation> operations)
        => operations.Any(o => o is IInvocationOperation { Instance: { } instance, TargetMethod.Name: "Remove" or "RemoveAt" or "TryRemove" } call && IsSame(instance, container) && IsSame(call.Arguments[0].Value, key) && IsBetween(o, container, result));

    /// <summary>After the one, and always before the other: in a block that contains it.</summary>
    private static bool IsBetween(IOperation operation, IOperation first, IOperation last)
    {
        var block = operation.Parent;
        while (block is not null and not IBlockOperation)
        {
            if (block is IConditionalOperation { Condition: var condition } && !condition.Syntax.Span.Contains(operation.Syntax.Span) || block is ILoopOperation)
            {
                return false;
            }

            block = block.Parent;
        }

        return operation.Syntax.SpanStart > first.Syntax.SpanStart && operation.Syntax.SpanStart < last.Syntax.SpanStart && block is not null && block.Syntax.Span.Contains(last.Syntax.Span);
    }

    /// <summary>Whether the variable's object is given to somebody who may keep it.</summary>
    private static bool IsKept(ILocalReferenceOperation reference, Facts facts)
    {
        IOperation child = reference;
        while (child.Parent is IConversionOperation or IParenthesizedOperation)
        {
            child = child.Parent;
        }

        return child.Parent switch
        {
            IAssignmentOperation assignment => assignment.Value == child,
            IArgumentOperation { Parameter: { RefKind: RefKind.None } parameter } => facts.Model.Enters(parameter.ContainingSymbol) || parameter.OriginalDefinition.Type is ITypeParameterSymbol,
            _ => false,
        };
    }

    private static bool IsSame(IOperation? one, IOperation? other) => Text(one) == Text(other);

    private static string? Text(IOperation? operation)
    {
        var text = Unconverted(operation)?.Syntax.ToString();
        return text is not null && text.StartsWith("this.", StringComparison.Ordinal) ? text.Substring(5) : text;
    }

    private static IOperation? Unconverted(IOperation? value)
    {
        while (value is IConversionOperation or IParenthesizedOperation)
        {
            value = value is IConversionOperation conversion ? conversion.Operand : ((IParenthesizedOperation)value).Operand;
        }

        return value;
    }
}
