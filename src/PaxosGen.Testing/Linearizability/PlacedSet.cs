namespace PaxosGen.Testing;

/// <summary>
/// Which operations have been placed. A copy is small even when the history is long: operations that returned are placed
/// nearly in the order of their calls, so only the words between the first gap and the last one placed are kept.
/// </summary>
internal sealed class PlacedSet(int knowns, int unknowns)
{
    private readonly ulong[] _known = new ulong[(knowns + 63) / 64];
    private readonly ulong[] _unknown = new ulong[(unknowns + 63) / 64];

    /// <summary>Adds an operation, or takes it away.</summary>
    public void Flip(int index, bool isUnknown) => (isUnknown ? _unknown : _known)[index >> 6] ^= 1UL << (index & 63);

    /// <summary>A copy to remember.</summary>
    /// <param name="firstGap">The first operation that returned and is not placed.</param>
    /// <param name="end">After the last operation that returned and is placed.</param>
    public ulong[] Copy(int firstGap, int end)
    {
        var (from, to) = (firstGap >> 6, (end + 63) >> 6);
        var window = to > from ? _known.AsSpan(from, to - from) : [];
        var copy = new ulong[1 + _unknown.Length + window.Length];
        copy[0] = (ulong)from;
        _unknown.CopyTo(copy, 1);
        window.CopyTo(copy.AsSpan(1 + _unknown.Length));
        return copy;
    }
}
