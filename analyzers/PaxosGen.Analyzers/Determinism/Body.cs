using Microsoft.CodeAnalysis;

namespace PaxosGen.Analyzers.Determinism;

/// <summary>The code of a member: its operations, what it reaches, and what the rules have found in it. Read once, whoever reaches it.</summary>
internal sealed class Body(Member member, IReadOnlyList<IOperation> roots, Analysis analysis)
{
    private readonly HashSet<(string Rule, Location Location)> _reported = [];
    private readonly List<Finding> _findings = [];

    public Member Member { get; } = member;

    /// <summary>The member's blocks, initialisers and constructor calls, in the order in which they run.</summary>
    public IReadOnlyList<IOperation> Roots { get; } = roots;

    public Analysis Analysis { get; } = analysis;

    public Compilation Compilation => Analysis.Compilation;

    /// <summary>The type that the code is in.</summary>
    public INamedTypeSymbol Type => Member.Symbol as INamedTypeSymbol ?? Member.Symbol.ContainingType;

    /// <summary>The method, if it is one and not initialisers.</summary>
    public IMethodSymbol? Method => Member.Part == MemberPart.Body ? (IMethodSymbol)Member.Symbol : null;

    /// <summary>What it calls.</summary>
    public List<Edge> Edges { get; } = [];

    /// <summary>Initialisers that run with it, with where.</summary>
    public List<(Member Member, IOperation? Site)> Triggers { get; } = [];

    /// <summary>Types that it creates instances of, as constructed there.</summary>
    public List<(INamedTypeSymbol Type, IOperation Site)> Creates { get; } = [];

    /// <summary>Types that it names as type arguments.</summary>
    public List<(INamedTypeSymbol Type, IOperation Site)> TypeArguments { get; } = [];

    public IReadOnlyList<Finding> Findings => _findings;

    public void Report(Finding finding)
    {
        if (_reported.Add((finding.Rule.Id, finding.Location)))
        {
            _findings.Add(finding);
        }
    }

    public void Report(Rule rule, IOperation leaf, string what, string advice, DiagnosticSeverity? severity = null)
    {
        var place = LeafPlace.Of(leaf);
        Report(new Finding(rule, place, what, advice)
        {
            Severity = severity,
            Related = leaf.Syntax.SpanStart == place.SourceSpan.Start ? [] : [leaf.Syntax.GetLocation()],
        });
    }

    /// <summary>All operations, each before those in it; what <c>nameof</c> and <c>typeof</c> name is not run and not among them.</summary>
    public IEnumerable<IOperation> Operations()
    {
        var open = new Stack<IOperation>();
        for (var i = Roots.Count - 1; i >= 0; i--)
        {
            open.Push(Roots[i]);
        }

        while (open.Count > 0)
        {
            var operation = open.Pop();
            yield return operation;
            if (operation.Kind == OperationKind.NameOf)
            {
                continue;
            }

            foreach (var child in operation.ChildOperations.Reverse())
            {
                open.Push(child);
            }
        }
    }
}
