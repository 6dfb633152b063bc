using PaxosGen.Core;
using PaxosGen.Transport;

namespace PaxosGen.Client;

/// <summary>The part that keeps a connection to the leader and a session, and watches the time.</summary>
public sealed partial class ClientMachine
{
    private LinkState _link = LinkState.Idle.Instance;
    private int _lastConnection;
    private int _awaited;
    private long _lastHeard;

    // When the replica last gave any sign of life while one was due, and the ping that asks for one.
    private long _lastSign;
    private RequestId? _ping;
    private long _pingSentAt;
    private ClusterId? _cluster;
    private string _lastProblem = "No replica was reached yet.";

    // The request that opens a session, while one is under way; and when to ask again, after a refusal.
    private RequestId? _opening;
    private long _openingSentAt;
    private long _openAgainAt;
    private int _openRefusals;

    private void EnsureConnection(long now, ClientEffects effects)
    {
        if (_end is null && (_link is LinkState.Idle && _calls.Count > 0 || _link is LinkState.Waiting waiting && waiting.Until <= now))
        {
            var hello = new HandshakeHello { Kind = ConnectionKind.Client, Cluster = _cluster, Schema = _options.Schema };
            _link = new LinkState.Dialling(++_lastConnection);
            effects.Connects.Add((_lastConnection, _search.Next(), hello));
        }
    }

    private void EnsureSession(LinkState.Open open, long now, ClientEffects effects)
    {
        if (_session is null && _opening is null && _openAgainAt <= now)
        {
            _opening = _calls.NextId();
            _openingSentAt = now;
            Await(now);
            effects.Send(open.Connection, new ClientRequest.OpenSession(_opening.Value));
        }
    }

    /// <summary>An answer is due.</summary>
    private void Await(long now)
    {
        if (_awaited++ == 0)
        {
            (_lastSign, _ping) = (now, null);
        }
    }

    private void OnConnected(ClientInput.Connected connected, long now, ClientEffects effects)
    {
        if (_link is not LinkState.Dialling dialling || dialling.Connection != connected.Connection)
        {
            effects.Disconnects.Add(connected.Connection);
            return;
        }

        var welcome = connected.Welcome;
        if (_cluster is { } known && known != welcome.Cluster)
        {
            _lastProblem = $"An address now belongs to cluster {welcome.Cluster} instead of {known}.";
            effects.Disconnects.Add(connected.Connection);
            Wait(now);
            return;
        }

        if (SchemaProblem(welcome) is { } problem)
        {
            effects.Disconnects.Add(connected.Connection);
            Refuse(problem, effects);
            return;
        }

        SchemaVersion = Math.Max(SchemaVersion, welcome.ActiveVersion);

        _cluster = welcome.Cluster;
        _search.OnMembers(welcome.Members);
        _lastHeard = now;
        _lastSign = now;
        _link = new LinkState.Open(connected.Connection, welcome);
    }

    /// <summary>Why the client cannot talk to a cluster with this schema; null if it can.</summary>
    private string? SchemaProblem(HandshakeWelcome welcome)
    {
        var schema = _options.Schema;
        if (schema.Version == 0)
        {
            return null;
        }

        if (welcome.ActiveVersion > schema.Version)
        {
            return $"The cluster runs version {welcome.ActiveVersion} of '{welcome.Schema.Name}', and this client knows versions up to {schema.Version}. Build it from the newer schema.";
        }

        return schema.Disagreement(welcome.Schema, welcome.ActiveVersion) is var version and not 0
            ? $"The client's {schema} and the cluster's {welcome.Schema} differ in version {version}. Build both from one schema."
            : null;
    }

    private void OnConnectFailed(ClientInput.ConnectFailed failed, long now, ClientEffects effects)
    {
        if (_link is not LinkState.Dialling dialling || dialling.Connection != failed.Connection)
        {
            return;
        }

        _lastProblem = failed.Text;
        if (failed.Refusal == RefusalCode.IncompatibleSchema)
        {
            Refuse(failed.Text, effects);
        }
        else
        {
            _search.OnUnusable();
            Wait(now);
        }
    }

    private void OnDisconnected(ClientInput.Disconnected disconnected, long now, ClientEffects effects)
    {
        if (CurrentConnection != disconnected.Connection)
        {
            return;
        }

        _lastProblem = $"The connection was lost: {disconnected.Text}.";
        LoseConnection(now, effects);
    }

    private int CurrentConnection => _link switch
    {
        LinkState.Open open => open.Connection,
        LinkState.Leaving leaving => leaving.Connection,
        _ => 0,
    };

    /// <summary>This replica cannot help. What it still has to say about calls under way is worth a short wait.</summary>
    private void Leave(long now)
    {
        if (_link is LinkState.Open open)
        {
            _link = new LinkState.Leaving(open.Connection, now + (_retryAfter / 4));
        }
    }

    /// <summary>No more answers come from this connection: every call out on it may have been applied, and is sent again.</summary>
    private void LoseConnection(long now, ClientEffects effects)
    {
        _opening = null;
        _ping = null;
        foreach (var call in _calls.Calls.Where(c => c.Stage == CallStage.Sent).ToList())
        {
            call.OnAnswersLost();
            if (call.IsAbandoned)
            {
                Complete(call, default, effects);
            }
            else
            {
                Park(call, now);
            }
        }

        _awaited = 0;
        Wait(now);
    }

    private void HangUp(long now, ClientEffects effects)
    {
        effects.Disconnects.Add(CurrentConnection);
        LoseConnection(now, effects);
    }

    private void Wait(long now) => _link = new LinkState.Waiting(now + _search.OnFailure());

    private void OnTime(long now, ClientEffects effects)
    {
        if (_link is LinkState.Leaving leaving && (_awaited == 0 || leaving.Until <= now))
        {
            HangUp(now, effects);
        }

        if (_nextScan <= now && _end is null)
        {
            Scan(now, effects);
        }

        if (_link is LinkState.Open open && _awaited > 0 && SignDueAt <= now)
        {
            AskForSign(open, now, effects);
        }
    }

    /// <summary>When a replica that owes answers must have given a sign of life.</summary>
    private long SignDueAt => (_ping is null ? _lastSign : _pingSentAt) + _pingAfter;

    /// <summary>
    /// Answers may take their time, for the replica may wait for others; a sign of life may not. So a frozen or cut-off
    /// leader is left soon, and a slow one is not.
    /// </summary>
    private void AskForSign(LinkState.Open open, long now, ClientEffects effects)
    {
        if (_ping is null)
        {
            _ping = _calls.NextId();
            _pingSentAt = now;
            effects.Send(open.Connection, new ClientRequest.Ping(_ping.Value));
        }
        else
        {
            _lastProblem = "A replica fell silent.";
            _search.OnUnusable();
            HangUp(now, effects);
        }
    }

    private void Scan(long now, ClientEffects effects)
    {
        var firstDeadline = long.MaxValue;
        var isStalled = _opening is not null && now - _openingSentAt >= _retryAfter;
        List<ClientCall>? late = null;
        List<ClientCall>? unanswered = null;
        foreach (var call in _calls.Calls)
        {
            if (call.Deadline <= now)
            {
                (late ??= []).Add(call);
                continue;
            }

            firstDeadline = Math.Min(firstDeadline, call.Deadline);
            if (call.Stage == CallStage.Sent && now - call.SentAt >= _retryAfter)
            {
                // One that nobody waits for any more is not sent again, but that it was not answered tells as much.
                isStalled = true;
                if (!call.IsAbandoned)
                {
                    (unanswered ??= []).Add(call);
                }
            }
        }

        late?.ForEach(call => Expire(call, effects));
        if (isStalled && _link is LinkState.Open open)
        {
            // Silence means that the replica is cut off or frozen. If it answers others, only these are sent again.
            if (now - _lastHeard >= _retryAfter)
            {
                _lastProblem = $"A replica did not answer within {_options.Client.RetryAfter}.";
                _search.OnUnusable();
                HangUp(now, effects);
            }
            else
            {
                unanswered?.ForEach(call => SendAgain(call, open, now, effects));
            }
        }

        _nextScan = _calls.Count == 0 ? long.MaxValue : Math.Min(now + _scanInterval, firstDeadline);
    }

    private void Expire(ClientCall call, ClientEffects effects)
    {
        Exception error;
        if (call.MayBeApplied)
        {
            error = new OutcomeUnknownException(
                $"The command was sent and no answer came within {_options.Client.CallTimeout}: it may have been applied, or may still be. {_lastProblem}");
        }
        else if (call.Overload is { } overload)
        {
            error = new OverloadedException($"The cluster was overloaded for {_options.Client.CallTimeout}: {overload.Text}")
            {
                RetryAfter = TimeSpan.FromMilliseconds(overload.RetryAfterMilliseconds),
            };
        }
        else
        {
            error = new ClusterUnavailableException($"No leader answered within {_options.Client.CallTimeout}. {_lastProblem}");
        }

        Complete(call, CallOutcome.Of(error), effects);
    }

    private void Refuse(string text, ClientEffects effects)
    {
        _isIncompatible = true;
        End(text, effects);
    }

    /// <summary>Nothing is sent any more.</summary>
    private void End(string text, ClientEffects effects)
    {
        if (_end is not null)
        {
            return;
        }

        _end = text;
        foreach (var call in _calls.Calls.OrderBy(c => c.Id.Value).ToList())
        {
            Fail(call, EndError(call), effects);
        }

        if (CurrentConnection != 0)
        {
            effects.Disconnects.Add(CurrentConnection);
        }
        else if (_link is LinkState.Dialling dialling)
        {
            effects.Disconnects.Add(dialling.Connection);
        }

        _link = LinkState.Idle.Instance;
        _awaited = 0;
        _nextScan = long.MaxValue;
    }

    private Exception EndError(ClientCall call) =>
        _isIncompatible ? new IncompatibleSchemaException(_end!)
        : call.Overload is { } overload ? new OverloadedException($"{_end} Before that: {overload.Text}")
        : new ClusterUnavailableException(_end!);

    private long NextWake()
    {
        var wake = _link switch
        {
            LinkState.Waiting waiting => Math.Min(_nextScan, waiting.Until),
            LinkState.Leaving leaving => Math.Min(_nextScan, leaving.Until),
            _ => _nextScan,
        };
        if (_link is LinkState.Open)
        {
            wake = _awaited > 0 ? Math.Min(wake, SignDueAt) : wake;
            wake = _session is null && _opening is null ? Math.Min(wake, _openAgainAt) : wake;
            if (IsWindowOpen && _parked.TryPeek(out var parked, out var due))
            {
                wake = Math.Min(wake, MayGoEarly(parked, long.MaxValue) ? Math.Min(due.RetryAt, _seeAt) : due.RetryAt);
            }
        }

        return wake;
    }
}
