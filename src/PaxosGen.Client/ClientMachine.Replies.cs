using PaxosGen.Transport;

namespace PaxosGen.Client;

/// <summary>The part that reads answers.</summary>
public sealed partial class ClientMachine
{
    private const int MaxRetryAfterMilliseconds = 5000;

    /// <summary>A client of which nothing is out asks again after so long, however long it was told to wait, in nanoseconds.</summary>
    private const long LongestUntilSeen = 500_000_000;

    /// <summary>So often a call that was refused goes before its time; where a table is full, room comes with time alone.</summary>
    private const int MaxEarlyRetries = 3;

    /// <summary>Takes the replies that have arrived together on a connection.</summary>
    public void Receive(int connection, ReadOnlySpan<ArrivedReply> replies, long now, ClientEffects effects)
    {
        ArgumentNullException.ThrowIfNull(effects);
        if (connection == CurrentConnection)
        {
            _lastSign = now;
            _ping = null;
            foreach (ref readonly var reply in replies)
            {
                OnArrived(reply, now, effects);
            }
        }

        EndStep(now, effects);
    }

    private void OnArrived(in ArrivedReply reply, long now, ClientEffects effects)
    {
        if (reply.Other is ClientReply.Pong)
        {
            // It lives; whether it gets anything done is another question.
            return;
        }

        if (reply.Other is ClientReply.Members members)
        {
            _search.OnMembers(members.Now);
            return;
        }

        _lastHeard = now;
        if (reply.Id == _opening)
        {
            OnOpenReply(reply.ToReply(), now, effects);
        }
        else if (_calls.TryGet(reply.Id, out var call) && call.Stage != CallStage.Waiting)
        {
            if (reply.Other is null)
            {
                OnResult(call, reply.Result, effects);
            }
            else
            {
                OnReply(call, reply.Other, now, effects);
            }
        }

        // Anything else answers a call that is over: a duplicate, or one given up.
    }

    private void OnAnswered()
    {
        _window.OnAnswered();
        _hasRoom = true;
    }

    /// <summary>What a replica asked for, in nanoseconds; never so long that nothing would be heard of the cluster.</summary>
    private static long RetryAfter(ClientReply.Overloaded overloaded) => Math.Min(overloaded.RetryAfterMilliseconds, MaxRetryAfterMilliseconds) * 1_000_000L;

    private void OnOpenReply(ClientReply reply, long now, ClientEffects effects)
    {
        _opening = null;
        _awaited--;
        switch (reply)
        {
            case ClientReply.SessionOpened opened:
                _search.OnFound();
                _openRefusals = 0;
                _session = new ClientSession(opened.Session, Math.Max(1, opened.Window));
                foreach (var call in _calls.Calls.Where(c => c.Kind is CallKind.Open).ToList())
                {
                    Complete(call, CallOutcome.Of(ReadOnlyMemory<byte>.Empty), effects);
                }

                break;
            case ClientReply.NotLeader notLeader:
                OnNotLeader(notLeader, now);
                break;
            case ClientReply.Overloaded overloaded:
                _openAgainAt = now + _backoff.After(++_openRefusals, RetryAfter(overloaded));
                foreach (var call in _calls.Calls.Where(c => c.Session is null && c.Kind is CallKind.Open or CallKind.SessionCommand))
                {
                    call.Overload = overloaded;
                }

                break;
            default:
                _lastProblem = $"A replica did not open a session: {reply}";
                _openAgainAt = now + _backoff.After(++_openRefusals);
                Leave(now);
                break;
        }
    }

    /// <summary>Results are encoded at the active version, so that clients hear of a new one without being told.</summary>
    private void ObserveVersion(ReadOnlyMemory<byte> result)
    {
        if (_options.Schema.Version == 0)
        {
            return;
        }

        try
        {
            SchemaVersion = Math.Max(SchemaVersion, (int)new CanonicalReader(result.Span).ReadVarUInt(int.MaxValue));
        }
        catch (WireFormatException)
        {
            // Whoever decodes the result says what is wrong with it.
        }
    }

    private void OnResult(ClientCall call, ReadOnlyMemory<byte> result, ClientEffects effects)
    {
        OnAnswered();
        _search.OnFound();
        ObserveVersion(result);
        Complete(call, CallOutcome.Of(result), effects);
    }

    private void OnReply(ClientCall call, ClientReply reply, long now, ClientEffects effects)
    {
        switch (reply)
        {
            case ClientReply.Rejected rejected:
                OnAnswered();
                _search.OnFound();
                Complete(call, CallOutcome.Of(RejectedError(rejected)), effects);
                break;
            case ClientReply.Failed failed:
                OnAnswered();
                _search.OnFound();
                Complete(call, CallOutcome.Of(new CommandFailedException(failed.ExceptionType, failed.Hint)), effects);
                break;
            case ClientReply.KeyReused:
                _search.OnFound();
                Complete(call, CallOutcome.Of(new IdempotencyKeyReusedException("The idempotency key was used before with another command.")), effects);
                break;
            case ClientReply.OutcomeUnknown unknown:
                _lastProblem = $"A replica lost track of the command: {unknown.Text}";
                call.OnAnswersLost();
                TryLater(call, now + _backoff.After(1), effects);
                Leave(now);
                break;
            default:
                call.OnRefused();
                OnRefusal(call, reply, now, effects);
                break;
        }
    }

    /// <summary>This copy of the request was not, and will not be, proposed.</summary>
    private void OnRefusal(ClientCall call, ClientReply reply, long now, ClientEffects effects)
    {
        switch (reply)
        {
            case ClientReply.NotLeader notLeader:
                TryLater(call, now, effects);
                OnNotLeader(notLeader, now);
                break;
            case ClientReply.Overloaded overloaded:
                call.OnOverloaded(overloaded);
                _window.OnOverloaded(call.SentAt, now);
                _hasRoom = false;
                _seeAt = now + Math.Min(RetryAfter(overloaded), LongestUntilSeen);
                TryLater(call, now + _backoff.After(call.Refusals, RetryAfter(overloaded)), effects);
                break;
            case ClientReply.Unavailable unavailable:
                _lastProblem = $"A replica cannot serve: {unavailable.Text}";
                TryLater(call, now, effects);
                Leave(now);
                break;
            case ClientReply.SessionUnknown:
                OnSessionUnknown(call, now, effects);
                break;
            case ClientReply.SequenceRefused refused:
                Fail(call, new ClusterUnavailableException($"The cluster refused the call's number: {refused.Text}"), effects);
                break;
            case ClientReply.BadRequest bad:
                Fail(call, new ArgumentException($"The cluster refused the call: {bad.Text}"), effects);
                break;
            case ClientReply.NotSupported notSupported:
                Fail(call, new NotSupportedException(notSupported.Text), effects);
                break;
            default:
                Fail(call, new ClusterUnavailableException($"A replica gave an answer that does not fit: {reply.GetType().Name}."), effects);
                break;
        }
    }

    private void OnNotLeader(ClientReply.NotLeader notLeader, long now)
    {
        _lastProblem = notLeader.Address.Length == 0 ? "No replica knows a leader." : $"The leader should be at {notLeader.Address}.";
        if (_link is LinkState.Open || notLeader.Address.Length > 0)
        {
            _search.OnHint(notLeader.Address);
        }

        Leave(now);
    }

    private void OnSessionUnknown(ClientCall call, long now, ClientEffects effects)
    {
        if (call.Session is not null && call.Session == _session)
        {
            // Other calls out under it hear the same, or their results, each for itself.
            _session = null;
            _openAgainAt = 0;
        }

        if (call.MayBeApplied)
        {
            Complete(call, CallOutcome.Of(SessionLost()), effects);
        }
        else
        {
            TryLater(call, now, effects);
        }
    }

    private void TryLater(ClientCall call, long retryAt, ClientEffects effects)
    {
        if (call.IsAbandoned)
        {
            Complete(call, default, effects);
        }
        else if (call.Stage == CallStage.Sent)
        {
            Park(call, retryAt);
        }
    }

    private static CommandRejectedException RejectedError(ClientReply.Rejected rejected) =>
        new(rejected.Code.Length == 0 ? "unspecified" : rejected.Code, rejected.Message);
}
