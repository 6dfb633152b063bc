using System.Globalization;

namespace PaxosGen.Storage;

/// <summary>
/// Bytes that had been acknowledged are damaged or missing, and what they said cannot be told. The replica must not
/// start: it might deny a vote or a promise that it gave.
/// </summary>
/// <param name="file">The path of the file.</param>
/// <param name="offset">Where in the file the damage starts.</param>
/// <param name="what">What is wrong and what to do.</param>
public sealed class StoreDamagedException(string file, long offset, string what)
    : IOException(string.Create(CultureInfo.InvariantCulture, $"'{file}' is damaged at offset {offset}: {what}"))
{
    /// <summary>What to do when a store cannot be mended.</summary>
    internal const string NeverVoteAgain =
        "This replica id must never vote again with this data. Restore nothing from a backup; remove the member and add a new one under a new replica id with an empty folder.";

    /// <summary>The path of the file.</summary>
    public string File { get; } = file;

    /// <summary>Where in the file the damage starts.</summary>
    public long Offset { get; } = offset;
}
