using Microsoft.CodeAnalysis;

namespace PaxosGen.Analyzers.Determinism.Leaves;

/// <summary>Who calls code that makes hash codes: hash functions alone, or somebody who sees the numbers.</summary>
internal sealed class HashCallers(Analysis analysis)
{
    private readonly Dictionary<Reach, Dictionary<Member, List<Visit>>> _callers = [];

    public static bool IsHashFunction(IMethodSymbol? method)
        => method is { Name: "GetHashCode" } || method?.ExplicitInterfaceImplementations.Any(static m => m.Name == "GetHashCode") == true;

    /// <summary>Whether code is called by anything but hash functions.</summary>
    public bool SeesValues(Visit visit)
    {
        var callers = CallersIn(visit.Reach);
        var seen = new HashSet<Member> { visit.Body.Member };
        var open = new Stack<Visit>();
        open.Push(visit);
        while (open.Count > 0)
        {
            var current = open.Pop();
            if (IsHashFunction(current.Body.Method))
            {
                continue;
            }

            if (current.Parent is null)
            {
                return true;
            }

            IEnumerable<Visit> above = callers.TryGetValue(current.Body.Member, out var all) ? all : [current.Parent];
            foreach (var caller in above)
            {
                if (seen.Add(caller.Body.Member))
                {
                    open.Push(caller);
                }
            }
        }

        return false;
    }

    private Dictionary<Member, List<Visit>> CallersIn(Reach reach)
    {
        if (_callers.TryGetValue(reach, out var callers))
        {
            return callers;
        }

        _callers.Add(reach, callers = []);
        foreach (var visit in (reach == Reach.Command ? analysis.Commands! : analysis.Queries!).Visits)
        {
            foreach (var edge in visit.Body.Edges)
            {
                var callee = Member.Of(edge.Target);
                if (!callers.TryGetValue(callee, out var list))
                {
                    callers.Add(callee, list = []);
                }

                list.Add(visit);
            }
        }

        return callers;
    }
}
