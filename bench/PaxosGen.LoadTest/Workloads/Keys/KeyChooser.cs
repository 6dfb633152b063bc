namespace PaxosGen.LoadTest.Workloads.Keys;

/// <summary>Decides which of the records 0 to n - 1 a call is about.</summary>
/// <remarks>Thread-safe: what changes from call to call is in the caller's random source.</remarks>
internal abstract class KeyChooser
{
    /// <summary>The key of the next call.</summary>
    public abstract long Next(Random random);
}
