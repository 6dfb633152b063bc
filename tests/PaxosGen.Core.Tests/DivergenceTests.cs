using static PaxosGen.Core.Tests.Play;

namespace PaxosGen.Core.Tests;

/// <summary>Replicas say which hashes they have; who differs from a quorum is quarantined, and without a quorum nobody reads.</summary>
public sealed class DivergenceTests
{
    private static readonly Ballot B1 = new(Epoch.First, 1, new ReplicaId(1));

    [Fact]
    public void Who_is_like_the_others_is_left_in_peace()
    {
        var play = Leader(through: 5);
        foreach (var voter in new[] { 2, 3 })
        {
            Assert.Equal("", play.Receive(voter, Ack(play, voter, Marks(5, 105))));
        }

        Assert.Equal(Serving.All, play.Replica.Serving);
        play.Tick(T / 10);
        play.Read(1);
        play.Receive(2, Ack(play, 2, Marks(5, 105)) with { Round = 3 });
        Assert.Equal("read 1 at 5", play.Receive(2, Ack(play, 2, Marks(5, 105)) with { Round = 4 }));
    }

    [Fact]
    public void A_leader_that_differs_from_the_others_stands_down_and_stays_down()
    {
        var play = Leader(through: 5);
        Assert.Equal("->2 HashRequest 1..5\n->3 HashRequest 1..5", play.Receive(2, Ack(play, 2, Marks(5, 999))));
        Assert.Equal(Serving.NoReads, play.Replica.Serving);
        Assert.Equal("refused 1 Disputed leader 1", play.Read(1));
        Assert.Contains("quarantined: 5 105 not 999, equal through 0", play.Receive(3, Ack(play, 3, Marks(5, 999))), StringComparison.Ordinal);
        Assert.Equal((ReplicaRole.Follower, Serving.Nothing), (play.Replica.Role, play.Replica.Serving));
        Assert.Equal("refused 2 NotLeader leader 0", play.Read(2));
        Assert.Equal("refused 3 NotLeader leader 0", play.Propose("x", 3));
        for (var i = 0; i < 100; i++)
        {
            Assert.DoesNotContain("Pr", play.Tick(T / 10), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_follower_that_differs_is_quarantined_votes_and_says_so()
    {
        var play = Follower();
        Assert.Contains("HeartbeatAck 1.1.1 round 1 chosen 3", play.Receive(1, Heartbeat(1, Marks(2, 102))), StringComparison.Ordinal);
        var said = play.Receive(1, Heartbeat(2, Marks(3, 999)));
        Assert.Contains("quarantined: 3 103 not 999, equal through 2", said, StringComparison.Ordinal);
        Assert.Contains("HeartbeatAck 1.1.1 round 2 chosen 3 quarantined", said, StringComparison.Ordinal);
        Assert.Contains("vote 1.1.1 4+1", play.Receive(1, new Message.Accept(B1, new Slot(4), [Command("d")], new Slot(3))), StringComparison.Ordinal);
        foreach (var consistency in Enum.GetValues<ReadConsistency>())
        {
            Assert.Equal("refused 1 NotLeader leader 1", play.Read(1, consistency, long.MaxValue));
        }

        Assert.Equal("", play.Receive(1, new Message.TakeLead(B1)));
    }

    [Fact]
    public void It_looks_for_the_first_slot_that_differs_and_names_what_is_there()
    {
        var play = Follower();
        play.Receive(1, Heartbeat(1, Marks(1, 101)));
        play.Receive(1, Heartbeat(2, Marks(3, 999)));
        Assert.Contains("->1 HashRequest 2..3", play.Tick(T / 4), StringComparison.Ordinal);

        // Who has not what the quorum has is another one that differs.
        Assert.Equal("", play.Receive(2, new Message.Hashes(new Slot(2), [7, 8])));
        Assert.Equal("differs from 2 Command", play.Receive(1, new Message.Hashes(new Slot(2), [998, 999])));
        Assert.Equal("", play.Tick(T / 4));
    }

    [Fact]
    public void What_is_asked_for_is_answered_as_far_as_it_is_known()
    {
        var play = Follower();
        Assert.Equal("->2 Hashes 1..3", play.Receive(2, new Message.HashRequest(Slot.First, 10)));
        Assert.Equal("->2 Hashes 2", play.Receive(2, new Message.HashRequest(new Slot(2), 1)));
        Assert.Equal("->2 Hashes of nothing", play.Receive(2, new Message.HashRequest(new Slot(9), 5)));
        Assert.Equal("->2 Hashes of nothing", play.Receive(2, new Message.HashRequest(new Slot(long.MaxValue - 1), int.MaxValue)));
    }

    [Fact]
    public void What_is_unknown_is_not_different()
    {
        var play = Follower();
        Assert.DoesNotContain("quarantined", play.Receive(1, Heartbeat(1, new HashMarks(Hash(9, 999), default, default, Hash(9, 999)))), StringComparison.Ordinal);
        Assert.Equal(Serving.All, play.Replica.Serving);
    }

    [Fact]
    public void States_of_equal_slots_are_compared_where_results_are_equal()
    {
        var play = Follower();
        play.Do(new Input.SnapshotSaved(play.Time, new Slot(2), 700));
        Assert.DoesNotContain("quarantined:", play.Receive(1, Heartbeat(1, Marks(3, 103) with { State = Hash(2, 700) })), StringComparison.Ordinal);
        play.Do(new Input.SnapshotSaved(play.Time, new Slot(3), 701));
        Assert.Contains("quarantined: 3 701 not 702 in a state, equal through 2",
            play.Receive(1, Heartbeat(2, Marks(3, 103) with { State = Hash(3, 702) })), StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_quorum_of_equal_hashes_nobody_reads_and_nothing_is_dropped_until_there_is_one()
    {
        var play = Follower();
        play.Do(new Input.SnapshotSaved(play.Time, new Slot(3)));
        var disputed = Heartbeat(1, default) with { Dispute = new Dispute(new Slot(3), Slot.None), TruncatableThrough = new Slot(3) };
        Assert.DoesNotContain("truncate", play.Receive(1, disputed), StringComparison.Ordinal);
        Assert.Equal(Serving.NoReads, play.Replica.Serving);
        Assert.Equal("refused 1 Disputed leader 1", play.Read(1));
        Assert.Contains("truncate 3", play.Receive(1, disputed with { Round = 2, Dispute = default }), StringComparison.Ordinal);
        Assert.Equal("->1 ReadIndexRequest", play.Read(2).Split(' ')[..2] is var words ? string.Join(' ', words) : "");
    }

    [Fact]
    public void Three_that_all_differ_have_no_quorum()
    {
        var play = Leader(through: 5);
        play.Receive(2, Ack(play, 2, Marks(5, 998)));
        play.Receive(3, Ack(play, 3, Marks(5, 999)));
        Assert.Equal((ReplicaRole.Leader, Serving.NoReads), (play.Replica.Role, play.Replica.Serving));
        Assert.Contains("disputed at 5", play.Tick(T / 10), StringComparison.Ordinal);
    }

    [Fact]
    public void Who_is_quarantined_does_not_count_any_more()
    {
        var play = Leader(through: 5);
        play.Receive(2, Ack(play, 2, Marks(5, 998)));
        Assert.Equal(Serving.NoReads, play.Replica.Serving);
        play.Receive(2, Ack(play, 2, Marks(5, 998)) with { IsQuarantined = true });
        play.Receive(3, Ack(play, 3, Marks(5, 105)));
        Assert.Equal(Serving.All, play.Replica.Serving);
        Assert.Equal("ended 1 Refused: Replica 2 is quarantined: its state differs from the others'. Let it rejoin first.", play.Transfer(2));
    }

    [Fact]
    public void An_ack_that_was_overtaken_says_nothing_of_now()
    {
        var play = Leader(through: 5);
        play.Receive(2, Ack(play, 2, Marks(5, 105)));
        play.Receive(2, Ack(play, 2, Marks(6, 999)) with { Round = 0 });
        Assert.Equal(Serving.All, play.Replica.Serving);
    }

    [Fact]
    public void A_quarantined_replica_stays_so_after_a_restart_and_rejoins_with_a_peers_snapshot()
    {
        var state = Born(3, B1, new Slot(3), Voted(2, B1, Command("b")), Voted(3, B1, Command("c"))) with { IsQuarantined = true };
        var play = new Play(self: 3, state: state);
        play.Tick();
        Apply(play, 3);
        Assert.Equal(Serving.Nothing, play.Replica.Serving);
        Assert.Equal("", play.Tick(10 * T));

        Assert.Equal("wants a snapshot above 0 from 1", play.Do(new Input.Rejoin(play.Time, "again")));
        Assert.Contains("ended twice Refused", play.Do(new Input.Rejoin(play.Time, "twice")), StringComparison.Ordinal);
        var configuration = play.Replica.Configuration;
        Assert.Equal(
            "restore 2 peer's\nchosen 3 Command\nended again Done\nlifted",
            play.Do(new Input.SnapshotInstalled(play.Time, new Slot(2), configuration, "peer's", 700, ForRejoin: 1)));
        Assert.Equal((Serving.All, new Slot(2), new Slot(3)), (play.Replica.Serving, play.Replica.AppliedThrough, play.Replica.ChosenThrough));

        // What the applier said before it heard of that is of the state that is gone.
        play.Do(new Input.Applied(play.Time, new Slot(3), Hash(3, 999)));
        Assert.Equal(new Slot(2), play.Replica.AppliedThrough);
        play.Do(new Input.Applied(play.Time, new Slot(3), Hash(3, 103), [102], "peer's"));
        Assert.DoesNotContain("quarantined", play.Receive(1, Heartbeat(1, Marks(3, 103))), StringComparison.Ordinal);
        Assert.Contains("ended late Refused", play.Do(new Input.Rejoin(play.Time, "late")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_log_that_is_as_long_as_it_may_be_takes_no_new_commands()
    {
        var play = new Play(options: o => o with { LogLimit = 8, Settings = new ClusterSettings { SnapshotInterval = 1 } }).Lead();
        var said = Enumerable.Range(0, 10).Select(i => play.Propose($"{i}")).ToList();
        Assert.Equal("refused 1 LogFull leader 1", said[^1]);
        Assert.Equal(7, said.Count(s => s.Contains("vote", StringComparison.Ordinal)));
    }

    [Fact]
    public void Marks_are_at_slots_that_busy_replicas_have_in_common()
    {
        var far = new Slot(20_000);
        var state = Born(3, B1, Slot.First) with { SnapshotSlot = far, ChosenThrough = far, TruncatedThrough = far, Log = [] };
        var play = new Play(self: 3, state: state);
        play.Tick();
        play.Do(new Input.Applied(play.Time, far, Hash(20_000, 20_000), [.. Enumerable.Range(1, 19_999).Select(slot => (UInt128)(uint)slot)]));
        var effects = new Effects();
        play.Replica.Step(new Input.Received(play.Time, new ReplicaId(1), Heartbeat(1, default) with { ChosenThrough = far }), effects);
        var ack = (Message.HeartbeatAck)effects.SendNow.Single().Message;
        Assert.Equal(new HashMarks(Hash(20_000, 20_000), Hash(19_968, 19_968), Hash(16_384, 16_384), default), ack.Marks);

        // It remembers as many as it needs, and no more.
        Assert.Equal("->1 Hashes of nothing", play.Receive(1, new Message.HashRequest(new Slot(3_000), 10)));
        Assert.Equal("->1 Hashes 3617..3619", play.Receive(1, new Message.HashRequest(new Slot(3_610), 10)));
    }

    internal static Play Leader(long through)
    {
        var play = new Play().Lead();
        for (var slot = 2; slot <= through; slot++)
        {
            if (slot == 2)
            {
                // Replica 3 came late: its store is enrolled by an entry.
                play.Receive(3, Ack(play, 3, default));
            }
            else
            {
                play.Propose($"{slot}");
            }

            foreach (var voter in new[] { 1, 2 })
            {
                play.Receive(voter, new Message.Accepted(play.Replica.Promised, new Slot(slot), 1, Store(voter)));
            }
        }

        play.Tick(T / 10);
        Assert.Equal(through, play.Replica.ChosenThrough.Value);
        Apply(play, through);
        return play;
    }

    internal static Play Follower()
    {
        var play = new Play(self: 3, state: Born(3, B1, new Slot(3), Voted(2, B1, Command("b")), Voted(3, B1, Command("c"))));
        play.Tick();
        Apply(play, 3);
        return play;
    }

    internal static void Apply(Play play, long through) => play.Do(new Input.Applied(
        play.Time, new Slot(through), Hash(through, (UInt128)(100 + through)), [.. Enumerable.Range(1, (int)through - 1).Select(slot => (UInt128)(100 + slot))]));

    internal static Message.HeartbeatAck Ack(Play play, int from, HashMarks marks) =>
        new(play.Replica.Promised, 1, play.Replica.ChosenThrough, 0, Store(from), Slot.None, marks);

    internal static HashMarks Marks(long slot, UInt128 hash) => new(Hash(slot, hash), default, default, default);

    internal static ResultHash Hash(long slot, UInt128 hash) => new(new Slot(slot), hash);

    internal static Message.Heartbeat Heartbeat(long round, HashMarks agreed) => new(B1, round, new Slot(3), true, Slot.None, agreed);
}
