using Xunit.Abstractions;

namespace PaxosGen.EndToEnd.Tests;

/// <summary>
/// What operators see happen to processes. Each play ends with the check of its whole history: linearizable, nothing
/// acknowledged lost, nothing applied twice, all replicas with the same hash.
/// </summary>
public sealed class PlayTests(ITestOutputHelper output, SharedCluster shared) : IClassFixture<SharedCluster>
{
    private static readonly TimeSpan AWhile = TimeSpan.FromSeconds(0.6);
    private static readonly TimeSpan StopsWithin = TimeSpan.FromSeconds(5);

    [Fact]
    public Task The_leader_is_killed_again_and_again() => Play.RunAsync(output, shared, async play =>
    {
        for (var i = 0; i < 3; i++)
        {
            var leader = await play.Cluster.LeaderAsync();
            await play.Load.GoOnAsync(AWhile);
            await play.Cluster.KillAsync(leader);
            play.Tell($"leader {leader} killed; served again after {(await play.Load.ServedAsync()).TotalMilliseconds:F0} ms");
            await play.Cluster.StartAsync(leader);
        }
    });

    [Fact]
    public Task All_are_killed_at_once_and_started_again() => Play.RunAsync(output, shared, async play =>
    {
        for (var i = 0; i < 2; i++)
        {
            await play.Load.GoOnAsync(AWhile);
            await Task.WhenAll(play.Cluster.Ids.Select(play.Cluster.KillAsync));
            await Task.WhenAll(play.Cluster.Ids.Select(play.Cluster.StartAsync));
            play.Tell($"all killed; served {(await play.Load.ServedAsync()).TotalMilliseconds:F0} ms after they are back");
        }
    });

    [Fact]
    public Task A_frozen_leader_is_replaced_answers_nothing_stale_when_it_thaws_and_follows() => Play.RunAsync(output, shared, async play =>
    {
        var frozen = await play.Cluster.LeaderAsync();
        await play.Load.GoOnAsync(AWhile);
        await play.Cluster.FreezeAsync(frozen);
        var next = await play.Cluster.LeaderAsync(otherThan: frozen);
        play.Tell($"leader {frozen} frozen; served again after {(await play.Load.ServedAsync()).TotalMilliseconds:F0} ms by {next}");

        // These wait in the frozen process while others change what they ask for.
        using var patient = new Teller(play.Cluster, Until.Patience);
        var asked = play.Load.Accounts.Select(account => AskAsync(account)).ToList();
        await play.Load.GoOnAsync(TimeSpan.FromSeconds(2));
        await play.Cluster.ThawAsync(frozen);
        var answered = await Task.WhenAll(asked);
        play.Tell($"thawed; of {answered.Length} reads that waited in it {answered.Count(a => a is Attempt.Answered)} were answered");
        await Until.HoldsAsync("the thawed one follows", async () => await play.Cluster.StatusAsync(frozen) is { Leads: false, Leader: > 0 });

        async Task<Attempt> AskAsync(string account)
        {
            var call = new BankCall.Balance(account);
            var recorded = play.Load.History.Invoke(100, call);
            var attempt = await patient.TryAsync(frozen, call, Guid.Empty);
            if (attempt is Attempt.Answered answered)
            {
                recorded.Return(answered.Answer);
            }
            else
            {
                Assert.IsNotType<Attempt.Odd>(attempt);
                recorded.Drop();
            }

            return attempt;
        }
    });

    [Fact]
    public Task A_torn_tail_is_cut_and_nothing_before_it() => Play.RunAsync(output, shared, async play =>
    {
        foreach (var tear in Enum.GetValues<Tear>())
        {
            await play.Load.GoOnAsync(AWhile / 2);
            var leader = await play.Cluster.LeaderAsync();
            var torn = tear == Tear.HalfBatch ? leader : play.Cluster.Ids.First(id => id != leader);
            await play.Cluster.KillAsync(torn);
            TornTail.Write(play.Cluster.Folder(torn), tear, play.Random);
            await play.Cluster.StartAsync(torn);
            var through = (await play.Cluster.StatusAsync(await play.Cluster.LeaderAsync()))?.ChosenThrough;
            var after = await Until.HoldsAsync("the one with the torn tail catches up", async () => (await play.Cluster.StatusAsync(torn))?.AppliedThrough >= through);
            play.Tell($"replica {torn}: {tear}; caught up {after.TotalMilliseconds:F0} ms after it is back");
        }
    });

    [Fact]
    public Task A_rolling_restart_fails_no_request() => Play.RunAsync(output, shared, async play =>
    {
        foreach (var id in play.Cluster.Ids)
        {
            await play.Load.GoOnAsync(AWhile / 2);
            var (code, after) = await play.Cluster.TerminateAsync(id);
            play.Tell($"replica {id} ended with {code} after {after.TotalMilliseconds:F0} ms");
            Assert.Equal(0, code);
            Assert.True(after < StopsWithin, $"Replica {id} took {after} to stop.");
            await play.Cluster.StartAsync(id);
            await play.Load.ServedAsync();
        }
    });

    [Fact]
    public Task Strangers_on_the_ports_disturb_nobody() => Play.RunAsync(output, shared, async play =>
    {
        using var strangers = new Strangers(play.Seed);
        for (var i = 0; i < 4; i++)
        {
            await Task.WhenAll(play.Cluster.Ids.SelectMany(id => new[] { play.Cluster.PeerAddress(id), play.Cluster.HttpAddress(id) }).Select(strangers.BotherAsync));
            await play.Load.ServedAsync();
            await play.Load.GoOnAsync(AWhile / 2);
        }

        await play.Load.StopAsync();
        Assert.DoesNotContain(play.Load.History.Operations, o => o.Outcome != OperationOutcome.Returned);
    });
}
