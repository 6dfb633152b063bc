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
    /// <summary>Most queries that wait; beyond, clients are told to come back later.</summary>
    private const int MaxQueries = 100_000;

    private readonly Inbox _inbox;
    private readonly Waiters _waiters = new();
    private readonly int _maxCommandBytes;
    private readonly long _maxStaleness;
    private readonly Func<ReplicaId, string> _addressOf;
    private readonly Action<WaitingQuery> _askNow;
    private readonly Standing _standing;
    private readonly Surroundings _around;
    private int _queries;
    private bool _isDraining;

    /// <summary>Creates the gateway.</summary>
    /// <param name="inbox">Where inputs go.</param>
    /// <param name="maxCommandBytes">Largest command or query taken.</param>
    /// <param name="maxStaleness">How long ago the state that answers a bounded-stale query must have been current, in nanoseconds.</param>
    /// <param name="addressOf">Where a member listens; empty when not known.</param>
    /// <param name="askNow">Queues a query that needs no index.</param>
    /// <param name="standing">What may be answered.</param>
    /// <param name="around">Clock and random source.</param>
    public ClientGateway(
        Inbox inbox, int maxCommandBytes, long maxStaleness, Func<ReplicaId, string> addressOf, Action<WaitingQuery> askNow, Standing standing,
        Surroundings around)
    {
        _standing = standing;
        _inbox = inbox;
        _maxCommandBytes = maxCommandBytes;
        _maxStaleness = maxStaleness;
        _addressOf = addressOf;
        _askNow = askNow;
        _around = around;
    }

    /// <summary>How many commands wait for their outcome.</summary>
    public int Waiting => _waiters.Count;

    /// <summary>How many queries wait for their answer.</summary>
    public int WaitingQueries => Volatile.Read(ref _queries);

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
                Answer(waiter, ReplyTo(waiter.Id, refused), CommandOutcome.Refused, Slot.None);
                break;
            case WaitingQuery query:
                Interlocked.Decrement(ref _queries);
                _around.Metrics.OnRefused(NameOf(refused.Reason));
                query.Client.Send(ReplyTo(query.Id, refused));
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
        if (_standing.Serving == Serving.Nothing)
        {
            // Its results are wrong. Whoever waits here is told that it does not lead, or that the outcome is unknown.
            return;
        }

        switch (outcome)
        {
            case AppliedOutcome.Answered answered:
                for (var waiter = _waiters.Take(WaitKey.Of(answered.Origin, payloadHash)); waiter is not null; waiter = waiter.Next)
                {
                    Answer(waiter, Reply(waiter.Id, answered.Envelope, answered.Hint), CommandOutcomes.Of(answered), answered.TookEffectAt);
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
                    waiter.Client.Send(new ClientReply.SessionOpened(waiter.Id, opened.Id, opened.Window));
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
        if (_standing.Serving is not Serving.All and var serving)
        {
            // The last gate: a stale read asks nobody for leave, and another may have had it before replicas were found to differ.
            OnRefused(new RefusedRequest(query, serving == Serving.Nothing ? RefusalReason.NotLeader : RefusalReason.Disputed, ReplicaId.None));
            return;
        }

        Interlocked.Decrement(ref _queries);
        _around.Metrics.OnQueryAnswered(query.ArrivedAt, query.Consistency);
        ReplicaTrace.End(query.Activity, CommandOutcome.Applied, Slot.None);
        query.Client.Send(Reply(query.Id, answer.Envelope, answer.Hint));
    }

    /// <summary>The replica leads no more: what was proposed may or may not be chosen, and its clients had better ask the next leader.</summary>
    public void OnLeadershipLost() => AnswerAll("The leader changed while the command was in flight.");

    /// <summary>The replica stops: same uncertainty.</summary>
    public void OnStopping() => AnswerAll("The replica stopped while the command was in flight.");

    /// <summary>The reply that carries a result.</summary>
    public static ClientReply Reply(RequestId id, ReadOnlyMemory<byte> envelope, string? hint) => ResultEnvelope.Decode(envelope) switch
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
        _around.Metrics.OnCommandAnswered(waiter.ArrivedAt, outcome);
        ReplicaTrace.End(waiter.Activity, outcome, slot);
        waiter.Client.Send(reply);
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
                Propose(client, command.Id, new Origin.Session(command.Session, command.Sequence, command.AcknowledgedBelow), command.Payload, time);
                break;
            case ClientRequest.KeyedCommand command:
                Propose(client, command.Id, new Origin.Key(command.Key), command.Payload, time);
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
        var waiter = new Waiter(client, id, WaitKey.Of(session));
        Post(waiter, new Input.OpenSession(time, waiter, session, Principal: ""));
    }

    private void Propose(IReplyTo client, RequestId id, Origin origin, ReadOnlyMemory<byte> payload, Time time)
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
        var waiter = new Waiter(client, id, WaitKey.Of(origin, XxHash128.HashToUInt128(payload.Span)))
        {
            ArrivedAt = ReplicaMetrics.StartCommand(),
            Activity = ReplicaTrace.StartCommand(_around.Metrics, origin, payload.Length),
        };
        Post(waiter, new Input.Propose(time, waiter, origin, new CanonicalReader(entropy).ReadFixed64(), payload));
    }

    private void Post(Waiter waiter, Input input)
    {
        if (Volatile.Read(ref _isDraining))
        {
            TurnAway(waiter, new ClientReply.Unavailable(waiter.Id, "The replica is stopping."), "stopping", 0);
        }
        else if (!_waiters.TryAdd(waiter))
        {
            TurnAway(waiter, new ClientReply.Overloaded(waiter.Id, $"{Waiters.Limit} commands wait already."), "overloaded", Waiters.Limit);
        }
        else if (!_inbox.TryPost(input) && _waiters.Remove(waiter))
        {
            TurnAway(waiter, new ClientReply.Overloaded(waiter.Id, "The replica has too much to do."), "overloaded", Inbox.MaxInputs);
        }
    }

    private void Ask(IReplyTo client, ClientRequest.Query query, Time time)
    {
        if (Interlocked.Increment(ref _queries) > MaxQueries)
        {
            TurnAway(new WaitingQuery(client, query.Id, query.Payload, query.Consistency), $"{MaxQueries} queries wait already.", MaxQueries);
            return;
        }

        var waiting = new WaitingQuery(client, query.Id, query.Payload, query.Consistency)
        {
            ArrivedAt = ReplicaMetrics.StartQuery(),
            Activity = ReplicaTrace.StartQuery(_around.Metrics, query.Consistency),
        };
        if (query.Consistency == ReadConsistency.Stale)
        {
            _askNow(waiting);
        }
        else if (!_inbox.TryPost(new Input.Read(time, waiting, query.Consistency, _maxStaleness)))
        {
            TurnAway(waiting, "The replica has too much to do.", Inbox.MaxInputs);
        }
    }

    private void TurnAway(WaitingQuery query, string why, long limit)
    {
        Interlocked.Decrement(ref _queries);
        _around.Log.NotTaken("overloaded", limit);
        _around.Metrics.OnRefused("overloaded");
        query.Client.Send(new ClientReply.Overloaded(query.Id, why));
        ReplicaTrace.End(query.Activity, CommandOutcome.Refused, Slot.None);
    }

    private static string NameOf(RefusalReason reason) => reason switch
    {
        RefusalReason.NotLeader => "not_leader",
        RefusalReason.LogFull => "log_full",
        RefusalReason.Disputed => "disputed",
        _ => "overloaded",
    };

    private ClientReply ReplyTo(RequestId id, RefusedRequest refused) => refused.Reason switch
    {
        RefusalReason.NotLeader => new ClientReply.NotLeader(id, refused.Leader, refused.Leader == ReplicaId.None ? "" : _addressOf(refused.Leader)),
        RefusalReason.LogFull => new ClientReply.Overloaded(id, "The log is as long as it may be, since nothing can be dropped from it; the replica's health says why."),
        RefusalReason.Disputed => new ClientReply.Unavailable(id, "Replicas have different results, and no quorum has equal ones: no reads are answered until an operator has looked."),
        _ => new ClientReply.Overloaded(id, "The leader has as much in flight as it takes on."),
    };

    private static ClientReply Reply(RequestId id, Refusal refusal) => refusal switch
    {
        Refusal.SessionUnknown => new ClientReply.SessionUnknown(id),
        Refusal.SequenceRefused => new ClientReply.SequenceRefused(id, "The call's number is outside the session's window, or was used for another command."),
        Refusal.KeyReused => new ClientReply.KeyReused(id),
        Refusal.KeyTableFull => new ClientReply.Overloaded(id, "The cluster keeps as many idempotency keys as it may; try again when some have expired."),
        Refusal.SessionTableFull => new ClientReply.Overloaded(id, "The cluster has as many sessions as it may; try again when some have expired."),
        _ => new ClientReply.Overloaded(id, "The session could not be opened; try again."),
    };
}
