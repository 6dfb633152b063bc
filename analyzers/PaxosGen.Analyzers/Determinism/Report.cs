using Microsoft.CodeAnalysis;

namespace PaxosGen.Analyzers.Determinism;

/// <summary>Makes diagnostics of findings, by who reaches the code.</summary>
internal sealed class Report(Analysis analysis)
{
    private readonly HashSet<(string Rule, Location Location)> _reported = [];
    private readonly List<Diagnostic> _diagnostics = [];

    public IReadOnlyList<Diagnostic> Diagnostics()
    {
        foreach (var reachability in new[] { analysis.Commands!, analysis.Queries! })
        {
            foreach (var visit in reachability.Visits)
            {
                foreach (var finding in visit.Body.Findings)
                {
                    Add(visit, finding);
                }
            }

            foreach (var (visit, edge) in reachability.Unknown)
            {
                if (edge.Site is { } site)
                {
                    Add(visit, new Finding(
                        Rules.Unverifiable,
                        site.Syntax.GetLocation(),
                        edge.Target.ToDisplayString(SymbolDisplayFormat.CSharpShortErrorMessageFormat),
                        "nothing in reach creates an implementation; create it here, or vouch for it with [Deterministic(\"why\")]"));
                }
            }
        }

        return _diagnostics;
    }

    private void Add(Visit visit, Finding finding)
    {
        var rule = finding.Rule;
        var severity = finding.Severity ?? rule.Descriptor.DefaultSeverity;
        if (visit.Reach == Reach.Query)
        {
            if (rule.InQuery == InQuery.Harmless || (rule.InQuery != InQuery.Only && analysis.Commands!.Find(visit.Body.Member) is not null))
            {
                return;
            }

            if (rule.InQuery == InQuery.Local)
            {
                rule = Rules.LocalQuery;
                severity = rule.Descriptor.DefaultSeverity;
            }
        }
        else if (rule.InQuery == InQuery.Only)
        {
            return;
        }

        if ((finding.Holds is { } holds && !holds(visit)) || Place(visit, finding) is not { } place || !_reported.Add((rule.Id, place)))
        {
            return;
        }

        _diagnostics.Add(Diagnostic.Create(
            rule.Descriptor,
            place,
            severity,
            visit.Sites.AddRange(finding.Related),
            finding.Properties,
            finding.What,
            finding.Advice,
            visit.Path));
    }

    /// <summary>Where it is shown: of what is in generated code, the last call that somebody has written.</summary>
    private Location? Place(Visit visit, Finding finding)
    {
        if (!analysis.Sources.IsGenerated(finding.Location.SourceTree))
        {
            return finding.Location;
        }

        for (var current = visit; current is not null; current = current.Parent)
        {
            if (current.Site is { SourceTree: { } tree } site && !analysis.Sources.IsGenerated(tree))
            {
                return site;
            }
        }

        return null;
    }
}
