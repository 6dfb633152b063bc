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
            if (rule.InQuery == InQuery.Harmless || analysis.Commands!.Find(visit.Body.Member) is not null && rule.InQuery != InQuery.Only)
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

        if (finding.Holds is { } holds && !holds(visit) || !_reported.Add((rule.Id, finding.Location)))
        {
            return;
        }

        _diagnostics.Add(Diagnostic.Create(
            rule.Descriptor,
            finding.Location,
            severity,
            visit.Sites.AddRange(finding.Related),
            finding.Properties,
            finding.What,
            finding.Advice,
            visit.Path));
    }
}
