using System.Collections.Immutable;
using PaxosGen.Core;
using static PaxosGen.Core.Tests.Play;

namespace PaxosGen.Core.Tests;

/// <summary>Quorums that are no majorities: q1 promises to lead, q2 votes to choose, q1 + q2 &gt; n (Howard et al., Flexible Paxos).</summary>
public sealed class QuorumTests
{
    private static readonly Ballot B1 = Play.Ballot(1, 1);
    private static readonly Ballot B2 = Play.Ballot(2, 2);

    [Theory]
    [InlineData(2, 3)]
    [InlineData(3, 2)]
    [InlineData(0, 5)]
    [InlineData(5, 0)]
    [InlineData(6, 2)]
    public void Quorums_that_need_not_meet_are_no_membership(int phase1, int phase2) =>
        Assert.Throws<ArgumentException>(() => Of(phase1, phase2));

    [Theory]
    [InlineData(4, 2)]
    [InlineData(2, 4)]
    public void A_cluster_is_born_with_founders_enough_for_both_quorums(int phase1, int phase2)
    {
        // Votes of others than the founders do not choose Genesis: with fewer of them than q2 it never would be chosen.
        var play = Unborn(phase1, phase2);
        Granted(play, 2, 3, 4);
        foreach (var voter in new[] { 1, 2, 3 })
        {
            Assert.DoesNotContain("Accept", play.Receive(voter, Promise(B1, voter)) + play.Tick(T / 4), StringComparison.Ordinal);
        }

        Assert.Contains("Accept 1.1.1 1 ", play.Receive(4, Promise(B1, 4)) + play.Tick(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(4, 2)]
    [InlineData(2, 4)]
    public void A_slot_is_chosen_by_the_phase_2_quorum_and_no_fewer(int phase1, int phase2)
    {
        var play = Leading(phase1, phase2);
        play.Propose("a");
        for (var voter = 1; voter < phase2; voter++)
        {
            Assert.Equal("", play.Receive(voter, new Message.Accepted(play.Replica.Promised, new Slot(2), 1, Store(voter))));
        }

        Assert.Contains("chosen 2 Command", play.Receive(phase2, new Message.Accepted(play.Replica.Promised, new Slot(2), 1, Store(phase2))), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(4, 2)]
    [InlineData(2, 4)]
    public void A_candidate_leads_with_the_phase_1_quorum_and_no_fewer(int phase1, int phase2)
    {
        var play = new Play(state: BornOf(phase1, phase2));
        play.Tick();
        Granted(play, 2, 3, 4);
        for (var voter = 1; voter < phase1; voter++)
        {
            play.Receive(voter, Promise(play.Replica.Promised, voter) with { IsEmpty = false });
            Assert.Equal(ReplicaRole.Candidate, play.Replica.Role);
        }

        play.Receive(phase1, Promise(play.Replica.Promised, phase1) with { IsEmpty = false });
        Assert.Equal(ReplicaRole.Leader, play.Replica.Role);
    }

    [Theory]
    [InlineData(4, 2)]
    [InlineData(2, 4)]
    public void Nobody_tries_to_lead_who_cannot_hear_both_quorums(int phase1, int phase2)
    {
        // With q1 alone it would lead, choose nothing, stand down, and begin again, all the while deposing others.
        var play = new Play(state: BornOf(phase1, phase2));
        play.Tick();
        Granted(play, 2, 3);
        Assert.Equal(ReplicaRole.Follower, play.Replica.Role);
        Granted(play, 4);
        Assert.Equal(ReplicaRole.Candidate, play.Replica.Role);
    }

    [Theory]
    [InlineData(4, 2)]
    [InlineData(2, 4)]
    public void A_vote_that_the_phase_1_quorum_must_see_is_found(int phase1, int phase2)
    {
        // Slot 2 was chosen by the q2 highest voters; the q1 lowest know it through the one that is in both.
        var play = new Play(state: BornOf(phase1, phase2));
        play.Tick();
        Granted(play, 2, 3, 4);
        var effects = "";
        for (var voter = 1; voter <= phase1; voter++)
        {
            var promise = voter > 5 - phase2
                ? Promise(play.Replica.Promised, voter, new ReportedSlot(new Slot(2), B1, Command("v"), false))
                : Promise(play.Replica.Promised, voter) with { IsEmpty = false };
            effects = play.Receive(voter, promise);
        }

        Assert.Contains($"Accept {play.Replica.Promised} 2 ", effects, StringComparison.Ordinal);
        Assert.Equal(2, play.Replica.InFlight + play.Replica.ChosenThrough.Value);
    }

    [Theory]
    [InlineData(4, 2, 3)]
    [InlineData(2, 4, 1)]
    public void A_damaged_vote_counts_for_no_quorum_of_its_slot(int phase1, int phase2, int more)
    {
        // The first to promise has lost its vote in slot 2: as many others must be seen as meet every phase-2 quorum.
        var play = new Play(state: BornOf(phase1, phase2));
        play.Tick();
        Granted(play, 2, 3, 4);
        play.Receive(1, Promise(play.Replica.Promised, 1) with { IsEmpty = false, Unknown = [new Slot(2)] });
        for (var voter = 2; voter <= 1 + more; voter++)
        {
            play.Receive(voter, Promise(play.Replica.Promised, voter) with { IsEmpty = false });
        }

        var meets = more + phase2 > 5;
        Assert.Equal(meets ? ReplicaRole.Leader : ReplicaRole.Candidate, play.Replica.Role);
        play.Receive(5, Promise(play.Replica.Promised, 5) with { IsEmpty = false });
        Assert.Equal(ReplicaRole.Leader, play.Replica.Role);
    }

    [Theory]
    [InlineData(4, 2)]
    [InlineData(2, 4)]
    public void A_leader_lasts_while_it_hears_the_phase_2_quorum(int phase1, int phase2)
    {
        var play = Leading(phase1, phase2);
        for (var round = 2; round < 12; round++)
        {
            play.Tick(T / 4);
            for (var voter = 2; voter <= phase2; voter++)
            {
                play.Receive(voter, Ack(play, voter, round));
            }

            Assert.Equal(ReplicaRole.Leader, play.Replica.Role);
        }

        for (var round = 12; round < 24; round++)
        {
            play.Tick(T / 4);
            for (var voter = 2; voter < phase2; voter++)
            {
                play.Receive(voter, Ack(play, voter, round));
            }
        }

        Assert.NotEqual(ReplicaRole.Leader, play.Replica.Role);
    }

    [Theory]
    [InlineData(4, 2)]
    [InlineData(2, 4)]
    public void A_read_is_confirmed_by_the_phase_2_quorum(int phase1, int phase2)
    {
        var play = Leading(phase1, phase2);
        play.Tick(T / 4);
        Assert.Equal("", play.Read(7));
        for (var voter = 2; voter <= phase2; voter++)
        {
            // Round 2 was sent before the read arrived; once it is over, round 3 begins.
            play.Receive(voter, Ack(play, voter, 2));
        }

        for (var voter = 2; voter < phase2; voter++)
        {
            Assert.Equal("", play.Receive(voter, Ack(play, voter, 3)));
        }

        Assert.Equal("read 7 at 1", play.Receive(phase2, Ack(play, phase2, 3)));
    }

    private static Membership Of(int phase1, int phase2) => new(MembershipOf(5).Members, phase1, phase2, 0);

    private static Play Unborn(int phase1, int phase2)
    {
        var play = new Play(state: RecoveredState.Empty(Store(1), Configuration.Initial(Of(phase1, phase2))));
        play.Tick();
        return play;
    }

    /// <summary>All five stores are enrolled, and slot 1 is chosen.</summary>
    private static RecoveredState BornOf(int phase1, int phase2)
    {
        var genesis = new EntryBody.Genesis(
            Of(phase1, phase2), new ClusterSettings(), Enumerable.Range(1, 5).ToImmutableSortedDictionary(i => new ReplicaId(i), Store)).Encode();
        return RecoveredState.Empty(Store(1), Configuration.Initial(Of(phase1, phase2))) with
        {
            Promised = B2,
            ChosenThrough = Slot.First,
            Log = [new RecoveredSlot(Slot.First, B1, genesis, IsChosen: false)],
        };
    }

    private static Play Leading(int phase1, int phase2)
    {
        var play = new Play(state: BornOf(phase1, phase2));
        play.Tick();
        Granted(play, 2, 3, 4);
        for (var voter = 1; voter <= phase1; voter++)
        {
            play.Receive(voter, Promise(play.Replica.Promised, voter) with { IsEmpty = false });
        }

        play.Tick();
        for (var voter = 2; voter <= phase2; voter++)
        {
            play.Receive(voter, Ack(play, voter, 1));
        }

        return play;
    }

    private static void Granted(Play play, params int[] voters)
    {
        foreach (var voter in voters)
        {
            play.Receive(voter, new Message.ProbeAnswer(play.Nonce, true, Ballot.None, Store(voter)));
        }
    }

    private static Message.HeartbeatAck Ack(Play play, int from, long round) =>
        new(play.Replica.Promised, round, Slot.First, 0, Store(from), Slot.None, default);
}
