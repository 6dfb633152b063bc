using static PaxosGen.Core.Tests.DivergenceTests;
using static PaxosGen.Core.Tests.Play;

namespace PaxosGen.Core.Tests;

/// <summary>While nobody knows who is right: what may still be sent and changed, how long it lasts, and what late messages say of it.</summary>
public sealed class DisputeTests
{
    [Fact]
    public void A_snapshot_is_sent_only_where_both_results_and_states_were_equal()
    {
        var play = Follower();
        play.Do(new Input.SnapshotSaved(play.Time, new Slot(2), 700));
        play.Receive(1, Heartbeat(1, Marks(3, 103)));
        play.Receive(1, Disputed(Heartbeat(2, Marks(3, 103)), 3));
        Assert.Equal((Serving.NoReads, Slot.None), (play.Replica.Serving, play.Replica.SnapshotsThrough));
        play.Receive(1, Disputed(Heartbeat(3, Marks(3, 103) with { State = Hash(2, 700) }), 3));
        Assert.Equal((Serving.NoReads, new Slot(2)), (play.Replica.Serving, play.Replica.SnapshotsThrough));
    }

    [Fact]
    public void The_end_of_an_epoch_does_not_end_it()
    {
        var play = DivergenceTests.Leader(through: 5);
        Assert.Contains("vote 1.1.1 6+1", play.Do(new Input.ChangeMembers(play.Time, 9L, MembershipOf(3))), StringComparison.Ordinal);
        play.Receive(2, Ack(play, 2, Marks(5, 999)));
        play.Receive(1, new Message.Accepted(play.Replica.Promised, new Slot(6), 1, Store(1)));
        var ended = play.Receive(2, new Message.Accepted(play.Replica.Promised, new Slot(6), 1, Store(2)));
        Assert.Matches("->3 Heartbeat .* chosen 6 without quorum disputed at 5", ended);
        Assert.Equal(Serving.NoReads, play.Replica.Serving);
    }

    [Fact]
    public void No_members_are_changed_meanwhile()
    {
        var play = DivergenceTests.Leader(through: 5);
        play.Receive(2, Ack(play, 2, Marks(5, 999)));
        Assert.Contains("ended 9 Refused: Replicas differ", play.Do(new Input.ChangeMembers(play.Time, 9L, MembershipOf(3))), StringComparison.Ordinal);
    }

    [Fact]
    public void A_change_that_leaves_only_quarantined_voters_up_is_refused()
    {
        var play = DivergenceTests.Leader(through: 5);
        foreach (var voter in new[] { 2, 3 })
        {
            play.Receive(voter, Ack(play, voter, Marks(5, 998)) with { IsQuarantined = true });
        }

        var next = new Membership([.. MembershipOf(3).Members.Where(m => m.Id.Value > 1)], 2, 2, 0);
        Assert.Contains("quarantined", play.Do(new Input.ChangeMembers(play.Time, 9L, next)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_late_ack_of_an_earlier_round_does_not_say_that_a_replica_is_quarantined()
    {
        var play = DivergenceTests.Leader(through: 5);
        play.Tick(T / 10);
        play.Receive(2, Ack(play, 2, Marks(5, 105)) with { Round = 2 });
        play.Receive(2, Ack(play, 2, Marks(5, 999)) with { Round = 1, IsQuarantined = true });
        Assert.False(play.Replica.Followers.Single(f => f.Replica == new ReplicaId(2)).IsQuarantined);
    }

    [Fact]
    public void Who_rejoins_meanwhile_serves_no_reads_either()
    {
        var state = Born(3, Ballot(1, 1), new Slot(3), Voted(2, Ballot(1, 1), Command("b")), Voted(3, Ballot(1, 1), Command("c"))) with { IsQuarantined = true };
        var play = new Play(self: 3, state: state);
        play.Tick();
        Apply(play, 3);
        play.Receive(1, Disputed(Heartbeat(1, default), 3));
        play.Do(new Input.Rejoin(play.Time, "again"));
        Assert.Contains("lifted", play.Do(Installed(play, 2)), StringComparison.Ordinal);
        Assert.Equal(Serving.NoReads, play.Replica.Serving);
        Assert.Equal("refused 1 Disputed leader 1", play.Read(1));
    }

    [Fact]
    public void A_log_may_be_as_long_as_four_intervals_and_what_is_kept_below_a_snapshot()
    {
        var play = new Play(options: o => o with { LogLimit = 1, KeepBelowSnapshot = 3, Settings = new ClusterSettings { SnapshotInterval = 1 } }).Lead();
        var said = Enumerable.Range(0, 10).Select(i => play.Propose($"{i}")).ToList();
        Assert.Equal(6, said.Count(s => s.Contains("vote", StringComparison.Ordinal)));
        Assert.Equal("refused 1 LogFull leader 1", said[^1]);
    }

    [Fact]
    public void Equal_results_do_not_end_one_about_states_under_another_leader()
    {
        var play = Follower();
        play.Do(new Input.SnapshotSaved(play.Time, new Slot(3), 700));
        play.Receive(1, Heartbeat(1, Marks(3, 103)) with { Dispute = new Dispute(Slot.None, new Slot(3)) });
        play.Tick(3 * T);
        play.Receive(2, new Message.ProbeAnswer(play.Nonce, true, PaxosGen.Core.Ballot.None, Store(2)));
        foreach (var voter in new[] { 2, 3 })
        {
            play.Receive(voter, Promise(play.Replica.Promised, voter) with { ChosenThrough = new Slot(3), IsEmpty = false });
        }

        Assert.Equal(ReplicaRole.Leader, play.Replica.Role);
        play.Tick(T / 10);
        play.Receive(2, Ack(play, 2, Marks(3, 103)));
        Assert.Contains("disputed at 3", play.Tick(T / 10), StringComparison.Ordinal);
        play.Receive(2, Ack(play, 2, Marks(3, 103) with { State = Hash(3, 700) }));
        Assert.DoesNotContain("disputed", play.Tick(T / 10), StringComparison.Ordinal);
        Assert.Equal(Serving.All, play.Replica.Serving);
    }

    [Fact]
    public void A_snapshot_that_was_not_fetched_for_a_rejoin_does_not_end_the_quarantine()
    {
        var state = Born(3, Ballot(1, 1), new Slot(3), Voted(2, Ballot(1, 1), Command("b")), Voted(3, Ballot(1, 1), Command("c"))) with { IsQuarantined = true };
        var play = new Play(self: 3, state: state);
        play.Tick();
        Apply(play, 3);
        play.Do(new Input.Rejoin(play.Time, "again"));
        Assert.Equal("", play.Do(Installed(play, 2) with { ForRejoin = 0 }));
        Assert.Equal("restore 9 peer's", play.Do(Installed(play, 9) with { ForRejoin = 0 }));
        Assert.True(play.Replica.IsQuarantined);
        Assert.Contains("lifted", play.Do(Installed(play, 9)), StringComparison.Ordinal);
    }

    [Fact]
    public void Replicas_that_are_never_at_the_same_marks_are_asked_for_one_slot()
    {
        var far = new Slot(20_000);
        var play = new Play(self: 3, state: Born(3, Ballot(1, 1), Slot.First) with { SnapshotSlot = far, ChosenThrough = far, TruncatedThrough = far, Log = [] });
        play.Tick();
        play.Do(new Input.Applied(play.Time, far, Hash(20_000, 20_000), [.. Enumerable.Range(1, 19_999).Select(slot => (UInt128)(uint)slot)]));
        var effects = new Effects();
        play.Replica.Step(new Input.Received(play.Time, new ReplicaId(1), Heartbeat(1, default) with { CompareAt = new Slot(8192) }), effects);
        Assert.Equal(Hash(8192, 8192), ((Message.HeartbeatAck)effects.SendNow.Single().Message).Asked);
    }

    [Fact]
    public void A_leader_asks_for_its_last_far_mark_until_a_quorum_agrees_there()
    {
        var far = new Slot(20_000);
        var configuration = Follower().Replica.Configuration;
        var play = new Play(self: 3, state: Born(3, Ballot(1, 1), Slot.First) with
        {
            Configuration = configuration,
            SnapshotSlot = far,
            ChosenThrough = far,
            TruncatedThrough = far,
            Log = [],
        });
        play.Tick();
        play.Do(new Input.Applied(play.Time, far, Hash(20_000, 20_000), [.. Enumerable.Range(1, 19_999).Select(slot => (UInt128)(uint)slot)]));
        play.Tick(3 * T);
        play.Receive(2, new Message.ProbeAnswer(play.Nonce, true, PaxosGen.Core.Ballot.None, Store(2)));
        foreach (var voter in new[] { 2, 3 })
        {
            play.Receive(voter, Promise(play.Replica.Promised, voter) with { ChosenThrough = far, IsEmpty = false });
        }

        Assert.Equal(ReplicaRole.Leader, play.Replica.Role);
        play.Tick(T / 10);
        Assert.Contains("compare 16384", play.Tick(T / 10), StringComparison.Ordinal);
        play.Receive(2, Ack(play, 2, default) with { Asked = Hash(16_384, 999) });
        Assert.Contains("disputed at 16384 compare 16384", play.Tick(T / 10), StringComparison.Ordinal);
        play.Receive(1, Ack(play, 1, default) with { Asked = Hash(16_384, 16_384) });
        Assert.DoesNotContain("compare", play.Tick(T / 10), StringComparison.Ordinal);
        Assert.Equal(Serving.All, play.Replica.Serving);
    }

    [Fact]
    public void A_leader_that_alone_has_no_newer_snapshot_lets_another_lead_when_its_log_is_full()
    {
        var play = new Play(options: o => o with { LogLimit = 1, Settings = new ClusterSettings { SnapshotInterval = 1 } }).Lead();
        play.Do(new Input.Applied(play.Time, Slot.First, Hash(1, 101)));
        for (var slot = 2; slot <= 4; slot++)
        {
            play.Propose($"{slot}");
            play.Receive(1, new Message.Accepted(play.Replica.Promised, new Slot(slot), 1, Store(1)));
            play.Receive(2, new Message.Accepted(play.Replica.Promised, new Slot(slot), 1, Store(2)));
        }

        play.Do(new Input.Applied(play.Time, new Slot(4), Hash(4, 104)));
        play.Receive(2, Ack(play, 2, default) with { SnapshotSlot = new Slot(4) });
        Assert.Contains("refused 1 LogFull leader 1", play.Propose("x"), StringComparison.Ordinal);
        Assert.Contains("->2 TakeLead 1.1.1", play.Tick(T / 10), StringComparison.Ordinal);
    }

    private static Input.SnapshotInstalled Installed(Play play, long slot) =>
        new(play.Time, new Slot(slot), play.Replica.Configuration, "peer's", 700, ForRejoin: 1);

    private static Message.Heartbeat Disputed(Message.Heartbeat heartbeat, long at) => heartbeat with { Dispute = new Dispute(new Slot(at), Slot.None) };
}
