namespace PaxosGen.Storage;

/// <summary>
/// There is no space for the next segment or snapshot. Nothing of what was asked for has been written; it may be asked
/// for again later. Ballots can still be promised: their space is taken when the store is created.
/// </summary>
/// <param name="file">The path of the file.</param>
public sealed class DiskFullException(string file) : IOException($"No space for '{file}'. The replica takes no new entries until space is made.")
{
    /// <summary>The path of the file.</summary>
    public string File { get; } = file;
}
