using Microsoft.CodeAnalysis;

namespace PaxosGen.Analyzers.Determinism.State;

/// <summary>Who shares which objects, in all that handlers reach. Made when reachability is complete.</summary>
internal sealed class Model(Analysis analysis)
{
    private const int DeepestCall = 60;

    private readonly Dictionary<Member, Facts> _facts = [];
    private readonly Answers<Member> _summaries = new(DeepestCall);
    private readonly Dictionary<IMethodSymbol, IReadOnlyList<IMethodSymbol>> _targets = new(SymbolEqualityComparer.Default);
    private List<INamedTypeSymbol>? _types;
    private Contexts? _commands;
    private Contexts? _queries;

    public Analysis Analysis { get; } = analysis;

    public Traits Traits { get; } = new(analysis);

    /// <summary>Whether the symbol's code is in this compilation.</summary>
    public bool Enters(ISymbol symbol) => Analysis.Sources.Has(symbol);

    /// <summary>Asked for when nothing is being summarised.</summary>
    public Facts FactsOf(Body body)
    {
        if (body.Method is { } method)
        {
            SummaryOf(method);
        }

        if (!_facts.TryGetValue(body.Member, out var facts))
        {
            _facts.Add(body.Member, facts = new Facts(body, this));
        }

        return facts;
    }

    /// <summary>What a method does. Methods that call each other are summarised until nothing more is found.</summary>
    public Summary SummaryOf(IMethodSymbol method)
    {
        var member = Member.Of(method);
        return Analysis.Enters(member) ? _summaries.Ask(member, Summary.Empty, () => Summarize(member), Summary.AreSame) : Summary.Empty;
    }

    private Summary Summarize(Member member)
    {
        // They contain what is known of the methods that are called; what was made of less is forgotten.
        var facts = new Facts(Analysis.BodyOf(member), this);
        _facts[member] = facts;
        return facts.Summarize();
    }

    public static EdgeKind KindOf(IMethodSymbol method)
        => method.IsVirtual || method.IsAbstract || method.IsOverride || method.ContainingType?.TypeKind == TypeKind.Interface ? EdgeKind.Virtual : EdgeKind.Direct;

    /// <summary>What may run when a method is called: of a virtual one, the overrides of types that exist.</summary>
    public IReadOnlyList<IMethodSymbol> Targets(IMethodSymbol method, EdgeKind kind)
    {
        if (kind == EdgeKind.Direct)
        {
            return [method];
        }

        if (!_targets.TryGetValue(method.OriginalDefinition, out var targets))
        {
            _types ??= [.. Analysis.Commands!.Types.Concat(Analysis.Queries!.Types).Distinct<INamedTypeSymbol>(SymbolEqualityComparer.Default)];
            var found = new HashSet<IMethodSymbol>(SymbolEqualityComparer.Default);
            foreach (var type in _types)
            {
                if (Dispatch.Implementation(type, method) is { } implementation)
                {
                    found.Add(implementation);
                }
            }

            targets = found.Count == 0 ? [method] : [.. found];
            _targets.Add(method.OriginalDefinition, targets);
        }

        return targets;
    }

    /// <summary>What bodies get that commands, or queries, reach.</summary>
    public Contexts ContextsOf(Reach reach)
        => reach == Reach.Command
            ? _commands ??= new Contexts(this, Analysis.Commands!, Analysis.Machines.SelectMany(static m => m.Commands))
            : _queries ??= new Contexts(this, Analysis.Queries!, Analysis.Machines.SelectMany(static m => m.Queries));

    public Context ContextOf(Visit visit) => ContextsOf(visit.Reach).Of(visit.Body.Member);

    /// <summary>All bodies in reach, those that are called before those that call, mostly.</summary>
    public IEnumerable<Facts> All()
    {
        foreach (var visit in Analysis.Commands!.Visits.Concat(Analysis.Queries!.Visits).Reverse().ToList())
        {
            if (visit.Body.Method is { } method)
            {
                SummaryOf(method);
            }
        }

        var seen = new HashSet<Member>();
        foreach (var visit in Analysis.Commands!.Visits.Concat(Analysis.Queries!.Visits).ToList())
        {
            if (seen.Add(visit.Body.Member))
            {
                yield return FactsOf(visit.Body);
            }
        }
    }
}
