using System.Diagnostics;
using System.Threading.Tasks.Sources;

namespace PaxosGen.Client;

/// <summary>A call and what its caller awaits. Used again for other calls once its result has been taken.</summary>
internal sealed class PendingCall : ClientCall, IValueTaskSource<ReadOnlyMemory<byte>>
{
    private readonly PaxosClient _client;
    private ManualResetValueTaskSourceCore<ReadOnlyMemory<byte>> _core;
    private CallOutcome _outcome;
    private CancellationToken _cancellation;
    private CancellationTokenRegistration _registration;
    private bool _isCompleted;
    private bool _isReusable;

    public PendingCall(PaxosClient client)
    {
        _client = client;
    }

    /// <summary>Its trace; null when nobody listens.</summary>
    public Activity? Activity { get; private set; }

    public ValueTask<ReadOnlyMemory<byte>> Task => new(this, _core.Version);

    /// <summary>Starts anew. Under the client's lock.</summary>
    public void Start(Activity? activity, CancellationToken cancellation)
    {
        Activity = activity;
        _cancellation = cancellation;
        _isCompleted = false;
    }

    /// <summary>Listens for the caller's cancellation, unless the call is over already. Under the client's lock.</summary>
    public void Watch()
    {
        if (!_isCompleted && _cancellation.CanBeCanceled)
        {
            _registration = _cancellation.UnsafeRegister(static state => ((PendingCall)state!).OnCancelled(), this);
        }
    }

    /// <summary>The call has ended; its caller goes on with <see cref="GoOn"/>. Under the client's lock.</summary>
    public void End(CallOutcome outcome)
    {
        _isCompleted = true;
        _outcome = outcome;
        if (Activity is not null)
        {
            ClientTrace.End(Activity, outcome.Error);
            Activity = null;
        }

        // A cancellation that is on its way would hit the next user of this object, and so would an answer that is still
        // awaited; then there is none.
        _isReusable = IsFree;
        if (_cancellation.CanBeCanceled && !_registration.Unregister())
        {
            _isReusable = false;
        }

        _registration = default;
    }

    /// <summary>Runs the caller's code from where it awaits the call. Not under any lock.</summary>
    public void GoOn()
    {
        var outcome = _outcome;
        _outcome = default;
        if (outcome.Error is OperationCanceledException)
        {
            _core.SetException(new OperationCanceledException(_cancellation));
        }
        else if (outcome.Error is { } error)
        {
            _core.SetException(error);
        }
        else
        {
            _core.SetResult(outcome.Result);
        }
    }

    public ReadOnlyMemory<byte> GetResult(short token)
    {
        try
        {
            return _core.GetResult(token);
        }
        finally
        {
            if (_isReusable)
            {
                _core.Reset();
                _cancellation = default;
                _client.Reuse(this);
            }
        }
    }

    public ValueTaskSourceStatus GetStatus(short token) => _core.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);

    private void OnCancelled() => _client.Cancel(Id);
}
