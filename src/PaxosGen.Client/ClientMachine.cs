using PaxosGen.Core;
using PaxosGen.Transport;

namespace PaxosGen.Client;

/// <summary>
/// All decisions of a client as a step machine: (input, now) → effects. It finds the leader, keeps a session, pipelines,
/// and sends again without ever running a command twice. No socket, task, clock, timer or random source; the simulator
/// drives it like <see cref="PaxosClient"/> does. Times are nanoseconds of any monotonic clock.
/// </summary>
/// <remarks>
/// Not thread-safe. The rule that matters: a command that may have been proposed under a session is sent again only with
/// the same session and sequence number. Under another it could run twice.
/// </remarks>
public sealed partial class ClientMachine
{
    /// <summary>Most calls that wait for their turn; further ones are refused as overloaded.</summary>
    public const int MaxWaitingCalls = 100_000;

    /// <summary>Most bytes of payloads in flight; one call may exceed it alone.</summary>
    public const int MaxBytesInFlight = 64 << 20;

    private const int FrameMargin = 128;

    private volatile int _schemaVersion;

    // A replica that says nothing at all for half of the time after which a call is sent again is taken for frozen.
    private const int PingsInRetry = 4;

    private readonly ClientMachineOptions _options;
    private readonly LeaderSearch _search;
    private readonly Backoff _backoff;
    private readonly long _callTimeout;
    private readonly long _retryAfter;
    private readonly long _pingAfter;
    private readonly long _scanInterval;

    private readonly CallTable _calls = new();
    private readonly Queue<ClientCall> _waitingForSession = new();
    private readonly Queue<ClientCall> _waiting = new();
    private readonly PriorityQueue<ClientCall, (long RetryAt, long Id)> _parked = new();
    private readonly CallWindow _window;

    // Whether a call was answered after the last that was refused for lack of room; and when to see for oneself.
    private bool _hasRoom;
    private long _seeAt;
    private int _inFlight;
    private long _bytesInFlight;

    private ClientSession? _session;
    private string? _end;
    private bool _isIncompatible;
    private long _nextScan = long.MaxValue;

    /// <summary>The version of the schema that the cluster runs, as far as it was heard; 0 while none was. Any thread may ask.</summary>
    public int SchemaVersion
    {
        get => _schemaVersion;
        private set => _schemaVersion = value;
    }

    /// <summary>Creates a machine; the first call makes it connect.</summary>
    public ClientMachine(ClientMachineOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfZero(options.Endpoints.Length, nameof(options));
        _options = options;
        _backoff = new Backoff(options.Seed);
        _window = new CallWindow(options.Client.MaxInFlight);
        _search = new LeaderSearch(options.Endpoints, _backoff);
        _callTimeout = Nanoseconds(options.Client.CallTimeout);
        _retryAfter = Nanoseconds(options.Client.RetryAfter);
        _pingAfter = Math.Max(1_000_000, _retryAfter / PingsInRetry);
        _scanInterval = Math.Max(1_000_000, Math.Min(_callTimeout, _retryAfter) / 4);
    }

    /// <summary>When to step with <see cref="ClientInput.Tick"/>, unless something else happens first.</summary>
    public long WakeAt { get; private set; } = long.MaxValue;

    /// <summary>Somebody makes a call; adds what is to be done.</summary>
    /// <param name="call">Gets an id, and is the machine's until it is free again.</param>
    /// <param name="kind">What it asks for.</param>
    /// <param name="payload">The encoded command or query; must not change before the call completes.</param>
    /// <param name="now">What time it is.</param>
    /// <param name="effects">What is to be done.</param>
    public void Begin(ClientCall call, CallKind kind, ReadOnlyMemory<byte> payload, long now, ClientEffects effects)
    {
        ArgumentNullException.ThrowIfNull(call);
        ArgumentNullException.ThrowIfNull(effects);
        call.Begin(_calls.NextId(), kind, payload, now + _callTimeout);
        if (kind is CallKind.Open)
        {
            OnOpen(call, now, effects);
        }
        else
        {
            OnCall(call, kind is CallKind.SessionCommand ? _waitingForSession : _waiting, now, effects);
        }

        EndStep(now, effects);
    }

    /// <summary>Takes one input and adds what is to be done.</summary>
    public void Step(ClientInput input, long now, ClientEffects effects)
    {
        ArgumentNullException.ThrowIfNull(effects);
        switch (input)
        {
            case ClientInput.Cancel cancel:
                OnCancel(cancel, effects);
                break;
            case ClientInput.Connected connected:
                OnConnected(connected, now, effects);
                break;
            case ClientInput.ConnectFailed failed:
                OnConnectFailed(failed, now, effects);
                break;
            case ClientInput.Disconnected disconnected:
                OnDisconnected(disconnected, now, effects);
                break;
            case ClientInput.Close:
                End("The client was closed.", effects);
                break;
            case ClientInput.Tick:
                break;
            default:
                throw new ArgumentException($"Unknown input {input}.", nameof(input));
        }

        EndStep(now, effects);
    }

    private void EndStep(long now, ClientEffects effects)
    {
        OnTime(now, effects);
        Pump(now, effects);
        WakeAt = NextWake();
    }

    private void OnCall(ClientCall call, Queue<ClientCall> queue, long now, ClientEffects effects)
    {
        if (call.Payload.Length > _options.Client.MaxCommandBytes && call.Kind is not CallKind.Query)
        {
            Complete(call, CallOutcome.Of(new ArgumentException(
                $"The command has {call.Payload.Length} bytes; at most {_options.Client.MaxCommandBytes} are allowed (PaxosClientOptions.MaxCommandBytes).")), effects);
        }
        else if (_end is not null)
        {
            Complete(call, CallOutcome.Of(EndError(call)), effects);
        }
        else if (queue.Count >= MaxWaitingCalls)
        {
            Complete(call, CallOutcome.Of(new OverloadedException($"{MaxWaitingCalls} calls of this client wait already.")), effects);
        }
        else
        {
            Remember(call, now);
            Enqueue(queue, call);
        }
    }

    private void OnOpen(ClientCall call, long now, ClientEffects effects)
    {
        if (_end is not null)
        {
            Complete(call, CallOutcome.Of(EndError(call)), effects);
        }
        else if (_session is not null)
        {
            Complete(call, CallOutcome.Of(ReadOnlyMemory<byte>.Empty), effects);
        }
        else
        {
            Remember(call, now);
        }
    }

    private void OnCancel(ClientInput.Cancel cancel, ClientEffects effects)
    {
        if (!_calls.TryGet(cancel.Call, out var call) || call.IsAbandoned)
        {
            return;
        }

        if (call.Stage != CallStage.Sent)
        {
            Complete(call, CallOutcome.Of(new OperationCanceledException()), effects);
            return;
        }

        // Its answer may still come, and until then its number stays out. It is not sent again.
        effects.Completions.Add((call, CallOutcome.Of(new OperationCanceledException())));
        _bytesInFlight -= call.Payload.Length;
        call.Abandon();
    }

    /// <summary>Sends what may be sent now.</summary>
    private void Pump(long now, ClientEffects effects)
    {
        EnsureConnection(now, effects);
        if (_link is not LinkState.Open open)
        {
            return;
        }

        EnsureSession(open, now, effects);
        while (_parked.TryPeek(out var parked, out var due) && (parked.Stage != CallStage.Parked || (IsWindowOpen && (due.RetryAt <= now || MayGoEarly(parked, now)))))
        {
            _parked.Dequeue();
            parked.IsQueued = false;
            if (parked.Stage == CallStage.Parked)
            {
                SendAgain(parked, open, now, effects);
            }
        }

        while (HasTurn(_waiting, out var next))
        {
            Dequeue(_waiting);
            Admit(next, open, now, effects);
        }

        while (_session is { HasRoom: true } session && HasTurn(_waitingForSession, out var next))
        {
            Dequeue(_waitingForSession);
            next.Join(session);
            Admit(next, open, now, effects);
        }
    }

    private bool IsWindowOpen => _awaited < _window.Size;

    /// <summary>
    /// Whether a refused call need not wait as long as it was told. That was reckoned when much was waiting, perhaps since the
    /// cluster stood still for a moment. Since then another call of this client has been answered; or none is out, and one goes to see.
    /// </summary>
    private bool MayGoEarly(ClientCall call, long now) =>
        call.Overload is not null && call.Refusals <= MaxEarlyRetries && (_hasRoom || (_awaited == 0 && _seeAt <= now));

    private bool HasTurn(Queue<ClientCall> queue, out ClientCall call)
    {
        while (queue.TryPeek(out call!) && call.Stage == CallStage.Done)
        {
            Dequeue(queue);
        }

        return call is not null && IsWindowOpen && _inFlight < _options.Client.MaxInFlight
            && (_inFlight == 0 || _bytesInFlight + call.Payload.Length <= MaxBytesInFlight);
    }

    private static void Enqueue(Queue<ClientCall> queue, ClientCall call)
    {
        call.IsQueued = true;
        queue.Enqueue(call);
    }

    private static void Dequeue(Queue<ClientCall> queue) => queue.Dequeue().IsQueued = false;

    private void Admit(ClientCall call, LinkState.Open open, long now, ClientEffects effects)
    {
        _inFlight++;
        _bytesInFlight += call.Payload.Length;
        call.Stage = CallStage.Parked;
        Transmit(call, open, now, effects);
    }

    private void SendAgain(ClientCall call, LinkState.Open open, long now, ClientEffects effects)
    {
        if (call.Kind is not CallKind.SessionCommand || call.Session == _session)
        {
            Transmit(call, open, now, effects);
        }
        else if (call.MayBeApplied)
        {
            Complete(call, CallOutcome.Of(SessionLost()), effects);
        }
        else
        {
            // Certainly not applied, so it may start afresh under the next session.
            call.LeaveSession();
            call.Stage = CallStage.Waiting;
            _inFlight--;
            _bytesInFlight -= call.Payload.Length;
            Enqueue(_waitingForSession, call);
        }
    }

    private void Transmit(ClientCall call, LinkState.Open open, long now, ClientEffects effects)
    {
        if (call.Payload.Length > open.Welcome.MaxFrameBytes - FrameMargin)
        {
            Fail(call, new ArgumentException(
                $"The call has {call.Payload.Length} bytes, too many for the replica's frames of {open.Welcome.MaxFrameBytes} bytes."), effects);
            return;
        }

        if (call.Stage != CallStage.Sent)
        {
            Await(now);
        }

        call.OnSent(now);
        effects.Send(open.Connection, call);
    }

    private void Park(ClientCall call, long retryAt)
    {
        if (call.Stage == CallStage.Sent)
        {
            _awaited--;
        }

        call.Stage = CallStage.Parked;
        call.IsQueued = true;
        _parked.Enqueue(call, (retryAt, call.Id.Value));
    }

    private void Remember(ClientCall call, long now)
    {
        _calls.Add(call);
        if (_nextScan == long.MaxValue)
        {
            _nextScan = now + _scanInterval;
        }
    }

    /// <summary>The call ends with an error that means "not applied", unless an earlier copy may have been.</summary>
    private void Fail(ClientCall call, Exception error, ClientEffects effects) => Complete(
        call,
        CallOutcome.Of(call.MayBeApplied ? new OutcomeUnknownException($"The command was sent before and may have been applied. {error.Message}", error) : error),
        effects);

    private void Complete(ClientCall call, CallOutcome outcome, ClientEffects effects)
    {
        switch (call.Stage)
        {
            case CallStage.Sent:
                _awaited--;
                goto case CallStage.Parked;
            case CallStage.Parked:
                _inFlight--;
                _bytesInFlight -= call.Payload.Length;
                break;
            default:
                break;
        }

        call.Stage = CallStage.Done;
        call.LeaveSession();
        _calls.Remove(call);
        if (!call.IsAbandoned)
        {
            effects.Completions.Add((call, outcome));
        }

        // A finished call may still stand in a queue; the caller's bytes should not.
        call.Abandon();
    }

    private static OutcomeUnknownException SessionLost() =>
        new("The session ended while the command was under way: it may have been applied.");

    private static long Nanoseconds(TimeSpan time) => (long)Math.Min(time.TotalNanoseconds, long.MaxValue / 4);
}
