using PaxosGen.Core;
using static PaxosGen.Core.Tests.Play;

namespace PaxosGen.Core.Tests;

public sealed class LeaderTests
{
    private static readonly Ballot B = Play.Ballot(1, 1);

    [Fact]
    public void A_command_becomes_an_accept_to_each_other_and_a_vote_of_its_own()
    {
        var play = new Play().Lead();
        Assert.Equal("->2 Accept 1.1.1 2 chosen 1\n->3 Accept 1.1.1 2 chosen 1\nwrite vote 1.1.1 2+1\nsync->1 Accepted 1.1.1 2", play.Propose("a"));
    }

    [Fact]
    public void A_version_that_all_members_know_is_proposed_once_and_by_a_leader_alone()
    {
        var play = new Play().Lead();
        Assert.StartsWith("->2 Accept 1.1.1 2 chosen 1\n", play.Do(new Input.ActivateVersion(play.Time, 2)), StringComparison.Ordinal);
        Assert.Equal("", play.Do(new Input.ActivateVersion(play.Time, 2)));
        Assert.Equal("", play.Do(new Input.ActivateVersion(play.Time, 1)));
        Assert.DoesNotContain("Accept", new Play().Do(new Input.ActivateVersion(play.Time, 2)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_batch_of_commands_is_one_message_one_record_and_one_vote()
    {
        var play = new Play().Lead();
        var inputs = Enumerable.Range(0, 100).Select(i => new Input.Propose(play.Time, i, Origin.Key((ulong)i), 1, new byte[] { 1 })).ToArray<Input>();
        Assert.Equal("->2 Accept 1.1.1 2..101 chosen 1\n->3 Accept 1.1.1 2..101 chosen 1\nwrite vote 1.1.1 2+100\nsync->1 Accepted 1.1.1 2..101", play.Do(inputs));
    }

    [Fact]
    public void Entries_keep_their_bytes_whatever_is_proposed_after_them()
    {
        // Small ones share arrays, large ones have their own.
        var play = new Play().Lead();
        var payloads = Enumerable.Range(0, 300).Select(i => Enumerable.Repeat((byte)i, i % 50 == 0 ? 20_000 : i * 7 % 900).ToArray()).ToList();
        var effects = new Effects();
        List<Entry> entries = [];
        foreach (var payload in payloads)
        {
            play.Replica.Step(new Input.Propose(play.Time, 1, Origin.Key((ulong)entries.Count), 7, payload), effects);
            entries.AddRange(effects.SendNow.Where(e => e.To.Value == 2).Select(e => e.Message).OfType<Message.Accept>().SelectMany(a => a.Entries));
            _ = effects.Writes;
            effects.Clear();
        }

        Assert.Equal(payloads, entries.Select(e => ((EntryBody.Command)e.Decode()).Payload.ToArray()));
    }

    [Fact]
    public void A_slot_is_chosen_by_a_quorum_of_different_voters_in_any_order()
    {
        var play = new Play(members: 3).Lead();
        play.Propose("a");
        play.Propose("b");
        Assert.Equal("", play.Receive(2, new Message.Accepted(B, new Slot(3), 1, Store(2))));
        Assert.Equal("", play.Receive(2, new Message.Accepted(B, new Slot(3), 1, Store(2))));
        Assert.Equal("", play.Receive(1, new Message.Accepted(B, new Slot(3), 1, Store(1))));
        Assert.Equal(
            "write chosenThrough 3\nchosen 2 Command\nchosen 3 Command",
            Join(play.Receive(1, new Message.Accepted(B, new Slot(2), 1, Store(1))), play.Receive(2, new Message.Accepted(B, new Slot(2), 1, Store(2)))));
    }

    [Fact]
    public void Votes_of_another_ballot_or_another_store_do_not_count()
    {
        var play = new Play().Lead();
        play.Propose("a");
        play.Receive(1, new Message.Accepted(B, new Slot(2), 1, Store(1)));
        Assert.Equal("", play.Receive(2, new Message.Accepted(Play.Ballot(2, 1), new Slot(2), 1, Store(2))));
        Assert.Equal("", play.Receive(2, new Message.Accepted(B, new Slot(2), 1, Store(9))));
        Assert.Contains("chosen 2", play.Receive(2, new Message.Accepted(B, new Slot(2), 1, Store(2))), StringComparison.Ordinal);
    }

    [Fact]
    public void A_new_store_is_enrolled_through_the_log_and_counts_from_then_on()
    {
        var play = new Play().Lead();
        Assert.Contains("Accept 1.1.1 2", play.Receive(3, Ack(3, round: 1)), StringComparison.Ordinal);
        Assert.Equal("", play.Receive(3, new Message.Accepted(B, new Slot(2), 1, Store(3))));
        play.Receive(1, new Message.Accepted(B, new Slot(2), 1, Store(1)));
        Assert.Contains("chosen 2 EnrolStore", play.Receive(2, new Message.Accepted(B, new Slot(2), 1, Store(2))), StringComparison.Ordinal);
        play.Propose("a");
        play.Receive(1, new Message.Accepted(B, new Slot(3), 1, Store(1)));
        Assert.Contains("chosen 3", play.Receive(3, new Message.Accepted(B, new Slot(3), 1, Store(3))), StringComparison.Ordinal);
    }

    [Fact]
    public void Commands_beyond_the_window_are_pushed_back()
    {
        var play = new Play(window: 2).Lead();
        play.Propose("a");
        play.Propose("b");
        Assert.Equal("refused 9 Overloaded leader 1", play.Propose("c", tag: 9));
    }

    [Fact]
    public void Commands_to_a_follower_are_refused_with_the_leader()
    {
        var play = new Play(self: 2);
        play.Receive(1, new Message.Heartbeat(B, 1, Slot.None, true, Slot.None));
        Assert.Equal("refused 9 NotLeader leader 1", play.Propose("c", tag: 9));
    }

    [Fact]
    public void Unanswered_accepts_are_sent_again_to_those_who_have_not_voted()
    {
        var play = new Play().Lead();
        play.Propose("a");
        play.Receive(1, new Message.Accepted(B, new Slot(2), 1, Store(1)));
        var effects = play.Tick(T / 3);
        Assert.Contains("->2 Accept 1.1.1 2 chosen 1", effects, StringComparison.Ordinal);
    }

    [Fact]
    public void A_leader_without_a_quorum_for_an_election_timeout_steps_down()
    {
        var play = new Play().Lead();
        play.Tick(T - 1);
        Assert.Equal(ReplicaRole.Leader, play.Replica.Role);
        play.Tick(T);
        Assert.Equal(ReplicaRole.Follower, play.Replica.Role);
    }

    [Fact]
    public void A_leader_that_promises_a_higher_ballot_leads_no_more()
    {
        var play = new Play().Lead();
        play.Receive(2, new Message.Prepare(Play.Ballot(2, 2), new Slot(2)));
        Assert.Equal(ReplicaRole.Follower, play.Replica.Role);
        Assert.Equal("refused 9 NotLeader leader 0", play.Propose("c", tag: 9));
    }

    [Fact]
    public void A_leader_announces_only_what_it_counted_itself()
    {
        // W1: it learns slot 2 from elsewhere with another value. Announcing it in its own ballot would make
        // followers apply its own, different proposal.
        var play = new Play().Lead();
        play.Propose("mine");
        play.Receive(3, new Message.Learned(new Slot(2), [Command("theirs")], new Slot(2), Slot.None));
        Assert.Equal(ReplicaRole.Follower, play.Replica.Role);
    }

    [Fact]
    public void Learning_ones_own_proposal_brings_a_leader_nothing_and_takes_nothing()
    {
        var play = new Play().Lead();
        play.Propose("mine");
        var own = new EntryBody.Command(Origin.Key((ulong)"mine".Sum(c => c)), play.Time.Clock, 7, System.Text.Encoding.UTF8.GetBytes("mine")).Encode();
        Assert.Equal("", play.Receive(3, new Message.Learned(new Slot(2), [own], new Slot(2), Slot.None)));
        Assert.Equal(ReplicaRole.Leader, play.Replica.Role);
        Assert.Equal(1, play.Replica.ChosenThrough.Value);
    }

    [Fact]
    public void The_stamp_is_the_median_clock_of_a_quorum()
    {
        var play = new Play().Lead();
        play.Receive(2, Ack(2, round: 1) with { Clock = 1_000_000 });
        play.Receive(3, Ack(3, round: 1) with { Clock = 2_000_000 });
        var effects = new Effects();
        play.Replica.Step(new Input.Propose(play.Time, 1, Origin.Key(1), 1, new byte[] { 1 }), effects);
        var command = (EntryBody.Command)effects.SendNow.Select(e => e.Message).OfType<Message.Accept>().First().Entries[^1].Decode();
        Assert.Equal(1_000_000, command.Stamp);
    }

    [Fact]
    public void Truncation_waits_for_the_slowest_members_snapshot()
    {
        var play = new Play().Lead();
        play.Receive(3, Ack(3, 1));
        play.Receive(1, new Message.Accepted(B, new Slot(2), 1, Store(1)));
        play.Receive(2, new Message.Accepted(B, new Slot(2), 1, Store(2)));
        play.Do(new Input.Applied(play.Time, new Slot(2), default));
        play.Do(new Input.SnapshotSaved(play.Time, new Slot(2)));
        play.Receive(2, Ack(2, 1) with { SnapshotSlot = new Slot(2) });
        Assert.DoesNotContain("truncate", play.Tick(T / 5), StringComparison.Ordinal);
        play.Receive(3, Ack(3, 2) with { SnapshotSlot = new Slot(1) });
        Assert.Contains("truncate 1", play.Tick(T / 5), StringComparison.Ordinal);
        Assert.Equal(1, play.Replica.TruncatedThrough.Value);
    }

    internal static Message.HeartbeatAck Ack(int from, long round) =>
        new(B, round, Slot.None, 0, Store(from), Slot.None, default);

    private static string Join(params string[] effects) => string.Join("\n", effects.Where(e => e.Length > 0));
}
