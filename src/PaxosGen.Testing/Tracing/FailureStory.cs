using System.Globalization;
using System.Text.RegularExpressions;
using PaxosGen.Core;

namespace PaxosGen.Testing.Tracing;

/// <summary>
/// The part of a trace that explains a failure: what concerns the slots that it names, or else what happened last. A
/// whole run is far too long to read.
/// </summary>
public sealed partial class FailureStory
{
    /// <summary>About how many messages are told at most.</summary>
    public const int MaxMessages = 240;

    private const long Margin = 5_000_000;

    private readonly IReadOnlyList<TraceEvent> _all;

    private FailureStory(IReadOnlyList<TraceEvent> all, string failure)
    {
        _all = all;
        Failure = failure;
        End = all.Count == 0 ? 0 : all[^1].At;
        Slots = SlotsOf(failure);
        Events = Slots.Count > 0 ? AboutSlots() : Last();
    }

    /// <summary>The sentence that says what is wrong.</summary>
    public string Failure { get; }

    /// <summary>The slots that it is about, ascending; none when that is not known.</summary>
    public IReadOnlyList<Slot> Slots { get; }

    /// <summary>What happened, in order.</summary>
    public IReadOnlyList<TraceEvent> Events { get; }

    /// <summary>Everything that happened, for what was the case when the story begins.</summary>
    public IReadOnlyList<TraceEvent> All => _all;

    /// <summary>When the run ended.</summary>
    public long End { get; }

    /// <summary>What was left out, in a sentence.</summary>
    public string LeftOut => string.Create(
        CultureInfo.InvariantCulture,
        $"{Events.Count} of {_all.Count} events are told: {(Slots.Count > 0 ? $"what concerns slot {string.Join(" and ", Slots)}, elections, crashes and faults since then" : "what happened last, without heartbeats and probes")}.");

    /// <summary>Finds what explains a failure.</summary>
    /// <param name="events">A trace, in order.</param>
    /// <param name="failure">The sentence that says what is wrong; empty when nothing is.</param>
    public static FailureStory Of(IEnumerable<TraceEvent> events, string failure) => new([.. events], failure);

    /// <summary>The slots that the sentence names; or the slots of the commands whose text it names.</summary>
    private List<Slot> SlotsOf(string failure)
    {
        var named = SlotPattern().Matches(failure).Select(m => new Slot(long.Parse(m.Groups[1].ValueSpan, CultureInfo.InvariantCulture))).Distinct().Order().ToList();
        if (named.Count > 0)
        {
            return named;
        }

        var words = WordPattern().Matches(failure).Select(m => $"\"{m.Value}\"").ToHashSet(StringComparer.Ordinal);
        words.IntersectWith(_all.OfType<TraceEvent.CallBegan>().Select(c => c.What));
        return words.Count == 0 ? [] : [.. _all.OfType<TraceEvent.MessageSent>()
            .SelectMany(s => s.Message.Entries())
            .Where(e => e.Entry.Kind == EntryKind.Command && words.Contains(MessageFacts.Describe(e.Entry)))
            .Select(e => e.Slot).Distinct().Order().Take(4)];
    }

    private List<TraceEvent> AboutSlots()
    {
        var first = _all.FirstOrDefault(IsAboutSlots);
        if (first is null)
        {
            return Last();
        }

        var words = _all.OfType<TraceEvent.MessageSent>().SelectMany(s => s.Message.Entries())
            .Where(e => Slots.Contains(e.Slot) && e.Entry.Kind == EntryKind.Command)
            .Select(e => MessageFacts.Describe(e.Entry)).ToHashSet(StringComparer.Ordinal);
        var told = _all.Where(e => IsAboutSlots(e) || IsAboutCalls(e, words) || (e.At >= first.At - Margin && IsTurningPoint(e))).ToList();
        return Shortened(told);
    }

    private List<TraceEvent> Last()
    {
        var told = new List<TraceEvent>();
        var messages = 0;
        for (var i = _all.Count - 1; i >= 0 && messages < MaxMessages; i--)
        {
            var isSignOfLife = MessageOf(_all[i])?.IsSignOfLife() == true;
            if (!isSignOfLife && _all[i] is not (TraceEvent.Synced or TraceEvent.Told) && !(_all[i] is TraceEvent.FaultInjected fault && IsOfMessage(fault)))
            {
                told.Add(_all[i]);
                messages += _all[i] is TraceEvent.MessageSent or TraceEvent.MessageLost ? 1 : 0;
            }
        }

        told.Reverse();
        return told;
    }

    /// <summary>How it began and how it ended say more than what lies between.</summary>
    private static List<TraceEvent> Shortened(List<TraceEvent> told)
    {
        var messages = told.Where(e => e is TraceEvent.MessageSent or TraceEvent.MessageLost).ToList();
        if (messages.Count <= MaxMessages)
        {
            return told;
        }

        var until = messages[MaxMessages / 2].At;
        var from = messages[^(MaxMessages / 2)].At;
        return [.. told.Where(e => e.At <= until || e.At >= from)];
    }

    private bool IsAboutSlots(TraceEvent happened) => happened switch
    {
        TraceEvent.SlotsChosen c => Slots.Any(s => s >= c.First && s <= c.Last),
        TraceEvent.SlotApplied a => Slots.Contains(a.Slot),
        _ => MessageOf(happened) is { } message && Slots.Any(message.Concerns),
    };

    private static bool IsAboutCalls(TraceEvent happened, HashSet<string> words) => happened switch
    {
        TraceEvent.CallBegan c => words.Contains(c.What),
        TraceEvent.RequestDelivered r => words.Any(w => r.What.Contains(w, StringComparison.Ordinal)),
        _ => false,
    };

    private static bool IsTurningPoint(TraceEvent happened) => happened is TraceEvent.ReplicaStarted or TraceEvent.ReplicaCrashed
        or TraceEvent.ReplicaFroze or TraceEvent.LeadershipBegan or TraceEvent.LeadershipEnded or TraceEvent.LinkCut or TraceEvent.LinksMended or TraceEvent.Failed
        || (happened is TraceEvent.FaultInjected fault && !IsOfMessage(fault))
        || MessageOf(happened) is Message.Prepare or Message.Promise or Message.TakeLead or Message.Reject;

    /// <summary>What befalls messages shows in their arrows and lines.</summary>
    internal static bool IsOfMessage(TraceEvent.FaultInjected fault) => fault.Kind
        is nameof(FaultKind.Loss) or nameof(FaultKind.Duplication) or nameof(FaultKind.Reordering) or nameof(FaultKind.Delay) or nameof(FaultKind.Corruption);

    internal static Message? MessageOf(TraceEvent happened) => happened switch
    {
        TraceEvent.MessageSent sent => sent.Message,
        TraceEvent.MessageLost lost => lost.Sent.Message,
        TraceEvent.MessageDelivered delivered => delivered.Sent.Message,
        _ => null,
    };

    [GeneratedRegex(@"\bslot (\d+)")]
    private static partial Regex SlotPattern();

    [GeneratedRegex(@"[A-Za-z0-9_\-]+")]
    private static partial Regex WordPattern();
}
