using PaxosGen.Core;
using PaxosGen.Server.Applying;
using PaxosGen.Server.Running;

namespace PaxosGen.Server.Tests.Running;

/// <summary>Which states are saved between two commands, and that what waits to be written stays what it is.</summary>
public sealed class StateSaverTests
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(10);

    private readonly Applier _applier = new(new Applying.Ledger(), RestoringTests.Identity.Cluster, Configuration.Initial(RestoringTests.Members));
    private long _now;
    private long _saveTakes;

    [Fact]
    public void Live_states_are_saved_once_one_from_the_log_was_fast_and_every_eighth_is_from_the_log()
    {
        var saver = SaverOf(1, LongestPause);
        Assert.Null(saver.TrySaveLive(_applier, 0));
        saver.Save(_applier, 0).Dispose();
        Assert.Equal("LLLLLSLLLLLLLS", SavesOf(saver, 14));
        Assert.NotEqual("LLLLLSLLLLLLLS", SavesOf(Warm(SaverOf(3, LongestPause)), 14));
    }

    [Fact]
    public void Where_a_state_took_longer_the_next_are_from_the_log_until_one_is_fast_again()
    {
        var saver = Warm(SaverOf(1, LongestPause));
        _saveTakes = LongestPause.Ticks * 100;
        saver.TrySaveLive(_applier, 0)!.Dispose();
        _saveTakes++;
        saver.TrySaveLive(_applier, 0)!.Dispose();
        Assert.False(saver.IsFast);
        Assert.Null(saver.TrySaveLive(_applier, 0));
        _saveTakes = 0;
        saver.Save(_applier, 0).Dispose();
        Assert.NotNull(saver.TrySaveLive(_applier, 0));
    }

    [Fact]
    public void Without_a_pause_all_are_from_the_log()
        => Assert.Equal(new string('S', 20), SavesOf(Warm(SaverOf(1, TimeSpan.Zero)), 20));

    [Fact]
    public void What_waits_to_be_written_is_not_written_over()
    {
        var saver = Warm(SaverOf(1, LongestPause));
        var waiting = saver.TrySaveLive(_applier, 0)!;
        var bytes = waiting.Writer.ToArray();
        _applier.Apply(Slot.First, RestoringTests.Genesis);
        Assert.Null(saver.TrySaveLive(_applier, 0));
        using (var replayed = saver.Save(_applier, 0))
        {
            Assert.NotEqual(bytes, replayed.Writer.ToArray());
            Assert.Equal(bytes, waiting.Writer.ToArray());
        }

        waiting.Dispose();
        Assert.NotNull(saver.TrySaveLive(_applier, 0));
    }

    private StateSaver SaverOf(int replica, TimeSpan longestPause) => new(new ReplicaId(replica), longestPause, Now);

    private StateSaver Warm(StateSaver saver)
    {
        saver.Save(_applier, 0).Dispose();
        return saver;
    }

    /// <summary>L for a state of the live state machine, S for one from the log, in turn.</summary>
    private string SavesOf(StateSaver saver, int count) => string.Concat(Enumerable.Range(0, count).Select(_ =>
    {
        using var live = saver.TrySaveLive(_applier, 0);
        return live is null ? 'S' : 'L';
    }));

    // A clock that goes on when it is read, as it does at the beginning and the end of a save.
    private Time Now()
    {
        _now += _saveTakes;
        return new Time(_now, _now);
    }
}
