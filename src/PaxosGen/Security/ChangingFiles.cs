using System.Security.Cryptography;

namespace PaxosGen;

/// <summary>What some files say, read again when the contents of one of them are others.</summary>
/// <param name="read">Reads them.</param>
/// <param name="paths">The files; null ones are left out.</param>
/// <remarks>
/// Thread-safe. Contents are compared, not times: behind a symbolic link the time is that of the link, and where a whole folder is
/// swapped by one (as Kubernetes does with secrets) no link of a file ever changes.
/// </remarks>
internal sealed class ChangingFiles<T>(Func<T> read, params string?[] paths)
    where T : class
{
    private readonly Lock _gate = new();
    private string[] _seen = [];
    private T? _value;

    /// <summary>What they say now.</summary>
    /// <exception cref="IOException">They cannot be read, or make no sense; says why. The next call tries again.</exception>
    public T Read()
    {
        lock (_gate)
        {
            // Looked at before reading: a file that changes meanwhile is read again by the next call.
            var now = paths.OfType<string>().Select(HashOf).ToArray();
            if (_value is null || !now.AsSpan().SequenceEqual(_seen))
            {
                _value = read();
                _seen = now;
            }

            return _value;
        }
    }

    // Empty for a file that cannot be read; why it cannot, reading it says.
    private static string HashOf(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            return Convert.ToHexString(SHA256.HashData(file));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
