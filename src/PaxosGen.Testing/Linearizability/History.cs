namespace PaxosGen.Testing;

/// <summary>
/// Records what clients call and what they are answered, for <see cref="LinearizabilityChecker"/>. Record a call before
/// it is sent and its end after the answer came; the order in which that happens is all that the check relies on, so it
/// holds in real and in simulated time.
/// </summary>
/// <remarks>Thread-safe.</remarks>
/// <typeparam name="TCall">What is called; its text appears in explanations.</typeparam>
/// <typeparam name="TResult">What is answered; its text appears in explanations.</typeparam>
public sealed class History<TCall, TResult>
{
    private readonly Lock _lock = new();
    private readonly List<RecordedCall<TCall, TResult>> _calls = [];
    private readonly Func<TimeSpan>? _clock;
    private long _position;

    /// <summary>Begins an empty history.</summary>
    /// <param name="clock">A time to show beside each operation, such as a stopwatch's; never used for order.</param>
    public History(Func<TimeSpan>? clock = null)
    {
        _clock = clock;
    }

    /// <summary>All operations so far, in the order of their calls; those that have not ended have an unknown outcome.</summary>
    public IReadOnlyList<Operation<TCall, TResult>> Operations
    {
        get
        {
            lock (_lock)
            {
                return [.. _calls.Select(c => c.Operation)];
            }
        }
    }

    /// <summary>Records that a client is about to call.</summary>
    /// <param name="client">Who; only for people to read.</param>
    /// <param name="call">What.</param>
    /// <returns>Takes the end of the call. Without one the outcome stays unknown.</returns>
    public RecordedCall<TCall, TResult> Invoke(int client, TCall call)
    {
        lock (_lock)
        {
            var operation = new Operation<TCall, TResult>(client, call, OperationOutcome.Unknown, default, ++_position, long.MaxValue) { InvokedTime = _clock?.Invoke() };
            var recorded = new RecordedCall<TCall, TResult>(this, operation);
            _calls.Add(recorded);
            return recorded;
        }
    }

    internal void End(RecordedCall<TCall, TResult> call, OperationOutcome outcome, TResult? result)
    {
        lock (_lock)
        {
            if (call.Operation.Outcome != OperationOutcome.Unknown)
            {
                throw new InvalidOperationException($"This call has ended before: {call.Operation}.");
            }

            call.Operation = call.Operation with { Outcome = outcome, Result = result, ReturnedAt = ++_position, ReturnedTime = _clock?.Invoke() };
        }
    }
}

/// <summary>A call of a <see cref="History{TCall, TResult}"/> that waits for its end.</summary>
/// <remarks>Thread-safe.</remarks>
public sealed class RecordedCall<TCall, TResult>
{
    private readonly History<TCall, TResult> _history;

    internal RecordedCall(History<TCall, TResult> history, Operation<TCall, TResult> operation)
    {
        _history = history;
        Operation = operation;
    }

    internal Operation<TCall, TResult> Operation { get; set; }

    /// <summary>The answer came.</summary>
    /// <exception cref="InvalidOperationException">The call has ended before.</exception>
    public void Return(TResult result) => _history.End(this, OperationOutcome.Returned, result);

    /// <summary>It is certain that the call took no effect and never will, or it is a failed read.</summary>
    /// <exception cref="InvalidOperationException">The call has ended before.</exception>
    public void Drop() => _history.End(this, OperationOutcome.Dropped, default);
}
