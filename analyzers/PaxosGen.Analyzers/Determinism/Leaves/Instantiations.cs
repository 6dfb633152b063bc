using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PaxosGen.Analyzers.Determinism.Leaves;

/// <summary>Which type arguments reached code gives to the user's generic methods and types. Complete when findings are asked whether they hold.</summary>
internal sealed class Instantiations : Check
{
    private readonly Dictionary<ITypeParameterSymbol, HashSet<ITypeSymbol>> _arguments = new(SymbolEqualityComparer.Default);

    public override ImmutableArray<OperationKind> Kinds { get; } = [OperationKind.Invocation, OperationKind.ObjectCreation, OperationKind.MethodReference];

    public override void Visit(IOperation operation, Body body)
    {
        var method = operation switch
        {
            IInvocationOperation call => call.TargetMethod,
            IObjectCreationOperation creation => creation.Constructor,
            IMethodReferenceOperation reference => reference.Method,
            _ => null,
        };
        if (method is null || !body.Analysis.Sources.Has(method))
        {
            return;
        }

        Add(method.TypeArguments, method.OriginalDefinition.TypeParameters);
        for (var type = method.ContainingType; type is not null; type = type.ContainingType)
        {
            Add(type.TypeArguments, type.OriginalDefinition.TypeParameters);
        }
    }

    /// <summary>Whether any argument that a parameter gets, maybe by way of other parameters, is of a certain kind.</summary>
    public bool Any(ITypeParameterSymbol parameter, Func<ITypeSymbol, bool> predicate)
    {
        var seen = new HashSet<ITypeParameterSymbol>(SymbolEqualityComparer.Default);
        var open = new Stack<ITypeParameterSymbol>();
        open.Push(parameter);
        while (open.Count > 0)
        {
            var current = open.Pop();
            if (!seen.Add(current) || !_arguments.TryGetValue(current, out var arguments))
            {
                continue;
            }

            foreach (var argument in arguments)
            {
                if (argument is ITypeParameterSymbol outer)
                {
                    open.Push(outer);
                }
                else if (predicate(argument))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private void Add(ImmutableArray<ITypeSymbol> arguments, ImmutableArray<ITypeParameterSymbol> parameters)
    {
        for (var i = 0; i < arguments.Length; i++)
        {
            if (!_arguments.TryGetValue(parameters[i], out var known))
            {
                _arguments.Add(parameters[i], known = new HashSet<ITypeSymbol>(SymbolEqualityComparer.Default));
            }

            known.Add(arguments[i]);
        }
    }
}
