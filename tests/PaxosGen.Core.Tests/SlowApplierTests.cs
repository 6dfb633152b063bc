using System.Collections.Immutable;
using PaxosGen.Core;
using static PaxosGen.Core.Tests.Play;

namespace PaxosGen.Core.Tests;

/// <summary>A follower whose state machine is lastingly slower than the leader's.</summary>
public sealed class SlowApplierTests
{
    private const int LogLimit = 8;
    private static readonly Ballot B1 = Play.Ballot(1, 1);
    private static readonly Slot Start = new(500);

    [Fact]
    public void It_goes_on_from_peers_snapshots_and_keeps_no_more_of_the_log_than_a_leader_may()
    {
        var play = Slow();
        var installed = 0;
        for (var slot = Start.Next; slot <= Start + 200; slot = slot.Next)
        {
            Vote(play, slot);
            if (Announce(play, slot).Contains($"wants a snapshot above {play.Replica.AppliedThrough} from 1", StringComparison.Ordinal))
            {
                // The leader's newest is of a slot before.
                play.Do(Installed(play, slot.Previous));
                Assert.Equal(slot.Previous, play.Replica.AppliedThrough);
                installed++;
            }

            Assert.Equal(slot, play.Replica.ChosenThrough);
            Assert.InRange(play.Replica.ChosenThrough - play.Replica.TruncatedThrough, 0, LogLimit);
        }

        Assert.InRange(installed, 10, 100);
    }

    [Fact]
    public void What_was_chosen_after_the_snapshot_is_applied_from_the_log()
    {
        var play = Slow();
        for (var slot = Start.Next; slot <= Start + 4; slot = slot.Next)
        {
            Vote(play, slot);
            Announce(play, slot);
        }

        Assert.Equal("restore 502 state 502\nchosen 503 Command\nchosen 504 Command", play.Do(Installed(play, Start + 2)));
        play.Do(new Input.Applied(play.Time, Start + 1, new ResultHash(Start + 1, 7)));
        Assert.Equal((Start + 2, Start + 4), (play.Replica.AppliedThrough, play.Replica.ChosenThrough));
    }

    [Fact]
    public void It_needs_no_snapshot_while_it_keeps_up()
    {
        var play = Slow();
        for (var slot = Start.Next; slot <= Start + 3; slot = slot.Next)
        {
            Vote(play, slot);
            Assert.DoesNotContain("wants", Announce(play, slot), StringComparison.Ordinal);
        }

        Assert.Equal("", play.Do(Installed(play, Start + 2)));
        Vote(play, Start + 4);
        Assert.Contains("wants a snapshot above 500 from 1", Announce(play, Start + 4), StringComparison.Ordinal);
    }

    [Fact]
    public void A_snapshot_of_what_is_applied_already_is_passed_over()
    {
        var play = Slow();
        for (var slot = Start.Next; slot <= Start + 6; slot = slot.Next)
        {
            Vote(play, slot);
            Announce(play, slot);
        }

        play.Do(new Input.Applied(play.Time, Start + 2, new ResultHash(Start + 2, 7)));
        Assert.Equal("", play.Do(Installed(play, Start + 2)));
    }

    [Fact]
    public void Without_a_snapshot_it_votes_and_learns_no_more_once_its_log_is_full_and_goes_on_when_it_has_applied()
    {
        var play = Slow();
        for (var slot = Start.Next; slot <= Start + 50; slot = slot.Next)
        {
            Vote(play, slot);
            Announce(play, slot);
            play.Tick(T / 4);
        }

        var full = Start + LogLimit + 1;
        Assert.Equal(full, play.Replica.ChosenThrough);

        // It answers whoever leads, says what it has, and asks for nothing that it would have no room for.
        Assert.Equal("", Vote(play, Start + 51));
        var said = Announce(play, Start + 51);
        Assert.Contains("->1 HeartbeatAck", said, StringComparison.Ordinal);
        Assert.DoesNotContain("LearnRequest", said, StringComparison.Ordinal);
        Assert.Contains("sync->2 Promise 1.2.2", play.Receive(2, new Message.Prepare(Play.Ballot(2, 2), Start.Next)), StringComparison.Ordinal);

        play.Do(new Input.Applied(play.Time, Start + 2, new ResultHash(Start + 2, 7)));
        Assert.Contains("sync->2 Accepted 1.2.2 551", play.Receive(2, new Message.Accept(Play.Ballot(2, 2), Start + 51, [Command("x")], Start)), StringComparison.Ordinal);
        play.Receive(2, new Message.Heartbeat(Play.Ballot(2, 2), 1, Start + 51, true, Slot.None));
        play.Tick(T);
        Assert.Contains(
            $"->2 LearnRequest from {full.Next}", play.Receive(2, new Message.Heartbeat(Play.Ballot(2, 2), 2, Start + 51, true, Slot.None)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_lower_ballot_is_rejected_whether_or_not_the_log_is_full()
    {
        var play = Slow();
        for (var slot = Start.Next; slot <= Start + 20; slot = slot.Next)
        {
            Vote(play, slot);
            Announce(play, slot);
        }

        play.Receive(2, new Message.Prepare(Play.Ballot(2, 2), Start.Next));
        Assert.Contains("Reject", Vote(play, Start + 21), StringComparison.Ordinal);
    }

    /// <summary>Replica 3, born, with a snapshot of slot 500 and nothing after it; snapshots are due at every slot.</summary>
    private static Play Slow()
    {
        var state = RecoveredState.Empty(Store(3), Born) with { Promised = B1, SnapshotSlot = Start, ChosenThrough = Start, TruncatedThrough = Start };
        var play = new Play(self: 3, state: state, options: o => o with { ApplyWindow = 3, LogLimit = LogLimit });
        play.Tick();
        return play;
    }

    private static Configuration Born => Configuration.Initial(MembershipOf(3), new ClusterSettings { SnapshotInterval = 1 }) with
    {
        Stores = Enumerable.Range(1, 3).ToImmutableSortedDictionary(i => new ReplicaId(i), Store),
    };

    private static string Vote(Play play, Slot slot) => play.Receive(1, new Message.Accept(B1, slot, [Command($"{slot}")], slot.Previous));

    private static string Announce(Play play, Slot slot) => play.Receive(1, new Message.Heartbeat(B1, slot.Value, slot, true, Slot.None));

    private static Input.SnapshotInstalled Installed(Play play, Slot slot) => new(play.Time, slot, Born, $"state {slot}");
}
