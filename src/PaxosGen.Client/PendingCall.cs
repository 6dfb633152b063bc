using System.Diagnostics;
using System.Threading.Tasks.Sources;
using PaxosGen.Transport;

namespace PaxosGen.Client;

/// <summary>What a caller awaits. Used again for other calls once its result has been taken.</summary>
internal sealed class PendingCall : IValueTaskSource<ReadOnlyMemory<byte>>
{
    private readonly PaxosClient _client;

    // Callers continue on the pool: their code must neither hold up the connection nor run under the client's lock.
    private ManualResetValueTaskSourceCore<ReadOnlyMemory<byte>> _core = new() { RunContinuationsAsynchronously = true };
    private CancellationToken _cancellation;
    private CancellationTokenRegistration _registration;
    private bool _isCompleted;
    private bool _isReusable;

    public PendingCall(PaxosClient client)
    {
        _client = client;
    }

    public RequestId Call { get; private set; }

    /// <summary>Its trace; null when nobody listens.</summary>
    public Activity? Activity { get; private set; }

    public ValueTask<ReadOnlyMemory<byte>> Task => new(this, _core.Version);

    /// <summary>Starts anew. Under the client's lock.</summary>
    public void Start(RequestId call, Activity? activity, CancellationToken cancellation)
    {
        Call = call;
        Activity = activity;
        _cancellation = cancellation;
        _isCompleted = false;
        _isReusable = true;
    }

    /// <summary>Listens for the caller's cancellation, unless the call is over already. Under the client's lock.</summary>
    public void Watch()
    {
        if (!_isCompleted && _cancellation.CanBeCanceled)
        {
            _registration = _cancellation.UnsafeRegister(static state => ((PendingCall)state!).OnCancelled(), this);
        }
    }

    /// <summary>Ends the call. Under the client's lock.</summary>
    public void Complete(CallOutcome outcome)
    {
        _isCompleted = true;
        if (Activity is not null)
        {
            ClientTrace.End(Activity, outcome.Error);
            Activity = null;
        }

        // A cancellation that is on its way would hit the next user of this object; then there is none.
        if (_cancellation.CanBeCanceled && !_registration.Unregister())
        {
            _isReusable = false;
        }

        _registration = default;
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

    private void OnCancelled() => _client.Cancel(Call);
}
