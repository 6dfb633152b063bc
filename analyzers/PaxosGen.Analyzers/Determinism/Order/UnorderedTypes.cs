using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using PaxosGen.Generators.Parsing;

namespace PaxosGen.Analyzers.Determinism.Order;

/// <summary>Which types promise no order, and when what they give differs.</summary>
internal sealed class UnorderedTypes
{
    private enum Hashing
    {
        /// <summary>Buckets are filled in the order of insertion: a restored snapshot fills them anew.</summary>
        History,

        /// <summary>The order is that of hash codes, and of nothing else.</summary>
        Codes,

        /// <summary>The order is that of hash codes and of the operations that led here.</summary>
        CodesAndHistory,

        /// <summary>Only an interface: what it is about may be any of them.</summary>
        Unknown,
    }

    private static readonly Dictionary<string, Hashing> Known = new(StringComparer.Ordinal)
    {
        ["System.Collections.Generic.Dictionary"] = Hashing.History,
        ["System.Collections.Generic.Dictionary.KeyCollection"] = Hashing.History,
        ["System.Collections.Generic.Dictionary.ValueCollection"] = Hashing.History,
        ["System.Collections.Generic.HashSet"] = Hashing.History,
        ["System.Collections.Generic.PriorityQueue.UnorderedItemsCollection"] = Hashing.History,
        ["System.Collections.Hashtable"] = Hashing.CodesAndHistory,
        ["System.Collections.Specialized.HybridDictionary"] = Hashing.CodesAndHistory,
        ["System.Collections.Specialized.StringDictionary"] = Hashing.CodesAndHistory,
        ["System.Collections.Concurrent.ConcurrentDictionary"] = Hashing.CodesAndHistory,
        ["System.Collections.Concurrent.ConcurrentBag"] = Hashing.History,
        ["System.Collections.Immutable.ImmutableDictionary"] = Hashing.Codes,
        ["System.Collections.Immutable.ImmutableDictionary.Builder"] = Hashing.Codes,
        ["System.Collections.Immutable.ImmutableHashSet"] = Hashing.Codes,
        ["System.Collections.Immutable.ImmutableHashSet.Builder"] = Hashing.Codes,
        ["System.Collections.Immutable.IImmutableDictionary"] = Hashing.Unknown,
        ["System.Collections.Immutable.IImmutableSet"] = Hashing.Unknown,
        ["System.Collections.Frozen.FrozenDictionary"] = Hashing.Codes,
        ["System.Collections.Frozen.FrozenSet"] = Hashing.Codes,
        ["System.Runtime.CompilerServices.ConditionalWeakTable"] = Hashing.CodesAndHistory,
        ["System.Collections.Generic.IDictionary"] = Hashing.Unknown,
        ["System.Collections.Generic.IReadOnlyDictionary"] = Hashing.Unknown,
        ["System.Collections.Generic.ISet"] = Hashing.Unknown,
        ["System.Collections.Generic.IReadOnlySet"] = Hashing.Unknown,
        ["System.Collections.IDictionary"] = Hashing.Unknown,
        ["System.Collections.ObjectModel.ReadOnlyDictionary"] = Hashing.Unknown,
        ["System.Collections.ObjectModel.ReadOnlyDictionary.KeyCollection"] = Hashing.Unknown,
        ["System.Collections.ObjectModel.ReadOnlyDictionary.ValueCollection"] = Hashing.Unknown,
        ["System.Collections.ObjectModel.ReadOnlySet"] = Hashing.Unknown,
    };

    private static readonly HashSet<string> Sorted = new(StringComparer.Ordinal)
    {
        "System.Collections.Generic.SortedDictionary",
        "System.Collections.Generic.SortedSet",
        "System.Collections.Generic.SortedList",
        "System.Collections.Generic.PriorityQueue",
        "System.Collections.Immutable.ImmutableSortedDictionary",
        "System.Collections.Immutable.ImmutableSortedDictionary.Builder",
        "System.Collections.Immutable.ImmutableSortedSet",
        "System.Collections.Immutable.ImmutableSortedSet.Builder",
    };

    private readonly Dictionary<ITypeSymbol, Disorder?> _found = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<ITypeSymbol, bool> _sorted = new(SymbolEqualityComparer.Default);

    /// <summary>The disorder of a type's elements; null if it has an order, or is no collection.</summary>
    public Disorder? Of(ITypeSymbol? type)
    {
        if (type is not INamedTypeSymbol { SpecialType: SpecialType.None } named)
        {
            return null;
        }

        if (!_found.TryGetValue(type, out var disorder))
        {
            _found.Add(type, disorder = Find(named));
        }

        return disorder;
    }

    /// <summary>Only an interface or a wrapper, whose order is that of what is in it.</summary>
    public static bool IsOpen(ITypeSymbol? type) => type is INamedTypeSymbol named && Known.TryGetValue(Names.OfDefinition(named), out var hashing) && hashing == Hashing.Unknown;

    /// <summary>A collection that sorts whatever is put into it.</summary>
    public bool IsSorted(ITypeSymbol? type)
    {
        if (type is not INamedTypeSymbol named)
        {
            return false;
        }

        if (!_sorted.TryGetValue(type, out var sorted))
        {
            _sorted.Add(type, sorted = Sorted.Contains(Names.OfDefinition(named)));
        }

        return sorted;
    }

    /// <summary>Whether what is put into it keeps no trace of the order in which that was done.</summary>
    public bool Absorbs(ITypeSymbol? type) => Of(type) is not null || IsSorted(type);

    private static Disorder? Find(INamedTypeSymbol type)
    {
        for (var current = type; current is not null; current = current.BaseType)
        {
            if (Known.TryGetValue(Names.OfDefinition(current), out var hashing))
            {
                var name = current.Name;
                var isValues = name == "ValueCollection";
                var isMap = current.TypeArguments.Length == 2 && name is not ("KeyCollection" or "UnorderedItemsCollection");
                ImmutableArray<string> keys = isValues || name is "ConcurrentBag" or "UnorderedItemsCollection" ? [] : isMap || current.TypeArguments.IsEmpty ? ["Key", ""] : [""];
                var container = current.TypeArguments.IsEmpty ? current.ContainingType ?? current : current;
                var key = container.TypeArguments.FirstOrDefault() ?? (current.ContainingType?.TypeArguments.FirstOrDefault());
                return new Disorder(When(hashing, key), keys) { KeyType = isMap || isValues ? key : null };
            }
        }

        return null;
    }

    private static Differs When(Hashing hashing, ITypeSymbol? key) => hashing switch
    {
        Hashing.History or Hashing.Unknown => Differs.ByRestore,
        _ when key is null || IsRandomised(key) => Differs.ByProcess,
        Hashing.Codes => Differs.ByContract,
        _ => Differs.ByRestore,
    };

    /// <summary>Whether a type's hash codes differ by process. Those of numbers, enums and Guid are made of their value.</summary>
    private static bool IsRandomised(ITypeSymbol key) => key switch
    {
        { TypeKind: TypeKind.Enum } => false,
        { SpecialType: >= SpecialType.System_Boolean and <= SpecialType.System_Double } => false,
        { SpecialType: SpecialType.System_DateTime } => false,
        { Name: "Guid" or "TimeSpan" or "DateOnly" or "TimeOnly" or "DateTimeOffset" or "Int128" or "UInt128", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } } => false,
        _ => true,
    };
}
