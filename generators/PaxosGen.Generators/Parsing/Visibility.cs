using Microsoft.CodeAnalysis;

namespace PaxosGen.Generators.Parsing;

/// <summary>How far a type can be seen, its containers and type arguments included.</summary>
internal static class Visibility
{
    private const int Private = 0;
    private const int Internal = 1;
    public const int Public = 2;

    public static int Of(ITypeSymbol type)
    {
        if (type is IArrayTypeSymbol array)
        {
            return Of(array.ElementType);
        }

        var least = Public;
        for (var t = type as INamedTypeSymbol; t is not null; t = t.ContainingType)
        {
            least = Math.Min(least, t.DeclaredAccessibility switch
            {
                _ when t.IsTupleType => Public,
                Accessibility.Public => Public,
                Accessibility.Internal or Accessibility.ProtectedOrInternal => Internal,
                Accessibility.NotApplicable => Public,
                _ => Private,
            });
            foreach (var argument in t.TypeArguments)
            {
                least = Math.Min(least, Of(argument));
            }
        }

        return least;
    }

    /// <summary>Whether both are private parts of the same type, beside each other.</summary>
    public static bool ShareContainer(ITypeSymbol type, INamedTypeSymbol machine)
        => machine.ContainingType is { } container && SymbolEqualityComparer.Default.Equals(type.ContainingType, container)
            && type.DeclaredAccessibility >= machine.DeclaredAccessibility;
}
