using System.Diagnostics;

namespace PaxosGen.EndToEnd.Tests;

/// <summary>Waiting for a condition, with a bound that only a broken product reaches.</summary>
internal static class Until
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Asks again and again until the answer is not null.</summary>
    /// <returns>The answer and how long it took.</returns>
    public static async Task<(T Value, TimeSpan After)> FoundAsync<T>(string what, Func<Task<T?>> ask) where T : class
    {
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < Patience)
        {
            if (await ask() is { } value)
            {
                return (value, watch.Elapsed);
            }

            await Task.Delay(20);
        }

        throw new TimeoutException($"Not within {Patience.TotalSeconds} s: {what}.");
    }

    /// <summary>Asks again and again until it holds.</summary>
    public static async Task<TimeSpan> HoldsAsync(string what, Func<Task<bool>> ask) =>
        (await FoundAsync(what, async () => await ask() ? "" : null)).After;
}
