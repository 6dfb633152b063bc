namespace PaxosGen.Testing;

/// <summary>A call or a return on a <see cref="Timeline{TCall, TResult}"/>.</summary>
internal sealed class TimelineEvent<TCall, TResult>(Operation<TCall, TResult> operation, int index, long position)
{
    public Operation<TCall, TResult> Operation => operation;

    /// <summary>Number of the operation among those that returned, or among those that did not, in the order of calls.</summary>
    public int Index => index;

    public long Position => position;

    public bool IsUnknown => operation.Outcome == OperationOutcome.Unknown;

    /// <summary>For a call its return; null for a return, and for a call without one.</summary>
    public TimelineEvent<TCall, TResult>? Return { get; init; }

    public TimelineEvent<TCall, TResult> Previous { get; set; } = null!;

    public TimelineEvent<TCall, TResult>? Next { get; set; }
}

/// <summary>
/// The calls and returns that have not been placed, in order, as a linked list: an operation is lifted out when it is
/// placed and put back, in constant time, when that was in vain. Calls without a return are in a list of their own.
/// </summary>
internal sealed class Timeline<TCall, TResult>
{
    private readonly TimelineEvent<TCall, TResult> _known = new(null!, -1, long.MinValue);
    private readonly TimelineEvent<TCall, TResult> _unknown = new(null!, -1, long.MinValue);

    /// <summary>Lays out operations, which are in the order of their calls.</summary>
    public Timeline(IEnumerable<Operation<TCall, TResult>> operations)
    {
        var known = new List<TimelineEvent<TCall, TResult>>();
        var lastUnknown = _unknown;
        foreach (var operation in operations)
        {
            if (operation.Outcome == OperationOutcome.Unknown)
            {
                var call = new TimelineEvent<TCall, TResult>(operation, Unknowns++, operation.InvokedAt);
                PutAfter(lastUnknown, call);
                lastUnknown = call;
            }
            else
            {
                var end = new TimelineEvent<TCall, TResult>(operation, Knowns, operation.ReturnedAt);
                known.Add(new TimelineEvent<TCall, TResult>(operation, Knowns++, operation.InvokedAt) { Return = end });
                known.Add(end);
            }
        }

        // Stable, and calls before returns where positions are equal: then the operations are concurrent.
        var last = _known;
        foreach (var happened in known.OrderBy(e => e.Position).ThenBy(e => e.Return is null))
        {
            PutAfter(last, happened);
            last = happened;
        }
    }

    /// <summary>How many operations returned.</summary>
    public int Knowns { get; }

    /// <summary>How many did not.</summary>
    public int Unknowns { get; }

    /// <summary>The first event of operations that returned; always a call. Null when all are placed.</summary>
    public TimelineEvent<TCall, TResult>? First => _known.Next;

    /// <summary>
    /// The call to consider after this one, of those that may come next: calls made before the first return. Operations
    /// that returned come first; one that did not is placed only where the others need it.
    /// </summary>
    public TimelineEvent<TCall, TResult>? Following(TimelineEvent<TCall, TResult> call)
    {
        if (!call.IsUnknown && call.Next is { Return: not null } known)
        {
            return known;
        }

        var unknown = call.IsUnknown ? call.Next : _unknown.Next;
        return unknown?.Position <= FirstReturn ? unknown : null;
    }

    private long FirstReturn
    {
        get
        {
            var happened = First;
            while (happened?.Return is not null)
            {
                happened = happened.Next;
            }

            return happened?.Position ?? long.MinValue;
        }
    }

    /// <summary>Takes an operation out.</summary>
    public static void Lift(TimelineEvent<TCall, TResult> call)
    {
        Remove(call);
        if (call.Return is { } end)
        {
            Remove(end);
        }
    }

    /// <summary>Puts an operation back; operations return in the reverse order of their lifting.</summary>
    public static void PutBack(TimelineEvent<TCall, TResult> call)
    {
        if (call.Return is { } end)
        {
            PutAfter(end.Previous, end);
        }

        PutAfter(call.Previous, call);
    }

    private static void Remove(TimelineEvent<TCall, TResult> happened)
    {
        happened.Previous.Next = happened.Next;
        happened.Next?.Previous = happened.Previous;
    }

    private static void PutAfter(TimelineEvent<TCall, TResult> previous, TimelineEvent<TCall, TResult> happened)
    {
        happened.Previous = previous;
        happened.Next = previous.Next;
        happened.Next?.Previous = happened;
        previous.Next = happened;
    }
}
