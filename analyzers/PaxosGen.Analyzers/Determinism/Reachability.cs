using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace PaxosGen.Analyzers.Determinism;

/// <summary>
/// What handlers reach: a worklist over members, with rapid type analysis (Bacon and Sweeney, OOPSLA 1996): a virtual
/// call reaches the overrides of types that reached code creates, so that what only hosted services use stays out.
/// Linear in the operations of reached code, however many handlers there are.
/// </summary>
internal sealed class Reachability(Analysis analysis, Reach reach, Reachability? before)
{
    private readonly Dictionary<Member, Visit> _visits = [];
    private readonly Queue<Visit> _open = new();

    // Types that exist, with who creates them first; those of commands exist for queries, too.
    private readonly Dictionary<INamedTypeSymbol, Visit?> _types = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<INamedTypeSymbol, Visit?> _arguments = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<IMethodSymbol, VirtualCall> _calls = new(SymbolEqualityComparer.Default);

    public IEnumerable<Visit> Visits => _visits.Values;

    /// <summary>The types of this compilation of which there are instances.</summary>
    public IEnumerable<INamedTypeSymbol> Types => _types.Keys;

    public Visit? Find(Member member) => _visits.TryGetValue(member, out var visit) ? visit : null;

    /// <summary>If not null, gets every call that is followed, and not only the first that leads to a member.</summary>
    public List<(Member From, Member To)>? Calls { get; init; }

    /// <summary>Calls of which no implementation is known: none is created, and there is not exactly one that could be.</summary>
    public List<(Visit Visit, Edge Edge)> Unknown { get; } = [];

    /// <summary>Follows everything that the roots reach.</summary>
    public void Run(IEnumerable<Member> roots, IEnumerable<INamedTypeSymbol> types)
    {
        foreach (var type in before?._types.Keys ?? Enumerable.Empty<INamedTypeSymbol>())
        {
            // They exist, but what libraries call on them they have called for commands.
            _types[type] = null;
        }

        foreach (var type in before?._arguments.Keys ?? Enumerable.Empty<INamedTypeSymbol>())
        {
            Name(type, null, null);
        }

        foreach (var root in roots)
        {
            Enter(root, null, null);
        }

        // What handlers create is created by them; what only codecs create comes after that, so that paths begin with handlers.
        FollowAll();
        foreach (var type in types)
        {
            Create(type, null, null);
        }

        do
        {
            FollowAll();
        }
        while (FollowSoleImplementations());

        if (Calls is { } all)
        {
            all.AddRange(_calls.Values.SelectMany(static c => c.Sites.SelectMany(s => c.Implementations.Select(i => (s.Visit.Body.Member, i)))));
        }
    }

    private void FollowAll()
    {
        while (_open.Count > 0)
        {
            analysis.CancellationToken.ThrowIfCancellationRequested();
            Follow(_open.Dequeue());
        }
    }

    private void Follow(Visit visit)
    {
        var body = visit.Body;
        foreach (var (type, site) in body.Creates)
        {
            Create(type.OriginalDefinition, visit, site);
        }

        foreach (var (type, site) in body.TypeArguments)
        {
            Name(type.OriginalDefinition, visit, site);
        }

        foreach (var (member, site) in body.Triggers)
        {
            Enter(member, visit, site);
        }

        foreach (var edge in body.Edges)
        {
            if (edge.Kind == EdgeKind.Direct)
            {
                Enter(Member.Of(edge.Target), visit, edge.Site);
            }
            else
            {
                Call(edge, visit);
            }
        }
    }

    private void Enter(Member member, Visit? parent, IOperation? site)
    {
        if (parent is not null)
        {
            Calls?.Add((parent.Body.Member, member));
        }

        if (!_visits.ContainsKey(member) && analysis.Enters(member))
        {
            var visit = new Visit(analysis.BodyOf(member), reach, parent, site?.Syntax.GetLocation());
            _visits.Add(member, visit);
            _open.Enqueue(visit);
        }
    }

    private void Call(Edge edge, Visit visit)
    {
        var target = edge.Target.OriginalDefinition;
        if (!_calls.TryGetValue(target, out var call))
        {
            _calls.Add(target, call = new VirtualCall(edge, visit));
            foreach (var type in edge.Kind == EdgeKind.TypeArgument ? _arguments.Keys : _types.Keys)
            {
                Resolve(call, type);
            }
        }

        call.Sites.Add((visit, edge));
    }

    /// <summary>A type whose instances exist from now on: virtual calls may reach it, and libraries what it overrides of theirs.</summary>
    private void Create(INamedTypeSymbol type, Visit? visit, IOperation? site)
    {
        if (!analysis.Sources.Has(type) || _types.ContainsKey(type))
        {
            return;
        }

        _types.Add(type, visit);
        foreach (var call in _calls.Values.Where(static c => c.First.Kind == EdgeKind.Virtual).ToList())
        {
            Resolve(call, type);
        }

        foreach (var method in analysis.Dispatch.CalledByLibraries(type))
        {
            Enter(Member.Of(method), visit, site);
        }
    }

    /// <summary>A type that is given as an argument from now on.</summary>
    private void Name(INamedTypeSymbol type, Visit? visit, IOperation? site)
    {
        if (_arguments.ContainsKey(type))
        {
            return;
        }

        _arguments.Add(type, visit);
        foreach (var call in _calls.Values.Where(static c => c.First.Kind == EdgeKind.TypeArgument).ToList())
        {
            Resolve(call, type);
        }

        if (type.IsValueType)
        {
            Create(type, visit, site); // It needs no constructor to exist.
        }
    }

    private void Resolve(VirtualCall call, INamedTypeSymbol type)
    {
        if (Dispatch.Implementation(type, call.First.Target) is { } implementation)
        {
            call.IsResolved = true;
            if (analysis.Sources.Has(implementation))
            {
                var member = Member.Of(implementation);
                call.Implementations.Add(member);
                Enter(member, call.By, call.First.Site);
            }
        }
    }

    /// <summary>Where nothing that is created implements what is called, the only type that could is taken.</summary>
    private bool FollowSoleImplementations()
    {
        var found = false;
        Unknown.Clear();
        foreach (var call in _calls.Values.Where(static c => !c.IsResolved).ToList())
        {
            if (!analysis.Enters(Member.Of(call.First.Target)))
            {
                continue; // Vouched for; or a library's own implementations: its lists tell of them.
            }

            var candidates = analysis.Dispatch.Implementers(call.First.Target);
            if (candidates.Count == 1)
            {
                Create(candidates[0], call.By, call.First.Site);
                call.IsResolved = true;
                found = true;
            }
            else
            {
                Unknown.AddRange(call.Sites);
            }
        }

        return found;
    }

    private sealed class VirtualCall(Edge first, Visit by)
    {
        public Edge First { get; } = first;

        public Visit By { get; } = by;

        public List<(Visit Visit, Edge Edge)> Sites { get; } = [];

        public List<Member> Implementations { get; } = [];

        public bool IsResolved { get; set; }
    }
}
