using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace PaxosGen.Analyzers.Determinism.State;

/// <summary>PXG1023: a query runs on the replica that is asked, and what it changes, it changes there alone.</summary>
internal sealed class QueryWrites(Model model) : Check
{
    public override ImmutableArray<OperationKind> Kinds { get; } = [];

    public override void Visit(IOperation operation, Body body)
    {
    }

    public override void Complete()
    {
        foreach (var facts in model.All())
        {
            if (StaticState.IsInitialization(facts.Body) || model.Analysis.Queries!.Find(facts.Body.Member) is null)
            {
                continue;
            }

            foreach (var write in facts.Writes)
            {
                facts.Body.Report(new Finding(Rules.QueryMutates, Wording.Place(write), Wording.Quote(write), "make it a command, or change a copy")
                {
                    Holds = visit => visit.Reach == Reach.Query && (write.Objects & (model.ContextOf(visit).State | model.ContextOf(visit).Static)) != 0,
                });
            }
        }
    }
}
