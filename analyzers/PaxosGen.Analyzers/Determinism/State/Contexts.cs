using Microsoft.CodeAnalysis;

namespace PaxosGen.Analyzers.Determinism.State;

/// <summary>What a body's receiver and parameters may be, in all calls of it that matter: sets of <see cref="Origin"/>'s bits.</summary>
internal sealed class Context
{
    /// <summary>What may be a part of the state machine's state.</summary>
    public ulong State { get; set; }

    /// <summary>What may be an object that static fields hold.</summary>
    public ulong Static { get; set; } = Origin.Static;

    /// <summary>What may be a handler's argument.</summary>
    public ulong Argument { get; set; }
}

/// <summary>
/// The contexts of all bodies that handlers of one kind reach: a worklist over calls, in which sets only grow. So a method
/// that changes what it is given is at fault only if somebody gives it state.
/// </summary>
internal sealed class Contexts
{
    private static readonly Context Unknown = new();

    private readonly Dictionary<Member, Context> _contexts = [];

    public Contexts(Model model, Reachability reachability, IEnumerable<IMethodSymbol> handlers)
    {
        var open = new Queue<Member>();
        var queued = new HashSet<Member>();
        foreach (var handler in handlers)
        {
            var context = Get(Member.Of(handler));
            context.State = Origin.This | Origin.ThisDeep;
            context.Argument = handler.Parameters.Aggregate(0UL, static (all, p) => all | Origin.OfParameter(p.Ordinal).All);
        }

        foreach (var visit in reachability.Visits)
        {
            open.Enqueue(visit.Body.Member);
            queued.Add(visit.Body.Member);
        }

        while (open.Count > 0)
        {
            var member = open.Dequeue();
            queued.Remove(member);
            if (reachability.Find(member) is not { } visit)
            {
                continue;
            }

            var context = Get(member);
            foreach (var call in model.FactsOf(visit.Body).Calls)
            {
                var target = Member.Of(call.Target);
                if (Grow(Get(target), call.Given, context) && queued.Add(target))
                {
                    open.Enqueue(target);
                }
            }
        }
    }

    public Context Of(Member member) => _contexts.TryGetValue(member, out var context) ? context : Unknown;

    private Context Get(Member member)
    {
        if (!_contexts.TryGetValue(member, out var context))
        {
            _contexts.Add(member, context = new Context());
        }

        return context;
    }

    private static bool Grow(Context callee, Arguments given, Context caller)
    {
        var (state, statics, argument) = (callee.State, callee.Static, callee.Argument);
        callee.State |= given.Invert(caller.State);
        callee.Static |= given.Invert(caller.Static);
        callee.Argument |= given.Invert(caller.Argument);
        return (state, statics, argument) != (callee.State, callee.Static, callee.Argument);
    }
}
