using Xunit.Abstractions;

namespace PaxosGen.EndToEnd.Tests;

/// <summary>A cluster that is born while some of its members are not there. The play ends with the check of its whole history.</summary>
public sealed class AbsenceTests(ITestOutputHelper output)
{
    private static readonly TimeSpan AWhile = TimeSpan.FromSeconds(0.6);

    [Fact]
    public Task Three_of_five_serve_and_the_other_two_come_later() => Play.RunAsync(
        output,
        async play =>
        {
            await play.Load.GoOnAsync(AWhile);
            await Task.WhenAll(play.Cluster.StartAsync(4), play.Cluster.StartAsync(5));
            await play.Load.GoOnAsync(AWhile);

            // Two of the first three may now be gone: the late ones count.
            await Until.HoldsAsync("the late ones follow", async () => (await play.Cluster.StatusAsync(4))?.AppliedThrough > 0 && (await play.Cluster.StatusAsync(5))?.AppliedThrough > 0);
            await Task.WhenAll(play.Cluster.KillAsync(1), play.Cluster.KillAsync(2));
            play.Tell($"1 and 2 killed; served again after {(await play.Load.ServedAsync()).TotalMilliseconds:F0} ms");
        },
        members: 5,
        absent: [4, 5]);
}
