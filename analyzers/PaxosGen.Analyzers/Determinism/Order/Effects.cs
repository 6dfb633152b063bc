using Microsoft.CodeAnalysis;

namespace PaxosGen.Analyzers.Determinism.Order;

/// <summary>What a method does that depends on the order in which it is called for several elements.</summary>
internal sealed class Effects : IRegionSink
{
    public static readonly Effects None = new();

    /// <summary>Whether it changes anything.</summary>
    public bool Any { get; set; }

    /// <summary>IsOwn: it is of the object that the method is called on.</summary>
    public List<(IOperation At, string Why, bool IsTie, bool IsOwn)> Found { get; } = [];

    /// <summary>Parameters and captured variables that get an element with each call.</summary>
    public HashSet<ISymbol> Grown { get; } = new(SymbolEqualityComparer.Default);

    /// <summary>Whether a later look has found no more than an earlier one.</summary>
    public static bool AreSame(Effects one, Effects other) => (one.Any, one.Found.Count, one.Grown.Count) == (other.Any, other.Found.Count, other.Grown.Count);

    public void Leak(IOperation at, string why, ISymbol? place) => Add(at, why, isTie: false, place);

    public void Tie(IOperation at, string why, ISymbol? place) => Add(at, why, isTie: true, place);

    public void Grow(IOperation at, ISymbol collection, IOperation? element, Entries entries)
    {
        if (collection is IParameterSymbol or ILocalSymbol)
        {
            Grown.Add(collection);
        }
        else
        {
            Add(at, "elements are added in that order", isTie: false, collection);
        }
    }

    public void Yield(IOperation at, IOperation element, Entries entries)
    {
        // Whoever enumerates it sees the elements of one call.
    }

    private void Add(IOperation at, string why, bool isTie, ISymbol? place)
    {
        if (place is not ILocalSymbol)
        {
            Found.Add((at, why, isTie, place is IFieldSymbol { IsStatic: false } or IPropertySymbol { IsStatic: false } or INamedTypeSymbol));
        }
    }
}
