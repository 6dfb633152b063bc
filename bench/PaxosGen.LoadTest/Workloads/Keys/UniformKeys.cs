namespace PaxosGen.LoadTest.Workloads.Keys;

/// <summary>Each key as often as any other.</summary>
/// <param name="count">How many keys there are.</param>
internal sealed class UniformKeys(long count) : KeyChooser
{
    /// <inheritdoc />
    public override long Next(Random random) => random.NextInt64(count);
}
