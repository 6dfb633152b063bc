using PaxosGen.Core;
using PaxosGen.Server.Clients;
using PaxosGen.Testing.Checking;
using PaxosGen.Testing.Storms;
using PaxosGen.Transport;

namespace PaxosGen.Testing.Tests;

/// <summary>The rules of reads, leases, handovers and probes fire where a replica breaks them: each step and message here is made up.</summary>
public sealed class ServiceRulesTests
{
    private const long Millisecond = 1_000_000;

    private readonly Client _client = new();
    private readonly SimulatedCluster _cluster;
    private readonly SimulatedReplica _leader;
    private readonly SimulatedReplica _voter;
    private readonly SimulatedReplica _other;
    private long _asked;

    public ServiceRulesTests()
    {
        _cluster = NewCluster(500 * Millisecond);
        _leader = _cluster.RunUntilLeader();
        _cluster.World.Run(600 * Millisecond);
        var others = _cluster.Replicas.Where(r => r != _leader).ToArray();
        (_voter, _other) = (others[0], others[1]);
        Rules.Expect(keepBound: true, slowest: 1);
    }

    private ServiceRules Rules => _cluster.Observers.Service;

    private Ballot Higher => new(_leader.Promised.Epoch, _leader.Promised.Round + 1, _other.Id);

    [Fact]
    public void A_read_waits_for_a_round_that_is_sent_after_it_arrived()
    {
        var tag = Ask(ReadConsistency.Linearizable);
        Fails("echoed a round", () => Step(new ReadReady(tag, _leader.ChosenThrough)));
        _cluster.World.Run(100 * Millisecond);
        Step(new ReadReady(tag, _leader.ChosenThrough));
        Reply();
    }

    [Fact]
    public void A_follower_goes_by_an_index_that_was_granted_after_the_read_arrived()
    {
        Rules.OnSent(_leader, new Envelope(_voter.Id, new Message.ReadIndex(1, IsGranted: true, _leader.ChosenThrough)), Ballot.None);
        var tag = Ask(ReadConsistency.Linearizable, _voter);
        Fails("echoed a round", () => Rules.OnStepped(_voter, [], [new ReadReady(tag, _leader.ChosenThrough)], []));
        _cluster.World.Run(100 * Millisecond);
        Fails("echoed a round", () => Rules.OnStepped(_voter, [], [new ReadReady(tag, _leader.ChosenThrough)], []));
        Rules.OnSent(_leader, new Envelope(_voter.Id, new Message.ReadIndex(2, IsGranted: true, _leader.ChosenThrough)), Ballot.None);
        Rules.OnStepped(_voter, [], [new ReadReady(tag, _leader.ChosenThrough)], []);
    }

    [Fact]
    public void A_read_includes_what_was_applied_before()
    {
        var tag = Ask(ReadConsistency.Linearizable);
        _cluster.World.Run(100 * Millisecond);
        Fails("must include slot", () => Step(new ReadReady(tag, Slot.None)));
        Fails("must include slot", () => Step(new ReadReady(Ask(ReadConsistency.Lease), Slot.None, _leader.Time.Now + Millisecond)));
        _cluster.World.Run(2_000 * Millisecond);
        Fails("must include slot", () => Step(new ReadReady(Ask(ReadConsistency.BoundedStale), Slot.None)));
    }

    [Fact]
    public void A_lease_lasts_as_long_as_echoed_rounds_say_but_for_the_drift()
    {
        Step(new ReadReady(Ask(ReadConsistency.Lease), _leader.ChosenThrough, _leader.Time.Now + (400 * Millisecond)));
        Fails("under a lease until", () => Step(new ReadReady(Ask(ReadConsistency.Lease), _leader.ChosenThrough, _leader.Time.Now + (480 * Millisecond))));
    }

    [Fact]
    public void An_answer_leaves_once_its_index_is_applied_and_before_its_lease_ends()
    {
        Ask(ReadConsistency.Lease);
        Fails("has not let go", Reply);
        Step(new ReadReady(Ask(ReadConsistency.Lease), _leader.AppliedThrough.Next, _leader.Time.Now + Millisecond));
        Fails("must include slot", Reply);
        Step(new ReadReady(Ask(ReadConsistency.Lease), _leader.AppliedThrough, _leader.Time.Now + Millisecond));
        _cluster.World.Run(Millisecond);
        Fails("after the end of its lease", Reply);
    }

    [Fact]
    public void Nothing_follows_a_stop_sign()
    {
        var tag = Ask(ReadConsistency.Linearizable);
        _cluster.World.Run(100 * Millisecond);
        Propose(new EntryBody.StopSign(_cluster.Founding).Encode());
        Fails("has proposed a StopSign and lets", () => Step(new ReadReady(tag, _leader.ChosenThrough)));
        Fails("has proposed a StopSign and proposes", () => Propose(Entry.NoOp));
        Fails("StopSign", () => Rules.OnSent(_leader, new Envelope(_voter.Id, new Message.ReadIndex(1, IsGranted: true, _leader.ChosenThrough)), Ballot.None));
    }

    [Fact]
    public void Who_hands_over_takes_nothing_on()
    {
        var command = new EntryBody.Command(Origin.Key(1), 1, 1, new byte[1]).Encode();
        var tag = Ask(ReadConsistency.Lease);
        Rules.OnHandoverAsked(_leader);
        Happens(new ProtocolEvent.HandoverBegan(_leader.Promised, _other.Id, _leader.ChosenThrough));
        Step(new ReadReady(tag, _leader.ChosenThrough, _leader.Time.Now + Millisecond));
        Propose(Entry.NoOp);
        Fails("hands over and takes", () => Propose(command));
        _cluster.World.Run(Millisecond);
        Fails("takes a read", () => Step(new ReadReady(Ask(ReadConsistency.Lease), _leader.ChosenThrough, _leader.Time.Now + Millisecond)));
        Fails("gives up a handover", () => Happens(new ProtocolEvent.HandoverEnded(_leader.Promised, _other.Id, Core.OperationOutcome.Refused)));
        Happens(new ProtocolEvent.HandoverEnded(_leader.Promised, _other.Id, Core.OperationOutcome.Done));
        Propose(command);
        Rules.OnSent(_other, new Envelope(_leader.Id, Ack(_other, _leader.Promised, 1, _leader.ChosenThrough.Next)), Ballot.None);
        Rules.OnSent(_leader, new Envelope(_other.Id, new Message.TakeLead(_leader.Promised)), Ballot.None);
        Fails("has told replica", () => Step(new ReadReady(Ask(ReadConsistency.Lease), _leader.ChosenThrough, _leader.Time.Now + Millisecond)));
    }

    [Fact]
    public void A_voter_is_bound_by_the_lease_that_it_echoed()
    {
        Fails("promises", () => Promise(_voter));
        Fails("grants a probe", () => Rules.OnSent(_voter, new Envelope(_other.Id, new Message.ProbeAnswer(1, Granted: true, _leader.Promised, _voter.Store)), Ballot.None));
        Fails("prepares", () => Prepare(Ballot.None));
    }

    [Fact]
    public void A_voter_is_free_of_a_lease_that_is_handed_over()
    {
        Rules.OnSent(_leader, new Envelope(_other.Id, new Message.TakeLead(_leader.Promised)), Ballot.None);
        Prepare(_leader.Promised);
        Promise(_voter);
    }

    [Fact]
    public void A_voter_that_starts_is_bound()
    {
        _voter.Crash();
        _voter.Start();
        Fails("after it started", () => Promise(_voter));
    }

    [Fact]
    public void A_late_promise_of_a_ballot_that_had_its_leader_repeats_what_an_Accept_said()
    {
        _voter.Crash();
        _voter.Start();
        Fails("after it started", () => Promise(_voter));
        Rules.OnStepped(_other, [new ProtocolEvent.LeadershipBegan(Higher, Slot.First, Slot.First)], [], []);
        Promise(_voter);
        var again = Higher with { Round = Higher.Round + 1 };
        Fails("after it started", () => Promise(_voter, again));
        Rules.OnStepped(_other, [new ProtocolEvent.LeadershipBegan(again, Slot.First, Slot.First)], [], []);
        Promise(_voter);
    }

    [Fact]
    public void Nobody_leads_while_anothers_lease_lasts()
    {
        Step(new ReadReady(Ask(ReadConsistency.Lease), _leader.ChosenThrough, _leader.Time.Now + (10 * Millisecond)));
        Fails("promises", () => Promise(_leader));
        Fails("has a lease in", () => Rules.OnStepped(_other, [new ProtocolEvent.LeadershipBegan(Higher, Slot.First, Slot.First)], [], []));
        _cluster.World.Run(10 * Millisecond);
        Rules.OnStepped(_other, [new ProtocolEvent.LeadershipBegan(Higher, Slot.First, Slot.First)], [], []);
    }

    [Fact]
    public void Where_clocks_do_not_keep_the_bound_a_deposed_leader_is_bound_by_what_it_echoed_last()
    {
        Rules.Expect(keepBound: false, slowest: 0.1);
        Step(new ReadReady(Ask(ReadConsistency.Lease), _leader.ChosenThrough, _leader.Time.Now + (10 * Millisecond)));
        Rules.OnStepped(_other, [new ProtocolEvent.LeadershipBegan(Higher, Slot.First, Slot.First)], [], []);
        var again = Higher with { Round = Higher.Round + 1 };
        Fails("under a lease of its own", () => Promise(_leader, again));
        Rules.OnSent(_other, new Envelope(_leader.Id, new Message.Heartbeat(Higher, 1, Slot.None, HasQuorum: true, Slot.None)), Ballot.None);
        Rules.OnSent(_leader, new Envelope(_other.Id, Ack(_leader, Higher, 1, Slot.None)), Ballot.None);
        Promise(_leader, again);
    }

    [Fact]
    public void Who_is_told_to_lead_has_said_that_it_has_all()
    {
        Propose(Entry.NoOp);
        Step(new ReadReady(Ask(ReadConsistency.Lease), _leader.ChosenThrough, _leader.Time.Now + Millisecond));
        Fails("may lack slot", () => Rules.OnSent(_leader, new Envelope(_other.Id, new Message.TakeLead(_leader.Promised)), Ballot.None));
        Rules.OnSent(_other, new Envelope(_leader.Id, Ack(_other, _leader.Promised, 1, _leader.ChosenThrough.Next)), Ballot.None);
        Rules.OnSent(_leader, new Envelope(_other.Id, new Message.TakeLead(_leader.Promised)), Ballot.None);
    }

    [Fact]
    public void A_leader_is_current_once_it_has_chosen_what_phase_1_found()
    {
        Step(new ReadReady(Ask(ReadConsistency.BoundedStale), _leader.ChosenThrough));
        Happens(new ProtocolEvent.LeadershipBegan(Higher, _leader.ChosenThrough.Next, _leader.ChosenThrough.Next));
        Step(new ReadReady(Ask(ReadConsistency.BoundedStale), _leader.ChosenThrough));
        _cluster.World.Run(1_500 * Millisecond);
        Fails("was current", () => Step(new ReadReady(Ask(ReadConsistency.BoundedStale), _leader.ChosenThrough)));
    }

    [Fact]
    public void A_follower_is_current_as_of_when_it_asked_first()
    {
        RequestIndex();
        _cluster.World.Run(900 * Millisecond);
        RequestIndex();
        Rules.OnSent(_leader, new Envelope(_voter.Id, new Message.ReadIndex(7, IsGranted: true, _leader.ChosenThrough)), Ballot.None);
        Rules.OnStepped(_voter, [], [new ReadReady(Ask(ReadConsistency.BoundedStale, _voter), _leader.ChosenThrough)], []);
        _cluster.World.Run(200 * Millisecond);
        Fails("was current", () => Rules.OnStepped(_voter, [], [new ReadReady(Ask(ReadConsistency.BoundedStale, _voter), _leader.ChosenThrough)], []));
    }

    [Fact]
    public void The_last_heartbeat_of_an_epoch_keeps_nobody_from_letting_another_lead()
    {
        var cluster = NewCluster(lease: 0);
        var leader = cluster.RunUntilLeader();
        var (voter, other) = (cluster.Replicas.First(r => r != leader), cluster.Replicas.Last(r => r != leader));
        cluster.Network.Cut(leader.Id, voter.Id);
        cluster.World.Run(600 * Millisecond);
        var rules = cluster.Observers.Service;
        rules.OnSent(leader, new Envelope(voter.Id, new Message.Heartbeat(leader.Promised, 1_000, Slot.None, HasQuorum: true, Slot.None)), Ballot.None);
        rules.OnSent(leader, new Envelope(voter.Id, new Message.Heartbeat(leader.Promised, 1_000, Slot.None, HasQuorum: false, Slot.None)), Ballot.None);
        rules.OnSent(voter, new Envelope(leader.Id, Ack(voter, leader.Promised, 1_000, Slot.None)), Ballot.None);
        void Grant() => rules.OnSent(voter, new Envelope(other.Id, new Message.ProbeAnswer(1, Granted: true, leader.Promised, voter.Store)), leader.Promised);
        Grant();
        rules.OnSent(leader, new Envelope(voter.Id, new Message.Heartbeat(leader.Promised, 1_001, Slot.None, HasQuorum: true, Slot.None)), Ballot.None);
        rules.OnSent(voter, new Envelope(leader.Id, Ack(voter, leader.Promised, 1_001, Slot.None)), Ballot.None);
        Fails("which has a quorum", Grant);
    }

    [Fact]
    public void Who_prepares_has_been_let()
    {
        Fails("has not told it to lead", () => Prepare(_leader.Promised));
        var cluster = NewCluster(lease: 0);
        var leader = cluster.RunUntilLeader();
        cluster.World.Run(100 * Millisecond);
        var (voter, other) = (cluster.Replicas.First(r => r != leader), cluster.Replicas.Last(r => r != leader));
        var higher = new Ballot(leader.Promised.Epoch, leader.Promised.Round + 1, other.Id);
        Fails("voters let it", () => cluster.Observers.Service.OnSent(other, new Envelope(voter.Id, new Message.Prepare(higher, Slot.First)), Ballot.None));
        Fails("which has a quorum", () => cluster.Observers.Service.OnSent(voter, new Envelope(other.Id, new Message.ProbeAnswer(1, Granted: true, higher, voter.Store)), Ballot.None));
    }

    private static SimulatedCluster NewCluster(long lease) => new(new SimulatedClusterOptions { LeaseNanoseconds = lease }, () => new Journal());

    private static void Fails(string why, Action does) => Assert.Contains(why, Assert.Throws<SimulationFailedException>(does).Message, StringComparison.Ordinal);

    private WaitingQuery Ask(ReadConsistency consistency, SimulatedReplica? replica = null)
    {
        var id = new RequestId(++_asked);
        Rules.OnAsked(replica ?? _leader, _client, new ClientRequest.Query(id, consistency, default));
        return new WaitingQuery(_client, id, default, consistency) { Share = new ClientShares.Share(_client) };
    }

    private void Reply() => Rules.OnReplied(_leader, _client, new ClientReply.Result(new RequestId(_asked), default));

    private void Step(ReadReady ready) => Rules.OnStepped(_leader, [], [ready], []);

    private void Happens(ProtocolEvent happened) => Rules.OnStepped(_leader, [happened], [], []);

    private void Propose(Entry entry) => Rules.OnStepped(_leader, [], [], [new LogRecord.Vote(_leader.Promised, _leader.ChosenThrough.Next, [entry])]);

    private void Prepare(Ballot cites) => Rules.OnSent(_other, new Envelope(_voter.Id, new Message.Prepare(Higher, Slot.First, cites)), Ballot.None);

    private void RequestIndex() => Rules.OnSent(_voter, new Envelope(_leader.Id, new Message.ReadIndexRequest(7)), Ballot.None);

    private static Message.HeartbeatAck Ack(SimulatedReplica by, Ballot ballot, long round, Slot chosenThrough) =>
        new(ballot, round, chosenThrough, 0, by.Store, Slot.None, default);

    private void Promise(SimulatedReplica by, Ballot? ballot = null) => Rules.OnSent(
        by,
        new Envelope(_other.Id, new Message.Promise
        {
            Ballot = ballot ?? Higher,
            Store = by.Store,
            Nonce = 1,
            Part = 0,
            Parts = 1,
            TruncatedThrough = Slot.None,
            ChosenThrough = Slot.None,
            IsEmpty = false,
            Slots = [],
            Unknown = [],
        }),
        _leader.Promised);

    private sealed class Client : IReplyTo
    {
        public bool Send(ClientReply reply) => true;
    }
}
