using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PaxosGen.Analyzers.Determinism.State;

/// <summary>
/// PXG1020: an exception leaves the state as it is at that moment, on every replica alike, but hardly as it is meant.
/// Found are explicit throws that come after a write, in the same body or in one that is called after it.
/// </summary>
internal sealed class PartialCommit(Model model) : Check
{
    private readonly Dictionary<Member, ThrowWalk> _walks = [];
    private readonly HashSet<Member> _entered = [];

    public override ImmutableArray<OperationKind> Kinds { get; } = [];

    public override void Visit(IOperation operation, Body body)
    {
    }

    public override void Complete()
    {
        foreach (var facts in model.All())
        {
            if (StaticState.IsInitialization(facts.Body) || model.Analysis.Commands!.Find(facts.Body.Member) is null)
            {
                continue;
            }

            var walk = new ThrowWalk(facts);
            _walks.Add(facts.Body.Member, walk);
            foreach (var thrown in walk.Throws)
            {
                var written = thrown.Value;
                facts.Body.Report(new Finding(Rules.PartialCommit, thrown.Key.Syntax.GetLocation(), Wording.Quote(thrown.Key.Syntax), "check everything before the first change")
                {
                    Holds = visit => visit.Reach == Reach.Command && ((written & model.ContextOf(visit).State) != 0 || _entered.Contains(visit.Body.Member)),
                });
            }
        }

        FollowCalls();
    }

    /// <summary>Which bodies are called after a write, directly or through others.</summary>
    private void FollowCalls()
    {
        var contexts = model.ContextsOf(Reach.Command);
        var open = new Queue<Member>();
        foreach (var walk in _walks)
        {
            foreach (var call in walk.Value.Calls)
            {
                if ((call.Value & contexts.Of(walk.Key).State) != 0 && _entered.Add(call.Key))
                {
                    open.Enqueue(call.Key);
                }
            }
        }

        while (open.Count > 0)
        {
            foreach (var call in _walks.TryGetValue(open.Dequeue(), out var walk) ? walk.Calls.Keys : Enumerable.Empty<Member>())
            {
                if (_entered.Add(call))
                {
                    open.Enqueue(call);
                }
            }
        }
    }
}
