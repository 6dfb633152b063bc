using System.Collections.Immutable;

namespace PaxosGen.Core;

/// <summary>
/// A proposer in phase 2, for one ballot: proposes in one slot after another, counts votes, and says with heartbeats
/// that it is there and what is chosen. It is the distinguished learner (<i>Paxos Made Simple</i> §2.3).
/// </summary>
internal sealed partial class Leader
{
    private readonly ReplicaId _self;
    private readonly ProtocolOptions _options;
    private readonly VoteWindow _window;
    private readonly FlowControl _flow;
    private readonly ImmutableSortedDictionary<ReplicaId, StoreId> _founders;
    private readonly HashSet<ReplicaId> _enrolling = [];
    private readonly Followers _followers;
    private readonly Rounds _rounds = new();
    private readonly Reads _reads = new();
    private readonly long _since;
    private long _heartbeatAt;
    private bool _hadQuorum;
    private long _resendAt;

    public Leader(
        ReplicaId self, Ballot ballot, Slot firstSlot, Slot recoveredThrough, IEnumerable<ReplicaId> promised,
        ImmutableSortedDictionary<ReplicaId, StoreId> founders, Configuration configuration, long now, ProtocolOptions options)
    {
        _self = self;
        _options = options;
        _window = new VoteWindow(firstSlot);
        _founders = founders;
        _flow = new FlowControl(configuration.Membership.Voters.Remove(self), firstSlot, options);
        _followers = new Followers(self, promised, now, options);
        _resendAt = now + options.ResendAfter;
        _heartbeatAt = now;
        _since = now;
        Ballot = ballot;
        RecoveredThrough = recoveredThrough;
    }

    public Ballot Ballot { get; }

    /// <summary>The highest slot that phase 1 reported; reads wait until it is chosen, since lower ballots may have acknowledged up to it.</summary>
    public Slot RecoveredThrough { get; }

    /// <summary>The slot that the next proposal gets.</summary>
    public Slot NextSlot => _window.Next;

    /// <summary>What is known of the other members, by id.</summary>
    public IReadOnlyList<FollowerProgress> Followers => _followers.Progress;

    /// <summary>The value proposed for a slot in flight, or null.</summary>
    public Entry? ProposalFor(Slot slot) => _window.Contains(slot) ? _window[slot].Entry : null;

    /// <summary>Whether a StopSign is proposed: nothing follows it, and no read is started any more, for the next epoch may have begun elsewhere (W5).</summary>
    public bool IsEnding { get; private set; }

    /// <summary>The highest version of the schema that it has asked for; 0 for none.</summary>
    public int ProposedVersion { get; set; }

    /// <summary>Whether new commands may be proposed now.</summary>
    public bool HasRoom(Slot applied) =>
        _window.Count < _options.Window && _window.Bytes < _options.WindowBytes && NextSlot - applied <= _options.ApplyWindow;

    /// <summary>The time to stamp entries with.</summary>
    public long Stamp(Time time) => _followers.Stamp(time);

    /// <summary>Phase 2a: proposes an entry in the next slot.</summary>
    public void Propose(Entry entry, Acceptor acceptor, Learner learner, long now, Effects effects)
    {
        Invariant.Check(!IsEnding);
        if (entry.IsStopSign)
        {
            IsEnding = true;
            StopReads(ReplicaId.None, effects);
        }

        var slot = _window.Add(entry, now);
        _flow.OnProposed(Ballot, slot, _window, learner.ChosenThrough, effects);
        acceptor.Vote(_self, Ballot, slot, entry, learner.ChosenThrough, effects);
    }

    /// <summary>Counts votes; what a quorum has voted for is chosen, and handed on in order of slots.</summary>
    public void OnAccepted(ReplicaId from, Message.Accepted accepted, Acceptor acceptor, Learner learner, long now, Effects effects)
    {
        if (accepted.Ballot != Ballot)
        {
            return;
        }

        Enrol(from, accepted.Store, acceptor, learner, now, effects);
        if (Counts(from, accepted.Store, learner.Configuration))
        {
            Count(from, accepted, learner, effects);
        }

        OnAnswered(from, accepted.FirstSlot + (accepted.Count - 1), learner, effects);
        ReleaseReads(acceptor, learner, effects);
    }

    /// <summary>Takes up a heartbeat ack; enrols the sender's store where the log does not know one yet.</summary>
    public void OnAck(ReplicaId from, Message.HeartbeatAck ack, Acceptor acceptor, Learner learner, Divergence own, Time time, Effects effects)
    {
        if (ack.Ballot != Ballot || ack.Round > _rounds.Newest)
        {
            return;
        }

        OnAnswered(from, ack.ChosenThrough, learner, effects);
        Enrol(from, ack.Store, acceptor, learner, time.Now, effects);
        var configuration = learner.Configuration;
        if ((configuration.IsBorn ? configuration.Stores : _founders).TryGetValue(from, out var store) && store != ack.Store)
        {
            return;
        }

        TakeUpHashes(from, ack, configuration);
        if (_results.HasNews || _states.HasNews)
        {
            Compare(own, configuration);
        }

        _followers.OnAck(from, ack, time, configuration);
        _rounds.OnConfirmed(ConfirmedRound(configuration));
        ReleaseReads(acceptor, learner, effects);
        if (_reads.LastRoundNeeded > _rounds.Newest && ConfirmedRound(configuration) >= _rounds.Newest)
        {
            SendHeartbeats(acceptor, learner, time.Now, effects);
        }
    }

    /// <summary>Whether nothing is in flight and nobody waits for a read.</summary>
    public bool IsIdle => _window.Count == 0 && !_reads.Any;

    /// <summary>Whether a member is known to have everything through a slot.</summary>
    public bool HasAll(ReplicaId replica, Slot through) => _followers.HasAll(replica, through);

    /// <summary>Whether a member has been heard from within the election time-out.</summary>
    public bool Hears(ReplicaId replica, long now) => _followers.Hears(replica, now);

    /// <summary>The voter that had best lead next; none when none has been heard from.</summary>
    public ReplicaId Successor(Learner learner, long now) => _followers.Successor(learner.ChosenThrough + -_options.Window, now, learner.Configuration);

    /// <summary>The slot of a member's newest snapshot, as far as is known.</summary>
    public Slot SnapshotSlot(ReplicaId replica) => _followers.SnapshotSlot(replica);

    /// <summary>A heartbeat at once.</summary>
    public void Announce(Acceptor acceptor, Learner learner, long now, Effects effects) => SendHeartbeats(acceptor, learner, now, effects);

    /// <summary>Whether there is something to do for <see cref="OnTime"/>.</summary>
    public bool IsDue(long now) => now >= _heartbeatAt || now >= _resendAt;

    /// <summary>Heartbeats and re-sends that are due.</summary>
    public void OnTime(Acceptor acceptor, Learner learner, long now, Effects effects)
    {
        if (now >= _heartbeatAt)
        {
            SendHeartbeats(acceptor, learner, now, effects);
        }

        if (now >= _resendAt)
        {
            _resendAt = now + _options.ResendAfter;
            _flow.Resend(Ballot, _window, learner.Configuration.Membership, learner.ChosenThrough, now, effects);
        }
    }

    /// <summary>
    /// Whether the leader must step down, since it does not hear from a phase-2 quorum. A phase-1 quorum may be smaller,
    /// so it has an election time-out to hear from the rest.
    /// </summary>
    public bool IsDeserted(long now, Configuration configuration) => now - _since >= _options.ElectionTimeout && !HasQuorum(now, configuration);

    /// <summary>Whether a phase-2 quorum has been heard from within the election time-out.</summary>
    public bool HasQuorum(long now, Configuration configuration) => _followers.HasQuorum(now, configuration, r => CountsVoter(r, configuration));

    /// <summary>Nobody who is worth waiting for needs the slots up to here.</summary>
    public Slot TruncatableThrough(Acceptor acceptor, Configuration configuration) =>
        acceptor.Log.Bytes > _options.LargeLogBytes ? acceptor.SnapshotSlot : _followers.TruncatableThrough(acceptor.SnapshotSlot, configuration);

    /// <summary>The reign ends: reads that wait go elsewhere. Proposals in flight may still be chosen.</summary>
    public void End(ReplicaId newLeader, Effects effects) => _reads.RefuseAll(newLeader, effects);

    /// <summary>The StopSign is chosen: tells the members of both epochs, so that the next one begins everywhere.</summary>
    /// <remarks>Voters know it by the follower rule, learners have no vote and need the entry.</remarks>
    public void AnnounceEnd(Membership ended, Membership next, Slot slot, Entry stopSign, Effects effects)
    {
        var heartbeat = new Message.Heartbeat(Ballot, _rounds.Newest, slot, HasQuorum: false, Slot.None, _agreed, Dispute);
        var learned = new Message.Learned(slot, [stopSign], slot, Slot.None);
        foreach (var id in ended.Members.Concat(next.Members).Select(m => m.Id).Distinct())
        {
            if (id != _self)
            {
                effects.Send(id, heartbeat);
                effects.Send(id, learned);
            }
        }
    }

    /// <summary>Proposes to count a voter's store from now on, where the log knows none of it yet.</summary>
    private void Enrol(ReplicaId voter, StoreId store, Acceptor acceptor, Learner learner, long now, Effects effects)
    {
        var configuration = learner.Configuration;
        if (!IsEnding && configuration.IsBorn && configuration.Membership.IsVoter(voter) && !configuration.Stores.ContainsKey(voter)
            && learner.ChosenThrough >= RecoveredThrough && _enrolling.Add(voter))
        {
            Propose(new EntryBody.EnrolStore(voter, store).Encode(), acceptor, learner, now, effects);
        }
    }

    private void Count(ReplicaId voter, Message.Accepted accepted, Learner learner, Effects effects)
    {
        var membership = learner.Configuration.Membership;
        var slot = Slot.Max(accepted.FirstSlot, _window.First);
        var end = Slot.Min(accepted.FirstSlot + accepted.Count, _window.Next);
        for (; slot < end; slot = slot.Next)
        {
            _window[slot].Voters |= 1UL << membership.VoterIndex(voter);
        }

        while (_window.Count > 0 && ulong.PopCount(_window[_window.First].Voters) >= (ulong)membership.Phase2Quorum)
        {
            learner.OnCounted(_window.First, _window[_window.First].Entry, effects);
            _window.RemoveFirst();
        }
    }

    private void OnAnswered(ReplicaId from, Slot through, Learner learner, Effects effects) =>
        _flow.OnAnswered(from, through, Ballot, _window, learner.Configuration.Membership, learner.ChosenThrough, effects);

    private void SendHeartbeats(Acceptor acceptor, Learner learner, long now, Effects effects)
    {
        Invariant.Check(acceptor.Promised == Ballot);
        _rounds.Begin(now, effects.Batch);
        _heartbeatAt = now + _options.HeartbeatInterval;
        var configuration = learner.Configuration;
        _hadQuorum = HasQuorum(now, configuration);
        var heartbeat = HeartbeatOf(acceptor, learner);
        foreach (var member in configuration.Membership.Members)
        {
            if (member.Id != _self)
            {
                effects.Send(member.Id, heartbeat);
            }
        }

        // The leader is one of its own quorum, and echoes a round by sending it.
        acceptor.Lease.OnAcknowledged(Ballot, now);
        _rounds.OnConfirmed(ConfirmedRound(configuration));
    }

    private Message.Heartbeat HeartbeatOf(Acceptor acceptor, Learner learner) =>
        new(Ballot, _rounds.Newest, learner.ChosenThrough, _hadQuorum, TruncatableThrough(acceptor, learner.Configuration), _agreed, Dispute, _compareAt);

    /// <summary>Only a voter whose store the log has enrolled counts; while Genesis is not chosen yet, those that it names.</summary>
    private bool Counts(ReplicaId replica, StoreId store, Configuration configuration) =>
        configuration.IsBorn ? configuration.Counts(replica, store) : configuration.Membership.IsVoter(replica) && _founders.TryGetValue(replica, out var founder) && founder == store;

    private bool CountsVoter(ReplicaId replica, Configuration configuration) =>
        configuration.Membership.IsVoter(replica) && (configuration.IsBorn ? configuration.Stores.ContainsKey(replica) : _founders.ContainsKey(replica));
}
