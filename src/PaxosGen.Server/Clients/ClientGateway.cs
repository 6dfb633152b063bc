using System.IO.Hashing;
using PaxosGen.Core;
using PaxosGen.Server.Applying;
using PaxosGen.Server.Running;
using PaxosGen.Server.Telemetry;
using PaxosGen.Transport;
using Refusal = PaxosGen.Server.Applying.Refusal;

namespace PaxosGen.Server.Clients;

/// <summary>
/// Between clients and the replica: turns requests into inputs, and what comes of them into replies. Says
/// <see cref="ClientReply.NotLeader"/> or <see cref="ClientReply.Overloaded"/> only of what has certainly not been proposed.
/// </summary>
/// <remarks>Thread-safe: requests come from the connections' threads, outcomes from the applier's, refusals from both the loop's and the applier's.</remarks>
internal sealed class ClientGateway
{
    /// <summary>Most queries that wait, and most bytes of them; beyond, clients are told to come back later.</summary>
    private const int MaxQueries = 32_768;
    private const long MaxQueryBytes = 64 << 20;

    /// <summary>When a table of the cluster is full, room comes with time and not with work.</summary>
    private const int TableFullRetryMilliseconds = 1000;

    /// <summary>So few connections are written to by the applier itself: waking other threads would take longer.</summary>
    private const int FlushedHere = 16;

    private const string TooMuch = "The replica has too much to do.";

    private readonly Inbox _inbox;
    private readonly ClientShares _commandShares;
    private readonly ClientShares _queryShares = new(MaxQueries, MaxQueryBytes);
    private readonly RetryHint _commandHint;
    private readonly RetryHint _queryHint;
    private readonly Waiters _waiters;
    private readonly int _maxCommandBytes;
    private readonly long _maxStaleness;
    private readonly Func<ReplicaId, string> _addressOf;
    private readonly Action<WaitingQuery> _askNow;
    private readonly Standing _standing;
    private readonly Surroundings _around;

    // The applier's thread alone uses it.
    private readonly HashSet<IReplyTo> _posted = new(ReferenceEqualityComparer.Instance);
    private bool _isDraining;

    /// <summary>Creates the gateway.</summary>
    /// <param name="inbox">Where inputs go.</param>
    /// <param name="options">Largest command or query taken, how many commands a leader has in flight, how long ago the state that answers a bounded-stale query must have been current.</param>
    /// <param name="addressOf">Where a member listens; empty when not known.</param>
    /// <param name="askNow">Queues a query that needs no index.</param>
    /// <param name="standing">What may be answered.</param>
    /// <param name="around">Clock and random source.</param>
    public ClientGateway(
        Inbox inbox, ReplicaOptions options, Func<ReplicaId, string> addressOf, Action<WaitingQuery> askNow, Standing standing, Surroundings around)
    {
        _standing = standing;
        _inbox = inbox;
        _maxCommandBytes = options.MaxCommandBytes;
        _maxStaleness = (long)options.MaxStaleness.TotalNanoseconds;

        // As much as a leader has in flight: what is let in, it will not refuse.
        _commandShares = new ClientShares(options.Window, options.WindowBytes);
        _commandHint = new RetryHint(_commandShares);
        _queryHint = new RetryHint(_queryShares);
        _waiters = new Waiters(_commandShares);
        _addressOf = addressOf;
        _askNow = askNow;
        _around = around;
    }

    /// <summary>How many commands wait for their outcome.</summary>
    public int Waiting => _waiters.Count;

    /// <summary>How many queries wait for their answer.</summary>
    public int WaitingQueries => _queryShares.Calls;

    /// <summary>Takes no more commands; those in flight go on.</summary>
    /// <returns>Whether it took some until now.</returns>
    public bool Drain() => !Interlocked.Exchange(ref _isDraining, true);

    /// <summary>Takes requests that arrived together.</summary>
    public void OnRequests(IReplyTo client, ReadOnlySpan<ClientRequest> requests)
    {
        var time = _around.Now();
        foreach (var request in requests)
        {
            OnRequest(client, request, time);
        }
    }

    /// <summary>A connection is over: nobody waits there any more.</summary>
    public void OnClosed(IReplyTo client) => _waiters.TakeAll(client);

    /// <summary>The replica refused a request.</summary>
    public void OnRefused(RefusedRequest refused)
    {
        switch (refused.Tag)
        {
            case Waiter waiter when _waiters.Remove(waiter):
                _around.Metrics.OnRefused(NameOf(refused.Reason));
                Answer(waiter, ReplyTo(waiter.Id, refused, _commandHint), CommandOutcome.Refused, Slot.None);
                break;
            case WaitingQuery query:
                _queryShares.Give(query.Share, query.Payload.Length);
                _around.Metrics.OnRefused(NameOf(refused.Reason));
                query.Client.Send(ReplyTo(query.Id, refused, _queryHint));
                ReplicaTrace.End(query.Activity, CommandOutcome.Refused, Slot.None);
                break;
        }
    }

    /// <summary>An entry has been applied: answers whoever waits for it.</summary>
    /// <param name="slot">Where.</param>
    /// <param name="outcome">What came of it.</param>
    /// <param name="payloadHash">XxHash128 of its payload, if it is a command.</param>
    public void OnApplied(Slot slot, AppliedOutcome outcome, UInt128 payloadHash)
    {
        _around.Metrics.OnApplied(outcome);
        if (_standing.Answering == Serving.Nothing)
        {
            // Its results are wrong. Whoever waits here is told that it does not lead, or that the outcome is unknown.
            return;
        }

        switch (outcome)
        {
            case AppliedOutcome.Answered answered:
                for (var waiter = _waiters.Take(WaitKey.Of(answered.Origin, payloadHash)); waiter is not null; waiter = waiter.Next)
                {
                    Account(waiter, CommandOutcomes.Of(answered), answered.TookEffectAt);
                    Post(waiter.Client, Reply(waiter.Id, answered.Envelope, answered.Hint));
                }

                break;
            case AppliedOutcome.Refused refused:
                _around.Log.CallRefused(slot, refused.Reason);
                for (var waiter = _waiters.Take(WaitKey.Of(refused.Origin, payloadHash)); waiter is not null; waiter = waiter.Next)
                {
                    Answer(waiter, Reply(waiter.Id, refused.Reason), CommandOutcome.Refused, slot);
                }

                break;
            case AppliedOutcome.SessionOpened opened:
                for (var waiter = _waiters.Take(WaitKey.Of(opened.Id)); waiter is not null; waiter = waiter.Next)
                {
                    waiter.Client.Send(new ClientReply.SessionOpened(waiter.Id, waiter.Session, opened.Window));
                }

                break;
            case AppliedOutcome.SessionRefused refused:
                _around.Log.CallRefused(slot, refused.Reason);
                for (var waiter = _waiters.Take(WaitKey.Of(refused.Id)); waiter is not null; waiter = waiter.Next)
                {
                    waiter.Client.Send(Reply(waiter.Id, refused.Reason));
                }

                break;
        }
    }

    /// <summary>A query has its answer.</summary>
    public void OnAnswered(WaitingQuery query, QueryAnswer answer)
    {
        if (_standing.Answering is not Serving.All and var serving)
        {
            // The last gate: a stale read asks nobody for leave, and another may have had it before replicas were found to differ.
            OnRefused(new RefusedRequest(query, serving == Serving.Nothing ? RefusalReason.NotLeader : RefusalReason.Disputed, ReplicaId.None));
            return;
        }

        _queryShares.Give(query.Share, query.Payload.Length);
        _around.Metrics.OnQueryAnswered(query.ArrivedAt, query.Consistency);
        ReplicaTrace.End(query.Activity, CommandOutcome.Applied, Slot.None);
        Post(query.Client, Reply(query.Id, answer.Envelope, answer.Hint));
    }

    /// <summary>
    /// Lets go the answers to what was applied since the last time. What was applied together is answered together: a
    /// connection gets one write for all of it. A single connection's is written here; several are written side by side.
    /// </summary>
    public void Flush()
    {
        var here = _posted.Count <= FlushedHere;
        foreach (var client in _posted)
        {
            client.Flush(here);
        }

        _posted.Clear();
    }

    /// <summary>The replica leads no more: what was proposed may or may not be chosen, and its clients had better ask the next leader.</summary>
    public void OnLeadershipLost() => AnswerAll("The leader changed while the command was in flight.");

    /// <summary>The replica stops: same uncertainty.</summary>
    public void OnStopping() => AnswerAll("The replica stopped while the command was in flight.");

    /// <summary>The reply that carries a result.</summary>
    public static ClientReply Reply(RequestId id, ReadOnlyMemory<byte> envelope, string? hint) =>
        ResultEnvelope.IsOk(envelope.Span) ? new ClientReply.Result(id, envelope[1..]) : ReplyTo(id, ResultEnvelope.Decode(envelope), hint);

    private static ClientReply ReplyTo(RequestId id, ResultEnvelope envelope, string? hint) => envelope switch
    {
        ResultEnvelope.Ok ok => new ClientReply.Result(id, ok.Content),
        ResultEnvelope.Rejected rejected => new ClientReply.Rejected(id, rejected.Code, rejected.Message),
        ResultEnvelope.Failed failed => new ClientReply.Failed(id, failed.ExceptionType, hint),
        _ => new ClientReply.BadRequest(id, hint ?? "The bytes are no command or query of this state machine."),
    };

    private void AnswerAll(string why)
    {
        var waiting = _waiters.TakeAll();
        if (waiting.Count > 0)
        {
            _around.Log.OutcomesUnknown(waiting.Count, why);
        }

        foreach (var waiter in waiting)
        {
            Answer(waiter, new ClientReply.OutcomeUnknown(waiter.Id, why), CommandOutcome.Unknown, Slot.None);
        }
    }

    private void Answer(Waiter waiter, ClientReply reply, CommandOutcome outcome, Slot slot)
    {
        Account(waiter, outcome, slot);
        waiter.Client.Send(reply);
    }

    private void Account(Waiter waiter, CommandOutcome outcome, Slot slot)
    {
        _around.Metrics.OnCommandAnswered(waiter.ArrivedAt, outcome);
        ReplicaTrace.End(waiter.Activity, outcome, slot);
    }

    private void Post(IReplyTo client, ClientReply reply)
    {
        if (client.Post(reply))
        {
            _posted.Add(client);
        }
    }

    /// <summary>Certainly nothing came of it: says so to the client, the log and the metrics.</summary>
    private void TurnAway(Waiter waiter, ClientReply reply, string reason, long limit)
    {
        _around.Log.NotTaken(reason, limit);
        _around.Metrics.OnRefused(reason);
        Answer(waiter, reply, CommandOutcome.Refused, Slot.None);
    }

    private void OnRequest(IReplyTo client, ClientRequest request, Time time)
    {
        switch (request)
        {
            case ClientRequest.Ping:
                client.Send(new ClientReply.Pong(request.Id));
                break;
            case ClientRequest.OpenSession:
                OpenSession(client, request.Id, time);
                break;
            case ClientRequest.Command command when command.Sequence < 1 || command.AcknowledgedBelow < 0:
                // Such a number encodes to an entry that no replica could decode.
                client.Send(new ClientReply.SequenceRefused(command.Id, $"{command.Sequence} is no sequence number; they start at 1."));
                break;
            case ClientRequest.Command command:
                Propose(client, command.Id, Origin.Session(command.Session, command.Sequence, command.AcknowledgedBelow), command.Payload, time);
                break;
            case ClientRequest.KeyedCommand command:
                Propose(client, command.Id, Origin.Key(command.Key), command.Payload, time);
                break;
            case ClientRequest.Query query:
                Ask(client, query, time);
                break;
        }
    }

    private void OpenSession(IReplyTo client, RequestId id, Time time)
    {
        Span<byte> bytes = stackalloc byte[16];
        _around.FillWithRandom(bytes);
        var session = new SessionId(new CanonicalReader(bytes).ReadFixed128());
        var inLog = SessionBinding.InLog(session, client.Principal);
        var waiter = new Waiter(client, id, WaitKey.Of(inLog), payloadBytes: 0) { Session = session };
        Post(waiter, time, new Input.OpenSession(time, waiter, inLog, client.Principal));
    }

    private void Propose(IReplyTo client, RequestId id, Origin told, ReadOnlyMemory<byte> payload, Time time)
    {
        if (payload.Length > _maxCommandBytes)
        {
            _around.Log.NotTaken("too_large", _maxCommandBytes);
            _around.Metrics.OnRefused("too_large");
            client.Send(new ClientReply.BadRequest(id, $"A command of {payload.Length} bytes is above the limit of {_maxCommandBytes}."));
            return;
        }

        Span<byte> entropy = stackalloc byte[sizeof(ulong)];
        _around.FillWithRandom(entropy);
        var origin = told.IsKey || client.Principal.Length == 0
            ? told
            : Origin.Session(SessionBinding.InLog(told.SessionId, client.Principal), told.Sequence, told.AcknowledgedBelow);
        var waiter = new Waiter(client, id, WaitKey.Of(origin, XxHash128.HashToUInt128(payload.Span)), payload.Length)
        {
            ArrivedAt = ReplicaMetrics.StartCommand(),
            Activity = ReplicaTrace.StartCommand(_around.Metrics, told, payload.Length),
        };
        Post(waiter, time, new Input.Propose(time, waiter, origin, new CanonicalReader(entropy).ReadFixed64(), payload));
    }

    private void Post(Waiter waiter, Time time, Input input)
    {
        if (Volatile.Read(ref _isDraining))
        {
            TurnAway(waiter, new ClientReply.Unavailable(waiter.Id, "The replica is stopping."), "stopping", 0);
        }
        else if (!_waiters.TryAdd(waiter))
        {
            const string Full = "As many commands wait as the replica takes on, or this client has its share of them.";
            TurnAway(waiter, new ClientReply.Overloaded(waiter.Id, _commandHint.OnRefused(time.Now), Full), "overloaded", _commandShares.MaxCalls);
        }
        else if (!_inbox.TryPost(input) && _waiters.Remove(waiter))
        {
            TurnAway(waiter, new ClientReply.Overloaded(waiter.Id, _commandHint.OnRefused(time.Now), TooMuch), "overloaded", Inbox.MaxInputs);
        }
    }

    private void Ask(IReplyTo client, ClientRequest.Query query, Time time)
    {
        if (_queryShares.TryTake(client.Caller, query.Payload.Length) is not { } share)
        {
            const string Full = "As many queries wait as the replica takes on, or this client has its share of them.";
            TurnAway(client, query.Id, time, Full, _queryShares.MaxCalls);
            return;
        }

        var waiting = new WaitingQuery(client, query.Id, query.Payload, query.Consistency)
        {
            Share = share,
            ArrivedAt = ReplicaMetrics.StartQuery(),
            Activity = ReplicaTrace.StartQuery(_around.Metrics, query.Consistency),
        };
        if (query.Consistency == ReadConsistency.Stale)
        {
            _askNow(waiting);
        }
        else if (!_inbox.TryPost(new Input.Read(time, waiting, query.Consistency, _maxStaleness)))
        {
            _queryShares.Give(share, query.Payload.Length);
            ReplicaTrace.End(waiting.Activity, CommandOutcome.Refused, Slot.None);
            TurnAway(client, query.Id, time, TooMuch, Inbox.MaxInputs);
        }
    }

    private void TurnAway(IReplyTo client, RequestId query, Time time, string why, long limit)
    {
        _around.Log.NotTaken("overloaded", limit);
        _around.Metrics.OnRefused("overloaded");
        client.Send(new ClientReply.Overloaded(query, _queryHint.OnRefused(time.Now), why));
    }

    private static string NameOf(RefusalReason reason) => reason switch
    {
        RefusalReason.NotLeader => "not_leader",
        RefusalReason.LogFull => "log_full",
        RefusalReason.Disputed => "disputed",
        _ => "overloaded",
    };

    private ClientReply ReplyTo(RequestId id, RefusedRequest refused, RetryHint hint) => refused.Reason switch
    {
        RefusalReason.NotLeader => new ClientReply.NotLeader(id, refused.Leader, refused.Leader == ReplicaId.None ? "" : _addressOf(refused.Leader)),
        RefusalReason.LogFull => new ClientReply.Overloaded(id, TableFullRetryMilliseconds, "The log is as long as it may be, since nothing can be dropped from it; the replica's health says why."),
        RefusalReason.Disputed => new ClientReply.Unavailable(id, "Replicas have different results, and no quorum has equal ones: no reads are answered until an operator has looked."),
        _ => new ClientReply.Overloaded(id, hint.OnRefused(_around.Now().Now), "The leader has as much in flight as it takes on."),
    };

    private static ClientReply Reply(RequestId id, Refusal refusal) => refusal switch
    {
        Refusal.SessionUnknown => new ClientReply.SessionUnknown(id),
        Refusal.SequenceRefused => new ClientReply.SequenceRefused(id, "The call's number is outside the session's window, or was used for another command."),
        Refusal.KeyReused => new ClientReply.KeyReused(id),
        Refusal.KeyTableFull => new ClientReply.Overloaded(id, TableFullRetryMilliseconds, "The cluster keeps as many idempotency keys as it may; try again when some have expired."),
        Refusal.SessionTableFull => new ClientReply.Overloaded(id, TableFullRetryMilliseconds, "The cluster has as many sessions as it may; try again when some have expired."),
        _ => new ClientReply.Overloaded(id, TableFullRetryMilliseconds, "The session could not be opened; try again."),
    };
}
