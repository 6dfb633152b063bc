using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using PaxosGen.Analyzers.Determinism.External;
using PaxosGen.Generators.Parsing;

namespace PaxosGen.Analyzers.Determinism;

/// <summary>The analysis of one compilation: its state machines, what they reach, and what is to be said of it. Used by one thread at a time.</summary>
internal sealed class Analysis
{
    private readonly Dictionary<Member, Body> _bodies = [];
    private readonly HashSet<Body> _read = [];
    private readonly Dictionary<OperationKind, List<Check>> _checks = [];
    private readonly IReadOnlyList<Check> _all;

    public Analysis(Compilation compilation, AnalyzerOptions options, CancellationToken cancellationToken)
    {
        Compilation = compilation;
        CancellationToken = cancellationToken;
        Sources = new Sources(compilation, cancellationToken);
        Dispatch = new Dispatch(this);
        Apis = ApiList.Load(options.AdditionalFiles, cancellationToken);
        _all = Catalogue.Checks(this);
        foreach (var check in _all)
        {
            foreach (var kind in check.Kinds)
            {
                if (!_checks.TryGetValue(kind, out var list))
                {
                    _checks.Add(kind, list = []);
                }

                list.Add(check);
            }
        }
    }

    public Compilation Compilation { get; }

    public CancellationToken CancellationToken { get; }

    public Sources Sources { get; }

    public Dispatch Dispatch { get; }

    public ApiList Apis { get; }

    public IReadOnlyList<Machine> Machines { get; private set; } = [];

    /// <summary>What commands and the state machines' creation reach. Complete when findings are asked whether they hold.</summary>
    public Reachability? Commands { get; private set; }

    /// <summary>What queries reach.</summary>
    public Reachability? Queries { get; private set; }

    /// <summary>Everything that is to be reported, by file.</summary>
    public ILookup<SyntaxTree, Diagnostic> Run()
    {
        Machines = [.. Dispatch.Types.Where(static t => Names.Has(t, Names.Attribute)).Select(static t => new Machine(t))];
        if (Machines.Count == 0)
        {
            return Enumerable.Empty<Diagnostic>().ToLookup(static d => d.Location.SourceTree!);
        }

        Commands = new Reachability(this, Reach.Command, null);
        Commands.Run(Machines.SelectMany(static m => m.Commands.Concat(m.Creation)).Select(Member.Of), Machines.SelectMany(static m => m.Payloads(m.Commands)));
        Queries = new Reachability(this, Reach.Query, Commands);
        Queries.Run(Machines.SelectMany(static m => m.Queries).Select(Member.Of), Machines.SelectMany(static m => m.Payloads(m.Queries)));
        foreach (var check in _all)
        {
            check.Complete();
        }

        var report = new Report(this);
        return report.Diagnostics().ToLookup(static d => d.Location.SourceTree!);
    }

    /// <summary>The code of a member, with what the rules find in it.</summary>
    public Body BodyOf(Member member)
    {
        var body = Peek(member);
        if (_read.Add(body))
        {
            Read(body);
        }

        return body;
    }

    /// <summary>The code of a member, without asking the rules about it: what they look at when they follow a value to where nothing may reach.</summary>
    public Body Peek(Member member)
    {
        if (!_bodies.TryGetValue(member, out var body))
        {
            _bodies.Add(member, body = new Body(member, Sources.Read(member), this));
        }

        return body;
    }

    /// <summary>What handlers would reach if no attribute vouched for it.</summary>
    public HashSet<ISymbol> Vouched { get; } = new(SymbolEqualityComparer.Default);

    /// <summary>Whether the code of a member is looked at: it is of this compilation, and nobody vouches for it.</summary>
    public bool Enters(Member member) => Sources.Has(member.Symbol) && !IsVouched(member.Symbol);

    private bool IsVouched(ISymbol symbol)
    {
        if (Apis.FindOfUser(symbol) is { Rule: null })
        {
            return true;
        }

        for (ISymbol? current = (symbol as IMethodSymbol)?.AssociatedSymbol ?? symbol; current is not null and not INamespaceSymbol; current = current.ContainingSymbol)
        {
            if (Names.Has(current, Catalogue.Deterministic))
            {
                Vouched.Add(current);
                return true;
            }
        }

        return false;
    }

    private void Read(Body body)
    {
        var reader = new BodyReader(body, Sources);
        if (body.Method is { MethodKind: MethodKind.Constructor } constructor)
        {
            reader.ReadConstructor(constructor);
        }

        foreach (var operation in body.Operations())
        {
            reader.Read(operation);
            if (_checks.TryGetValue(operation.Kind, out var checks))
            {
                foreach (var check in checks)
                {
                    check.Visit(operation, body);
                }
            }
        }
    }
}
