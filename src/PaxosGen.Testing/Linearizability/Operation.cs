using System.Globalization;

namespace PaxosGen.Testing;

/// <summary>How a recorded call ended.</summary>
public enum OperationOutcome
{
    /// <summary>No answer: the call may have taken effect at any time since it was made, may yet, or never will.</summary>
    Unknown,

    /// <summary>It took effect once, between call and return, with the recorded result.</summary>
    Returned,

    /// <summary>It certainly took no effect and never will.</summary>
    Dropped,
}

/// <summary>One call of a history: who, when and how it ended; what was called and answered is in the derived type.</summary>
/// <param name="Client">Who called. Only for people to read; order comes from the positions.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="InvokedAt">Position of the call among all calls and returns of the history.</param>
/// <param name="ReturnedAt">Position of the return; <see cref="long.MaxValue"/> while the outcome is unknown.</param>
/// <remarks>An operation comes before another if it returned before the other was invoked; otherwise they are concurrent.</remarks>
public abstract record Operation(int Client, OperationOutcome Outcome, long InvokedAt, long ReturnedAt)
{
    /// <summary>The history's clock at the call; only for people to read.</summary>
    public TimeSpan? InvokedTime { get; init; }

    /// <summary>The history's clock at the return; only for people to read.</summary>
    public TimeSpan? ReturnedTime { get; init; }

    /// <summary>From when to when, readably: positions, and times if the history has a clock.</summary>
    private protected string Span
    {
        get
        {
            var returned = Outcome == OperationOutcome.Unknown ? "…" : Invariant(ReturnedAt);
            var positions = $"[{Invariant(InvokedAt)}, {returned}]";
            return InvokedTime is { } from ? $"{positions} {Seconds(from)}–{(ReturnedTime is { } to ? Seconds(to) : "…")} s" : positions;
        }
    }

    private static string Invariant(long position) => position.ToString(CultureInfo.InvariantCulture);

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("F4", CultureInfo.InvariantCulture);
}

/// <summary>One call of a history.</summary>
/// <param name="Client">Who called.</param>
/// <param name="Call">What was called.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Result">What was answered, if it returned.</param>
/// <param name="InvokedAt">Position of the call among all calls and returns of the history.</param>
/// <param name="ReturnedAt">Position of the return; <see cref="long.MaxValue"/> while the outcome is unknown.</param>
public sealed record Operation<TCall, TResult>(int Client, TCall Call, OperationOutcome Outcome, TResult? Result, long InvokedAt, long ReturnedAt)
    : Operation(Client, Outcome, InvokedAt, ReturnedAt)
{
    /// <summary>The operation on one line: client, call, result, positions and times.</summary>
    public override string ToString() => $"client {Client}: {Call} -> {Answer} {Span}";

    private string Answer => Outcome switch
    {
        OperationOutcome.Returned => $"{Result}",
        OperationOutcome.Dropped => "not applied",
        _ => "unknown",
    };
}
