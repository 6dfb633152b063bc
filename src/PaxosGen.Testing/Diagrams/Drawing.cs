using PaxosGen.Core;
using PaxosGen.Testing.Tracing;

namespace PaxosGen.Testing.Diagrams;

/// <summary>An arrow between two columns.</summary>
/// <param name="Group">What it is hidden with.</param>
/// <param name="From">Column of the sender.</param>
/// <param name="SentAt">When it leaves.</param>
/// <param name="To">Column of the receiver.</param>
/// <param name="EndsAt">When it arrives or is lost.</param>
/// <param name="Fate">What becomes of it.</param>
/// <param name="Label">Beside its start; empty for none.</param>
/// <param name="Title">Shown when one points at it.</param>
internal sealed record Arrow(string Group, int From, long SentAt, int To, long EndsAt, Fate Fate, string Label, string Title);

internal enum Fate
{
    Arrives,
    ArrivesAgain,
    IsLost,
    IsUnderWay,
}

/// <summary>Something that happens in one column, or in all of them if it is column -1.</summary>
internal sealed record Mark(string Group, int Column, long At, string Symbol, string Text, string Title);

/// <summary>What of a story is drawn: arrows and marks, in columns. The first column is the clients', the others are replicas'.</summary>
internal sealed class Drawing
{
    private readonly FailureStory _story;
    private readonly Dictionary<ReplicaId, int> _columns = [];
    private readonly HashSet<TraceEvent.MessageSent> _sent = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<TraceEvent.MessageSent> _delivered = new(ReferenceEqualityComparer.Instance);

    public Drawing(FailureStory story)
    {
        _story = story;
        var ids = story.All.Select(Owner).Where(id => id != ReplicaId.None).Distinct().Order();
        Replicas = [.. ids];
        for (var i = 0; i < Replicas.Count; i++)
        {
            _columns[Replicas[i]] = i + 1;
        }

        foreach (var happened in story.Events)
        {
            Add(happened);
        }

        var lost = new HashSet<TraceEvent.MessageSent>(story.Events.OfType<TraceEvent.MessageLost>().Select(l => l.Sent), ReferenceEqualityComparer.Instance);
        foreach (var sent in _sent.Where(s => !_delivered.Contains(s) && !lost.Contains(s)))
        {
            Arrows.Add(ArrowOf(sent, story.End, Fate.IsUnderWay, $"{sent}, under way when the run ended"));
        }
    }

    public IReadOnlyList<ReplicaId> Replicas { get; }

    public List<Arrow> Arrows { get; } = [];

    public List<Mark> Marks { get; } = [];

    public int ColumnOf(ReplicaId replica) => _columns.GetValueOrDefault(replica, -1);

    private static ReplicaId Owner(TraceEvent happened) => happened switch
    {
        TraceEvent.ReplicaStarted e => e.Replica,
        TraceEvent.MessageSent e => e.From,
        TraceEvent.MessageDelivered e => e.Sent.To,
        TraceEvent.MessageLost e => e.Sent.From,
        TraceEvent.SlotApplied e => e.Replica,
        _ => ReplicaId.None,
    };

    private void Add(TraceEvent happened)
    {
        switch (happened)
        {
            case TraceEvent.MessageSent e:
                _sent.Add(e);
                break;
            case TraceEvent.MessageDelivered e:
                var isAgain = !_delivered.Add(e.Sent);
                Arrows.Add(ArrowOf(e.Sent, e.At, isAgain ? Fate.ArrivesAgain : Fate.Arrives, $"{Trace.Line(e.Sent)} arrives after {(e.At - e.Sent.At) / 1e6:F3} ms{(isAgain ? ", again" : "")}"));
                break;
            case TraceEvent.MessageLost e:
                Arrows.Add(ArrowOf(e.Sent, e.At, Fate.IsLost, $"{Trace.Line(e.Sent)} is lost: {e.Why}"));
                break;
            case TraceEvent.RequestDelivered e:
                Arrows.Add(new Arrow("clients", 0, e.SentAt, ColumnOf(e.Replica), e.At, Fate.Arrives, $"client {e.Client}: {e.What}", happened.ToString()));
                break;
            case TraceEvent.ReplyDelivered e:
                Arrows.Add(new Arrow("clients", ColumnOf(e.Replica), e.SentAt, 0, e.At, Fate.Arrives, $"client {e.Client}: {e.What}", happened.ToString()));
                break;
            case TraceEvent.LinkCut e when Marks is [.., { Symbol: "✂" } last] && last.At == e.At:
                Marks[^1] = last with { Text = $"{last.Text}, {e.From}→{e.To}", Title = $"{last.Title}, {e}" };
                break;
            case TraceEvent.LinkCut e:
                Marks.Add(new Mark("fault", -1, e.At, "✂", $"cut: {e.From}→{e.To}", Trace.Line(e)));
                break;
            default:
                AddMark(happened);
                break;
        }
    }

    private void AddMark(TraceEvent happened)
    {
        Mark? mark = happened switch
        {
            TraceEvent.ReplicaStarted e => new Mark("fault", ColumnOf(e.Replica), e.At, "▲", "starts", ""),
            TraceEvent.ReplicaCrashed e => new Mark("fault", ColumnOf(e.Replica), e.At, "✕", e.IsKilled ? "KILLED" : "CRASHES", ""),
            TraceEvent.ReplicaFroze e => new Mark("fault", ColumnOf(e.Replica), e.At, "❄", $"freezes {e.Nanoseconds / 1e6:F0} ms", ""),
            TraceEvent.FaultInjected e => new Mark("fault", ColumnOf(e.Replica), e.At, "⚡", $"{e.Kind} {e.What}", ""),
            TraceEvent.LinksMended e => new Mark("fault", -1, e.At, "↔", $"{e.Which} mended", ""),
            TraceEvent.LeadershipBegan e => new Mark("lead", ColumnOf(e.Replica), e.At, "★", $"leads in {e.Ballot}", ""),
            TraceEvent.LeadershipEnded e => new Mark("lead", ColumnOf(e.Replica), e.At, "☆", $"stands down from {e.Ballot}", ""),
            TraceEvent.SlotsChosen e => new Mark("chosen", ColumnOf(e.Replica), e.At, "◆", $"knows chosen {About(e)}", ""),
            TraceEvent.SlotApplied e => new Mark("applied", ColumnOf(e.Replica), e.At, "●", $"applies {e.Slot}, hash {e.Hash >> 96:x8}", ""),
            TraceEvent.CallBegan e => new Mark("clients", 0, e.At, "○", $"client {e.Client} call {e.Call}: {e.What}", ""),
            TraceEvent.CallEnded e => new Mark("clients", 0, e.At, "●", $"client {e.Client} call {e.Call}: {e.Outcome}", ""),
            _ => null,
        };
        if (mark is not null)
        {
            Marks.Add(mark with { Title = Trace.Line(happened) });
        }
    }

    private string About(TraceEvent.SlotsChosen chosen)
    {
        var told = _story.Slots.Where(s => s >= chosen.First && s <= chosen.Last).ToList();
        return told.Count > 0 ? string.Join(", ", told) : MessageFacts.Run(chosen.First, chosen.Last);
    }

    private Arrow ArrowOf(TraceEvent.MessageSent sent, long endsAt, Fate fate, string title) => new(
        Labels.GroupOf(sent.Message), ColumnOf(sent.From), sent.At, ColumnOf(sent.To), endsAt, fate,
        _sent.Contains(sent) || fate == Fate.IsLost ? Labels.Of(sent.Message, _story.Slots) : "", title);
}
