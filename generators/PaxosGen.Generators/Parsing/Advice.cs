using Microsoft.CodeAnalysis;

namespace PaxosGen.Generators.Parsing;

/// <summary>What to use instead of types that have no encoding.</summary>
internal static class Advice
{
    private const string SequenceAdvice = "any sequence can stand behind it in parameters and results alone; use List<T> or an array";

    private static readonly Dictionary<string, string> ByName = new()
    {
        ["System.Collections.Generic.IReadOnlyList"] = SequenceAdvice,
        ["System.Collections.Generic.IReadOnlyCollection"] = SequenceAdvice,
        ["System.Collections.Generic.IEnumerable"] = SequenceAdvice,
        ["System.Collections.Generic.ICollection"] = SequenceAdvice,
        ["System.Collections.Generic.IList"] = SequenceAdvice,
        ["System.Collections.Generic.ISet"] = "any set can stand behind it in parameters and results alone; use HashSet<T> or SortedSet<T>",
        ["System.Collections.Generic.IReadOnlySet"] = "any set can stand behind it in parameters and results alone; use HashSet<T> or SortedSet<T>",
        ["System.Collections.Generic.IDictionary"] = "any map can stand behind it in parameters and results alone; use Dictionary<TKey, TValue> or SortedDictionary<TKey, TValue>",
        ["System.Collections.Generic.IReadOnlyDictionary"] = "any map can stand behind it in parameters and results alone; use Dictionary<TKey, TValue> or SortedDictionary<TKey, TValue>",
        ["System.ReadOnlySpan"] = "only parameters can be spans, of bytes; use ReadOnlyMemory<T> or an array",
        ["System.Span"] = "what it points to belongs to somebody else; use ReadOnlySpan<byte> as a parameter, else Memory<T> or an array",
        ["System.Tuple"] = "it has too many items; use a value tuple or a record",
        ["System.ArraySegment"] = "use ReadOnlyMemory<T> or an array",
        ["System.Lazy"] = "code cannot be sent or stored; keep the value, or compute it when it is asked for",
        ["System.WeakReference"] = "the garbage collector would decide about the state; keep the value",
        ["System.Nullable"] = "use a closed type",
        ["System.Collections.ArrayList"] = "use List<T>",
        ["System.Collections.Hashtable"] = "use Dictionary<TKey, TValue>",
        ["System.Collections.BitArray"] = "use bool[] or byte[]",
        ["System.Collections.IEnumerable"] = "use IEnumerable<T> in parameters and results, else List<T>",
        ["System.Collections.IList"] = "use List<T>",
        ["System.Collections.IDictionary"] = "use Dictionary<TKey, TValue>",
        ["System.Collections.Generic.IAsyncEnumerable"] = "use List<T>",
        ["System.Collections.ObjectModel.Collection"] = "use List<T>",
        ["System.Collections.ObjectModel.ReadOnlyCollection"] = "use ImmutableArray<T> or List<T>",
        ["System.Linq.ILookup"] = "use Dictionary<TKey, List<TValue>>",
        ["System.Linq.IQueryable"] = "use List<T>",
        ["System.Text.Rune"] = "use int or string",
        ["System.Text.Json.JsonDocument"] = "use string",
        ["System.Text.Json.JsonElement"] = "use string",
        ["System.Text.RegularExpressions.Regex"] = "keep its pattern",
        ["System.Net.IPAddress"] = "use string or byte[]",
        ["System.Globalization.CultureInfo"] = "keep its name",
        ["System.Random"] = "take CommandContext and use its Random",
        ["System.TimeProvider"] = "take CommandContext and use its Timestamp",
        ["System.Threading.Lock"] = "leave it out: a replica calls its state machine from one thread at a time",
        ["System.Threading.CancellationToken"] = "leave it out: handlers run to their end on every replica, and clients get one of their own",
        ["System.Threading.Tasks.Task"] = "make the handler synchronous: the client's method is asynchronous all the same",
        ["System.Threading.Tasks.ValueTask"] = "make the handler synchronous: the client's method is asynchronous all the same",
        ["System.Text.StringBuilder"] = "use string",
        ["System.Exception"] = "keep its text, or throw CommandRejectedException",
        ["System.Type"] = "keep an enum or a name",
    };

    /// <summary>What to do about a type without an encoding.</summary>
    public static string Instead(ITypeSymbol type)
    {
        if (type.SpecialType is SpecialType.System_IntPtr or SpecialType.System_UIntPtr)
        {
            return "its size depends on the processor; use long or ulong";
        }

        if (type.SpecialType == SpecialType.System_Object || type.TypeKind == TypeKind.Dynamic)
        {
            return "declare the type that it really has; if it is there for lock statements, leave it out: a replica calls its state machine from one thread at a time";
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
            if (ByName.TryGetValue(name, out var advice))
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

            if (name.StartsWith("System.Collections.Immutable.", StringComparison.Ordinal))
            {
                return "use the type without I, or the one that it builds";
            }
        }

        return type.TypeKind == TypeKind.Interface || type.IsAbstract
            ? "any class can stand behind it; list those of this assembly with [Union(1, typeof(A))], or use a sealed class or a struct"
            : "types of other assemblies are encoded only if PaxosGen knows them or they are [Replicated] there; copy what you need into a record of this assembly, or write a codec and name it with [Codec(typeof(C))]";
    }
}
