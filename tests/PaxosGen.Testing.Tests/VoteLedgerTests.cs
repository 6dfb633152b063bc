using System.Collections.Immutable;
using System.Text;
using PaxosGen.Core;
using PaxosGen.Testing.Checking;

namespace PaxosGen.Testing.Tests;

/// <summary>The books that a storm is checked against, with good runs and with each way to break them.</summary>
public sealed class VoteLedgerTests
{
    private static readonly ReplicaId[] Replicas = [new(1), new(2), new(3)];
    private static readonly Slot Second = new(2);

    private readonly ChosenLog _chosen;
    private readonly VoteLedger _votes;

    public VoteLedgerTests()
    {
        var membership = new Membership([.. Replicas.Select(r => new Member(r, $"replica:{r}"))]);
        _chosen = new ChosenLog(membership);
        _votes = new VoteLedger(_chosen);
        var stores = Replicas.ToImmutableSortedDictionary(r => r, r => new StoreId((ulong)r.Value));
        Promise(1, 1, 2);
        Vote(1, Slot.First, new EntryBody.Genesis(membership, new ClusterSettings(), stores).Encode(), 1, 2);
    }

    [Fact]
    public void A_quorum_of_votes_in_one_ballot_chooses()
    {
        Assert.Equal(Slot.First, _chosen.Through);
        Vote(1, Second, Line("x"), 1);
        Assert.Equal(Slot.First, _chosen.Through);
        Vote(1, Second, Line("x"), 1);
        Assert.Equal(Slot.First, _chosen.Through);
        Vote(1, Second, Line("x"), 3);
        Assert.Equal(Second, _chosen.Through);
        Assert.Equal(Line("x"), _chosen[Second]);
    }

    [Fact]
    public void Votes_in_different_ballots_do_not_add_up()
    {
        Vote(1, Second, Line("x"), 1);
        Promise(2, 2, 3);
        Vote(2, Second, Line("y"), 2);
        Promise(3, 1, 3);
        Vote(3, Second, Line("x"), 3);
        Assert.Equal(Slot.First, _chosen.Through);
    }

    [Fact]
    public void P1_a_ballot_with_two_values()
    {
        _votes.OnProposed(BallotOf(1), Second, Line("x"));
        Fails("P1", () => _votes.OnProposed(BallotOf(1), Second, Line("y")));
    }

    [Fact]
    public void P2c_a_new_value_where_a_quorum_reports_votes()
    {
        Vote(1, Second, Line("x"), 1, 2);
        Promise(2, 2, 3);
        Fails("P2c", () => _votes.OnProposed(BallotOf(2), Second, Line("y")));
    }

    [Fact]
    public void P2c_the_value_of_a_lower_ballot()
    {
        Vote(1, Second, Line("x"), 1);
        Promise(2, 2, 3);
        Vote(2, Second, Line("y"), 2);
        Promise(3, 1, 2);
        Fails("P2c", () => _votes.OnProposed(BallotOf(3), Second, Line("x")));
    }

    [Fact]
    public void P2c_a_proposal_without_a_quorum_of_promises()
    {
        Promise(2, 2);
        Fails("P2c", () => _votes.OnProposed(BallotOf(2), Second, Line("x")));
    }

    [Fact]
    public void P2c_allows_the_value_of_the_highest_ballot()
    {
        Vote(1, Second, Line("x"), 1);
        Promise(2, 2, 3);
        Vote(2, Second, Line("y"), 2);
        Promise(3, 1, 2);
        _votes.OnProposed(BallotOf(3), Second, Line("y"));
    }

    [Fact]
    public void What_is_taken_for_chosen_must_be()
    {
        Vote(1, Second, Line("x"), 1, 3);
        _chosen.Claim(Replicas[1], Second, Line("x"));
        Fails("takes", () => _chosen.Claim(Replicas[1], Second, Line("y")));
        Fails("durable votes", () => _chosen.ClaimThrough(Replicas[1], new Slot(3)));
    }

    [Fact]
    public void A_claim_above_what_is_counted_is_held_against_the_votes_later()
    {
        _chosen.Claim(Replicas[1], Second, Line("y"));
        Vote(1, Second, Line("x"), 1);
        Fails("was chosen", () => Vote(1, Second, Line("x"), 3));
    }

    private static Ballot BallotOf(int round) => new(Epoch.First, round, Replicas[(round - 1) % 3]);

    private static Entry Line(string text) =>
        new EntryBody.Command(Origin.Key(1), 0, 0, Encoding.UTF8.GetBytes(text)).Encode();

    private static void Fails(string why, Action does) => Assert.Contains(why, Assert.Throws<SimulationFailedException>(does).Message, StringComparison.Ordinal);

    private void Promise(int round, params int[] by) => Array.ForEach(by, id => _votes.OnPromise(new ReplicaId(id), BallotOf(round), []));

    private void Vote(int round, Slot slot, Entry entry, params int[] by) => Array.ForEach(by, id => _votes.OnVote(new ReplicaId(id), BallotOf(round), slot, entry));
}
