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
    public void Where_the_last_four_took_longer_the_next_are_from_the_log_until_one_is_fast_again()
    {
        var saver = Warm(SaverOf(8, LongestPause));
        _saveTakes = LongestPause.Ticks * 100;
        saver.TrySaveLive(_applier, 0)!.Dispose();
        _saveTakes++;
        for (var i = 0; i < 4; i++)
        {
            Assert.True(saver.IsFast);
            saver.TrySaveLive(_applier, 0)!.Dispose();
        }

        Assert.False(saver.IsFast);
        Assert.Null(saver.TrySaveLive(_applier, 0));
        _saveTakes = 0;
        saver.Save(_applier, 0).Dispose();
        Assert.NotNull(saver.TrySaveLive(_applier, 0));
    }

    [Fact]
    public void One_that_took_much_too_long_is_believed_at_once_and_another_state_is_measured_anew()
    {
        var saver = Warm(SaverOf(8, LongestPause));
        _saveTakes = (4 * LongestPause.Ticks * 100) + 1;
        saver.TrySaveLive(_applier, 0)!.Dispose();
        Assert.False(saver.IsFast);

        _saveTakes = 0;
        Assert.True(Warm(saver).IsFast);
        saver.Forget();
        Assert.False(saver.IsFast);
        Assert.True(Warm(saver).IsFast);
    }

    [Fact]
    public void A_state_too_large_for_its_buffer_to_be_kept_is_saved_live_again()
    {
        var large = new Applier(new Heavy(), RestoringTests.Identity.Cluster, Configuration.Initial(RestoringTests.Members));
        var saver = SaverOf(8, LongestPause);
        saver.Save(large, 0).Dispose();
        for (var i = 0; i < 2; i++)
        {
            using var saved = saver.TrySaveLive(large, 0);
            Assert.True(saved!.Writer.Length > Heavy.Bytes);
        }
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

    private sealed class Heavy : IReplicatedStateMachine
    {
        public const int Bytes = 17 << 20;

        public void Apply(ReadOnlySpan<byte> command, CommandContext context, CanonicalWriter result) => throw new NotSupportedException();

        public void Query(ReadOnlySpan<byte> query, CommandContext context, CanonicalWriter result) => throw new NotSupportedException();

        public void Save(CanonicalWriter snapshot, int version) => snapshot.WriteRaw(new byte[Bytes]);

        public void Load(ReadOnlySpan<byte> snapshot) => throw new NotSupportedException();

        public void Activate(int from, int to) => throw new NotSupportedException();
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
