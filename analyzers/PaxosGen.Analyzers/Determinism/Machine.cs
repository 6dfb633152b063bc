using Microsoft.CodeAnalysis;
using PaxosGen.Generators.Parsing;

namespace PaxosGen.Analyzers.Determinism;

/// <summary>A state machine of the compilation: where everything begins.</summary>
internal sealed class Machine(INamedTypeSymbol type)
{
    public INamedTypeSymbol Type { get; } = type;

    public IReadOnlyList<IMethodSymbol> Commands { get; } = Handlers(type, Names.Command);

    public IReadOnlyList<IMethodSymbol> Queries { get; } = Handlers(type, Names.Query);

    /// <summary>What runs when a replica creates its state machine: on each of them, at another time.</summary>
    public IEnumerable<IMethodSymbol> Creation => Type.InstanceConstructors.Concat(
        Type.GetMembers("Create").OfType<IMethodSymbol>().Where(m => m.IsStatic && m.Parameters.IsEmpty && SymbolEqualityComparer.Default.Equals(m.ReturnType, Type)));

    /// <summary>The types of the user's that codecs create instances of for handlers: of arguments, results and state.</summary>
    public IEnumerable<INamedTypeSymbol> Payloads(IEnumerable<IMethodSymbol> handlers)
    {
        var found = new HashSet<INamedTypeSymbol>(SymbolEqualityComparer.Default) { Type };
        var open = new Stack<ITypeSymbol>();
        foreach (var handler in handlers)
        {
            open.Push(handler.ReturnType);
            foreach (var parameter in handler.Parameters)
            {
                open.Push(parameter.Type);
            }
        }

        PushMembers(Type, open);
        while (open.Count > 0)
        {
            switch (open.Pop())
            {
                case IArrayTypeSymbol array:
                    open.Push(array.ElementType);
                    break;
                case INamedTypeSymbol named:
                    foreach (var argument in named.TypeArguments)
                    {
                        open.Push(argument);
                    }

                    if (SymbolEqualityComparer.Default.Equals(named.ContainingAssembly, Type.ContainingAssembly) && found.Add(named.OriginalDefinition))
                    {
                        PushMembers(named, open);
                        foreach (var attribute in named.GetAttributes())
                        {
                            // The cases of a union.
                            foreach (var value in attribute.ConstructorArguments)
                            {
                                if (value is { Kind: TypedConstantKind.Type, Value: ITypeSymbol type })
                                {
                                    open.Push(type);
                                }
                            }
                        }
                    }

                    break;
            }
        }

        return found;
    }

    private static void PushMembers(INamedTypeSymbol type, Stack<ITypeSymbol> open)
    {
        foreach (var member in type.GetMembers())
        {
            if (member is IFieldSymbol { IsStatic: false } field)
            {
                open.Push(field.Type);
            }
        }
    }

    private static List<IMethodSymbol> Handlers(INamedTypeSymbol type, string attribute)
        => [.. type.GetMembers().OfType<IMethodSymbol>().Where(m => Names.Has(m, attribute))];
}
