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
            default:
                if (property.Property.IsIndexer && !isUnordered && !IsTarget(property))
                {
                    StepIndex(property, property.Arguments.Select(static a => a.Value), instance, disorder);
                }

                break;
        }
    }

    /// <summary>list[i] in a loop over all i is an element like in foreach; elsewhere, the place decides.</summary>
    private void StepIndex(IOperation element, IEnumerable<IOperation> indices, IOperation collection, Disorder disorder)
    {
        if (element.Type is IArrayTypeSymbol or { TypeKind: TypeKind.Struct, Name: "Range" })
        {
            return;
        }

        for (var parent = element.Parent; parent is not null; parent = parent.Parent)
        {
            if (parent is IForLoopOperation loop && Variable(collection) is { } variable && indices.All(i => Entries.Unwrap(i) is ILocalReferenceOperation local && loop.Locals.Contains(local.Local, SymbolEqualityComparer.Default)))
            {
                Walk(loop, loop.Body, variable, disorder);
                return;
            }
        }

        Leak(element, "an element is taken by its place", disorder);
    }

    private static ISymbol? Variable(IOperation operation) => Entries.Unwrap(operation) switch
    {
        ILocalReferenceOperation local => local.Local,
        IParameterReferenceOperation parameter => parameter.Parameter,
        _ => null,
    };

    private static bool IsInWalk(IOperation enumerator)
    {
        for (var parent = enumerator.Parent; parent is not null; parent = parent.Parent)
        {
            if (parent is IWhileLoopOperation or IForLoopOperation)
            {
                return true;
            }
        }

        return false;
    }

    private void Walk(IOperation loop, IOperation body, ISymbol cursor, Disorder disorder)
    {
        if (_seen.Add(body))
        {
            var entries = new Entries(loop.Syntax);
            entries.AddCursor(cursor);
            ReadRegion(body, entries, disorder);
        }
    }

    private void StepLoop(IForEachLoopOperation loop, Disorder disorder)
    {
        var entries = new Entries(loop.Syntax);
        switch (loop.LoopControlVariable)
        {
            case IVariableDeclaratorOperation declarator:
                Declare(entries, declarator.Symbol, "", disorder);
                break;
            case IOperation other:
                Deconstruct(entries, Entries.Unwrap(other is IDeclarationExpressionOperation declaration ? declaration.Expression : other), disorder, "");
                break;
        }

        if (!disorder.OnlyInner)
        {
            ReadRegion(loop.Body, entries, disorder);
        }
    }

    private void Declare(Entries entries, ISymbol variable, string path, Disorder disorder)
    {
        entries.Add(variable, path);
        if (disorder.Inner is { } inner && path.Length == 0)
        {
            foreach (var reference in index.References(variable))
            {
                Push(reference, inner);
            }
        }
    }

    private void Deconstruct(Entries entries, IOperation? target, Disorder disorder, string prefix)
    {
        if (target is not ITupleOperation tuple)
        {
            if (target is ILocalReferenceOperation local)
            {
                Declare(entries, local.Local, prefix, disorder);
            }

            return;
        }

        for (var i = 0; i < tuple.Elements.Length; i++)
        {
            var isEntry = prefix.Length == 0 && (disorder.Keys.Contains("Key") || disorder.SortedBy is { IsDefault: false } by && by.Contains("Value")) && tuple.Elements.Length == 2;
            var name = isEntry ? i == 0 ? "Key" : "Value" : $"Item{i + 1}";
            var element = Entries.Unwrap(tuple.Elements[i]);
            Deconstruct(entries, element is IDeclarationExpressionOperation declaration ? Entries.Unwrap(declaration.Expression) : element, disorder, prefix.Length == 0 ? name : prefix + "." + name);
        }
    }

    private void ReadRegion(IOperation body, Entries entries, Disorder disorder)
    {
        if (flows.TryEnter())
        {
            if (Region.Read(body, entries, disorder, flows, new Sink(this, disorder, entries)) && disorder.IsCut)
            {
                Leak(body, "which elements these are depends on it", disorder);
            }

            flows.Leave();
        }
    }

    private void StepReturn(IReturnOperation answer, Disorder disorder)
    {
        for (var parent = answer.Parent; parent is not null; parent = parent.Parent)
        {
            switch (parent)
            {
                case IAnonymousFunctionOperation lambda:
                    ReturnFrom(lambda, answer, disorder);
                    return;
                case ILocalFunctionOperation function:
                    Return(function.Symbol, answer, disorder);
                    foreach (var call in index.CallsOf(function.Symbol))
                    {
                        Push(call, disorder);
                    }

                    return;
            }
        }

        if (index.Method is { } method)
        {
            Return(method, answer, disorder);
        }
    }

    private void Return(IMethodSymbol method, IOperation answer, Disorder disorder)
    {
        var type = method.ReturnType;
        if (flows.Types.Absorbs(type) || type.SpecialType == SpecialType.System_Void)
        {
            return;
        }

        if (flows.IsHandler(method) || !Flows.IsSequence(type))
        {
            Leak(answer, "the result has its elements in that order", disorder);
        }
        else
        {
            _returned.Add((method, disorder));
        }
    }

    private void ReturnFrom(IAnonymousFunctionOperation lambda, IOperation answer, Disorder disorder)
    {
        var parent = lambda.Parent;
        while (parent is IDelegateCreationOperation or IConversionOperation)
        {
            parent = parent.Parent;
        }

        if (parent is not IArgumentOperation { Parent: IInvocationOperation call })
        {
            return;
        }

        switch (call.TargetMethod.Name)
        {
            case "SelectMany":
                Push(call, disorder);
                break;
            case "Select":
                Push(call, new Disorder(disorder.Differs, []) { OnlyInner = true, Inner = disorder, Related = disorder.Related });
                break;
            case "Sum" or "Where" or "Any" or "All" or "Count":
                break;
            default:
                if (!flows.Types.Absorbs(lambda.Symbol.ReturnType))
                {
                    Leak(answer, "each value keeps its elements in that order", disorder);
                }

                break;
        }
    }

    private void Store(IOperation target, IOperation assignment, Disorder disorder)
    {
        switch (target)
        {
            case ILocalReferenceOperation local:
                Hold(local.Local, local.Local.Type, assignment, disorder);
                break;
            case IDiscardOperation:
                break;
            case IOperation { Type: { } type } when flows.Types.Absorbs(type):
                break;
            case IMemberReferenceOperation { Member: var member }:
                if (!IsSortedLater(member, assignment, disorder) && !IsMadeOf(assignment, member))
                {
                    Leak(assignment, $"'{member.Name}' keeps it", disorder);
                }

                break;
            default:
                Leak(assignment, "it is kept", disorder);
                break;
        }
    }

    /// <summary>A constructor that sets a field of an interface's type to the collection itself: uses of the field are looked at.</summary>
    private bool IsMadeOf(IOperation assignment, ISymbol member)
        => index.Method is { MethodKind: MethodKind.Constructor } && assignment is ISimpleAssignmentOperation { Value: var value } && flows.Types.Of(Entries.Unwrap(value)?.Type) is not null && member.Kind is SymbolKind.Field or SymbolKind.Property;

    /// <summary>A variable holds the elements from here on, until it is sorted.</summary>
    private void Hold(ISymbol variable, ITypeSymbol type, IOperation at, Disorder disorder)
    {
        if (flows.Types.Absorbs(type) || disorder.OnlyInner && disorder.Inner is null)
        {
            return;
        }

        Disorder? current = disorder;
        foreach (var reference in index.References(variable).Where(r => r.Syntax.SpanStart >= at.Syntax.Span.End).OrderBy(static r => r.Syntax.SpanStart))
        {
            if (reference.Parent is ISimpleAssignmentOperation assignment && assignment.Target == reference)
            {
                continue;
            }

            if (BodyIndex.SortOf(reference) is { } sort)
            {
                current = Sorted(sort, SortKeys.OfSort(sort), current);
                if (current is null)
                {
                    return;
                }

                continue;
            }

            Push(reference, current);
        }
    }

    private bool IsSortedLater(ISymbol member, IOperation at, Disorder disorder)
    {
        if (index.SortAfter(member, at.Syntax.SpanStart) is not { } sort)
        {
            return false;
        }

        if (Sorted(sort, SortKeys.OfSort(sort), disorder) is { } ties)
        {
            Leak(sort, "equal elements stay in that order", ties);
        }

        return true;
    }

    /// <summary>The disorder that a sort leaves; null if none.</summary>
    private static Disorder? Sorted(IOperation sort, IReadOnlyList<Part> by, Disorder disorder)
    {
        if (disorder.IsCut)
        {
            return disorder;
        }

        if (SortKeys.AreTotal(by, disorder))
        {
            return disorder.Inner is { } inner ? new Disorder(disorder.Differs, disorder.Keys) { OnlyInner = true, Inner = inner, Related = disorder.Related } : null;
        }

        return disorder with { TiesAt = sort, SortedBy = [.. by.Select(static p => p.Path)] };
    }

    /// <summary>What a loop says, in the words of the trace.</summary>
    private sealed class Sink(Trace trace, Disorder disorder, Entries entries) : IRegionSink
    {
        public void Leak(IOperation at, string why, ISymbol? place)
        {
            if (place is null or ILocalSymbol || !trace.IsSortedLater(place, at, disorder))
            {
                trace.Leak(at, why, disorder);
            }
        }

        public void Tie(IOperation at, string why, ISymbol? place)
        {
            if (!IsOfSortedParts(at))
            {
                trace.Tie(at, why, disorder.TiesAt ?? at);
            }
        }

        public void Grow(IOperation at, ISymbol collection, IOperation? element, Entries of)
        {
            if (element is not null && IsOfSortedParts(element))
            {
                return;
            }

            var type = collection switch
            {
                ILocalSymbol local => local.Type,
                IParameterSymbol parameter => parameter.Type,
                _ => null,
            };
            if (collection is ILocalSymbol && type is not null && (Flows.IsSequence(type) || type.Name is "StringBuilder" or "StringWriter" or "HashCode"))
            {
                trace.Hold(collection, type, at, trace.Projected(element, of, disorder));
            }
            else if (!trace.IsSortedLater(collection, at, trace.Projected(element, of, disorder)))
            {
                trace.Leak(at, $"'{collection.Name}' gets its elements in that order", disorder);
            }
        }

        public void Yield(IOperation at, IOperation element, Entries of)
        {
            if (trace.FunctionOf(at) is { } function)
            {
                if (function.MethodKind == MethodKind.LocalFunction)
                {
                    foreach (var call in trace.IndexOfBody.CallsOf(function))
                    {
                        trace.Push(call, trace.Projected(element, of, disorder));
                    }
                }

                trace.Return(function, at, trace.Projected(element, of, disorder));
            }
        }

        /// <summary>Of elements that compare as equal, what was compared is the same.</summary>
        private bool IsOfSortedParts(IOperation value)
            => !disorder.SortedBy.IsDefault && entries.PartsIn(value) is { Count: > 0 } parts && parts.All(p => SortKeys.Covers(disorder.SortedBy, p.Path));
    }

    private BodyIndex IndexOfBody => index;

    private IMethodSymbol? FunctionOf(IOperation operation)
    {
        for (var parent = operation.Parent; parent is not null; parent = parent.Parent)
        {
            if (parent is ILocalFunctionOperation function)
            {
                return function.Symbol;
            }
        }

        return index.Method;
    }

    private Disorder Projected(IOperation? element, Entries entries, Disorder disorder)
    {
        var parts = element is null ? [] : entries.PartsIn(element);
        var isClean = !disorder.SortedBy.IsDefault && parts.Count > 0 && parts.All(p => SortKeys.Covers(disorder.SortedBy, p.Path));
        var keeps = entries.PartOf(element) is { Path: "" };
        return disorder with
        {
            Keys = element is null ? [] : entries.Project(element, disorder.Keys),
            KeyType = keeps || parts.Any(static p => p.Path is "Value") ? disorder.KeyType : null,
            Inner = keeps ? disorder.Inner : null,
            OnlyInner = isClean,
            SortedBy = disorder.SortedBy.IsDefault ? disorder.SortedBy : entries.Project(element, disorder.SortedBy),
        };
    }
}
