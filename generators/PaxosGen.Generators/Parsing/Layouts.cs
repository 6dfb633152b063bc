using Microsoft.CodeAnalysis;

namespace PaxosGen.Generators.Parsing;

/// <summary>Layouts in which a type's fields are not all of its data, or are the same data twice.</summary>
internal static class Layouts
{
    private const string InlineArray = "System.Runtime.CompilerServices.InlineArrayAttribute";
    private const string FieldOffset = "System.Runtime.InteropServices.FieldOffsetAttribute";

    /// <summary>Why the fields of a type cannot stand for its value, and what to do about it; null if they can.</summary>
    public static string? Refusal(INamedTypeSymbol type)
        => Names.Has(type, InlineArray) ? "it is an inline array, whose only field is the first of its elements; use an array"
            : HasOverlap(type) ? "its fields overlap, so that reading one back would change another; keep the bits in one field, and make properties of the rest"
            : null;

    private static bool HasOverlap(INamedTypeSymbol type)
    {
        var end = 0;
        var fields = type.GetMembers().OfType<IFieldSymbol>().Where(static f => !f.IsStatic)
            .Select(static f => (Start: Names.AttributeOf(f, FieldOffset) is { } offset ? Names.NumberOf(offset) : null, Size: SizeOf(f.Type)))
            .Where(static f => f.Start is not null)
            .OrderBy(static f => f.Start);
        foreach (var (start, size) in fields)
        {
            if (start < end)
            {
                return true;
            }

            end = start!.Value + size;
        }

        return false;
    }

    /// <summary>At least so many bytes: of structs one, since theirs are not known here.</summary>
    private static int SizeOf(ITypeSymbol type)
        => type is INamedTypeSymbol { EnumUnderlyingType: { } underlying } ? SizeOf(underlying) : type.SpecialType switch
        {
            SpecialType.System_Char or SpecialType.System_Int16 or SpecialType.System_UInt16 => 2,
            SpecialType.System_Int32 or SpecialType.System_UInt32 or SpecialType.System_Single => 4,
            SpecialType.System_Int64 or SpecialType.System_UInt64 or SpecialType.System_Double or SpecialType.System_DateTime => 8,
            SpecialType.System_Decimal => 16,
            _ => type.IsReferenceType ? 4 : 1,
        };
}
