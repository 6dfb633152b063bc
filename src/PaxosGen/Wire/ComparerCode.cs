namespace PaxosGen.Wire;

/// <summary>
/// The comparers that keyed and sorted collections may have. They travel with the collection: a restored one must find
/// and order what the original did.
/// </summary>
internal static class ComparerCode
{
    private const byte Default = 0;
    private const byte Ordinal = 1;
    private const byte OrdinalIgnoreCase = 2;

    internal static byte Of<T>(IEqualityComparer<T> comparer)
    {
        if (ReferenceEquals(comparer, EqualityComparer<T>.Default))
        {
            return Default;
        }

        return OfStrings(comparer) ?? throw Unknown(comparer);
    }

    internal static byte Of<T>(IComparer<T> comparer)
    {
        if (ReferenceEquals(comparer, Comparer<T>.Default))
        {
            return typeof(T) != typeof(string)
                ? Default
                : throw new InvalidOperationException("A sorted collection of strings without a comparer orders by the culture of the process. Create it with StringComparer.Ordinal.");
        }

        return OfStrings(comparer) ?? throw Unknown(comparer);
    }

    /// <summary>The code of the comparer of an immutable dictionary's keys; values are compared by the default alone.</summary>
    internal static byte OfKeys<TKey, TValue>(IEqualityComparer<TKey> keys, IEqualityComparer<TValue> values)
        => ReferenceEquals(values, EqualityComparer<TValue>.Default) ? Of(keys) : throw Unknown(values);

    /// <inheritdoc cref="OfKeys{TKey,TValue}(IEqualityComparer{TKey},IEqualityComparer{TValue})"/>
    internal static byte OfKeys<TKey, TValue>(IComparer<TKey> keys, IEqualityComparer<TValue> values)
        => ReferenceEquals(values, EqualityComparer<TValue>.Default) ? Of(keys) : throw Unknown(values);

    /// <summary>The comparer of a hash table that finds the keys of a sorted collection.</summary>
    internal static IEqualityComparer<T>? EqualityOf<T>(IComparer<T> comparer) => ReferenceEquals(comparer, Comparer<T>.Default) ? null : comparer as IEqualityComparer<T>;

    internal static IEqualityComparer<T> ReadEqualityComparer<T>(ref CanonicalReader reader)
        => reader.ReadByte() switch
        {
            Default => EqualityComparer<T>.Default,
            Ordinal when typeof(T) == typeof(string) => (IEqualityComparer<T>)(object)StringComparer.Ordinal,
            OrdinalIgnoreCase when typeof(T) == typeof(string) => (IEqualityComparer<T>)(object)StringComparer.OrdinalIgnoreCase,
            _ => throw reader.Malformed("no collection of this type has this comparer"),
        };

    internal static IComparer<T> ReadComparer<T>(ref CanonicalReader reader)
        => reader.ReadByte() switch
        {
            Default when typeof(T) != typeof(string) => Comparer<T>.Default,
            Ordinal when typeof(T) == typeof(string) => (IComparer<T>)(object)StringComparer.Ordinal,
            OrdinalIgnoreCase when typeof(T) == typeof(string) => (IComparer<T>)(object)StringComparer.OrdinalIgnoreCase,
            _ => throw reader.Malformed("no sorted collection of this type has this comparer"),
        };

    private static byte? OfStrings(object comparer)
        => ReferenceEquals(comparer, StringComparer.Ordinal) ? Ordinal
            : ReferenceEquals(comparer, StringComparer.OrdinalIgnoreCase) ? OrdinalIgnoreCase
            : null;

    private static InvalidOperationException Unknown(object comparer)
        => new($"A replicated collection has the comparer {comparer.GetType()}, which cannot be restored. Use the default, StringComparer.Ordinal or StringComparer.OrdinalIgnoreCase.");
}
