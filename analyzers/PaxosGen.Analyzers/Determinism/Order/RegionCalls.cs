using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PaxosGen.Analyzers.Determinism.Order;

/// <content>What is called for each element.</content>
internal sealed partial class Region
{
    private void Call(IInvocationOperation call)
    {
        var method = call.TargetMethod;
        if (method.ContainingType is { Name: "CommandContext" or "ReplicatedRandom" } && method.Name != "get_Random" && (method.Name == "NewGuid" || method.ContainingType.Name == "ReplicatedRandom"))
        {
            _sink.Leak(call, "each element gets the next of a sequence of random values", null);
            return;
        }

        if (_flows.IsOfUser(method))
        {
            CallOfUser(call);
            return;
        }

        var receiver = call.Instance ?? (method.IsExtensionMethod && method.Name is "AddRange" or "Write" or "Add" or "TryAdd" or "Remove" ? call.Arguments.FirstOrDefault()?.Value : null);
        if (receiver is null)
        {
            return;
        }

        var place = Place.Of(receiver, _entries, _disorder);
        if (!CollectionMethods.Changes(method.Name))
        {
            return;
        }

        _hasEffects |= place.Symbol is not ILocalSymbol;
        if (place.IsOutside)
        {
            Mutate(call, place, receiver);
        }
    }

    private void Mutate(IInvocationOperation call, Place place, IOperation receiver)
    {
        var name = call.TargetMethod.Name;
        var arguments = call.Arguments.Where(a => a.Value != receiver && a.ArgumentKind != ArgumentKind.DefaultValue).Select(static a => a.Value).ToList();
        _growing.Add(place.Symbol!);
        if (receiver.Type is { } type && IsImmutable(type))
        {
            return; // Its result is what counts.
        }

        if (_flows.Types.Absorbs(receiver.Type))
        {
            Absorb(call, place, receiver, arguments);
        }
        else if (CollectionMethods.Appends(name) && (arguments.Any(_entries.Depends) || arguments.Any(static a => Entries.Unwrap(a) is IIncrementOrDecrementOperation)))
        {
            Grow(call, place, arguments.Count == 0 ? null : arguments[arguments.Count - 1]);
        }
        else if (CollectionMethods.Takes(name) && call.Parent is not IExpressionStatementOperation)
        {
            _sink.Leak(call, "each element gets the next one", null);
        }
    }

    private static bool IsImmutable(ITypeSymbol type) => type.ContainingNamespace is { Name: "Immutable" } && type.Name != "Builder";

    private void Absorb(IInvocationOperation call, Place place, IOperation receiver, List<IOperation> arguments)
    {
        var isByKey = arguments.Take(1).SelectMany(_entries.InjectiveIn).Any(p => Entries.IsUnique(p, _disorder)) || IsByKey(call);
        switch (call.TargetMethod.Name)
        {
            case "Enqueue" when arguments.Any(_entries.Depends) && !arguments.Skip(1).SelectMany(_entries.InjectiveIn).Any(p => Entries.IsUnique(p, _disorder)):
                _sink.Tie(call, "equal priorities are served in the order of adding", place.Symbol);
                break;
            case "TryAdd" when KeepsOne():
            case "Add" when KeepsOne() && !IsNewCollection(arguments[1]) && Guards(call).Any(g => AsksFor(g.Condition, receiver)):
                _sink.Tie(call, "of elements with the same key the first one stays", place.Symbol);
                break;
            case "Add" or "Remove" or "TryAdd" when !isByKey && arguments.Count == 1 && call.Parent is not IExpressionStatementOperation && _flows.Types.Absorbs(receiver.Type) && DecidesMore(call):
                _sink.Tie(call, "only the first of equal elements gets true", null);
                break;
        }

        // Of what several elements have in common, what is kept tells which of them it is.
        bool KeepsOne() => !isByKey && arguments.Count > 1 && _entries.Depends(arguments[1]) && !IsFresh(arguments[1])
            && !_entries.PartsIn(arguments[1]).All(p => _entries.PartsIn(arguments[0]).Any(k => Covers(k, p)));
    }

    /// <summary>if (map.TryGetValue(key, out var all)) all.Add(value); else map.Add(key, [value]): what is done with the one that is there tells.</summary>
    private static bool IsNewCollection(IOperation value) => Entries.Unwrap(value) is IObjectCreationOperation or ICollectionExpressionOperation or IArrayCreationOperation && value.Type is { } type && Flows.IsSequence(type);

    /// <summary>if (!map.ContainsKey(key)) map.Add(key, value): as TryAdd.</summary>
    private static bool AsksFor(IOperation condition, IOperation receiver)
        => condition.DescendantsAndSelf().Any(o => o is IInvocationOperation { TargetMethod.Name: "ContainsKey" or "TryGetValue", Instance: { } asked } && asked.Syntax.ToString() == receiver.Syntax.ToString());

    /// <summary>Whether the result of Add or Remove picks among elements, rather than to be counted.</summary>
    private bool DecidesMore(IInvocationOperation call) => !IsInThrowGuard(call) && !(call.Parent is IConditionalOperation { WhenFalse: null } conditional && !_entries.Depends(conditional.WhenTrue));

    private void Grow(IOperation at, Place place, IOperation? element)
    {
        _growing.Add(place.Symbol!);
        if (place.IsShared)
        {
            _sink.Leak(at, "elements are added in that order", place.Symbol);
        }
        else
        {
            _sink.Grow(at, place.Symbol!, element, _entries);
        }
    }

    private void CallOfUser(IInvocationOperation call)
    {
        var effects = _flows.EffectsOf(call, _entries, _disorder);
        _hasEffects |= effects.Any;
        var place = call.Instance is { } instance ? Place.Of(instance, _entries, _disorder) : default;
        var isOutside = call.Instance is null || place.IsOutside;
        if (IsByKey(call))
        {
            return;
        }

        foreach (var (at, why, isTie, isOwn) in effects.Found)
        {
            if (!isOwn || isOutside)
            {
                Action<IOperation, string, ISymbol?> report = isTie ? _sink.Tie : _sink.Leak;
                report(call, why, null);
                report(at, why, null);
            }
        }

        foreach (var grown in effects.Grown)
        {
            var list = grown is not IParameterSymbol parameter ? new Place(grown)
                : call.Arguments.FirstOrDefault(a => a.Parameter?.Ordinal == parameter.Ordinal) is { } argument ? Place.Of(argument.Value, _entries, _disorder) : default;
            if (list.IsOutside && !(list.Symbol is ILocalSymbol local && _entries.IsWithin(local)))
            {
                Grow(call, list, null);
            }
        }
    }
}
