using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PaxosGen.Analyzers.Determinism.State;

/// <summary>Where the values of one body's expressions come from. Of a variable, everything that is ever assigned to it counts.</summary>
internal sealed partial class Origins
{
    private const int DeepestExpression = 150;
    private const int Rounds = 8;

    private readonly Body _body;
    private readonly Model _model;
    private readonly Dictionary<ISymbol, Origin> _variables = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<ISymbol, ulong> _references = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<IOperation, Origin> _known = [];
    private readonly Dictionary<IOperation, List<IOperation>> _results = [];
    private readonly Dictionary<IMethodSymbol, IOperation> _localFunctions = new(SymbolEqualityComparer.Default);
    private readonly bool _isComplete;
    private int _depth;

    public Origins(Body body, Model model)
    {
        _body = body;
        _model = model;
        var flows = new VariableFlows(this, body);
        for (var round = 0; round < Rounds && flows.Run(); round++)
        {
        }

        _isComplete = true;
    }

    public Model Model => _model;

    /// <summary>What the member returns.</summary>
    public IReadOnlyList<IOperation> Results { get; private set; } = [];

    public Origin Of(IOperation? operation)
    {
        if (operation is null)
        {
            return Origin.None;
        }

        if (_known.TryGetValue(operation, out var known))
        {
            return known;
        }

        if (_depth >= DeepestExpression)
        {
            return Origin.None;
        }

        _depth++;
        var origin = operation.Type is { } type && !_model.Traits.IsShared(type) ? Origin.None : Look(operation);
        if (_model.Traits.HoldsValues(operation.Type))
        {
            origin = new Origin(origin.Direct, 0);
        }

        _depth--;
        if (_isComplete)
        {
            _known[operation] = origin;
        }

        return origin;
    }

    private Origin Look(IOperation operation) => operation switch
    {
        IConversionOperation conversion => conversion.OperatorMethod is { } convert && _model.Enters(convert) ? Call(convert, EdgeKind.Direct, conversion) : Of(conversion.Operand),
        IParenthesizedOperation parenthesized => Of(parenthesized.Operand),
        IInstanceReferenceOperation instance => OfInstance(instance),
        ILocalReferenceOperation local => OfVariable(local.Local),
        IParameterReferenceOperation parameter => OfParameter(parameter.Parameter),
        IFieldReferenceOperation field => OfField(field),
        IPropertyReferenceOperation property => OfProperty(property),
        IArrayElementReferenceOperation element => IsRange(element.Indices) ? Of(element.ArrayReference).Copy : Of(element.ArrayReference).Inside,
        IImplicitIndexerReferenceOperation indexer => Traits.IsView(indexer.Type) ? Of(indexer.Instance) : Of(indexer.Instance).Inside,
        IInlineArrayAccessOperation element => Of(element.Instance).Inside,
        IInvocationOperation call => OfCall(call),
        IObjectCreationOperation creation => OfCreation(creation),
        IWithOperation with => Of(with.Operand).Copy | Initial(with.Initializer),
        IArrayCreationOperation array => Origin.New | Content(array.Initializer?.ElementValues ?? []),
        IAnonymousObjectCreationOperation anonymous => Origin.New | Content(anonymous.Initializers.Select(static i => i is ISimpleAssignmentOperation assignment ? assignment.Value : i)),
        ICollectionExpressionOperation collection => Origin.New | Content(collection.Elements),
        ISpreadOperation spread => Of(spread.Operand).Inside,
        ITupleOperation tuple => Origin.New | Content(tuple.Elements),
        IConditionalOperation conditional => Of(conditional.WhenTrue) | Of(conditional.WhenFalse),
        ICoalesceOperation coalesce => Of(coalesce.Value) | Of(coalesce.WhenNull),
        ICoalesceAssignmentOperation coalesce => Of(coalesce.Target) | Of(coalesce.Value),
        ISwitchExpressionOperation choice => choice.Arms.Aggregate(Origin.None, (all, arm) => all | Of(arm.Value)),
        IConditionalAccessOperation access => Of(access.WhenNotNull),
        IConditionalAccessInstanceOperation instance => Of(AccessedBy(instance)),
        IAssignmentOperation assignment => Of(assignment.Value),
        IAwaitOperation wait => Of(wait.Operation),
        ITranslatedQueryOperation query => Of(query.Operation),
        IBinaryOperation { OperatorMethod: { } method } binary => _model.Enters(method) ? Call(method, EdgeKind.Direct, binary) : Origin.None,
        ITypeParameterObjectCreationOperation => Origin.New,
        _ => Origin.None,
    };

    private static bool IsRange(IReadOnlyList<IOperation> indices) => indices.Count == 1 && indices[0].Type?.Name == "Range";

    private Origin Content(IEnumerable<IOperation> values)
    {
        var content = values.Aggregate(0UL, (all, value) => all | Of(value).All);
        return new Origin(0, content);
    }

    private static Origin OfInstance(IInstanceReferenceOperation instance)
        => instance.ReferenceKind == InstanceReferenceKind.ContainingTypeInstance ? Origin.OfThis : Origin.New;

    private static IOperation? AccessedBy(IOperation instance)
    {
        for (IOperation inner = instance, outer = instance.Parent!; outer is not null; inner = outer, outer = outer.Parent!)
        {
            if (outer is IConditionalAccessOperation access && access.WhenNotNull == inner)
            {
                return access.Operation;
            }
        }

        return null;
    }

    private Origin OfVariable(ISymbol variable) => _variables.TryGetValue(variable, out var origin) ? origin : Origin.None;

    private Origin OfParameter(IParameterSymbol parameter)
    {
        var assigned = OfVariable(parameter);
        if (IsOwnParameter(parameter))
        {
            return assigned | (parameter.RefKind == RefKind.None ? Origin.OfParameter(parameter.Ordinal) : new Origin(Origin.ParameterDeep(parameter.Ordinal), Origin.ParameterDeep(parameter.Ordinal)));
        }

        // A primary constructor's parameter in another member is a field in all but name.
        return IsCaptured(parameter) ? assigned | Origin.OfThis.Inside : assigned;
    }

    /// <summary>Of the method itself and not of a function in it; the value of a setter, too.</summary>
    private bool IsOwnParameter(IParameterSymbol parameter)
        => _body.Method is { } method && parameter.ContainingSymbol is IMethodSymbol owner && SymbolEqualityComparer.Default.Equals(Member.Of(owner).Symbol, method);

    private bool IsCaptured(IParameterSymbol parameter)
        => _body.Member.Part != MemberPart.Initializers && parameter.ContainingSymbol is IMethodSymbol { MethodKind: MethodKind.Constructor } && !IsOwnParameter(parameter);

    private Origin OfField(IFieldReferenceOperation reference)
    {
        if (reference.Field.IsStatic)
        {
            return Origin.OfStatic;
        }

        return Traits.IsNotReplicated(reference.Field) ? Origin.None : Of(reference.Instance).Inside;
    }

    private Origin OfProperty(IPropertyReferenceOperation reference)
    {
        var property = reference.Property;
        if (_model.Enters(property))
        {
            if (_model.Traits.BackingField(property) is not null)
            {
                return property.IsStatic ? Origin.OfStatic : Traits.IsNotReplicated(property) ? Origin.None : Of(reference.Instance).Inside;
            }

            return property.GetMethod is { } getter ? Call(getter, Model.KindOf(getter), reference) : Origin.None;
        }

        if (property.IsStatic)
        {
            // Who uses Random.Shared is told so by PXG1002, and need not be told that it is static, too.
            return property is { Name: "Shared", ContainingType.Name: "Random" } ? Origin.None : Origin.OfStatic;
        }

        return LibraryEffects.IsView(property) || Traits.IsView(property.Type) ? Of(reference.Instance) : Of(reference.Instance).Inside;
    }

    private Origin OfCreation(IObjectCreationOperation creation)
    {
        var initial = Origin.New | Initial(creation.Initializer);
        if (creation.Constructor is { } constructor && _model.Enters(constructor))
        {
            var kept = _model.SummaryOf(constructor).Kept;
            return initial | new Origin(0, ArgumentsOf(creation, constructor).Apply(kept));
        }

        var copies = Traits.IsCollection(creation.Type) && !Traits.IsView(creation.Type);
        foreach (var argument in creation.Arguments)
        {
            var given = Of(argument.Value);
            initial |= copies ? new Origin(0, given.Deep) : Traits.IsView(creation.Type) ? given : new Origin(0, given.All);
        }

        return initial;
    }

    private Origin Initial(IObjectOrCollectionInitializerOperation? initializer)
    {
        var content = 0UL;
        foreach (var entry in initializer?.Initializers ?? [])
        {
            content |= entry switch
            {
                ISimpleAssignmentOperation assignment => Of(assignment.Value).All,
                IInvocationOperation add => add.Arguments.Aggregate(0UL, (all, a) => all | Of(a.Value).All),
                _ => 0,
            };
        }

        return new Origin(0, content);
    }

    private Origin OfCall(IInvocationOperation call)
    {
        var method = call.TargetMethod;
        if (method.MethodKind == MethodKind.LocalFunction)
        {
            return _localFunctions.TryGetValue(method.OriginalDefinition, out var function) ? OfResults(function) : Origin.None;
        }

        if (method.MethodKind == MethodKind.DelegateInvoke)
        {
            return Content(call.Arguments.Select(static a => a.Value)).Inside;
        }

        return _model.Enters(method) ? Call(method, call.IsVirtual ? EdgeKind.Virtual : EdgeKind.Direct, call) : OfLibrary(call);
    }

    private Origin OfResults(IOperation function)
        => _results.TryGetValue(function, out var results) ? results.Aggregate(Origin.None, (all, r) => all | Of(r)) : Origin.None;

    private Origin Call(IMethodSymbol method, EdgeKind kind, IOperation site)
    {
        var result = Origin.None;
        foreach (var target in _model.Targets(method, kind))
        {
            result |= ArgumentsOf(site, target).Apply(_model.SummaryOf(target).Result);
        }

        return result;
    }
}
