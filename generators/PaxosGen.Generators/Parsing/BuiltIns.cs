using Microsoft.CodeAnalysis;
using PaxosGen.Generators.Model;

namespace PaxosGen.Generators.Parsing;

/// <summary>The types of the framework that src/PaxosGen has codecs for.</summary>
internal static class BuiltIns
{
    private static readonly Dictionary<SpecialType, string> SpecialScalars = new()
    {
        [SpecialType.System_Boolean] = "Boolean",
        [SpecialType.System_SByte] = "SByte",
        [SpecialType.System_Byte] = "Byte",
        [SpecialType.System_Int16] = "Int16",
        [SpecialType.System_UInt16] = "UInt16",
        [SpecialType.System_Char] = "Char",
        [SpecialType.System_Int32] = "Int32",
        [SpecialType.System_UInt32] = "UInt32",
        [SpecialType.System_Int64] = "Int64",
        [SpecialType.System_UInt64] = "UInt64",
        [SpecialType.System_Single] = "Single",
        [SpecialType.System_Double] = "Double",
        [SpecialType.System_Decimal] = "Decimal",
        [SpecialType.System_DateTime] = "DateTime",
    };

    private static readonly HashSet<string> NamedScalars =
    [
        "System.Half", "System.Int128", "System.UInt128", "System.Guid", "System.TimeSpan", "System.DateOnly", "System.TimeOnly", "System.DateTimeOffset",
    ];

    // Arrays and lists of these are blobs.
    private static readonly HashSet<string> Fixed =
    [
        "Boolean", "SByte", "Byte", "Int16", "UInt16", "Char", "Int32", "UInt32", "Int64", "UInt64", "Half", "Single", "Double", "Int128", "UInt128",
    ];

    private static readonly Dictionary<string, CollectionType> Collections = new CollectionType[]
    {
        new("System.Collections.Generic.List", Family.List),
        new("System.Collections.Generic.LinkedList", Family.List),
        new("System.Collections.Generic.Queue", Family.List),
        new("System.Collections.Generic.Stack", Family.List),
        new("System.Collections.Immutable.ImmutableList", Family.List),
        new("System.Collections.Immutable.ImmutableQueue", Family.List),
        new("System.Collections.Immutable.ImmutableStack", Family.List),
        new("System.Collections.Immutable.ImmutableArray", Family.Memory),
        new("System.Memory", Family.Memory),
        new("System.ReadOnlyMemory", Family.Memory),
        new("System.Collections.Generic.HashSet", Family.Hashed),
        new("System.Collections.Generic.Dictionary", Family.Hashed),
        new("System.Collections.Generic.OrderedDictionary", Family.Hashed),
        new("System.Collections.Immutable.ImmutableHashSet", Family.Hashed),
        new("System.Collections.Immutable.ImmutableDictionary", Family.Hashed),
        new("System.Collections.Frozen.FrozenSet", Family.Hashed),
        new("System.Collections.Frozen.FrozenDictionary", Family.Hashed),
        new("System.Collections.Generic.SortedSet", Family.Sorted),
        new("System.Collections.Generic.SortedDictionary", Family.Sorted),
        new("System.Collections.Generic.SortedList", Family.Sorted),
        new("System.Collections.Immutable.ImmutableSortedSet", Family.Sorted),
        new("System.Collections.Immutable.ImmutableSortedDictionary", Family.Sorted),
        new("System.Collections.Generic.PriorityQueue", Family.PriorityQueue),
        new("System.Collections.Generic.IEnumerable", Family.Sequence, "SequenceInterfaceCodec"),
        new("System.Collections.Generic.ICollection", Family.Sequence, "SequenceInterfaceCodec"),
        new("System.Collections.Generic.IList", Family.Sequence, "SequenceInterfaceCodec"),
        new("System.Collections.Generic.IReadOnlyCollection", Family.Sequence, "SequenceInterfaceCodec"),
        new("System.Collections.Generic.IReadOnlyList", Family.Sequence, "SequenceInterfaceCodec"),
        new("System.Collections.Generic.ISet", Family.Hashed, "SetInterfaceCodec"),
        new("System.Collections.Generic.IReadOnlySet", Family.Hashed, "SetInterfaceCodec"),
        new("System.Collections.Generic.IDictionary", Family.Hashed, "MapInterfaceCodec"),
        new("System.Collections.Generic.IReadOnlyDictionary", Family.Hashed, "MapInterfaceCodec"),
    }.ToDictionary(static c => c.Name);

    private static readonly Dictionary<string, Shape> NamedShapes = new()
    {
        ["System.Numerics.BigInteger"] = Shape.Field,
        ["System.Index"] = Shape.Field,
        ["System.Range"] = Shape.Struct,
        ["System.Version"] = Shape.Reference,
        ["System.Uri"] = Shape.Reference,
    };

    /// <summary>A class Tuple of more items keeps the last of them in another one.</summary>
    public const int MaxStructural = 7;

    /// <summary>The collection of the framework that a type is; null for other types.</summary>
    public static CollectionType? Collection(INamedTypeSymbol type)
        => type is { IsGenericType: true, ContainingType: null } && Collections.TryGetValue(Names.OfDefinition(type), out var collection) ? collection : null;

    /// <summary>Whether a collection orders strings, so that it needs a comparer that does not depend on culture.</summary>
    public static bool OrdersStrings(ITypeSymbol type)
        => type is INamedTypeSymbol named && Collection(named) is { } collection && collection.Family switch
        {
            Family.Sorted => named.TypeArguments[0].SpecialType == SpecialType.System_String,
            Family.PriorityQueue => named.TypeArguments[1].SpecialType == SpecialType.System_String,
            _ => false,
        };

    /// <summary>How a type of the framework that is neither scalar nor collection is written; null for other types.</summary>
    public static (string Name, Shape Shape)? Named(INamedTypeSymbol type)
        => Names.OfDefinition(type) is var name && NamedShapes.TryGetValue(name, out var shape) ? (name, shape) : null;

    /// <summary>Whether a type is a tuple or a pair, which are nothing but their items.</summary>
    public static bool IsStructural(INamedTypeSymbol type)
        => type.IsTupleType || (type.IsGenericType && Names.OfDefinition(type) is "System.Tuple" or "System.Collections.Generic.KeyValuePair");

    /// <summary>Names methods and codec of a scalar; null for other types.</summary>
    public static string? Scalar(ITypeSymbol type)
    {
        if (SpecialScalars.TryGetValue(type.SpecialType, out var name))
        {
            return name;
        }

        return type is { IsValueType: true, ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true }, ContainingType: null }
            && NamedScalars.Contains("System." + type.MetadataName)
            ? type.Name
            : null;
    }

    public static bool IsFixed(string scalar) => Fixed.Contains(scalar);
}

/// <summary>What collections have in common that are parsed alike.</summary>
internal enum Family
{
    /// <summary>Elements in a row: codec of T and its codec.</summary>
    List,

    /// <summary>A struct around an array: codec of T and the codec of arrays.</summary>
    Memory,

    /// <summary>An interface that arrays have: codec of the interface, T and the codec of arrays.</summary>
    Sequence,

    /// <summary>Keys that have a hash.</summary>
    Hashed,

    /// <summary>Keys that have an order.</summary>
    Sorted,

    /// <summary>Elements, and priorities that have an order.</summary>
    PriorityQueue,
}

/// <summary>A collection of the framework.</summary>
/// <param name="Name">Namespace and name.</param>
/// <param name="Family">How it is parsed.</param>
/// <param name="InterfaceCodec">The codec of an interface, which stands for several.</param>
internal sealed record CollectionType(string Name, Family Family, string? InterfaceCodec = null)
{
    public bool IsInterface => InterfaceCodec is not null;

    public string Codec => InterfaceCodec ?? Name.Substring(Name.LastIndexOf('.') + 1) + "Codec";
}
