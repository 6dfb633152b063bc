using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace PaxosGen.Analyzers.Determinism.Order;

/// <summary>When replicas see another order. The later, the worse.</summary>
internal enum Differs
{
    /// <summary>The implementation gives the same order today; its documentation promises none.</summary>
    ByContract,

    /// <summary>The order tells of the operations that led here, and a restored snapshot has seen others. Every restart restores one.</summary>
    ByRestore,

    /// <summary>The order depends on hash codes that are randomised in each process, or on the processor count.</summary>
    ByProcess,
}

/// <summary>Elements that are in an order which replicas do not share.</summary>
/// <param name="Differs">When it differs.</param>
/// <param name="Keys">What identifies an element among the others: paths of members, of which the empty one is the element itself.</param>
internal sealed record Disorder(Differs Differs, ImmutableArray<string> Keys)
{
    /// <summary>The type of the keys of the dictionary that the elements come from, if it is known.</summary>
    public ITypeSymbol? KeyType { get; init; }

    /// <summary>Set once the elements are sorted by something that equal elements may share: the paths that were compared.</summary>
    public ImmutableArray<string> SortedBy { get; init; }

    /// <summary>The sort, or MaxBy, that leaves ties.</summary>
    public IOperation? TiesAt { get; init; }

    /// <summary>Which elements these are depends on the order already; to sort them is too late.</summary>
    public bool IsCut { get; init; }

    /// <summary>The elements are in order; it is what they contain that is not.</summary>
    public bool OnlyInner { get; init; }

    /// <summary>What the elements contain in such an order: groups do.</summary>
    public Disorder? Inner { get; init; }

    /// <summary>Where it comes from, if that is another method.</summary>
    public ImmutableArray<Location> Related { get; init; } = [];

    /// <summary>Texts that differ in case alone are one already in the collection that the elements come from; or may be, for all that is known.</summary>
    public bool IgnoresCase { get; init; }

    /// <summary>A collection of a method's own, from which nothing was removed, has its elements in the order in which they were added.</summary>
    public bool IsAsAdded { get; init; }

    public bool HasTies => TiesAt is not null;

    public Disorder WithoutKeys() => Keys.IsEmpty ? this : this with { Keys = [] };

    /// <summary>In words, after «the order differs».</summary>
    public string When => Differs switch
    {
        Differs.ByProcess => "it differs by process",
        Differs.ByRestore => "it differs after a restart, which restores a snapshot",
        _ => "no documentation promises it",
    };
}
