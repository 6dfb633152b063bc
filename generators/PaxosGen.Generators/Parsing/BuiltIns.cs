using Microsoft.CodeAnalysis;

namespace PaxosGen.Generators.Parsing;

/// <summary>The types that src/PaxosGen has codecs for, and what to use instead of those that it has none for.</summary>
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

    private static readonly Dictionary<string, string> Advice = new()
    {
        ["System.Collections.Generic.IReadOnlyList"] = "use List<T> or an array",
        ["System.Collections.Generic.IReadOnlyCollection"] = "use List<T> or an array",
        ["System.Collections.Generic.IEnumerable"] = "use List<T> or an array",
        ["System.Collections.Generic.ICollection"] = "use List<T> or an array",
        ["System.Collections.Generic.IList"] = "use List<T> or an array",
        ["System.Collections.Generic.ISet"] = "use HashSet<T> or SortedSet<T>",
        ["System.Collections.Generic.IReadOnlySet"] = "use HashSet<T> or SortedSet<T>",
        ["System.Collections.Generic.IDictionary"] = "use Dictionary<TKey, TValue> or SortedDictionary<TKey, TValue>",
        ["System.Collections.Generic.IReadOnlyDictionary"] = "use Dictionary<TKey, TValue> or SortedDictionary<TKey, TValue>",
        ["System.Collections.Generic.Queue"] = "use List<T>",
        ["System.Collections.Generic.Stack"] = "use List<T>",
        ["System.Collections.Generic.LinkedList"] = "use List<T>",
        ["System.Collections.Generic.PriorityQueue"] = "use SortedSet<T> of (priority, sequence number, item)",
        ["System.Collections.Generic.SortedList"] = "use SortedDictionary<TKey, TValue>",
        ["System.Collections.Generic.OrderedDictionary"] = "use List<T> of pairs, or SortedDictionary<TKey, TValue>",
        ["System.Collections.Generic.KeyValuePair"] = "use a tuple",
        ["System.ReadOnlyMemory"] = "use an array",
        ["System.Memory"] = "use an array",
        ["System.ReadOnlySpan"] = "use an array",
        ["System.Span"] = "use an array",
        ["System.Tuple"] = "use a value tuple or a record",
        ["System.Random"] = "take CommandContext and use its Random",
        ["System.TimeProvider"] = "take CommandContext and use its Timestamp",
        ["System.Threading.Lock"] = "leave it out: a replica calls its state machine from one thread at a time",
        ["System.Threading.CancellationToken"] = "leave it out: handlers run to their end on every replica, and clients get one of their own",
        ["System.Threading.Tasks.Task"] = "make the handler synchronous: the client's method is asynchronous all the same",
        ["System.Threading.Tasks.ValueTask"] = "make the handler synchronous: the client's method is asynchronous all the same",
        ["System.Text.StringBuilder"] = "use string",
        ["System.Uri"] = "use string",
        ["System.Version"] = "use string, or four numbers",
        ["System.Numerics.BigInteger"] = "use Int128 or byte[]",
        ["System.Exception"] = "keep its text, or throw CommandRejectedException",
        ["System.Type"] = "keep an enum or a name",
    };

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

    /// <summary>What to do about a type without an encoding.</summary>
    public static string Instead(ITypeSymbol type)
    {
        if (type.SpecialType is SpecialType.System_IntPtr or SpecialType.System_UIntPtr)
        {
            return "its size depends on the processor; use long or ulong";
        }

        if (type.SpecialType == SpecialType.System_Object || type.TypeKind == TypeKind.Dynamic)
        {
            return "declare the type that it really has";
        }

        switch (type.TypeKind)
        {
            case TypeKind.Pointer:
            case TypeKind.FunctionPointer:
                return "memory addresses mean nothing to other replicas; keep the data";
            case TypeKind.Delegate:
                return "code cannot be sent or stored; keep the data that it works on, or an enum that selects the code";
            case TypeKind.TypeParameter:
                return "its encoding is not known here; use a closed type";
            case TypeKind.Array:
                return "only one-dimensional arrays can; use an array of arrays";
        }

        for (var t = type; t is not null; t = t.BaseType)
        {
            var name = Names.OfDefinition(t);
            if (Advice.TryGetValue(name, out var advice))
            {
                return advice;
            }

            if (name == "System.IO.Stream")
            {
                return "use byte[]";
            }

            if (name.StartsWith("System.Collections.Concurrent.", StringComparison.Ordinal))
            {
                return "a state machine is called from one thread at a time; use Dictionary, SortedDictionary or List";
            }

            if (name.StartsWith("System.Collections.Immutable.", StringComparison.Ordinal) || name.StartsWith("System.Collections.Frozen.", StringComparison.Ordinal))
            {
                return "use List, Dictionary, SortedDictionary, HashSet or SortedSet";
            }
        }

        return type.TypeKind == TypeKind.Interface || type.IsAbstract
            ? "any class can stand behind it; use a sealed class or a struct of this assembly"
            : "types of other assemblies are encoded only if PaxosGen knows them; copy what you need into a record of this assembly";
    }
}
