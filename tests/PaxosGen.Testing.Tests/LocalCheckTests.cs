using System.Collections.Immutable;
using System.Text;
using PaxosGen.Core;
using PaxosGen.Testing.Checking;
using PaxosGen.Testing.Storms;

namespace PaxosGen.Testing.Tests;

/// <summary>The checks that hold each message and turn of a replica against PROTOCOL.md: what is right passes, and each way to break a rule is found.</summary>
public sealed class LocalCheckTests
{
    private static readonly Slot Second = new(2);
    private static readonly Ballot First = new(Epoch.First, 1, new ReplicaId(1));
    private static readonly Ballot Later = new(Epoch.First, 2, new ReplicaId(2));

    private readonly SimulatedCluster _cluster = new(new SimulatedClusterOptions(), () => new Journal());
    private readonly ChosenLog _chosen;
    private readonly VoteLedger _votes;
    private readonly BallotOwners _ballots = new();

    public LocalCheckTests()
    {
        _chosen = new ChosenLog(_cluster.Founding);
        _votes = new VoteLedger(_chosen);
        Promise(First, 1, 2);
        Vote(First, Slot.First, new EntryBody.Genesis(_cluster.Founding, new ClusterSettings(), Stores(_cluster.Founding)).Encode(), 1, 2, 3);
        _ballots.OnPrepare(_cluster[new ReplicaId(2)], new Message.Prepare(Later, Slot.First));
    }

    [Fact]
    public void A_promise_says_what_the_disk_holds()
    {
        var image = Image(Of(First, Second, "x"));
        var promises = new PromiseContents(_ballots);
        promises.OnPromise(image, PromiseOf(new ReportedSlot(Second, First, Line("x"), false)));
        promises.OnPromise(image, PromiseOf(new ReportedSlot(Second, Ballot.None, Line("x"), true)));
        Fails("holds a vote of 1.1.1", () => promises.OnPromise(image, PromiseOf()));
        Fails("holds a vote of 1.1.1", () => promises.OnPromise(image, PromiseOf(new ReportedSlot(Second, First, Line("y"), false))));
        Fails("never held anything", () => promises.OnPromise(image, PromiseOf(new ReportedSlot(Second, First, Line("x"), false)) with { IsEmpty = true }));
        Fails("knows", () => promises.OnPromise(image, PromiseOf(new ReportedSlot(Second, First, Line("x"), false)) with { ChosenThrough = Second }));
    }

    [Fact]
    public void The_parts_of_a_promise_say_it_together()
    {
        var image = Image(Of(First, Second, "x"), Of(First, new Slot(3), "y"));
        var promises = new PromiseContents(_ballots);
        promises.OnPromise(image, PromiseOf(new ReportedSlot(Second, First, Line("x"), false)) with { Parts = 2 });
        promises.OnPromise(image, PromiseOf(new ReportedSlot(new Slot(3), First, Line("y"), false)) with { Part = 1, Parts = 2 });
    }

    [Fact]
    public void W9_a_promise_with_a_vote_of_an_epoch_that_is_over()
    {
        var next = new Ballot(new Epoch(2), 1, new ReplicaId(2));
        Fails("void", () => new PromiseContents(_ballots).OnPromise(Image(), PromiseOf(new ReportedSlot(Second, First, Line("x"), false)) with { Ballot = next }));
    }

    [Fact]
    public void W7_what_a_disk_has_lost_is_unknown()
    {
        var image = Image(Of(First, Second, "x"));
        image.Replica.IsDamaged = true;
        image.OnRecovered(State() with { Unknown = [Second] });
        var promises = new PromiseContents(_ballots);
        promises.OnPromise(image, PromiseOf() with { Unknown = [Second] });
        Fails("does not list slot 2", () => promises.OnPromise(image, PromiseOf()));
        Fails("without knowing", () => image.OnRecovered(State()));
    }

    [Fact]
    public void W7_an_acceptor_that_does_not_know_a_slot_does_not_count_there()
    {
        _votes.OnPromise(new ReplicaId(2), Later, []);
        _votes.OnPromise(new ReplicaId(3), Later, [Second]);
        Fails("P2c", () => _votes.OnProposed(Later, Second, Line("x")));
        _votes.OnPromise(new ReplicaId(3), Later, []);
        _votes.OnProposed(Later, Second, Line("x"));
    }

    [Fact]
    public void W3_a_late_accept_of_another_value_is_not_acknowledged()
    {
        _votes.OnProposed(First, Second, Line("y"));
        Promise(Later, 2, 3);
        Vote(Later, Second, Line("x"), 2, 3);
        var image = Image(new RecoveredSlot(Second, Ballot.None, Line("x"), true));
        var sent = new SentAfterSync(_chosen, _votes);
        sent.OnSent(image, new Message.Accepted(Later, Second, 1, image.Replica.Store));
        Fails("W3", () => sent.OnSent(image, new Message.Accepted(First, Second, 1, image.Replica.Store)));
    }

    [Fact]
    public void B14_nothing_is_proposed_above_a_stop_sign_of_its_ballot()
    {
        var stopSign = new EntryBody.StopSign(_cluster.Founding).Encode();
        _votes.OnProposed(First, new Slot(3), Line("x"));
        Fails("above the StopSign", () => _votes.OnProposed(First, Second, stopSign));
        Promise(Later, 2, 3);
        _votes.OnProposed(Later, Second, stopSign);
        Fails("above the StopSign", () => _votes.OnProposed(Later, new Slot(3), Line("x")));
    }

    [Fact]
    public void The_follower_rule_wants_a_quorum_of_the_very_ballot_of_the_vote()
    {
        var replica = _cluster.RunUntilLeader();
        var chosen = _cluster.Observers.Chosen;
        var image = new DurableImage(replica);
        image.OnDurable("promised", 0, PromisedBytes(replica.Promised));
        image.OnRecovered(State() with
        {
            Promised = replica.Promised,
            Log = [.. Enumerable.Range(1, (int)replica.ChosenThrough.Value).Select(s => new RecoveredSlot(new Slot(s), First, chosen[new Slot(s)]!.Value, false))],
        });
        Fails("follower rule", () => new Progress(chosen, new VoteLedger(chosen)).OnTurn(image));
    }

    [Fact]
    public void Who_acknowledges_what_is_chosen_counts_in_its_ballot()
    {
        Promise(Later, 2, 3);
        Vote(Later, Second, Line("x"), 2);
        Assert.False(_votes.IsChosenIn(Later, Second));
        _votes.OnAcknowledged(new ReplicaId(3), Later, Second);
        Assert.True(_votes.IsChosenIn(Later, Second));
        Assert.False(_votes.IsChosenIn(First, Second));
    }

    /// <summary>A leader that holds the slot as chosen acknowledges it to itself while flow control keeps its Accept back (seed 1973).</summary>
    [Fact]
    public void Who_acknowledges_before_the_proposal_leaves_counts_as_well()
    {
        Promise(Later, 2, 3);
        _votes.OnAcknowledged(new ReplicaId(2), Later, Second);
        Assert.False(_votes.IsChosenIn(Later, Second));
        _votes.OnProposed(Later, Second, Line("x"));
        Assert.False(_votes.IsChosenIn(Later, Second));
        Vote(Later, Second, Line("x"), 3);
        Assert.True(_votes.IsChosenIn(Later, Second));
    }

    [Fact]
    public void W3_a_leader_that_acknowledges_another_value_to_itself_before_its_proposal_leaves()
    {
        Promise(Later, 2, 3);
        Vote(Later, Second, Line("x"), 2, 3);
        _votes.OnAcknowledged(new ReplicaId(1), First, Second);
        Fails("W3", () => _votes.OnProposed(First, Second, Line("y")));
        _votes.OnProposed(First, Second, Line("x"));
    }

    [Fact]
    public void W6_who_promises_in_an_epoch_holds_what_came_before_and_knows_that_it_is_chosen()
    {
        var (genesis, stopSign) = (_chosen[Slot.First]!.Value, new EntryBody.StopSign(_cluster.Founding).Encode());
        Vote(First, Second, stopSign, 1, 2);
        var next = new Ballot(new Epoch(2), 1, new ReplicaId(2));
        var epochs = new EpochEntries(_chosen);
        var all = State() with
        {
            ChosenThrough = Second,
            Log = [new RecoveredSlot(Slot.First, First, genesis, false), new RecoveredSlot(Second, First, stopSign, false)],
        };
        Fails("say", () => epochs.OnPromised(Image(all with { ChosenThrough = Slot.First }), next));
        Fails("lacks slot 2", () => epochs.OnPromised(Image(all with { Log = all.Log.RemoveAt(1) }), next));
        Fails("nobody", () => epochs.OnPromised(Image(all), next with { Epoch = new Epoch(3) }));
        epochs.OnPromised(Image(all), next);
    }

    [Fact]
    public void A_replica_goes_by_what_the_chosen_log_says()
    {
        var leader = _cluster.RunUntilLeader();
        new ConfigurationBooks(_cluster.Observers.Chosen).OnTurn(leader);
        Fails("goes by", () => new ConfigurationBooks(new ChosenLog(_cluster.Founding)).OnTurn(leader));
        Fails("snapshot", () => new ConfigurationBooks(_chosen).OnSnapshot(leader.Id, Slot.First, Configuration.Initial(_cluster.Founding)));
    }

    [Fact]
    public void The_books_keep_the_first_store_of_an_id()
    {
        var born = _chosen.Configuration;
        var strange = new EntryBody.EnrolStore(new ReplicaId(1), new StoreId(99)).Encode();
        Assert.Equal(born.Stores, ConfigurationBooks.After(born, Second, strange).Stores);
        var joined = ConfigurationBooks.After(born, Second, new EntryBody.EnrolStore(new ReplicaId(4), new StoreId(4)).Encode());
        Assert.Equal(new StoreId(4), joined.Stores[new ReplicaId(4)]);
        var named = new Membership([.. _cluster.Founding.Members.Select(m => m with { Store = new StoreId(99) })]);
        var next = ConfigurationBooks.After(joined, new Slot(3), new EntryBody.StopSign(named).Encode());
        Assert.Equal((new Epoch(2), new Slot(4), joined.Stores), (next.Epoch, next.EpochStart, next.Stores));
    }

    private static Entry Line(string text) => new EntryBody.Command(Origin.Key(1), 0, 0, Encoding.UTF8.GetBytes(text)).Encode();

    private static RecoveredSlot Of(Ballot ballot, Slot slot, string text) => new(slot, ballot, Line(text), false);

    private static void Fails(string why, Action does) => Assert.Contains(why, Assert.Throws<SimulationFailedException>(does).Message, StringComparison.Ordinal);

    /// <summary>What the file of the promise says: a counter and a magic number before the value.</summary>
    private static byte[] PromisedBytes(Ballot ballot)
    {
        var value = new CanonicalWriter();
        value.WriteVarUInt((ulong)ballot.Epoch.Value);
        value.WriteVarUInt((ulong)ballot.Round);
        value.WriteVarUInt((ulong)ballot.Replica.Value);
        var writer = new CanonicalWriter();
        writer.WriteFixed64(0);
        writer.WriteFixed64(0);
        writer.WriteLengthPrefixed(value.WrittenSpan);
        return writer.ToArray();
    }

    private static ImmutableSortedDictionary<ReplicaId, StoreId> Stores(Membership membership) =>
        membership.Voters.ToImmutableSortedDictionary(r => r, r => new StoreId((ulong)r.Value));

    private Message.Promise PromiseOf(params ReportedSlot[] slots) => new()
    {
        Ballot = Later,
        Store = new StoreId(3),
        Nonce = 1,
        Part = 0,
        Parts = 1,
        TruncatedThrough = Slot.None,
        ChosenThrough = Slot.None,
        IsEmpty = false,
        Slots = [.. slots],
        Unknown = [],
    };

    private RecoveredState State() => RecoveredState.Empty(new StoreId(3), Configuration.Initial(_cluster.Founding));

    private DurableImage Image(params RecoveredSlot[] log) => Image(State() with { Log = [.. log] });

    private DurableImage Image(RecoveredState state)
    {
        var image = new DurableImage(_cluster[new ReplicaId(3)]);
        image.OnRecovered(state);
        return image;
    }

    private void Promise(Ballot ballot, params int[] by) => Array.ForEach(by, id => _votes.OnPromise(new ReplicaId(id), ballot, []));

    private void Vote(Ballot ballot, Slot slot, Entry entry, params int[] by) => Array.ForEach(by, id => _votes.OnVote(new ReplicaId(id), ballot, slot, entry));
}
