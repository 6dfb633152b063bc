using System.Collections.Immutable;
using PaxosGen.Core;
using static PaxosGen.Core.Tests.Play;

namespace PaxosGen.Core.Tests;

/// <summary>Logs that have few slots and many bytes.</summary>
public sealed class LargeEntriesTests
{
    private const int LimitBytes = 40_000;
    private static readonly Ballot B1 = Play.Ballot(1, 1);
    private static readonly Slot Far = new(500);
    private static readonly string Large = new('x', 1_000);

    [Fact]
    public void A_leader_takes_no_new_commands_until_some_of_the_bytes_are_in_a_snapshot()
    {
        var play = new Play(options: o => o with { LogLimitBytes = LimitBytes, KeepBelowSnapshot = 1_000 }).Lead();
        var taken = 0;
        while (!play.Propose(Large).Contains("refused 1 LogFull", StringComparison.Ordinal))
        {
            taken++;
        }

        Assert.InRange(taken, 38, 40);
        Assert.Contains("LogFull", play.Propose("small"), StringComparison.Ordinal);

        var last = new Slot(taken);
        var ballot = play.Replica.Promised;
        play.Receive(1, new Message.Accepted(ballot, new Slot(2), taken, Store(1)));
        play.Receive(2, new Message.Accepted(ballot, new Slot(2), taken, Store(2)));
        Assert.True(play.Replica.ChosenThrough >= last);
        play.Do(new Input.Applied(play.Time, last, default), new Input.SnapshotSaved(play.Time, last));
        Assert.Contains($"truncate {last}", play.Tick(T / 10), StringComparison.Ordinal);
        Assert.Contains("vote", play.Propose(Large), StringComparison.Ordinal);
    }

    [Fact]
    public void A_large_log_waits_for_no_laggard()
    {
        Assert.Equal(300, LeaderWith(Command(Large)).Replica.TruncatedThrough.Value);
        Assert.Equal(500, LeaderWith([.. Enumerable.Repeat(Command(Large), 11)]).Replica.TruncatedThrough.Value);
    }

    [Fact]
    public void A_follower_whose_applier_lags_behind_a_log_of_many_bytes_takes_no_more_into_it()
    {
        var play = new Play(self: 3, state: Born(3, B1, Slot.First), options: o => o with { LogLimitBytes = LimitBytes });
        play.Tick();
        for (var slot = new Slot(2); slot <= Far; slot = slot.Next)
        {
            play.Receive(1, new Message.Accept(B1, slot, [Command(Large)], slot.Previous));
            play.Receive(1, new Message.Heartbeat(B1, slot.Value, slot, true, Slot.None));
        }

        // It keeps up with what an applier has to do at any moment.
        var full = new Slot(257);
        Assert.Equal(full, play.Replica.ChosenThrough);
        play.Do(new Input.Applied(play.Time, new Slot(2), default));
        Assert.Contains("vote", play.Receive(1, new Message.Accept(B1, full.Next, [Command(Large)], full)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_follower_whose_applier_keeps_up_votes_whatever_the_bytes()
    {
        var play = new Play(self: 3, state: Born(3, B1, Slot.First), options: o => o with { LogLimitBytes = LimitBytes });
        play.Tick();
        play.Do(new Input.Applied(play.Time, Slot.First, default));
        for (var slot = new Slot(2); slot <= Far; slot = slot.Next)
        {
            Assert.Contains("vote", play.Receive(1, new Message.Accept(B1, slot, [Command(Large)], slot.Previous)), StringComparison.Ordinal);
            Assert.DoesNotContain("wants", play.Receive(1, new Message.Heartbeat(B1, slot.Value, slot, true, Slot.None)), StringComparison.Ordinal);
            play.Do(new Input.Applied(play.Time, slot, default));
        }
    }

    /// <summary>A leader with a snapshot of slot 500, whose followers have none, and some entries after it.</summary>
    private static Play LeaderWith(params Entry[] entries)
    {
        var stores = Enumerable.Range(1, 3).ToImmutableSortedDictionary(i => new ReplicaId(i), Store);
        var configuration = Configuration.Initial(MembershipOf(3), new ClusterSettings { SnapshotInterval = 100 }) with { Stores = stores };
        var state = RecoveredState.Empty(Store(1), configuration) with
        {
            Promised = B1,
            SnapshotSlot = Far,
            ChosenThrough = Far,
            TruncatedThrough = new Slot(100),
            Log = [.. entries.Select((entry, i) => Voted(Far.Value + 1 + i, B1, entry))],
        };
        var play = new Play(state: state, options: o => o with { LogLimitBytes = LimitBytes });
        play.Tick();
        play.Receive(2, new Message.ProbeAnswer(play.Nonce, true, B1, Store(2)));
        var ballot = play.Replica.Promised;
        play.Receive(1, Promise(ballot, 1) with { IsEmpty = false });
        play.Receive(2, Promise(ballot, 2) with { IsEmpty = false });
        Assert.Equal(ReplicaRole.Leader, play.Replica.Role);
        return play;
    }
}
