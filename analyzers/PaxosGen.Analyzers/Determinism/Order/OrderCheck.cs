using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace PaxosGen.Analyzers.Determinism.Order;

/// <summary>PXG1008 and PXG1009: the order of an unordered collection escapes, or breaks ties.</summary>
internal sealed class OrderCheck(Analysis analysis) : Check
{
    private const int LongestName = 60;

    private readonly Flows _flows = new(analysis);
    public override ImmutableArray<OperationKind> Kinds { get; } = [];

    public override void Visit(IOperation operation, Body body)
    {
    }

    /// <summary>Bodies that are called come before those that call them, mostly, so that there are no deep chains of questions.</summary>
    public override void Complete()
    {
        var read = new HashSet<Member>();
        foreach (var visit in analysis.Commands!.Visits.Concat(analysis.Queries!.Visits).Reverse().ToList())
        {
            if (read.Add(visit.Body.Member))
            {
                Look(visit.Body);
            }
        }
    }

    private void Look(Body body)
    {
        foreach (var trace in _flows.TracesOf(body.Member))
        {
            if (trace is { Source: { } source, Disorder: { } disorder })
            {
                if (trace.Leaks.Count > 0)
                {
                    Report(body, Rules.Order, source, disorder, trace.Leaks);
                }
                else if (trace.Ties.Count > 0)
                {
                    Report(body, Rules.Ties, trace.TiesAt ?? source, disorder, [(source.Syntax.GetLocation(), ""), .. trace.Ties], trace.Ties[0].Why);
                }
            }
        }
    }

    private static void Report(Body body, Rule rule, IOperation leaf, Disorder disorder, List<(Location At, string Why)> places, string? reason = null)
    {
        var name = rule == Rules.Ties ? Trace.LocationOf(leaf) is { SourceTree: { } tree } location ? tree.GetText().ToString(location.SourceSpan) : "" : leaf.Syntax.ToString();
        name = name.Length > LongestName ? name.Substring(0, LongestName) + "…" : name;
        var advice = rule == Rules.Ties
            ? $"{reason ?? places[0].Why}; compare a key last, by ThenBy or in the comparison"
            : $"{reason ?? places[0].Why}, and {disorder.When}; sort by a key before, or keep a SortedDictionary, SortedSet or List";
        body.Report(new Finding(rule, Trace.LocationOf(leaf), name.Replace("\r", "").Replace("\n", " "), advice)
        {
            Severity = disorder.IsAsAdded ? DiagnosticSeverity.Info : disorder.Differs == Differs.ByContract ? DiagnosticSeverity.Warning : null,
            Related = [.. places.Select(static p => p.At), .. disorder.Related],
        });
    }
}
