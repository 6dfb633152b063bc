using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PaxosGen.Analyzers.Determinism.Leaves;

/// <summary>Types whose hash codes are a function of their value, the same in each process of one version of .NET.</summary>
internal sealed class StableHashes(Analysis analysis)
{
    private readonly Dictionary<ITypeSymbol, bool> _known = new(SymbolEqualityComparer.Default);

    public bool Is(ITypeSymbol type)
    {
        if (_known.TryGetValue(type, out var known))
        {
            return known;
        }

        _known.Add(type, true); // What contains itself depends on the rest of it.
        return _known[type] = Look(type);
    }

    private bool Look(ITypeSymbol type)
    {
        if (IsNumber(type) || type.TypeKind == TypeKind.Enum)
        {
            return true;
        }

        if (type is not INamedTypeSymbol named)
        {
            return false;
        }

        if (named.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T)
        {
            return Is(named.TypeArguments[0]);
        }

        if (named.IsAnonymousType)
        {
            return named.GetMembers().OfType<IPropertySymbol>().All(p => Is(p.Type));
        }

        if (!analysis.Sources.Has(named))
        {
            return named.Name is "Guid" or "DateTimeOffset" or "TimeSpan" or "DateOnly" or "TimeOnly" or "Half" or "Version" or "Index" && SymbolNames.IsIn(named, "System") || SymbolNames.Is(named, "System.Text", "Rune");
        }

        var own = named.GetMembers(nameof(GetHashCode)).OfType<IMethodSymbol>().FirstOrDefault(static m => m.Parameters.IsEmpty && !m.IsStatic);
        if (own is { IsImplicitlyDeclared: false })
        {
            return HasStableBody(own);
        }

        // A record class mixes in the identity of its type; so does a struct that has no function of its own.
        return named is { IsRecord: true, IsValueType: true } && named.GetMembers().OfType<IFieldSymbol>().All(f => f.IsStatic || Is(f.Type));
    }

    private bool HasStableBody(IMethodSymbol method)
    {
        foreach (var operation in analysis.BodyOf(Member.Of(method)).Operations())
        {
            if (operation is IInvocationOperation { TargetMethod: { Name: "Combine" or "ToHashCode", ContainingType.Name: "HashCode" } })
            {
                return false;
            }

            if (operation is IInvocationOperation { TargetMethod.Name: nameof(GetHashCode) } call
                && (call.TargetMethod.Parameters.Length > 0 ? call.Arguments.Any(a => a.Value.Type is { } type && !Is(type)) : call.Instance?.Type is { } receiver && !Is(receiver)))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsNumber(ITypeSymbol type) => type.SpecialType
        is SpecialType.System_Boolean or SpecialType.System_Char
        or SpecialType.System_SByte or SpecialType.System_Byte or SpecialType.System_Int16 or SpecialType.System_UInt16
        or SpecialType.System_Int32 or SpecialType.System_UInt32 or SpecialType.System_Int64 or SpecialType.System_UInt64
        or SpecialType.System_IntPtr or SpecialType.System_UIntPtr
        or SpecialType.System_Single or SpecialType.System_Double or SpecialType.System_Decimal or SpecialType.System_DateTime;
}
