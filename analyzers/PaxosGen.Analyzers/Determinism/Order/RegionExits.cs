using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PaxosGen.Analyzers.Determinism.Order;

/// <content>What leaves the loop before its end, and under which conditions code runs.</content>
internal sealed partial class Region
{
    private void Exit(IOperation operation)
    {
        if (!IsOfThis(operation))
        {
            return;
        }

        switch (operation)
        {
            case IReturnOperation { Kind: OperationKind.YieldReturn, ReturnedValue: { } element }:
                _sink.Yield(operation, element, _entries);
                break;
            case IReturnOperation { Kind: OperationKind.Return } exit when !IsByKey(exit):
                if (exit.ReturnedValue is { } value && (_entries.Depends(value) || _changing.Any(c => Mentions(value, c))))
                {
                    _sink.Leak(exit, "the first match is returned", null);
                }
                else if (_hasEffects)
                {
                    _sink.Leak(exit, "what comes after is left out", null);
                }

                break;
            case IBranchOperation { BranchKind: BranchKind.Break } exit when IsOfLoop(exit) && !IsByKey(exit):
                if (_hasEffects || _changing.Count > 0)
                {
                    _sink.Leak(exit, "what comes after is left out", null);
                }

                break;
            case IThrowOperation { Exception: { } exception } exit when _entries.Depends(exception) && !IsByKey(exit):
                _sink.Tie(exit, "which element the exception names depends on it", null);
                break;
        }
    }

    /// <summary>Not of a lambda or local function in it, which returns to itself.</summary>
    private bool IsOfThis(IOperation operation)
    {
        for (var parent = operation; parent is not null && parent != _root; parent = parent.Parent)
        {
            if (parent is IAnonymousFunctionOperation or ILocalFunctionOperation)
            {
                return false;
            }
        }

        return _root is not IBlockOperation { Parent: IAnonymousFunctionOperation or ILocalFunctionOperation or IMethodBodyBaseOperation } and not (IMethodBodyBaseOperation or ILocalFunctionOperation)
            || operation is IThrowOperation or IReturnOperation { Kind: OperationKind.YieldReturn };
    }

    private bool IsOfLoop(IBranchOperation exit)
    {
        for (var parent = exit.Parent; parent is not null && parent != _root; parent = parent.Parent)
        {
            if (parent is ILoopOperation or ISwitchOperation)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether code runs for one element alone: a condition around it compares a key with something.</summary>
    private bool IsByKey(IOperation operation) => Guards(operation).Any(g => KeyEquality.Holds(g.Condition, g.IsNegated, _entries, _disorder));

    /// <summary>The conditions that hold where an operation runs, up to the loop.</summary>
    private IEnumerable<(IOperation Condition, bool IsNegated)> Guards(IOperation operation)
    {
        IOperation child = operation;
        for (var parent = operation.Parent; parent is not null; child = parent, parent = parent.Parent)
        {
            if (parent is IConditionalOperation conditional && conditional.Condition != child)
            {
                yield return (conditional.Condition, conditional.WhenFalse == child);
            }

            if (parent is IBlockOperation block)
            {
                foreach (var statement in block.Operations)
                {
                    if (statement == child)
                    {
                        break;
                    }

                    if (statement is IConditionalOperation { WhenFalse: null } guard && Leaves(guard.WhenTrue))
                    {
                        yield return (guard.Condition, true);
                    }
                }
            }

            if (parent == _root || child == _root)
            {
                yield break;
            }
        }
    }

    private static bool Leaves(IOperation statement)
        => (statement is IBlockOperation { Operations.Length: 1 } block ? block.Operations[0] : statement) is IBranchOperation { BranchKind: BranchKind.Continue };
}
