using PaxosGen.Core;
using static PaxosGen.Core.Tests.LeaderTests;
using static PaxosGen.Core.Tests.Play;

namespace PaxosGen.Core.Tests;

public sealed class LeaseTests
{
    private const long L = 800;
    private static readonly Ballot B1 = Play.Ballot(1, 1);

    // ---- the leader's half ----

    [Fact]
    public void A_lease_read_is_answered_at_once_until_the_lease_less_the_drift_bound_is_over()
    {
        var play = new Play(lease: L).Lead();
        var sent = play.Now;
        play.Tick(50);
        play.Receive(2, Ack(2, round: 1));
        var end = sent + (L * 95 / 100);
        Assert.Equal($"read 7 at 1 until {end}", play.Read(7, ReadConsistency.Lease));
        play.Tick(end - 1 - play.Now);
        Assert.Equal($"read 8 at 1 until {end}", play.Read(8, ReadConsistency.Lease));

        // From then on it waits for a round that is sent after it arrived. (A round is under way unconfirmed.)
        play.Tick(1);
        Assert.DoesNotContain("read 9", play.Read(9, ReadConsistency.Lease), StringComparison.Ordinal);
        var next = play.Receive(2, Ack(2, round: 2));
        Assert.Contains("Heartbeat 1.1.1 round 3", next, StringComparison.Ordinal);
        Assert.DoesNotContain("read 9", next, StringComparison.Ordinal);
        Assert.Contains("read 9 at 1", play.Receive(2, Ack(2, round: 3)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_lease_counts_from_the_sending_of_the_newest_round_that_was_echoed()
    {
        var play = new Play(lease: L).Lead();
        play.Receive(2, Ack(2, round: 1));
        play.Tick(T / 10);
        var sent = play.Now;
        play.Tick(T / 10);
        play.Receive(2, Ack(2, round: 2));
        Assert.Equal($"read 7 at 1 until {sent + (L * 95 / 100)}", play.Read(7, ReadConsistency.Lease));

        // A late ack of an earlier round takes nothing away.
        play.Receive(2, Ack(2, round: 1));
        Assert.Equal($"read 8 at 1 until {sent + (L * 95 / 100)}", play.Read(8, ReadConsistency.Lease));
    }

    [Fact]
    public void A_leader_that_was_to_hand_over_has_no_lease_any_more_even_if_nothing_came_of_it()
    {
        // The other's Prepare cites its ballot, so no lease holds it up, however late it comes.
        var play = new Play(lease: L).Lead();
        play.Do(new Input.Applied(play.Time, Slot.First, default));
        play.Receive(2, Ack(2, round: 1));
        Assert.StartsWith("read 7 at 1 until", play.Read(7, ReadConsistency.Lease), StringComparison.Ordinal);
        play.Do(new Input.TransferLead(play.Time, 5L, new ReplicaId(2)));
        for (var round = 2; round <= 13; round++)
        {
            play.Tick(T / 10);
            play.Receive(2, Ack(2, round));
        }

        Assert.DoesNotContain("refused", play.Read(8, ReadConsistency.Linearizable), StringComparison.Ordinal);
        Assert.DoesNotContain("until", play.Read(9, ReadConsistency.Lease), StringComparison.Ordinal);
    }

    [Fact]
    public void Without_an_echo_there_is_no_lease()
    {
        var play = new Play(lease: L).Lead();
        Assert.DoesNotContain("read 7", play.Read(7, ReadConsistency.Lease), StringComparison.Ordinal);
    }

    [Fact]
    public void A_cluster_without_leases_answers_a_lease_read_like_a_linearizable_one()
    {
        var play = new Play().Lead();
        play.Receive(2, Ack(2, round: 1));
        Assert.Equal("->2 Heartbeat 1.1.1 round 2 chosen 1\n->3 Heartbeat 1.1.1 round 2 chosen 1", play.Read(7, ReadConsistency.Lease));
        Assert.Equal("read 7 at 1", play.Receive(2, Ack(2, round: 2)));
    }

    [Fact]
    public void No_lease_read_is_answered_before_all_that_phase_1_reported_is_chosen()
    {
        // W4 for leases and for what was current a moment ago.
        var born = Born(1, B1, Slot.First) with { Configuration = Configuration.Initial(MembershipOf(3, L)) };
        born = born with { Log = [new RecoveredSlot(Slot.First, B1, Genesis(3, L), IsChosen: false)] };
        var play = new Play(state: born, lease: L);
        play.Tick();
        play.Tick(L);
        play.Receive(2, new Message.ProbeAnswer(play.Nonce, true, Ballot.None, Store(2)));
        var b = play.Replica.Promised;
        play.Receive(1, Promise(b, 1));
        play.Receive(2, Promise(b, 2, new ReportedSlot(new Slot(2), Play.Ballot(1, 2), Command("a"), false)));
        play.Receive(2, Ack(2, round: 1) with { Ballot = b });
        Assert.DoesNotContain("read", play.Read(7, ReadConsistency.Lease), StringComparison.Ordinal);
        Assert.DoesNotContain("read", play.Read(8, ReadConsistency.BoundedStale, maxStaleness: T), StringComparison.Ordinal);
        play.Receive(2, Ack(2, round: 2) with { Ballot = b });
        play.Receive(1, new Message.Accepted(b, new Slot(2), 1, Store(1)));
        Assert.Contains("read 7 at 2", play.Receive(2, new Message.Accepted(b, new Slot(2), 1, Store(2))), StringComparison.Ordinal);
    }

    [Fact]
    public void A_leader_is_bound_by_its_own_lease()
    {
        var play = new Play(lease: L).Lead();
        Assert.Equal("", play.Receive(3, new Message.Prepare(Play.Ballot(9, 3), new Slot(2))));
        Assert.Equal(ReplicaRole.Leader, play.Replica.Role);
        Assert.Equal("->3 ProbeAnswer no promised 1.1.1", play.Receive(3, new Message.Probe(Epoch.First, 5)));
    }

    [Fact]
    public void A_leader_that_stood_still_longer_than_its_lease_is_bound_no_more()
    {
        var play = new Play(lease: L).Lead();
        play.Receive(2, Ack(2, round: 1));
        var b9 = Play.Ballot(9, 3);
        var woken = new Time(play.Now + L, 0);
        Assert.Contains("Promise 1.9.3", play.Do(new Input.Received(woken, new ReplicaId(3), new Message.Prepare(b9, new Slot(2)))), StringComparison.Ordinal);
        Assert.Equal(ReplicaRole.Follower, play.Replica.Role);
    }

    // ---- the voter's half ----

    [Fact]
    public void A_voter_that_acknowledged_a_heartbeat_promises_nobody_else_anything_for_the_lease()
    {
        var play = Bound();
        Assert.Equal("", play.Receive(2, Prepare(9, 2)));
        Assert.Equal("->2 ProbeAnswer no promised 0.0.0", play.Receive(2, new Message.Probe(Epoch.First, 5)));
        play.Tick(L - 1);
        Assert.DoesNotContain("Promise", play.Receive(2, Prepare(9, 2)), StringComparison.Ordinal);
        Assert.Equal(Ballot.None, play.Replica.Promised);
        play.Tick(1);
        Assert.Contains("sync->2 Promise 1.9.2", play.Receive(2, Prepare(9, 2)), StringComparison.Ordinal);
    }

    [Fact]
    public void The_lease_counts_from_the_last_heartbeat_that_was_acknowledged()
    {
        var play = Bound();
        play.Tick(L / 2);
        play.Receive(1, new Message.Heartbeat(B1, 2, Slot.None, true, Slot.None));
        play.Tick(L - 1);
        Assert.DoesNotContain("Promise", play.Receive(2, Prepare(9, 2)), StringComparison.Ordinal);
    }

    [Fact]
    public void The_leader_itself_and_whoever_it_handed_over_to_are_promised()
    {
        Assert.Contains("sync->1 Promise 1.9.1", Bound().Receive(1, Prepare(9, 1)), StringComparison.Ordinal);
        Assert.Contains("sync->2 Promise 1.9.2", Bound().Receive(2, Prepare(9, 2) with { Cites = B1 }), StringComparison.Ordinal);
        Assert.Equal("", Bound().Receive(2, Prepare(9, 2) with { Cites = Play.Ballot(1, 2) }));
    }

    [Fact]
    public void A_late_heartbeat_of_a_lower_ballot_lets_nobody_off_the_lease_of_the_higher()
    {
        var play = Bound();
        play.Receive(2, new Message.Heartbeat(Play.Ballot(2, 2), 1, Slot.None, true, Slot.None));
        play.Receive(1, new Message.Heartbeat(B1, 2, Slot.None, true, Slot.None));
        Assert.Equal("", play.Receive(1, Prepare(9, 1)));
        Assert.Equal("", play.Receive(3, Prepare(9, 3) with { Cites = B1 }));
        Assert.Contains("Promise 1.9.2", play.Receive(2, Prepare(9, 2)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_promise_that_was_given_already_is_given_again()
    {
        var play = new Play(self: 3, lease: L);
        play.Tick();
        play.Tick(L);
        play.Receive(1, Prepare(1, 1));
        play.Receive(1, new Message.Heartbeat(B1, 1, Slot.None, true, Slot.None));
        Assert.Contains("sync->1 Promise 1.1.1", play.Receive(1, Prepare(1, 1)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_voter_that_starts_is_bound_for_one_lease_whoever_asks()
    {
        var play = new Play(self: 3, lease: L);
        play.Tick();
        play.Tick(L - 1);
        Assert.Equal("", play.Receive(2, Prepare(9, 2)));
        Assert.Equal("", play.Receive(2, Prepare(9, 2) with { Cites = B1 }));
        Assert.Equal("->2 ProbeAnswer no promised 0.0.0", play.Receive(2, new Message.Probe(Epoch.First, 5)));
        play.Tick(1);
        Assert.Contains("sync->2 Promise 1.9.2", play.Receive(2, Prepare(9, 2)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_voter_that_learns_after_its_start_that_there_are_leases_is_bound_from_its_start()
    {
        // What its disk said of the configuration may lag behind what it knew when it acknowledged heartbeats.
        var play = new Play(self: 3);
        play.Tick();
        play.Receive(1, new Message.Learned(Slot.First, [Genesis(3, L)], Slot.First, Slot.None));
        play.Tick(L - 1);
        Assert.Equal("", play.Receive(2, Prepare(9, 2)));
        play.Tick(1);
        Assert.Contains("Promise 1.9.2", play.Receive(2, Prepare(9, 2)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_voter_that_is_bound_does_not_try_to_lead_itself()
    {
        // A leader without a quorum keeps nobody from probing, but its heartbeats were acknowledged.
        var play = new Play(self: 3, lease: L);
        play.Tick();
        play.Tick(2 * T);
        play.Receive(1, new Message.Heartbeat(B1, 1, Slot.None, HasQuorum: false, Slot.None));
        for (var i = 1; i < 8; i++)
        {
            Assert.Equal("", play.Tick(L / 8));
        }

        Assert.Contains("Probe", play.Tick(L / 8), StringComparison.Ordinal);
    }

    [Fact]
    public void An_answer_to_a_probe_makes_no_candidate_of_one_that_was_bound_meanwhile()
    {
        var play = new Play(self: 3, lease: L);
        play.Tick();
        Assert.Contains("Probe", play.Tick(2 * T), StringComparison.Ordinal);
        play.Receive(1, new Message.Heartbeat(B1, 1, Slot.None, HasQuorum: false, Slot.None));
        Assert.Equal("", play.Receive(2, new Message.ProbeAnswer(play.Nonce, true, Ballot.None, Store(2))));
        Assert.Equal(ReplicaRole.Follower, play.Replica.Role);
    }

    [Fact]
    public void A_leader_that_starts_again_waits_like_anybody()
    {
        var play = new Play(lease: L);
        Assert.Equal("", play.Tick());
        Assert.Equal("", play.Tick(L - 1));
        Assert.Contains("Probe", play.Tick(T / 10), StringComparison.Ordinal);
    }

    private static Message.Prepare Prepare(long round, int replica) => new(Play.Ballot(round, replica), Slot.First);

    /// <summary>Replica 3, which has started long ago and has just acknowledged a heartbeat of replica 1.</summary>
    private static Play Bound()
    {
        var play = new Play(self: 3, lease: L);
        play.Tick();
        play.Tick(L);
        play.Receive(1, new Message.Heartbeat(B1, 1, Slot.None, true, Slot.None));
        return play;
    }
}
