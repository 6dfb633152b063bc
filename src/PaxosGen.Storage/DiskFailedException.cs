using System.Globalization;
using System.Runtime.InteropServices;

namespace PaxosGen.Storage;

/// <summary>
/// The disk failed for good: what was being written may or may not be there. Nothing is retried and nothing more is
/// acknowledged by this process; after a restart the store is read as it is.
/// </summary>
public sealed class DiskFailedException : IOException
{
    /// <summary>Creates the failure.</summary>
    /// <param name="operation">What was tried, such as <c>fdatasync</c>.</param>
    /// <param name="file">The path of the file.</param>
    /// <param name="offset">Where in the file; -1 where that means nothing.</param>
    /// <param name="errorNumber">The system's errno; 0 when unknown.</param>
    /// <param name="innerException">The error as the framework reported it, if it did.</param>
    public DiskFailedException(string operation, string file, long offset, int errorNumber, Exception? innerException = null)
        : base(Describe(operation, file, offset, errorNumber), innerException)
    {
        Operation = operation;
        File = file;
        Offset = offset;
        ErrorNumber = errorNumber;
    }

    /// <summary>What was tried.</summary>
    public string Operation { get; }

    /// <summary>The path of the file.</summary>
    public string File { get; }

    /// <summary>Where in the file; -1 where that means nothing.</summary>
    public long Offset { get; }

    /// <summary>The system's errno; 0 when unknown.</summary>
    public int ErrorNumber { get; }

    private static string Describe(string operation, string file, long offset, int errorNumber)
    {
        var where = offset < 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" at offset {offset}");
        var why = OperatingSystem.IsWindows() || errorNumber <= 0 ? "" : $" ({Marshal.GetPInvokeErrorMessage(errorNumber)})";
        return string.Create(CultureInfo.InvariantCulture, $"{operation} of '{file}'{where} failed with errno {errorNumber}{why}. The replica stops; check the disk, then start it again.");
    }
}
