using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PaxosGen.Analyzers.Determinism.Order;

/// <summary>Where a body uses its variables, and where it sorts them.</summary>
internal sealed class BodyIndex
{
    private readonly Dictionary<ISymbol, List<IOperation>> _references = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<IMethodSymbol, ILocalFunctionOperation> _functions = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<ISymbol, IOperation> _initializers = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<ISymbol, IInvocationOperation> _lookups = new(SymbolEqualityComparer.Default);
    private readonly List<IInvocationOperation> _calls = [];

    public BodyIndex(Body body)
    {
        Method = body.Method;
        foreach (var operation in body.Operations())
        {
            All.Add(operation);
            switch (operation)
            {
                case ILocalReferenceOperation local:
                    Add(local.Local, local);
                    break;
                case IParameterReferenceOperation parameter:
                    Add(parameter.Parameter, parameter);
                    break;
                case IMemberReferenceOperation { Member: IFieldSymbol or IPropertySymbol } member:
                    Add(member.Member, member);
                    break;
                case IInvocationOperation { TargetMethod.MethodKind: MethodKind.LocalFunction } call:
                    _calls.Add(call);
                    break;
                case IVariableDeclaratorOperation declarator when declarator.GetVariableInitializer()?.Value is { } value:
                    _initializers[declarator.Symbol] = Explicit(value);
                    break;
                case IDeclarationExpressionOperation { Expression: ILocalReferenceOperation found, Parent: IArgumentOperation { Parent: IInvocationOperation { TargetMethod.Name: "TryGetValue" } lookup } }:
                    _lookups[found.Local] = lookup;
                    break;
                case ILocalFunctionOperation function:
                    _functions[function.Symbol] = function;
                    break;
            }
        }
    }

    public IMethodSymbol? Method { get; }

    public List<IOperation> All { get; } = [];

    public IReadOnlyList<IOperation> References(ISymbol symbol) => _references.TryGetValue(symbol, out var list) ? list : [];

    /// <summary>What a local is declared with.</summary>
    public IOperation? Initializer(ILocalSymbol local) => _initializers.TryGetValue(local, out var value) ? value : null;

    /// <summary>The TryGetValue that a local is an out argument of.</summary>
    public IInvocationOperation? Lookup(ILocalSymbol local) => _lookups.TryGetValue(local, out var call) ? call : null;

    private static IOperation Explicit(IOperation value)
    {
        while (value is IConversionOperation { IsImplicit: true } conversion)
        {
            value = conversion.Operand;
        }

        return value;
    }

    public ILocalFunctionOperation? Function(IMethodSymbol method) => _functions.TryGetValue(method.OriginalDefinition, out var function) ? function : null;

    public IEnumerable<IInvocationOperation> CallsOf(IMethodSymbol localFunction)
        => _calls.Where(c => SymbolEqualityComparer.Default.Equals(c.TargetMethod.OriginalDefinition, localFunction.OriginalDefinition));

    /// <summary>The first call after a place that sorts a variable where it is, or that empties it.</summary>
    public IInvocationOperation? SortAfter(ISymbol variable, int position)
    {
        foreach (var reference in References(variable))
        {
            if (reference.Syntax.SpanStart > position && SortOf(reference) is { } sort)
            {
                return sort;
            }
        }

        return null;
    }

    /// <summary>The call that sorts the collection in place, if that is what is done with it.</summary>
    public static IInvocationOperation? SortOf(IOperation reference)
    {
        var parent = reference.Parent;
        while (parent is IConversionOperation)
        {
            parent = parent.Parent;
        }

        var call = parent switch
        {
            IInvocationOperation { TargetMethod.Name: "Sort", Instance: not null } own => own,
            IArgumentOperation { Parameter.Ordinal: 0, Parent: IInvocationOperation { TargetMethod: { Name: "Sort", IsStatic: true } } library } => library,
            // MemoryExtensions.Sort(array.AsSpan()), CollectionsMarshal.AsSpan(list).Sort()
            IArgumentOperation { Parameter.Ordinal: 0, Parent: IInvocationOperation { TargetMethod.Name: "AsSpan" } span } => SortOf(span),
            IInvocationOperation { TargetMethod.Name: "AsSpan" } span => SortOf(span),
            _ => null,
        };
        return call;
    }

    private void Add(ISymbol symbol, IOperation reference)
    {
        if (!_references.TryGetValue(symbol, out var list))
        {
            _references.Add(symbol, list = []);
        }

        list.Add(reference);
    }
}
