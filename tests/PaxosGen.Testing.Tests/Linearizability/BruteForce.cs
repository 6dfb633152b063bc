namespace PaxosGen.Testing.Tests.Linearizability;

/// <summary>The definition of linearizability, taken literally: every order of every choice of the operations without an answer.</summary>
internal static class BruteForce
{
    public static bool IsLinearizable<TState, TCall, TResult>(IReadOnlyList<Operation<TCall, TResult>> operations, SequentialModel<TState, TCall, TResult> model)
    {
        var returned = operations.Where(o => o.Outcome == OperationOutcome.Returned).ToList();
        var unknown = operations.Where(o => o.Outcome == OperationOutcome.Unknown).ToList();
        return Enumerable.Range(0, 1 << unknown.Count)
            .Select(chosen => returned.Concat(unknown.Where((_, i) => (chosen >> i & 1) == 1)).ToArray())
            .Any(chosen => AnyOrder(chosen, 0, order => KeepsTime(order) && Explains(order, model)));
    }

    private static bool AnyOrder<T>(T[] items, int from, Func<T[], bool> holds)
    {
        if (from == items.Length)
        {
            return holds(items);
        }

        for (var i = from; i < items.Length; i++)
        {
            (items[from], items[i]) = (items[i], items[from]);
            if (AnyOrder(items, from + 1, holds))
            {
                return true;
            }

            (items[from], items[i]) = (items[i], items[from]);
        }

        return false;
    }

    private static bool KeepsTime(Operation[] order)
    {
        for (var i = 0; i < order.Length; i++)
        {
            for (var j = i + 1; j < order.Length; j++)
            {
                if (order[j].ReturnedAt < order[i].InvokedAt)
                {
                    return false;
                }
            }
        }

        return true;
    }

    private static bool Explains<TState, TCall, TResult>(Operation<TCall, TResult>[] order, SequentialModel<TState, TCall, TResult> model)
    {
        var state = model.Initial;
        foreach (var operation in order)
        {
            (state, var answer) = model.Apply(state, operation.Call);
            if (operation.Outcome == OperationOutcome.Returned && !model.Matches(answer, operation.Result!))
            {
                return false;
            }
        }

        return true;
    }
}
