namespace PaxosGen.Testing;

/// <summary>The parts of a history that no key connects; each is linearizable or not by itself.</summary>
internal static class Partition
{
    /// <summary>Parts in the order of their first operations, each in the order of its calls.</summary>
    public static IEnumerable<List<Operation<TCall, TResult>>> ByKeys<TState, TCall, TResult>(
        List<Operation<TCall, TResult>> operations, SequentialModel<TState, TCall, TResult> model)
    {
        var keysOf = operations.ConvertAll(o => model.Keys(o.Call));
        if (keysOf.Contains(null))
        {
            // What touches everything connects everything.
            return [operations];
        }

        // Union-find over the operations; a key's first user stands for the key.
        var parent = Enumerable.Range(0, operations.Count).ToArray();
        var userOf = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < operations.Count; i++)
        {
            foreach (var key in keysOf[i]!)
            {
                if (!userOf.TryAdd(key, i))
                {
                    parent[Root(parent, i)] = Root(parent, userOf[key]);
                }
            }
        }

        return Enumerable.Range(0, operations.Count)
            .GroupBy(i => Root(parent, i), i => operations[i])
            .Select(g => g.ToList());
    }

    private static int Root(int[] parent, int i)
    {
        while (parent[i] != i)
        {
            i = parent[i] = parent[parent[i]];
        }

        return i;
    }
}
