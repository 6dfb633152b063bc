namespace PaxosGen.Wire;

/// <summary>
/// Compares and hashes keys that arrive in bytes. Equals, GetHashCode and CompareTo may be the user's and fail on keys that
/// no command has ever made, or find two equal; bytes with such keys are malformed, not the end of the replica.
/// </summary>
internal static class Keys
{
    /// <summary>Makes a collection of what has been read.</summary>
    internal static TCollection Build<TItems, TComparer, TCollection>(ref CanonicalReader reader, TItems items, TComparer comparer, Func<TItems, TComparer, TCollection> build)
    {
        try
        {
            return build(items, comparer);
        }
        catch (Exception error) when (IsOfKeys(error))
        {
            throw Incomparable(ref reader, error);
        }
    }

    /// <summary>Whether it can only have come from the user's code: decoders throw nothing else.</summary>
    internal static bool IsOfKeys(Exception error) => error is not (WireFormatException or OutOfMemoryException);

    internal static WireFormatException Incomparable(ref CanonicalReader reader, Exception error)
        => reader.Malformed($"keys that cannot be compared ({error.GetType().Name}: {error.Message})");
}
