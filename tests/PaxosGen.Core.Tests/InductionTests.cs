using PaxosGen.Core;

namespace PaxosGen.Core.Tests;

/// <summary>
/// The induction of <i>Paxos Made Simple</i> §2.2 over random runs of the real replicas: after every step P1, P2c over all
/// ballots ever used, one chosen value a slot by the <see cref="Witness"/>'s own count of durable votes, equal applied
/// prefixes, linearizable reads, and nothing sent that a crash could make false.
/// </summary>
public sealed class InductionTests
{
    private const int Steps = 300;

    [Theory]
    [InlineData(3, 600)]
    [InlineData(4, 200)]
    [InlineData(5, 250)]
    public void P2c_holds_in_every_step_of_every_run(int replicas, int runs)
    {
        var (chosen, conflicts, reigns) = (0, 0, 0);
        for (var seed = 0; seed < runs; seed++)
        {
            var run = Play(seed, replicas);
            chosen += run.Stage.Witness.ChosenCount;
            reigns += run.Stage.Reigns;
            conflicts += run.Stage.Witness.Conflicts;
        }

        // Runs in which nothing is chosen, or no two proposers disagree, prove nothing.
        var tried = $"{runs} runs: {reigns} reigns, {chosen} values chosen, {conflicts} times two ballots disagreed.";
        Assert.True(reigns > 2 * runs && chosen > 2 * runs && conflicts > runs / 50, tried);
    }

    /// <summary>Decision 003: damaged votes are unknown, and count nowhere. Enough of them stop the cluster and make nothing false.</summary>
    [Theory]
    [InlineData(3, 400, false)]
    [InlineData(5, 150, false)]
    [InlineData(3, 200, true)]
    public void Damaged_votes_make_nothing_false(int replicas, int runs, bool changes)
    {
        for (var seed = 0; seed < runs; seed++)
        {
            Play(seed, replicas, damages: true, changes, mustHeal: false);
        }
    }

    /// <summary>The same where members come and go: epochs, each with its own voters and quorums, and what a StopSign leaves behind is void.</summary>
    [Theory]
    [InlineData(3, 400)]
    [InlineData(1, 100)]
    public void Epochs_keep_it(int replicas, int runs)
    {
        var epochs = 0L;
        for (var seed = 0; seed < runs; seed++)
        {
            var run = Play(seed, replicas, changes: true);
            epochs += run.Stage.Actors.Max(a => a.Replica!.Configuration.Epoch.Value) - 1;
        }

        Assert.True(epochs > runs / 4, $"{runs} runs: {epochs} epochs ended.");
    }

    private static RandomRun Play(int seed, int replicas, bool damages = false, bool changes = false, bool mustHeal = true)
    {
        var run = new RandomRun(seed, replicas, damages, changes);
        try
        {
            run.Play(Steps);
            var healed = run.Heal();
            Assert.True(healed || !mustHeal, "Not all replicas meet after everything works again.");
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"Seed {seed} of {replicas} replicas: {e.Message}\n{Told(seed, replicas, damages, changes)}", e);
        }

        return run;
    }

    /// <summary>The same run once more, told.</summary>
    private static string Told(int seed, int replicas, bool damages, bool changes)
    {
        var lines = new List<string>();
        var run = new RandomRun(seed, replicas, damages, changes);
        var keep = run.Stage.Sent;
        run.Stage.Said = lines.Add;
        run.Stage.Sent = letter =>
        {
            lines.Add($"{letter.From} -> {letter.To}: {letter.Message}");
            keep?.Invoke(letter);
        };
        try
        {
            run.Play(Steps);
            run.Heal();
        }
        catch (Exception e)
        {
            lines.Add(e.ToString());
        }

        return string.Join('\n', lines.TakeLast(200));
    }
}
