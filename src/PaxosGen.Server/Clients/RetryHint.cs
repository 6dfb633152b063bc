namespace PaxosGen.Server.Clients;

/// <summary>When it is worth to come back: as long as what waits takes at the rate of the last while (Little's law).</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class RetryHint(ClientShares shares)
{
    private const int FirstGuess = 10;
    private const int Longest = 1000;

    /// <summary>Shorter spans say little of the rate, in nanoseconds.</summary>
    private const long MinSpan = 100_000_000;

    private readonly Lock _gate = new();
    private long _since;
    private long _givenThen;
    private double _perNanosecond;

    /// <summary>Milliseconds from now.</summary>
    public int Milliseconds(long now)
    {
        lock (_gate)
        {
            if (now - _since >= MinSpan)
            {
                var given = shares.Given;
                _perNanosecond = (double)(given - _givenThen) / (now - _since);
                (_since, _givenThen) = (now, given);
            }

            return _perNanosecond > 0 ? (int)Math.Clamp(shares.Calls / _perNanosecond / 1e6, 1, Longest) : FirstGuess;
        }
    }
}
