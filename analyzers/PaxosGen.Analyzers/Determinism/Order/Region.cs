using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PaxosGen.Analyzers.Determinism.Order;

/// <summary>What becomes known of code that runs once for each element.</summary>
internal interface IRegionSink
{
    /// <summary>The order decides what a place holds, or what is answered.</summary>
    void Leak(IOperation at, string why, ISymbol? place);

    /// <summary>The order decides among elements that a comparison takes for equal.</summary>
    void Tie(IOperation at, string why, ISymbol? place);

    /// <summary>A collection outside of the loop gets an element for each.</summary>
    void Grow(IOperation at, ISymbol collection, IOperation? element, Entries entries);

    void Yield(IOperation at, IOperation element, Entries entries);
}

/// <summary>
/// Code that runs once for each element of a collection without order: the body of a loop, a lambda, a method that is
/// called for each. Looks for effects of which the order remains visible.
/// </summary>
internal sealed partial class Region
{
    private readonly IOperation _root;
    private readonly Entries _entries;
    private readonly Disorder _disorder;
    private readonly Flows _flows;
    private readonly IRegionSink _sink;
    private readonly List<IOperation> _operations;

    // Scalars and collections outside that change from element to element, and reads of them that do no harm.
    private readonly HashSet<ISymbol> _changing = new(SymbolEqualityComparer.Default);
    private readonly HashSet<ISymbol> _growing = new(SymbolEqualityComparer.Default);
    private readonly List<IOperation> _owned = [];
    private readonly Dictionary<ISymbol, IOperation> _constants = new(SymbolEqualityComparer.Default);
    private HashSet<ISymbol>? _assigned;
    private HashSet<ISymbol>? _counters;
    private bool _hasEffects;

    private Region(IOperation root, Entries entries, Disorder disorder, Flows flows, IRegionSink sink)
    {
        _root = root;
        _entries = entries;
        _disorder = disorder;
        _flows = flows;
        _sink = sink;
        _operations = [.. root.DescendantsAndSelf()];
    }

    /// <summary>Whether anything outside is changed at all.</summary>
    public static bool Read(IOperation root, Entries entries, Disorder disorder, Flows flows, IRegionSink sink)
    {
        var region = new Region(root, entries, disorder, flows, sink);
        foreach (var operation in region._operations)
        {
            region.Effect(operation);
        }

        region.ReadChanging();
        foreach (var operation in region._operations)
        {
            region.Exit(operation);
        }

        return region._hasEffects;
    }

    private void Effect(IOperation operation)
    {
        switch (operation)
        {
            case ISimpleAssignmentOperation assignment:
                Assign(assignment, assignment.Target, assignment.Value);
                break;
            case IDeconstructionAssignmentOperation { Target: ITupleOperation targets } assignment:
                for (var i = 0; i < targets.Elements.Length; i++)
                {
                    Assign(assignment, targets.Elements[i], Entries.Unwrap(assignment.Value) is ITupleOperation values && i < values.Elements.Length ? values.Elements[i] : assignment.Value);
                }

                break;
            case ICompoundAssignmentOperation compound:
                Compound(compound);
                break;
            case IIncrementOrDecrementOperation increment:
                Increment(increment);
                break;
            case ICoalesceAssignmentOperation coalesce when Place.Of(coalesce.Target, _entries, _disorder) is { IsOutside: true } place && _entries.Depends(coalesce.Value):
                if (coalesce.Target is not IPropertyReferenceOperation { Property.IsIndexer: true } || place.IsShared && !IsFresh(coalesce.Value))
                {
                    _sink.Leak(coalesce, "the first element wins", place.Symbol);
                }

                break;
            case IInvocationOperation call:
                Call(call);
                break;
            case IPropertyReferenceOperation { Property: { Name: "Random", ContainingType.Name: "CommandContext" } } random:
                _sink.Leak(random, "each element gets the next of a sequence of random numbers", null);
                break;
        }
    }

    /// <summary>Something new and empty, which is the same for whichever element.</summary>
    private bool IsFresh(IOperation value)
    {
        while (Entries.Unwrap(value) is ISimpleAssignmentOperation chained)
        {
            value = chained.Value; // index[word] = ids = []
        }

        return Entries.Unwrap(value) is IObjectCreationOperation { Arguments.IsEmpty: true } or ICollectionExpressionOperation { Elements.IsEmpty: true }
            || Entries.Unwrap(value) is ILocalReferenceOperation { Local: var local } && _entries.IsWithin(local) && IsSetToFresh(local);
    }

    private void Assign(IOperation assignment, IOperation target, IOperation value)
    {
        var place = Place.Of(target, _entries, _disorder);
        if (target is IDiscardOperation || target is ILocalReferenceOperation local && (_entries.IsWithin(local.Local) || _entries.IsEntry(local.Local)))
        {
            return;
        }

        if (!place.IsOutside)
        {
            _hasEffects = true;
            return;
        }

        var symbol = place.Symbol!;
        if (target is IArrayElementReferenceOperation or IPropertyReferenceOperation { Property.IsIndexer: true })
        {
            AssignElement(assignment, target, value, place);
            return;
        }

        if (!_entries.Depends(value) && !Mentions(value, symbol))
        {
            // The same whichever element comes last, unless it competes with another constant.
            if (_constants.TryGetValue(symbol, out var other) && other.Syntax.ToString() != value.Syntax.ToString() && !IsByKey(assignment))
            {
                _sink.Leak(assignment, "the last element decides", symbol);
            }

            _constants[symbol] = value;
            return;
        }

        _hasEffects |= symbol is not ILocalSymbol;
        if (IsUnusedOutside(symbol) && !IsCarried(assignment, symbol))
        {
            return;
        }

        switch (Accumulation.Of(target, value, _entries))
        {
            case Folding.Commutes:
                _changing.Add(symbol);
                _owned.Add(assignment);
                return;
            case Folding.Appends:
                Grow(assignment, place, (Entries.Unwrap(value) as IInvocationOperation)?.Arguments.LastOrDefault()?.Value);
                _owned.Add(assignment);
                return;
        }

        if (IsByKey(assignment))
        {
            return;
        }

        Compete(assignment, symbol, value);
    }

    private void AssignElement(IOperation assignment, IOperation target, IOperation value, Place place)
    {
        _hasEffects = true;
        var indices = target is IArrayElementReferenceOperation element ? element.Indices : [.. ((IPropertyReferenceOperation)target).Arguments.Select(static a => a.Value)];
        if (!_entries.Depends(value) && !indices.Any(i => Counts(i)))
        {
            return; // Each gets the same.
        }

        if (indices.Any(Counts))
        {
            // list[i++] = element: a way to append.
            _owned.AddRange(indices);
            var container = target is IArrayElementReferenceOperation array ? array.ArrayReference : ((IPropertyReferenceOperation)target).Instance;
            Grow(assignment, Place.Of(container, _entries, _disorder), value);
            return;
        }

        if (Accumulation.Of(target, value, _entries) == Folding.Commutes || IsFresh(value) || IsByKey(assignment) || IsNewCollection(value) && target is IPropertyReferenceOperation { Instance: { } map } && Guards(assignment).Any(g => AsksFor(g.Condition, map)))
        {
            _owned.Add(assignment);
        }
        else if (value is IObjectCreationOperation or ICollectionExpressionOperation && !_entries.PartsIn(value).Any(static p => p.Path.Length == 0 || p.Path[0] != '$'))
        {
            return;
        }
        else if (indices.Any(_entries.Depends))
        {
            if (!_entries.PartsIn(value).All(p => indices.SelectMany(_entries.PartsIn).Any(i => Covers(i, p))))
            {
                _sink.Tie(assignment, "of elements with the same key the last one stays", place.Symbol);
            }
        }
        else
        {
            _sink.Leak(assignment, "the last element wins", place.Symbol);
        }
    }

    /// <summary>An index that goes up from element to element.</summary>
    private bool Counts(IOperation index) => Entries.Unwrap(index) switch
    {
        IIncrementOrDecrementOperation => true,
        ILocalReferenceOperation local when !_entries.IsWithin(local.Local) && !_entries.IsEntry(local.Local)
            => (_counters ??= new(_operations.OfType<IIncrementOrDecrementOperation>().Select(static o => o.Target).OfType<ILocalReferenceOperation>().Select(static l => l.Local), SymbolEqualityComparer.Default)).Contains(local.Local),
        _ => false,
    };

    private void Compete(IOperation assignment, ISymbol symbol, IOperation value)
    {
        var parts = _entries.PartsIn(value);
        var compared = Comparisons(assignment).ToList();
        if (compared.Count == 0)
        {
            _sink.Leak(assignment, "the last element wins", symbol);
            return;
        }

        _changing.Add(symbol);
        _owned.AddRange(compared);
        _owned.Add(assignment);
        var by = compared.SelectMany(_entries.PartsIn).ToList();
        if (!parts.All(p => by.Any(b => Covers(b, p))) && !by.Any(b => Entries.IsUnique(b, _disorder)))
        {
            _sink.Tie(assignment, "of elements that compare as equal the first one stays", symbol);
        }
    }

    private static bool Covers(Part by, Part part) => part.Path == by.Path || by.Path.Length == 0 || part.Path.StartsWith(by.Path + ".", StringComparison.Ordinal);

    /// <summary>The conditions around an operation that compare elements with what came before them.</summary>
    private IEnumerable<IOperation> Comparisons(IOperation operation)
    {
        if (operation is ISimpleAssignmentOperation { Value: var value } && Entries.Unwrap(value) is IConditionalOperation choice && ComparesWithBefore(choice.Condition))
        {
            yield return choice.Condition;
        }

        foreach (var (condition, _) in Guards(operation))
        {
            if (ComparesWithBefore(condition))
            {
                yield return condition;
            }
        }
    }

    private bool ComparesWithBefore(IOperation condition) => condition.DescendantsAndSelf().Any(o => IsOrdering(o) && o.Descendants().Any(r =>
        r is ILocalReferenceOperation local && !_entries.IsWithin(local.Local) && !_entries.IsEntry(local.Local) && IsAssigned(local.Local)
        || r is IMemberReferenceOperation { Instance: null or IInstanceReferenceOperation } member && IsAssigned(member.Member)));

    private static bool IsOrdering(IOperation operation) => operation is
        IBinaryOperation { OperatorKind: BinaryOperatorKind.LessThan or BinaryOperatorKind.LessThanOrEqual or BinaryOperatorKind.GreaterThan or BinaryOperatorKind.GreaterThanOrEqual }
        or IInvocationOperation { TargetMethod.Name: "Compare" or "CompareTo" or "CompareOrdinal" };

    private bool IsAssigned(ISymbol symbol)
    {
        if (_assigned is null)
        {
            _assigned = new(SymbolEqualityComparer.Default);
            foreach (var operation in _operations)
            {
                switch (operation)
                {
                    case ISimpleAssignmentOperation { Target: ILocalReferenceOperation local }:
                        _assigned.Add(local.Local);
                        break;
                    case ISimpleAssignmentOperation { Target: IMemberReferenceOperation member }:
                        _assigned.Add(member.Member);
                        break;
                    case IDeconstructionAssignmentOperation { Target: ITupleOperation tuple }:
                        _assigned.UnionWith(tuple.Elements.Select(Entries.Unwrap).OfType<ILocalReferenceOperation>().Select(static l => l.Local));
                        break;
                }
            }
        }

        return _assigned.Contains(symbol);
    }

    private void Compound(ICompoundAssignmentOperation compound)
    {
        var place = Place.Of(compound.Target, _entries, _disorder);
        if (!place.IsOutside || compound.Target is ILocalReferenceOperation local && _entries.IsWithin(local.Local))
        {
            _hasEffects |= !place.IsOutside && compound.Target is not ILocalReferenceOperation;
            return;
        }

        _hasEffects |= place.Symbol is not ILocalSymbol;
        if (Accumulation.Of(compound, _entries))
        {
            _changing.Add(place.Symbol!);
            _owned.Add(compound.Target);
            if (compound.Parent is not IExpressionStatementOperation)
            {
                ReportUse(compound);
            }
        }
        else if (compound.Type?.SpecialType == SpecialType.System_String)
        {
            if (_entries.Depends(compound.Value))
            {
                _sink.Leak(compound, "the text is put together in that order", place.Symbol);
            }
        }
        else
        {
            _sink.Leak(compound, Accumulation.IsFloating(compound.Type) ? "sums of floating-point numbers depend on the order of adding" : "the result depends on the order", place.Symbol);
        }
    }

    private void Increment(IIncrementOrDecrementOperation increment)
    {
        var place = Place.Of(increment.Target, _entries, _disorder);
        if (!place.IsOutside || increment.Target is ILocalReferenceOperation local && _entries.IsWithin(local.Local))
        {
            _hasEffects |= !place.IsOutside;
            return;
        }

        _hasEffects |= place.Symbol is not ILocalSymbol;
        if (increment.Target is IPropertyReferenceOperation { Property.IsIndexer: true } or IArrayElementReferenceOperation)
        {
            return;
        }

        _changing.Add(place.Symbol!);
        _owned.Add(increment.Target);
        if (increment.Parent is not IExpressionStatementOperation && !_owned.Any(o => o.Syntax.Span.Contains(increment.Syntax.Span) && o != increment.Target))
        {
            ReportUse(increment);
        }
    }
}
