using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace PaxosGen.Analyzers.Determinism.Order;

/// <summary>
/// Follows one collection without order from expression to expression, until its order is forgotten (counted, summed,
/// put into a set), made (sorted), or visible.
/// </summary>
internal sealed partial class Trace(Flows flows, BodyIndex index, IOperation? source)
{
    private readonly Queue<(IOperation Operation, Disorder Disorder)> _open = new();
    private readonly HashSet<IOperation> _seen = [];
    private readonly HashSet<Location> _leakLocations = [];
    private readonly List<(ISymbol Function, Disorder Disorder)> _returned = [];

    /// <summary>Where the collection is mentioned; null of a parameter.</summary>
    public IOperation? Source { get; } = source;

    /// <summary>Where its order becomes visible.</summary>
    public List<(Location At, string Why)> Leaks { get; } = [];

    /// <summary>Where the order of elements that compare as equal does.</summary>
    public List<(Location At, string Why)> Ties { get; } = [];

    /// <summary>The sort that leaves the ties, and what it is called.</summary>
    public IOperation? TiesAt { get; private set; }

    public Disorder? Disorder { get; private set; }

    /// <summary>What comes out of the method with the order still in it.</summary>
    public Disorder? ReturnedBy(IMethodSymbol method)
    {
        foreach (var (function, disorder) in _returned)
        {
            if (SymbolEqualityComparer.Default.Equals(function.OriginalDefinition, method))
            {
                return Source is null ? disorder : disorder with { Related = disorder.Related.Add(Source.Syntax.GetLocation()) };
            }
        }

        return null;
    }

    /// <summary>Whether a later look has found no more than an earlier one.</summary>
    public static bool AreSame(Trace? one, Trace? other)
        => (one?.Leaks.Count, one?.Ties.Count, one?._returned.Count) == (other?.Leaks.Count, other?.Ties.Count, other?._returned.Count);

    public static bool AreSame(IReadOnlyList<Trace> one, IReadOnlyList<Trace> other)
    {
        if (one.Count != other.Count)
        {
            return false;
        }

        for (var i = 0; i < one.Count; i++)
        {
            if (!AreSame(one[i], other[i]))
            {
                return false;
            }
        }

        return true;
    }

    public void Run(IOperation operation, Disorder disorder)
    {
        Disorder = disorder;
        Follow([(operation, disorder)]);
    }

    public void Follow(IEnumerable<(IOperation Operation, Disorder Disorder)> from)
    {
        foreach (var (operation, disorder) in from)
        {
            Push(operation, disorder);
        }

        while (_open.Count > 0)
        {
            var (operation, disorder) = _open.Dequeue();
            Step(operation, disorder);
        }
    }

    private void Push(IOperation operation, Disorder disorder)
    {
        if (_seen.Add(operation))
        {
            _open.Enqueue((operation, disorder));
        }
    }

    private void Leak(IOperation at, string why, Disorder disorder)
    {
        if (disorder.TiesAt is { } ties)
        {
            Tie(at, why, ties);
        }
        else if (_leakLocations.Add(LocationOf(at)))
        {
            Leaks.Add((LocationOf(at), why));
        }
    }

    private void Tie(IOperation at, string why, IOperation? sort)
    {
        if (_leakLocations.Add(LocationOf(at)))
        {
            TiesAt ??= sort;
            Ties.Add((LocationOf(at), why));
        }
    }

    /// <summary>Calls are named by their name: a chain of them begins with the same token.</summary>
    public static Location LocationOf(IOperation operation) => operation.Syntax switch
    {
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access } => access.Name.GetLocation(),
        var syntax => syntax.GetLocation(),
    };

    private void Step(IOperation operation, Disorder disorder)
    {
        switch (operation.Parent)
        {
            case IConversionOperation or IParenthesizedOperation or ITranslatedQueryOperation or ISwitchExpressionArmOperation or IAwaitOperation or ITupleOperation:
                Push(operation.Parent, disorder);
                break;
            case ISwitchExpressionOperation choice when choice.Value != operation:
                Push(choice, disorder);
                break;
            case IConditionalOperation conditional when conditional.Condition != operation:
                Push(conditional, disorder);
                break;
            case ICoalesceOperation coalesce:
                Push(coalesce, disorder);
                break;
            case IConditionalAccessOperation access when access.Operation == operation:
                foreach (var inner in access.WhenNotNull.DescendantsAndSelf())
                {
                    if (inner is IConditionalAccessInstanceOperation instance && Entries.Receiver(instance) == operation)
                    {
                        Push(instance, disorder);
                        break;
                    }
                }

                break;
            case IConditionalAccessOperation access:
                Push(access, disorder);
                break;
            case IArgumentOperation argument:
                StepArgument(argument, disorder);
                break;
            case IInvocationOperation call when call.Instance == operation:
                StepCall(call, operation, disorder);
                break;
            case IPropertyReferenceOperation property when property.Instance == operation:
                StepProperty(property, operation, disorder);
                break;
            case IArrayElementReferenceOperation element when element.ArrayReference == operation && !IsTarget(element):
                StepIndex(element, element.Indices, operation, disorder);
                break;
            case IImplicitIndexerReferenceOperation element when element.Instance == operation && !IsTarget(element):
                Leak(element, "an element is taken by its place", disorder);
                break;
            case IForEachLoopOperation loop when loop.Collection == operation:
                StepLoop(loop, disorder);
                break;
            default:
                StepStored(operation, disorder);
                break;
        }
    }

    /// <summary>The collection is put somewhere, or returned.</summary>
    private void StepStored(IOperation operation, Disorder disorder)
    {
        switch (operation.Parent)
        {
            case ISpreadOperation { Parent: ICollectionExpressionOperation collection }:
                if (!flows.Types.Absorbs(collection.Type))
                {
                    Push(collection, disorder);
                }

                break;
            case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator }:
                Hold(declarator.Symbol, declarator.Symbol.Type, declarator, disorder);
                break;
            case ISimpleAssignmentOperation assignment when assignment.Value == operation:
                Store(assignment.Target, assignment, disorder);
                break;
            case ICoalesceAssignmentOperation assignment when assignment.Value == operation:
                Store(assignment.Target, assignment, disorder);
                break;
            case IReturnOperation answer:
                StepReturn(answer, disorder);
                break;
            case IIsPatternOperation { Pattern: IListPatternOperation } pattern:
                Leak(pattern, "elements are matched by their place", disorder);
                break;
        }
    }

    private static bool IsTarget(IOperation element) => element.Parent is IAssignmentOperation assignment && assignment.Target == element;

    private void StepProperty(IPropertyReferenceOperation property, IOperation instance, Disorder disorder)
    {
        var isUnordered = flows.Types.Of(instance.Type) is not null;
        switch (property.Property.Name)
        {
            case "Keys" when isUnordered:
                Push(property, disorder with { Keys = [""], KeyType = null });
                break;
            case "Values" when isUnordered:
                Push(property, disorder with { Keys = [] });
                break;
            case "Items" or "UnorderedItems" when isUnordered:
                Push(property, disorder);
                break;
            case "Current" when !IsInWalk(instance):
                Leak(property, "an element is taken by its place", disorder);
                break;
            case "First" or "Last" or "FirstOrDefault":
                Leak(property, "an element is taken by its place", disorder);
                break;
            case "Span":
                Push(property, disorder);
                break;
            case var _ when property.Property.IsIndexer && instance.Type is { Name: "ILookup" or "Lookup" }:
                if (disorder.Inner is { } group)
                {
                    Push(property, group); // By its key, and not by its place.
                }

                break;
            default:
                if (property.Property.IsIndexer && !isUnordered && !IsTarget(property))
                {
                    StepIndex(property, property.Arguments.Select(static a => a.Value), instance, disorder);
                }

                break;
        }
    }
}
