namespace PaxosGen.Server.Clients;

/// <summary>
/// When it is worth to come back, from the rates of the last while. What waits takes as long as its number over the rate at
/// which it is done (Little's law). Those who were turned away do not wait here, but when each comes back after h, and r of
/// them were turned away for each that was served, to serve them all takes h times r: that is when their turn is.
/// </summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class RetryHint(ClientShares shares)
{
    /// <summary>The longest that is asked for.</summary>
    public const int Longest = 5000;

    private const double FirstGuess = 10;

    /// <summary>Shorter spans say little of the rate, in nanoseconds.</summary>
    private const long MinSpan = 100_000_000;

    private readonly Lock _gate = new();
    private long _since;
    private long _givenThen;
    private long _refused;
    private double _milliseconds = FirstGuess;

    /// <summary>One more is turned away: for how many milliseconds.</summary>
    public int OnRefused(long now)
    {
        lock (_gate)
        {
            if (now - _since >= MinSpan)
            {
                var served = shares.Given - _givenThen;
                var drain = shares.Calls * (now - _since) / 1e6 / Math.Max(1, served);
                var turn = _milliseconds * _refused / Math.Max(1, served);
                _milliseconds = Math.Clamp(Math.Max(drain, turn), 1, Longest);
                (_since, _givenThen, _refused) = (now, shares.Given, 0);
            }

            _refused++;
            return (int)_milliseconds;
        }
    }
}
