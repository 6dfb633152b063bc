using Xunit.Abstractions;

namespace PaxosGen.EndToEnd.Tests;

/// <summary>Members of a cluster of processes change while clients use it. Each play ends with the check of its whole history.</summary>
public sealed class MembershipTests(ITestOutputHelper output)
{
    private static readonly TimeSpan AWhile = TimeSpan.FromSeconds(0.6);

    [Fact]
    public Task One_of_three_is_replaced_under_load_and_switched_off() => Play.RunAsync(
        output,
        async play =>
        {
            await play.Load.GoOnAsync(AWhile);
            await play.Cluster.StartAsync(4);
            play.Tell($"learner admitted after {(await play.Cluster.ChangeMembersAsync([1, 2, 3], [4])).TotalMilliseconds:F0} ms");
            await play.Load.GoOnAsync(AWhile);
            play.Tell($"1 replaced by 4 after {(await play.Cluster.ChangeMembersAsync([2, 3, 4], [])).TotalMilliseconds:F0} ms");
            await SwitchOffAsync(play, 1);
            play.Cluster.Expect(2, 3, 4);
            play.Tell($"1 switched off; served after {(await play.Load.ServedAsync()).TotalMilliseconds:F0} ms");
            await play.Load.GoOnAsync(AWhile);

            // Without the vote of the new one there is no quorum now.
            await play.Cluster.KillAsync(2);
            play.Tell($"2 killed; served after {(await play.Load.ServedAsync()).TotalMilliseconds:F0} ms");
        },
        later: 1);

    [Fact]
    public Task All_three_are_replaced_under_load_and_switched_off() => Play.RunAsync(
        output,
        async play =>
        {
            await play.Load.GoOnAsync(AWhile);
            await Task.WhenAll(play.Cluster.StartAsync(4), play.Cluster.StartAsync(5), play.Cluster.StartAsync(6));
            await play.Cluster.ChangeMembersAsync([1, 2, 3], [4, 5, 6]);
            await play.Cluster.ChangeMembersAsync([4, 5, 6], []);
            await Task.WhenAll(SwitchOffAsync(play, 1), SwitchOffAsync(play, 2), SwitchOffAsync(play, 3));
            play.Cluster.Expect(4, 5, 6);
            play.Tell($"all replaced; served after {(await play.Load.ServedAsync()).TotalMilliseconds:F0} ms");

            // They come back with the words that they were first started with, though nobody of their list is there any more.
            await Task.WhenAll(play.Cluster.Ids.Select(play.Cluster.KillAsync));
            await Task.WhenAll(play.Cluster.Ids.Select(play.Cluster.StartAsync));
            play.Tell($"all killed; served {(await play.Load.ServedAsync()).TotalMilliseconds:F0} ms after they are back");
        },
        later: 3);

    private static async Task SwitchOffAsync(Play play, int id)
    {
        await Until.HoldsAsync($"replica {id} may be switched off", async () => await play.Cluster.StatusAsync(id) is { Role: "removed", MayBeSwitchedOff: true });
        Assert.Equal(0, (await play.Cluster.TerminateAsync(id)).ExitCode);
    }
}
