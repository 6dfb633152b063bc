namespace PaxosGen;

/// <summary>What some files say, read again when one of them has changed.</summary>
/// <param name="read">Reads them.</param>
/// <param name="paths">The files; null ones are left out.</param>
/// <remarks>Thread-safe.</remarks>
internal sealed class ChangingFiles<T>(Func<T> read, params string?[] paths)
    where T : class
{
    private readonly Lock _gate = new();
    private (DateTime Written, long Length)[] _seen = [];
    private T? _value;

    /// <summary>What they say now.</summary>
    /// <exception cref="IOException">They cannot be read, or make no sense; says why. The next call tries again.</exception>
    public T Read()
    {
        lock (_gate)
        {
            // Looked at before reading: a file that changes meanwhile is read again by the next call.
            var now = paths.OfType<string>().Select(static path => new FileInfo(path)).Select(static f => f.Exists ? (f.LastWriteTimeUtc, f.Length) : default).ToArray();
            if (_value is null || !now.AsSpan().SequenceEqual(_seen))
            {
                _value = read();
                _seen = now;
            }

            return _value;
        }
    }
}
