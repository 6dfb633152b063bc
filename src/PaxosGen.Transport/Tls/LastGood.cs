namespace PaxosGen.Transport;

/// <summary>Something that is asked for again and again; while it cannot be had, what it was last stays in use.</summary>
/// <param name="read">Gives it, or throws.</param>
/// <param name="effect">What it means, for people, that the last one stays in use.</param>
/// <remarks>Not thread-safe.</remarks>
internal sealed class LastGood<T>(Func<T> read, string effect)
    where T : class
{
    private T? _value;

    /// <summary>Why the last read has not succeeded, and what that means; null if it has.</summary>
    public string? Problem { get; private set; }

    /// <summary>What it is now, or was last.</summary>
    /// <exception cref="IOException">It cannot be had, and never could; says why.</exception>
    public T Read()
    {
        try
        {
            _value = read();
            Problem = null;
        }
        catch (Exception e) when (_value is not null)
        {
            // Functions of the application may throw anything; what they throw must not cost connections.
            Problem = $"{effect} {e.Message}";
        }
        catch (Exception e) when (e is not (IOException or OutOfMemoryException))
        {
            throw new IOException($"The certificates cannot be used: {e.Message}", e);
        }

        return _value;
    }
}
