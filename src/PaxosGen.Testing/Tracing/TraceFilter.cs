using System.Globalization;
using PaxosGen.Core;

namespace PaxosGen.Testing.Tracing;

/// <summary>Which events of a trace somebody wants to read. Written as <c>replica=2,kind=Accept,slot=17,from=1200</c>.</summary>
public sealed record TraceFilter
{
    /// <summary>Only what this replica does, sends and is sent; none for all.</summary>
    public ReplicaId Replica { get; init; }

    /// <summary>Only messages of this kind, or events of this name; empty for all.</summary>
    public string Kind { get; init; } = "";

    /// <summary>Only what concerns this slot; none for all.</summary>
    public Slot Slot { get; init; }

    /// <summary>Only from this time on, in nanoseconds.</summary>
    public long From { get; init; }

    /// <summary>Only until this time, in nanoseconds.</summary>
    public long Until { get; init; } = long.MaxValue;

    /// <summary>Reads a filter.</summary>
    /// <exception cref="FormatException">It is none; the message says what is wrong.</exception>
    public static TraceFilter Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var filter = new TraceFilter();
        foreach (var part in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            filter = part.Split('=') switch
            {
                ["replica", var id] => filter with { Replica = new ReplicaId((int)Number(part, id)) },
                ["kind", var kind] => filter with { Kind = kind },
                ["slot", var slot] => filter with { Slot = new Slot(Number(part, slot)) },
                ["from", var ms] => filter with { From = Number(part, ms) * 1_000_000 },
                ["until", var ms] => filter with { Until = Number(part, ms) * 1_000_000 },
                _ => throw new FormatException($"'{part}' is no filter: replica=ID, kind=NAME, slot=N, from=MS and until=MS are."),
            };
        }

        return filter;
    }

    /// <summary>Whether an event is wanted.</summary>
    public bool Takes(TraceEvent happened)
    {
        ArgumentNullException.ThrowIfNull(happened);
        return happened is TraceEvent.Failed
            || (happened.At >= From && happened.At <= Until
                && (Replica == ReplicaId.None || IsOf(happened))
                && (Kind.Length == 0 || (FailureStory.MessageOf(happened)?.Kind() ?? happened.GetType().Name) == Kind)
                && (Slot == Slot.None || Concerns(happened)));
    }

    private static long Number(string part, string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        ? number
        : throw new FormatException($"'{text}' in '{part}' is no number.");

    private bool IsOf(TraceEvent happened) => happened switch
    {
        TraceEvent.MessageSent e => e.From == Replica || e.To == Replica,
        TraceEvent.MessageLost e => e.Sent.From == Replica || e.Sent.To == Replica,
        TraceEvent.MessageDelivered e => e.Sent.From == Replica || e.Sent.To == Replica,
        TraceEvent.ReplicaStarted e => e.Replica == Replica,
        TraceEvent.ReplicaCrashed e => e.Replica == Replica,
        TraceEvent.ReplicaFroze e => e.Replica == Replica,
        TraceEvent.Synced e => e.Replica == Replica,
        TraceEvent.Promised e => e.Replica == Replica,
        TraceEvent.LeadershipBegan e => e.Replica == Replica,
        TraceEvent.LeadershipEnded e => e.Replica == Replica,
        TraceEvent.SlotsChosen e => e.Replica == Replica,
        TraceEvent.SlotApplied e => e.Replica == Replica,
        TraceEvent.RequestDelivered e => e.Replica == Replica,
        TraceEvent.ReplyDelivered e => e.Replica == Replica,
        TraceEvent.FaultInjected e => e.Replica == Replica,
        TraceEvent.Told e => e.Replica == Replica,
        _ => false,
    };

    private bool Concerns(TraceEvent happened) => happened switch
    {
        TraceEvent.SlotsChosen e => Slot >= e.First && Slot <= e.Last,
        TraceEvent.SlotApplied e => e.Slot == Slot,
        _ => FailureStory.MessageOf(happened)?.Concerns(Slot) == true,
    };
}
