using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using PaxosGen.Generators.Parsing;

namespace PaxosGen.Analyzers.Determinism.Order;

/// <summary>
/// How order flows through the methods of a compilation: what a method returns, what it does with a parameter, and what
/// a call for each element does. Each is found once.
/// </summary>
internal sealed class Flows(Analysis analysis)
{
    // Chains of methods that hand on what they are given are short; a longer one is not followed.
    private const int Deepest = 40;

    private readonly Dictionary<Member, BodyIndex> _indices = [];
    private readonly Answers<Question> _answers = new(Deepest);
    private OrderSources? _sources;

    /// <summary>What may be asked of a method or type.</summary>
    private enum About
    {
        Traces,
        Result,
        Parameter,
        Effects,
        Enumeration,
    }

    public UnorderedTypes Types { get; } = new();

    public OrderSources Sources => _sources ??= new OrderSources(this, analysis);

    public bool IsOfUser(IMethodSymbol method) => analysis.Sources.Has(method.OriginalDefinition);

    /// <summary>Vouched code is not looked at.</summary>
    private bool Enters(IMethodSymbol method) => IsOfUser(method) && analysis.Enters(Member.Of(method));

    public static bool IsHandler(IMethodSymbol method) => Names.Has(method, Names.Command) || Names.Has(method, Names.Query);

    public BodyIndex IndexOf(Member member)
    {
        if (!_indices.TryGetValue(member, out var index))
        {
            _indices.Add(member, index = new BodyIndex(analysis.Peek(member)));
        }

        return index;
    }

    /// <summary>What a method or local function does, and the index that it is in; null if that is not in this compilation.</summary>
    public (IOperation Body, BodyIndex Index)? BodyOf(IMethodSymbol method, BodyIndex here)
    {
        var definition = method.OriginalDefinition;
        if (definition.MethodKind == MethodKind.LocalFunction)
        {
            return here.Function(definition)?.Body is { } local ? (local, here) : null;
        }

        return Enters(definition) && analysis.Peek(Member.Of(definition)).Roots is { Count: > 0 } roots ? (roots[0], IndexOf(Member.Of(definition))) : null;
    }

    /// <summary>What becomes of each unordered collection that a body mentions.</summary>
    public IReadOnlyList<Trace> TracesOf(Member member)
        => _answers.Ask<IReadOnlyList<Trace>>(new(About.Traces, member), [], () => FindTraces(IndexOf(member)), Trace.AreSame);

    private List<Trace> FindTraces(BodyIndex index)
    {
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

        return traces;
    }

    /// <summary>The order of what a method returns; null if it has one, or returns no collection.</summary>
    public Disorder? ReturnedBy(IMethodSymbol method)
    {
        method = (method.ReducedFrom ?? method).OriginalDefinition;
        if (!IsSequence(method.ReturnType) || Types.Absorbs(method.ReturnType) && !UnorderedTypes.IsOpen(method.ReturnType) || !IsOfUser(method))
        {
            return null;
        }

        return _answers.Ask(new(About.Result, Member.Of(method)), null, () => FindReturned(method), AreSame);
    }

    private Disorder? FindReturned(IMethodSymbol method)
    {
        IEnumerable<IMethodSymbol> bodies = method.IsAbstract
            ? analysis.Dispatch.Implementers(method).Select(t => Dispatch.Implementation(t, method)).OfType<IMethodSymbol>()
            : [method];
        return bodies.Where(Enters).SelectMany(m => TracesOf(Member.Of(m))).Select(t => t.ReturnedBy(method)).FirstOrDefault(static d => d is not null);
    }

    private static bool AreSame(Disorder? one, Disorder? other) => one is null == other is null;

    /// <summary>What becomes of an unordered collection that is given as a parameter; null if that is not known.</summary>
    public Trace? FlowOf(IMethodSymbol method, int ordinal, Disorder disorder)
    {
        method = (method.ReducedFrom ?? method).OriginalDefinition;
        if (!Enters(method) || ordinal >= method.Parameters.Length)
        {
            return null;
        }

        method = method.PartialImplementationPart ?? method;
        var parameter = method.Parameters[ordinal];
        if (Types.Of(parameter.Type) is not null && !UnorderedTypes.IsOpen(parameter.Type))
        {
            return null; // It is looked at for itself.
        }

        var keys = string.Join("|", disorder.Keys) + (disorder.HasTies ? "~" + string.Join("|", disorder.SortedBy) : "") + (disorder.Inner is null ? "" : "+") + (disorder.IgnoresCase ? "i" : "");
        return _answers.Ask(new(About.Parameter, Member.Of(method), ordinal, keys), null, () => FollowParameter(parameter, disorder, IndexOf(Member.Of(method))), Trace.AreSame);
    }

    private Trace? FollowParameter(IParameterSymbol parameter, Disorder disorder, BodyIndex index)
    {
        var trace = new Trace(this, index, null);
        trace.Follow(index.References(parameter).Select(r => (r, disorder)));
        return trace;
    }

    /// <summary>What a call for each element does besides what it does to the element.</summary>
    public Effects EffectsOf(IInvocationOperation call, Entries entries, Disorder disorder)
    {
        var method = (call.TargetMethod.ReducedFrom ?? call.TargetMethod).OriginalDefinition;
        method = method.PartialImplementationPart ?? method;
        if (method.IsAbstract || !Enters(method))
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
                var name = NameOf(parameter);
                keys.AddRange(entries.Project(argument.Value, disorder.Keys).Select(k => k.Length == 0 ? name : name + "." + k));
            }
        }

        var question = new Question(About.Effects, Member.Of(method), 0, string.Join("|", keys) + "/" + string.Join("|", dependent.Select(static p => p.Ordinal)));
        return _answers.Ask(question, Effects.None, () => FindEffects(method, dependent, disorder with { Keys = keys.ToImmutable(), KeyType = null }), Effects.AreSame);
    }

    private Effects FindEffects(IMethodSymbol method, List<IParameterSymbol> dependent, Disorder disorder)
    {
        var index = IndexOf(Surrounding(method));
        var roots = index.Function(method) is { Body: { } local } ? [local] : analysis.Peek(Member.Of(method)).Roots;
        var effects = new Effects();
        foreach (var root in roots)
        {
            var entries = new Entries(root.Syntax, index);
            foreach (var parameter in dependent)
            {
                entries.Add(parameter, NameOf(parameter));
            }

            effects.Any |= Region.Read(root, entries, disorder, this, effects);
        }

        return effects;
    }

    /// <summary>The body that a local function is written in, whose variables it shares.</summary>
    private static Member Surrounding(IMethodSymbol method)
    {
        var outer = method;
        while (outer is { MethodKind: MethodKind.LocalFunction or MethodKind.AnonymousFunction, ContainingSymbol: IMethodSymbol container })
        {
            outer = container;
        }

        return Member.Of(outer.MethodKind == MethodKind.AnonymousFunction ? method : outer);
    }

    /// <summary>The part of an element that is given as a parameter.</summary>
    private static string NameOf(IParameterSymbol parameter) => "@" + parameter.Ordinal.ToString(CultureInfo.InvariantCulture);

    /// <summary>The order in which a type of the user's enumerates.</summary>
    public Disorder? EnumeratedBy(ITypeSymbol? type)
    {
        if (type is not INamedTypeSymbol { TypeKind: TypeKind.Class or TypeKind.Struct } named || !analysis.Sources.Has(named.OriginalDefinition))
        {
            return null;
        }

        return _answers.Ask(new(About.Enumeration, Member.InitializersOf(named)), null, () => FindEnumerated(named.OriginalDefinition), AreSame);
    }

    private Disorder? FindEnumerated(INamedTypeSymbol type)
    {
        for (var current = type; current is not null; current = current.BaseType)
        {
            var disorder = current.GetMembers().OfType<IMethodSymbol>()
                .Where(static m => m.Parameters.IsEmpty && !m.IsStatic && (m.Name == "GetEnumerator" || m.Name.EndsWith(".GetEnumerator", StringComparison.Ordinal)))
                .Select(ReturnedBy)
                .FirstOrDefault(static d => d is not null);
            if (disorder is not null)
            {
                return disorder;
            }
        }

        return null;
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

    private readonly record struct Question(About About, Member Member, int Ordinal = 0, string Keys = "");
}
