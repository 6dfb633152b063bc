using PaxosGen.Core;
using PaxosGen.Server.Clients;
using PaxosGen.Transport;

namespace PaxosGen.Testing.Checking;

/// <summary>
/// The rules of docs/reads.md for each single read: let go only when a phase-2 quorum has echoed a round that was sent
/// after it arrived, or under a lease that such a round gives; from a state that includes what anybody had applied before
/// it was asked; answered once that is applied, and before the lease ends. A bounded-stale one by what was current long enough ago at most, by the replica's own clock.
/// </summary>
internal sealed class ReadRules(SimulatedCluster cluster, Reigns reigns)
{
    private readonly Dictionary<(IReplyTo, RequestId), Asked> _asked = [];
    private readonly Dictionary<ReplicaId, List<(Slot Index, long Since, long AskedAt)>> _granted = [];
    private readonly Dictionary<ReplicaId, (long Nonce, long At)> _requests = [];
    private readonly Dictionary<ReplicaId, Slot> _applied = [];
    private readonly List<(long At, Slot Slot)> _newest = [(long.MinValue, Slot.None)];

    /// <summary>The slowest clock there may be; 0 when that is not known, and then nobody says how stale a bounded-stale answer is.</summary>
    public double SlowestClock { get; set; }

    /// <summary>Whether clocks keep the bound that leases rest on.</summary>
    public bool ClocksKeepBound { get; set; }

    /// <summary>A life begins, from a snapshot of a slot.</summary>
    public void OnStarted(SimulatedReplica replica, Slot snapshot)
    {
        _granted[replica.Id] = [];
        _requests.Remove(replica.Id);
        _applied[replica.Id] = snapshot;
    }

    /// <summary>A read arrives at a replica.</summary>
    public void OnAsked(SimulatedReplica replica, IReplyTo client, RequestId id, ReadConsistency consistency)
    {
        if (consistency != ReadConsistency.Stale)
        {
            // A client may send a request again on the same connection; each time counts as the first then, which asks for less.
            if (!_asked.TryGetValue((client, id), out var asked))
            {
                _asked[(client, id)] = asked = new Asked(cluster.World.Now, replica.Time.Now, consistency, _newest[^1].Slot);
            }

            asked.Waiting++;
        }
    }

    /// <summary>A slot is applied.</summary>
    public void OnApplied(SimulatedReplica replica, Slot slot)
    {
        _applied[replica.Id] = slot;
        if (slot > _newest[^1].Slot)
        {
            _newest.Add((cluster.World.Now, slot));
        }
    }

    /// <summary>A replica asks a leader for an index; sent again, the question is still that of the first time.</summary>
    public void OnRequest(SimulatedReplica from, long nonce)
    {
        if (!_requests.TryGetValue(from.Id, out var request) || request.Nonce != nonce)
        {
            _requests[from.Id] = (nonce, from.Time.Now);
        }
    }

    /// <summary>A leader tells another replica an index.</summary>
    public void OnGranted(SimulatedReplica leader, ReplicaId to, Message.ReadIndex answer)
    {
        if (reigns.Of(leader) is not { HasProposedStopSign: false } reign)
        {
            throw new SimulationFailedException($"Replica {leader.Id} tells replica {to} to read at {answer.Index}, and does not lead or has proposed a StopSign.");
        }

        if (reign.Confirmed(cluster.World.Now) is { } round)
        {
            // Answers to other questions than the newest do not count.
            var askedAt = _requests.TryGetValue(to, out var request) && request.Nonce == answer.Nonce ? request.At : long.MinValue;
            _granted[to].Add((answer.Index, round.SentAt, askedAt));
        }
    }

    /// <summary>A replica lets a read go, to be answered once its index is applied.</summary>
    public void OnReleased(SimulatedReplica replica, ReadReady ready)
    {
        if (Of(ready) is not { } asked)
        {
            throw new SimulationFailedException($"Replica {replica.Id} lets a read go that nobody waits for.");
        }

        asked.Ready.Enqueue(ready);
        if (ready.Deadline != long.MaxValue)
        {
            CheckLease(replica, ready);
        }
        else if (asked.Consistency != ReadConsistency.BoundedStale && !IsConfirmedSince(replica, asked.At, ready.Index))
        {
            throw new SimulationFailedException(
                $"Replica {replica.Id} lets a read go that arrived at {asked.At / 1e6:F3} ms, and no quorum has echoed a round that was sent after that.");
        }

        var includes = asked.Consistency == ReadConsistency.BoundedStale ? AppliedBefore(asked.At)
            : ready.Deadline == long.MaxValue || ClocksKeepBound ? asked.Newest
            : Slot.None;
        if (ready.Index < includes)
        {
            throw new SimulationFailedException(
                $"Replica {replica.Id} lets a {asked.Consistency} read go at {ready.Index} that arrived at {asked.At / 1e6:F3} ms; it must include slot {includes}, which was applied somewhere before.");
        }

        var staleness = (long)cluster.Options.MaxStaleness.TotalNanoseconds;
        if (asked.Consistency == ReadConsistency.BoundedStale && !IsCurrentSince(replica, asked.Clock - staleness, ready.Index))
        {
            throw new SimulationFailedException(
                $"Replica {replica.Id} lets a BoundedStale read go at {ready.Index}, and knows of nothing through there that was current {staleness / 1e6:F3} ms before {asked.Clock / 1e6:F3} ms of its clock.");
        }
    }

    /// <summary>When and how a read was asked for.</summary>
    public (long At, ReadConsistency Consistency) WhenAsked(ReadReady ready) => Of(ready) is { } asked ? (asked.At, asked.Consistency) : default;

    /// <summary>A replica's reply leaves.</summary>
    public void OnReplied(SimulatedReplica replica, IReplyTo client, ClientReply reply)
    {
        if (!_asked.TryGetValue((client, reply.Id), out var asked))
        {
            return;
        }

        if (--asked.Waiting == 0)
        {
            _asked.Remove((client, reply.Id));
        }

        if (reply is ClientReply.NotLeader or ClientReply.Overloaded or ClientReply.Unavailable)
        {
            return;
        }

        if (!asked.Ready.TryDequeue(out var ready))
        {
            throw new SimulationFailedException($"Replica {replica.Id} answers a read with {reply} that it has not let go.");
        }

        if (_applied[replica.Id] < ready.Index)
        {
            throw new SimulationFailedException($"Replica {replica.Id} has applied {_applied[replica.Id]} and answers a read that must include slot {ready.Index}.");
        }

        if (ready.Deadline != long.MaxValue && replica.Time.Now >= ready.Deadline)
        {
            throw new SimulationFailedException($"Replica {replica.Id} answers a read {(replica.Time.Now - ready.Deadline) / 1e6:F3} ms after the end of its lease.");
        }
    }

    private Asked? Of(ReadReady ready) => ready.Tag is WaitingQuery query ? _asked.GetValueOrDefault((query.Client, query.Id)) : null;

    private void CheckLease(SimulatedReplica replica, ReadReady ready)
    {
        // The rule counts from when the newest confirmed round was sent, which is a moment before it left.
        var reign = reigns.Of(replica);
        var duration = reign?.Membership.LeaseNanoseconds ?? 0;
        var end = reign?.Confirmed(cluster.World.Now) is { } round ? round.Clock + duration - (long)(duration * LeaseRules.DriftBound) : long.MinValue;
        if (duration == 0 || ready.Deadline > end)
        {
            throw new SimulationFailedException(
                $"Replica {replica.Id} lets a read go under a lease until {ready.Deadline / 1e6:F3} ms of its clock; what a quorum has echoed gives one until {end / 1e6:F3} ms.");
        }

        reign!.LeaseUntil = ready.Deadline;
    }

    /// <summary>As a leader by its own rounds, or else by those of a leader that told it an index.</summary>
    private bool IsConfirmedSince(SimulatedReplica replica, long since, Slot index)
    {
        if (reigns.Of(replica)?.Confirmed(cluster.World.Now)?.SentAt >= since)
        {
            return true;
        }

        var granted = _granted[replica.Id];
        for (var i = granted.Count - 1; i >= 0; i--)
        {
            if (granted[i].Since >= since && granted[i].Index <= index)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>By the answer to a question that it asked since then, or by a round that it sent as a leader, having chosen what its phase 1 found.</summary>
    private bool IsCurrentSince(SimulatedReplica replica, long since, Slot index)
    {
        for (var reign = reigns.Of(replica); reign is not null; reign = reign.Before)
        {
            if (reign.RecoveredThrough <= index && reign.Confirmed(cluster.World.Now)?.Clock >= since)
            {
                return true;
            }
        }

        var granted = _granted[replica.Id];
        for (var i = granted.Count - 1; i >= 0; i--)
        {
            if (granted[i].AskedAt >= since && granted[i].Index <= index)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>What a bounded-stale read must include. Where all learn from votes, a follower may know more than its leader, and shows it to whoever asks for less.</summary>
    private Slot AppliedBefore(long askedAt)
    {
        if (SlowestClock == 0 || cluster.Options.Protocol.Learning == LearningMode.AllToAll)
        {
            return Slot.None;
        }

        var since = askedAt - (long)(cluster.Options.MaxStaleness.TotalNanoseconds / SlowestClock);
        var i = _newest.Count - 1;
        while (_newest[i].At >= since)
        {
            i--;
        }

        return _newest[i].Slot;
    }

    private sealed class Asked(long at, long clock, ReadConsistency consistency, Slot newest)
    {
        public long At => at;

        /// <summary>The clock of who was asked.</summary>
        public long Clock => clock;

        public ReadConsistency Consistency => consistency;

        public Slot Newest => newest;

        public int Waiting { get; set; }

        public Queue<ReadReady> Ready { get; } = [];
    }
}
