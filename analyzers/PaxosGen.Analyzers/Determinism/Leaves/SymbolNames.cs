using Microsoft.CodeAnalysis;

namespace PaxosGen.Analyzers.Determinism.Leaves;

/// <summary>Which of the framework's types a symbol is, without texts made of it.</summary>
internal static class SymbolNames
{
    /// <summary>Whether a type is <c>space.name</c>, whatever its type arguments are.</summary>
    public static bool Is(ITypeSymbol? type, string space, string name) => type is INamedTypeSymbol && type.Name == name && type.ContainingType is null && IsIn(type, space);

    /// <summary>Whether a type is in a namespace.</summary>
    public static bool IsIn(ITypeSymbol type, string space)
    {
        var current = type.ContainingNamespace;
        for (var end = space.Length; current is not null; current = current.ContainingNamespace)
        {
            var start = space.LastIndexOf('.', end - 1) + 1;
            if (current.Name.Length != end - start || string.CompareOrdinal(current.Name, 0, space, start, end - start) != 0)
            {
                return false;
            }

            if (start == 0)
            {
                return current.ContainingNamespace is { IsGlobalNamespace: true };
            }

            end = start - 1;
        }

        return false;
    }

    /// <summary>A type, or what it is a nullable of.</summary>
    public static ITypeSymbol? Unwrapped(ITypeSymbol? type)
        => type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable ? nullable.TypeArguments[0] : type;
}
