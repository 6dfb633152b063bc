using Microsoft.CodeAnalysis;
using PaxosGen.Generators.Parsing;

namespace PaxosGen.Analyzers.Determinism.State;

/// <summary>What types are made of, as far as it matters for who shares them.</summary>
internal sealed class Traits(Analysis analysis)
{
    private static readonly HashSet<string> ImmutableClasses =
    [
        "String", "Uri", "Version", "Type", "CultureInfo", "NumberFormatInfo", "Encoding", "UTF8Encoding", "Regex", "StringComparer", "IPAddress", "TimeZoneInfo", "DBNull", "Assembly",
        "IComparer", "IEqualityComparer", "Comparer", "EqualityComparer", "SearchValues", "CompositeFormat", "JsonSerializerOptions", "ReferenceEqualityComparer", "IFormatProvider", "JsonTypeInfo",
    ];

    private readonly Dictionary<ITypeSymbol, bool> _isShared = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<IPropertySymbol, IFieldSymbol?> _backing = new(SymbolEqualityComparer.Default);

    /// <summary>Whether changing a value of the type, or what it holds, can be seen by others who have it. Not of numbers, strings, immutable records.</summary>
    public bool IsShared(ITypeSymbol? type)
    {
        if (type is null)
        {
            return false;
        }

        if (_isShared.TryGetValue(type, out var known))
        {
            return known;
        }

        _isShared.Add(type, false); // A type that contains itself is as the rest of it is.
        return _isShared[type] = Look(type);
    }

    private bool Look(ITypeSymbol type)
    {
        if (type.SpecialType is not SpecialType.None and not SpecialType.System_Object && type.SpecialType < SpecialType.System_Array
            || type.SpecialType is SpecialType.System_DateTime
            || type.TypeKind is TypeKind.Enum or TypeKind.Delegate)
        {
            return false;
        }

        if (type is not INamedTypeSymbol named)
        {
            return type.TypeKind is not TypeKind.Pointer;
        }

        if (analysis.Sources.Has(named))
        {
            return named.TypeKind == TypeKind.Interface || Fields(named).Any(f => (named.IsReferenceType && !f.IsReadOnly && !IsInitOnly(f)) || IsShared(f.Type));
        }

        if (named.IsReferenceType && ImmutableClasses.Contains(named.Name))
        {
            return false;
        }

        return IsView(named) || (named.IsReferenceType && !IsImmutableCollection(named)) || named.TypeArguments.Any(IsShared);
    }

    private static bool IsInitOnly(IFieldSymbol field) => field.AssociatedSymbol is IPropertySymbol { SetMethod: null or { IsInitOnly: true } };

    /// <summary>The instance fields of a type and of its bases, those of auto-properties too.</summary>
    public static IEnumerable<IFieldSymbol> Fields(INamedTypeSymbol type)
    {
        for (var current = type; current is not null && current.SpecialType == SpecialType.None; current = current.BaseType)
        {
            foreach (var member in current.GetMembers())
            {
                if (member is IFieldSymbol { IsStatic: false, IsConst: false } field)
                {
                    yield return field;
                }
            }
        }
    }

    /// <summary>A value through which an array that others have can be written.</summary>
    public static bool IsView(ITypeSymbol? type)
        => type is INamedTypeSymbol { Name: "Span" or "Memory" or "ArraySegment" or "ReadOnlyMemory" or "ReadOnlySpan", IsValueType: true, ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } };

    public static bool IsImmutableCollection(ITypeSymbol? type)
        => type is INamedTypeSymbol { ContainingNamespace: { Name: "Immutable" or "Frozen", ContainingNamespace: { Name: "Collections", ContainingNamespace.Name: "System" } } } && type.Name != "Builder";

    /// <summary>Arrays, collections and interfaces of collections that somebody can change.</summary>
    public static bool IsCollection(ITypeSymbol? type)
        => type is IArrayTypeSymbol || (type is INamedTypeSymbol named && !IsImmutableCollection(named) && (IsView(named) || IsOfCollections(named.ContainingNamespace)) && !named.Name.EndsWith("Comparer", StringComparison.Ordinal) && named.Name != "KeyValuePair");

    private static bool IsOfCollections(INamespaceSymbol? space)
    {
        for (; space is { IsGlobalNamespace: false }; space = space.ContainingNamespace)
        {
            if (space is { Name: "Collections", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } })
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Arrays and collections of numbers, strings and the like: nothing shared is in them.</summary>
    public bool HoldsValues(ITypeSymbol? type) => type switch
    {
        IArrayTypeSymbol array => !IsShared(array.ElementType),
        INamedTypeSymbol { TypeArguments.Length: > 0, Name: not "LinkedList" and not "LinkedListNode" } named => IsCollection(named) && !named.TypeArguments.Any(IsShared),
        _ => false,
    };

    /// <summary>A sequence that runs code while it is enumerated, as far as its type tells.</summary>
    public static bool IsSequence(ITypeSymbol? type)
        => type?.OriginalDefinition.SpecialType is SpecialType.System_Collections_Generic_IEnumerable_T or SpecialType.System_Collections_IEnumerable or SpecialType.System_Collections_Generic_IEnumerator_T or SpecialType.System_Collections_IEnumerator
            || type is INamedTypeSymbol { Name: "IQueryable" or "IOrderedEnumerable" or "IOrderedQueryable" or "IAsyncEnumerable" or "IAsyncEnumerator" or "ParallelQuery" };

    /// <summary>The field of an auto-property; null if the property has code of its own, or is a library's.</summary>
    public IFieldSymbol? BackingField(IPropertySymbol property)
    {
        property = property.OriginalDefinition;
        if (!_backing.TryGetValue(property, out var field))
        {
            field = property.ContainingType.GetMembers().OfType<IFieldSymbol>().FirstOrDefault(f => SymbolEqualityComparer.Default.Equals(f.AssociatedSymbol, property));
            _backing.Add(property, field);
        }

        return field;
    }

    /// <summary>Whether a field or property is no part of the state.</summary>
    public static bool IsNotReplicated(ISymbol member) => Names.Has(member, Names.NotReplicated);

    public static bool DerivesFrom(ITypeSymbol? type, string name, string space)
    {
        for (; type is not null; type = type.BaseType)
        {
            if (type.Name == name && Names.OfNamespace(type.ContainingNamespace) == space)
            {
                return true;
            }
        }

        return false;
    }

    public static bool IsException(ITypeSymbol? type) => DerivesFrom(type, "Exception", "System");
}
