using PaxosGen.Core;
using PaxosGen.Testing.Tracing;

namespace PaxosGen.Testing.Diagrams;

/// <summary>A replica leads, is down, or is frozen, for a while.</summary>
internal readonly record struct Stretch(StretchKind Kind, ReplicaId Replica, Ballot Ballot, long From, long Until);

internal enum StretchKind
{
    Leads,
    IsDown,
    IsFrozen,
}

/// <summary>Finds the stretches in a whole trace, so that those that began before a diagram does are known.</summary>
internal static class Stretches
{
    public static List<Stretch> Of(IReadOnlyList<TraceEvent> all, long end)
    {
        var stretches = new List<Stretch>();
        var leads = new Dictionary<ReplicaId, (Ballot Ballot, long From)>();
        var down = new Dictionary<ReplicaId, long>();
        foreach (var happened in all)
        {
            switch (happened)
            {
                case TraceEvent.LeadershipBegan e:
                    leads[e.Replica] = (e.Ballot, e.At);
                    break;
                case TraceEvent.LeadershipEnded e when leads.Remove(e.Replica, out var led):
                    stretches.Add(new Stretch(StretchKind.Leads, e.Replica, led.Ballot, led.From, e.At));
                    break;
                case TraceEvent.ReplicaCrashed e:
                    down.TryAdd(e.Replica, e.At);
                    break;
                case TraceEvent.ReplicaStarted e when down.Remove(e.Replica, out var since):
                    stretches.Add(new Stretch(StretchKind.IsDown, e.Replica, Ballot.None, since, e.At));
                    break;
                case TraceEvent.ReplicaFroze e:
                    stretches.Add(new Stretch(StretchKind.IsFrozen, e.Replica, Ballot.None, e.At, Math.Min(end, e.At + e.Nanoseconds)));
                    break;
            }
        }

        stretches.AddRange(leads.Select(l => new Stretch(StretchKind.Leads, l.Key, l.Value.Ballot, l.Value.From, end)));
        stretches.AddRange(down.Select(d => new Stretch(StretchKind.IsDown, d.Key, Ballot.None, d.Value, end)));
        return stretches;
    }
}
