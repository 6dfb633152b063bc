using Microsoft.CodeAnalysis;

namespace PaxosGen.Analyzers.Determinism.Leaves;

/// <summary>Which types of the framework are written in another way by another culture.</summary>
internal static class CulturalTypes
{
    /// <param name="format">The format that is given; null if none is, or none that is constant.</param>
    public static bool IsFormatted(ITypeSymbol type, string? format) => IsFormatted(type, format, 0);

    /// <summary>Whether text of a type is read by a culture.</summary>
    public static bool HasText(ITypeSymbol type)
        => IsReal(type) || IsTime(type) || type.Name is "BigInteger" or "Complex" && SymbolNames.IsIn(type, "System.Numerics");

    public static bool IsInteger(ITypeSymbol type) => type.SpecialType
        is SpecialType.System_SByte or SpecialType.System_Byte or SpecialType.System_Int16 or SpecialType.System_UInt16 or SpecialType.System_Int32 or SpecialType.System_UInt32
        or SpecialType.System_Int64 or SpecialType.System_UInt64 or SpecialType.System_IntPtr or SpecialType.System_UIntPtr
        || type.Name is "Int128" or "UInt128" && SymbolNames.IsIn(type, "System") || SymbolNames.Is(type, "System.Numerics", "BigInteger");

    private static bool IsFormatted(ITypeSymbol type, string? format, int depth)
    {
        type = SymbolNames.Unwrapped(type) ?? type;
        if (type.TypeKind == TypeKind.Enum)
        {
            return false;
        }

        if (IsInteger(type))
        {
            // Only the sign could differ, unless the format asks for separators.
            return format is { Length: > 0 } && "NnCcPpFfEe".IndexOf(format[0]) >= 0;
        }

        if (IsReal(type))
        {
            return true;
        }

        if (IsTime(type))
        {
            return format is not ("O" or "o" or "R" or "r" or "s" or "u");
        }

        if (SymbolNames.Is(type, "System", nameof(TimeSpan)))
        {
            return format is "g" or "G";
        }

        return depth < 3 && type is INamedTypeSymbol named && PartsOf(named).Any(p => IsFormatted(p, null, depth + 1));
    }

    /// <summary>What tuples and records write of themselves, if nobody has written their ToString.</summary>
    private static IEnumerable<ITypeSymbol> PartsOf(INamedTypeSymbol type)
    {
        if (type is { IsGenericType: true, Name: "ValueTuple" or "Tuple" or "KeyValuePair" or "Nullable" } && type.ContainingNamespace is { Name: "System" or "Generic" })
        {
            return type.TypeArguments;
        }

        return type.IsRecord && type.GetMembers(nameof(ToString)).All(static m => m.IsImplicitlyDeclared)
            ? type.GetMembers().OfType<IPropertySymbol>().Where(static p => !p.IsStatic && p.DeclaredAccessibility == Accessibility.Public).Select(static p => p.Type)
            : [];
    }

    private static bool IsReal(ITypeSymbol type)
        => type.SpecialType is SpecialType.System_Single or SpecialType.System_Double or SpecialType.System_Decimal || SymbolNames.Is(type, "System", "Half");

    private static bool IsTime(ITypeSymbol type)
        => type.SpecialType == SpecialType.System_DateTime || type.Name is "DateTimeOffset" or "DateOnly" or "TimeOnly" && SymbolNames.IsIn(type, "System");
}
