using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace PaxosGen.Analyzers.Determinism.State;

/// <summary>What callers need to know of a method. Sets are in the method's own terms.</summary>
/// <param name="Result">Where what it returns comes from.</param>
/// <param name="ResultLocation">Of one that returns a reference: the object that the variable is in.</param>
/// <param name="Outs">What it assigns to its parameters.</param>
/// <param name="Kept">What its receiver holds afterwards.</param>
/// <param name="Changed">The objects that it, and what it calls, changes.</param>
/// <param name="IsLazy">Whether it returns a sequence that is computed while it is enumerated.</param>
internal sealed record Summary(Origin Result, ulong ResultLocation, Origin[] Outs, ulong Kept, ulong Changed, bool IsLazy)
{
    public static readonly Summary Empty = new(Origin.None, 0, [], 0, 0, false);

    public static bool AreSame(Summary one, Summary other)
        => (one.Result, one.ResultLocation, one.Kept, one.Changed, one.IsLazy) == (other.Result, other.ResultLocation, other.Kept, other.Changed, other.IsLazy) && one.Outs.SequenceEqual(other.Outs);
}

/// <summary>One body, with what it does to objects.</summary>
internal sealed class Facts
{
    private List<Write>? _writes;
    private List<Call>? _calls;

    public Facts(Body body, Model model)
    {
        Body = body;
        Model = model;
        Origins = new Origins(body, model);
    }

    public Body Body { get; }

    public Model Model { get; }

    public Origins Origins { get; }

    public IReadOnlyList<Write> Writes => _writes ??= Write.Of(Body, Origins);

    /// <summary>What it calls, with what it gives.</summary>
    public IReadOnlyList<Call> Calls => _calls ??= ReadCalls();

    public Summary Summarize()
    {
        var result = Origins.Results.Aggregate(Origin.None, (all, r) => all | Origins.Of(r));
        var yields = IsIterator();
        if (yields)
        {
            result = new Origin(Origin.Own, result.All);
        }

        var method = Body.Method;
        var location = method is { ReturnsByRef: true } or { ReturnsByRefReadonly: true } ? Origins.Results.Aggregate(0UL, (all, r) => all | Origins.Location(r)) : 0;
        var kept = IsPrimaryConstructor() ? method!.Parameters.Aggregate(0UL, (all, p) => all | Origin.OfParameter(p.Ordinal).All) : 0;
        var changed = 0UL;
        const ulong receiver = Origin.This | Origin.ThisDeep;
        foreach (var write in Writes)
        {
            changed |= write.Objects;
            kept |= (write.Objects & receiver) != 0 ? write.Values.Aggregate(0UL, (all, v) => all | Origins.Of(v).All) : 0;
        }

        foreach (var call in Calls)
        {
            var callee = Model.SummaryOf(call.Target);
            changed |= call.Given.Apply(callee.Changed);
            kept |= (call.Given.Receiver.All & receiver) != 0 ? call.Given.Apply(callee.Kept) : 0;
        }

        return new Summary(result, location, [.. (method?.Parameters ?? []).Select(Origins.AssignedTo)], kept, changed, yields || Origins.Results.Any(r => Laziness.IsLazy(r, this)));
    }

    public bool IsIterator() => Traits.IsSequence(Body.Method?.ReturnType) && Body.Operations().Any(static o => o is IReturnOperation { Kind: OperationKind.YieldReturn or OperationKind.YieldBreak });

    private bool IsPrimaryConstructor()
        => Body.Method is { MethodKind: MethodKind.Constructor, DeclaringSyntaxReferences: { IsEmpty: false } references } && references[0].GetSyntax(Model.Analysis.CancellationToken) is TypeDeclarationSyntax;

    private List<Call> ReadCalls()
    {
        var calls = new List<Call>();
        foreach (var edge in Body.Edges)
        {
            foreach (var target in Model.Targets(edge.Target, edge.Kind))
            {
                if (Model.Enters(target))
                {
                    calls.Add(new Call(target, Origins.ArgumentsOf(edge.Site, target), edge.Site));
                }
            }
        }

        return calls;
    }
}

/// <summary>A call of a method of the user's.</summary>
internal sealed record Call(IMethodSymbol Target, Arguments Given, IOperation? Site);
