using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using PaxosGen.Generators.Parsing;

namespace PaxosGen.Analyzers.Determinism.Order;

/// <summary>
/// How order flows through the methods of a compilation: what a method returns, what it does with a parameter, and what
/// a call for each element does. Each is found once; a method that is asked for while it is being looked at does nothing.
/// </summary>
internal sealed class Flows(Analysis analysis)
{
    // Chains of methods that hand on what they are given are short; a longer one is not followed.
    private const int Deepest = 40;

    private readonly Dictionary<Member, BodyIndex> _indices = [];
    private readonly Dictionary<IOperation, BodyIndex> _roots = [];
    private readonly Dictionary<Member, IReadOnlyList<Trace>> _traces = [];
    private readonly Dictionary<(ISymbol Method, int Ordinal, string Keys), Trace?> _parameters = [];
    private readonly Dictionary<(ISymbol Method, string Keys), Effects> _effects = [];
    private readonly Dictionary<ITypeSymbol, Disorder?> _enumerables = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<IMethodSymbol, Disorder?> _returned = new(SymbolEqualityComparer.Default);
    private OrderSources? _sources;
    private int _depth;

    public UnorderedTypes Types { get; } = new();

    public OrderSources Sources => _sources ??= new OrderSources(this, analysis);

    public bool IsOfUser(IMethodSymbol method) => analysis.Sources.Has(method.OriginalDefinition);

    /// <summary>Vouched code is not looked at.</summary>
    private bool Enters(IMethodSymbol method) => IsOfUser(method) && analysis.Enters(Member.Of(method));

    public static bool IsHandler(IMethodSymbol method) => Names.Has(method, Names.Command) || Names.Has(method, Names.Query);

    /// <summary>False if methods call each other too deeply to follow.</summary>
    public bool TryEnter()
    {
        if (_depth > Deepest)
        {
            return false;
        }

        _depth++;
        return true;
    }

    public void Leave() => _depth--;

    public BodyIndex IndexOf(Member member)
    {
        if (!_indices.TryGetValue(member, out var index))
        {
            var body = analysis.Peek(member);
            _indices.Add(member, index = new BodyIndex(body));
            foreach (var root in body.Roots)
            {
                _roots[TopOf(root)] = index;
            }
        }

        return index;
    }

    /// <summary>The index of the body that an operation is in.</summary>
    public BodyIndex? IndexOf(IOperation operation) => _roots.TryGetValue(TopOf(operation), out var index) ? index : null;

    /// <summary>What a method or local function does; null if that is not in this compilation.</summary>
    public IOperation? BodyOf(IMethodSymbol method, IOperation? reference)
    {
        var definition = method.OriginalDefinition;
        if (definition.MethodKind == MethodKind.LocalFunction)
        {
            return reference is not null && IndexOf(reference) is { } index ? index.Function(definition)?.Body : null;
        }

        return Enters(definition) ? analysis.Peek(Member.Of(definition)).Roots.FirstOrDefault() : null;
    }

    private static IOperation TopOf(IOperation operation)
    {
        while (operation.Parent is { } parent)
        {
            operation = parent;
        }

        return operation;
    }

    /// <summary>What becomes of each unordered collection that a body mentions.</summary>
    public IReadOnlyList<Trace> TracesOf(Member member)
    {
        if (_traces.TryGetValue(member, out var known))
        {
            return known;
        }

        _traces.Add(member, []);
        if (_depth > Deepest)
        {
            return [];
        }

        _depth++;
        var index = IndexOf(member);
        var traces = new List<Trace>();
        foreach (var operation in index.All)
        {
            if (Sources.Of(operation, index) is { } disorder)
            {
                var trace = new Trace(this, index, operation);
                trace.Run(operation, disorder);
                traces.Add(trace);
            }
        }

        _depth--;
        return _traces[member] = traces;
    }

    /// <summary>The order of what a method returns; null if it has one, or returns no collection.</summary>
    public Disorder? ReturnedBy(IMethodSymbol method)
    {
        method = (method.ReducedFrom ?? method).OriginalDefinition;
        if (!IsSequence(method.ReturnType) || Types.Absorbs(method.ReturnType) && !UnorderedTypes.IsOpen(method.ReturnType) || !IsOfUser(method))
        {
            return null;
        }

        if (!_returned.TryGetValue(method, out var disorder))
        {
            _returned.Add(method, null);
            IEnumerable<IMethodSymbol> bodies = method.IsAbstract
                ? analysis.Dispatch.Implementers(method).Select(t => Dispatch.Implementation(t, method)).OfType<IMethodSymbol>()
                : [method];
            disorder = bodies.Where(Enters).SelectMany(m => TracesOf(Member.Of(m))).Select(t => t.ReturnedBy(method)).FirstOrDefault(static d => d is not null);
            _returned[method] = disorder;
        }

        return disorder;
    }

    /// <summary>What becomes of an unordered collection that is given as a parameter; null if that is not known.</summary>
    public Trace? FlowOf(IMethodSymbol method, int ordinal, Disorder disorder)
    {
        method = (method.ReducedFrom ?? method).OriginalDefinition;
        if (!Enters(method) || ordinal >= method.Parameters.Length || _depth > Deepest)
        {
            return null;
        }

        method = method.PartialImplementationPart ?? method;
        var key = (method, ordinal, string.Join("|", disorder.Keys) + (disorder.HasTies ? "~" + string.Join("|", disorder.SortedBy) : "") + (disorder.Inner is null ? "" : "+") + (disorder.IgnoresCase ? "i" : ""));
        if (!_parameters.TryGetValue(key, out var trace))
        {
            _parameters.Add(key, null);
            var parameter = method.Parameters[ordinal];
            if (Types.Of(parameter.Type) is { } own && !UnorderedTypes.IsOpen(parameter.Type) && own is not null)
            {
                return null; // It is looked at for itself.
            }

            var index = IndexOf(Member.Of(method));
            trace = new Trace(this, index, null);
            _depth++;
            trace.Follow(index.References(parameter).Select(r => (r, disorder)));
            _depth--;
            _parameters[key] = trace;
        }

        return trace;
    }

    /// <summary>What a call for each element does besides what it does to the element.</summary>
    public Effects EffectsOf(IInvocationOperation call, Entries entries, Disorder disorder)
    {
        var method = (call.TargetMethod.ReducedFrom ?? call.TargetMethod).OriginalDefinition;
        method = method.PartialImplementationPart ?? method;
        if (method.IsAbstract || !Enters(method) || _depth > Deepest)
        {
            return Effects.None;
        }

        var keys = ImmutableArray.CreateBuilder<string>();
        var dependent = new List<IParameterSymbol>();
        foreach (var argument in call.Arguments)
        {
            if (argument.Parameter is { } parameter && parameter.Ordinal < method.Parameters.Length && entries.Depends(argument.Value))
            {
                dependent.Add(method.Parameters[parameter.Ordinal]);
                var name = "@" + parameter.Ordinal.ToString(System.Globalization.CultureInfo.InvariantCulture);
                keys.AddRange(entries.Project(argument.Value, disorder.Keys).Select(k => k.Length == 0 ? name : name + "." + k));
            }
        }

        var key = (method, string.Join("|", keys) + "/" + string.Join("|", dependent.Select(static p => p.Ordinal)));
        if (_effects.TryGetValue(key, out var known))
        {
            return known;
        }

        _effects.Add(key, Effects.None);
        var index = IndexOf(Member.Of(method));
        var roots = index.Function(method) is { Body: { } local } ? [local] : analysis.Peek(Member.Of(method)).Roots;
        var effects = new Effects();
        _depth++;
        foreach (var root in roots)
        {
            var inner = new Entries(root.Syntax);
            foreach (var parameter in dependent)
            {
                inner.Add(parameter, "@" + parameter.Ordinal.ToString(System.Globalization.CultureInfo.InvariantCulture));
            }

            effects.Any |= Region.Read(root, inner, disorder with { Keys = keys.ToImmutable(), KeyType = null }, this, effects);
        }

        _depth--;
        return _effects[key] = effects;
    }

    /// <summary>The order in which a type of the user's enumerates.</summary>
    public Disorder? EnumeratedBy(ITypeSymbol? type)
    {
        if (type is not INamedTypeSymbol { TypeKind: TypeKind.Class or TypeKind.Struct } named || !analysis.Sources.Has(named.OriginalDefinition))
        {
            return null;
        }

        type = named.OriginalDefinition;
        if (!_enumerables.TryGetValue(type, out var disorder))
        {
            _enumerables.Add(type, null);
            for (var current = named.OriginalDefinition; current is not null && disorder is null; current = current.BaseType)
            {
                disorder = current.GetMembers().OfType<IMethodSymbol>()
                    .Where(static m => m.Parameters.IsEmpty && !m.IsStatic && (m.Name == "GetEnumerator" || m.Name.EndsWith(".GetEnumerator", StringComparison.Ordinal)))
                    .Select(ReturnedBy)
                    .FirstOrDefault(static d => d is not null);
            }

            _enumerables[type] = disorder;
        }

        return disorder;
    }

    /// <summary>Whether a type has elements, or gives them one after the other.</summary>
    public static bool IsSequence(ITypeSymbol type) => type switch
    {
        { SpecialType: SpecialType.System_String or SpecialType.System_Void } => false,
        IArrayTypeSymbol => true,
        { SpecialType: SpecialType.System_Object } => false,
        { Name: "IEnumerable" or "IEnumerator" or "IAsyncEnumerable" or "Span" or "ReadOnlySpan" or "Memory" or "ReadOnlyMemory" or "Enumerator" } => true,
        _ => type.AllInterfaces.Any(static i => i.SpecialType == SpecialType.System_Collections_IEnumerable || i.Name is "IAsyncEnumerable" or "IEnumerator"),
    };
}
