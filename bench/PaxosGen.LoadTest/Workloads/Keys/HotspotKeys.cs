namespace PaxosGen.LoadTest.Workloads.Keys;

/// <summary>
/// A part of the calls goes to the first few keys, evenly among them, the rest evenly to all others: the skew that SmallBank
/// was defined with.
/// </summary>
/// <param name="count">How many keys there are.</param>
/// <param name="hot">How many of them are hot.</param>
/// <param name="hotPart">Which part of the calls goes to these.</param>
internal sealed class HotspotKeys(long count, long hot, double hotPart) : KeyChooser
{
    /// <inheritdoc />
    public override long Next(Random random) => random.NextDouble() < hotPart ? random.NextInt64(hot) : random.NextInt64(hot, count);
}
