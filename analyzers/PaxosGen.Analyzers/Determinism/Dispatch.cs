using Microsoft.CodeAnalysis;

namespace PaxosGen.Analyzers.Determinism;

/// <summary>Which code a virtual call runs.</summary>
internal sealed class Dispatch(Analysis analysis)
{
    private List<INamedTypeSymbol>? _types;

    /// <summary>All types of this compilation.</summary>
    public IReadOnlyList<INamedTypeSymbol> Types => _types ??= [.. TypesOf(analysis.Compilation.Assembly.GlobalNamespace)];

    /// <summary>What runs when a method is called on an instance of a type; null if the type has nothing to do with it.</summary>
    public static IMethodSymbol? Implementation(INamedTypeSymbol type, IMethodSymbol method)
    {
        var definition = method.OriginalDefinition;
        if (definition.ContainingType.TypeKind == TypeKind.Interface)
        {
            foreach (var candidate in type.AllInterfaces)
            {
                if (SymbolEqualityComparer.Default.Equals(candidate.OriginalDefinition, definition.ContainingType))
                {
                    var member = candidate.GetMembers(method.Name).OfType<IMethodSymbol>().FirstOrDefault(m => SymbolEqualityComparer.Default.Equals(m.OriginalDefinition, definition));
                    return member is null ? null : type.FindImplementationForInterfaceMember(member) as IMethodSymbol;
                }
            }

            return null;
        }

        var root = RootOf(definition);
        for (var current = type; current is not null; current = current.BaseType)
        {
            if (SymbolEqualityComparer.Default.Equals(current.OriginalDefinition, root.ContainingType))
            {
                return root.IsAbstract ? null : root;
            }

            foreach (var member in current.GetMembers(method.Name))
            {
                if (member is IMethodSymbol { IsOverride: true } overriding && SymbolEqualityComparer.Default.Equals(RootOf(overriding.OriginalDefinition), root))
                {
                    return overriding;
                }
            }
        }

        return null;
    }

    /// <summary>
    /// What libraries may call on an instance of a type: ToString, Equals, GetEnumerator and the like. Not what hosts call,
    /// like IHostedService, nor what PaxosGen's generated code does.
    /// </summary>
    public IEnumerable<IMethodSymbol> CalledByLibraries(INamedTypeSymbol type)
    {
        foreach (var member in type.GetMembers())
        {
            if (member is IMethodSymbol { IsOverride: true } method && RootOf(method) is { ContainingType: { } declaring } && !analysis.Sources.Has(declaring) && IsLibrary(declaring))
            {
                yield return method;
            }
            else if (member is IMethodSymbol { MethodKind: MethodKind.Destructor } finalizer)
            {
                yield return finalizer;
            }
        }

        foreach (var implemented in type.AllInterfaces)
        {
            if (analysis.Sources.Has(implemented) || !IsLibrary(implemented))
            {
                continue;
            }

            foreach (var member in implemented.GetMembers())
            {
                if (member is IMethodSymbol && type.FindImplementationForInterfaceMember(member) is IMethodSymbol method && analysis.Sources.Has(method))
                {
                    yield return method;
                }
            }
        }
    }

    /// <summary>The types of this compilation that a call could run on, none of which is known to be created.</summary>
    public IReadOnlyList<INamedTypeSymbol> Implementers(IMethodSymbol method)
    {
        return [.. Types.Where(t => !t.IsAbstract && t.TypeKind is TypeKind.Class or TypeKind.Struct && Implementation(t, method) is not null)];
    }

    private static IEnumerable<INamedTypeSymbol> TypesOf(INamespaceOrTypeSymbol container)
    {
        foreach (var member in container.GetMembers())
        {
            if (member is INamedTypeSymbol type)
            {
                yield return type;
            }

            if (member is INamespaceOrTypeSymbol inner)
            {
                foreach (var nested in TypesOf(inner))
                {
                    yield return nested;
                }
            }
        }
    }

    private static IMethodSymbol RootOf(IMethodSymbol method)
    {
        var root = method.OriginalDefinition;
        while (root.OverriddenMethod is { } overridden)
        {
            root = overridden.OriginalDefinition;
        }

        return root;
    }

    private static bool IsLibrary(INamedTypeSymbol type)
    {
        var space = type.ContainingNamespace;
        if (space.ContainingNamespace is { IsGlobalNamespace: true } && space.Name == "System")
        {
            return true;
        }

        while (space.ContainingNamespace is { IsGlobalNamespace: false, ContainingNamespace.IsGlobalNamespace: false } outer)
        {
            space = outer;
        }

        return space is { ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true }, Name: "Collections" or "Linq" or "IO" or "Text" or "Numerics" or "Globalization" or "Buffers" };
    }
}
