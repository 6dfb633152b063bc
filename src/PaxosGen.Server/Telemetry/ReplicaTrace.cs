using System.Diagnostics;
using System.Globalization;
using PaxosGen.Core;

namespace PaxosGen.Server.Telemetry;

/// <summary>
/// A replica's side of calls: from the arrival of a request to its answer. The wire carries no trace context, so these
/// activities begin traces of their own; session and sequence, or key, tell which call of a client they belong to.
/// </summary>
internal static class ReplicaTrace
{
    private static readonly ActivitySource Source = new("PaxosGen");

    /// <summary>Begins a command; null when nobody listens.</summary>
    public static Activity? StartCommand(ReplicaMetrics metrics, Origin origin, int bytes)
    {
        if (Start("paxosgen.replica.command", metrics) is not { } activity)
        {
            return null;
        }

        if (origin.IsKey)
        {
            activity.SetTag("paxosgen.key", Short(origin.Id));
        }
        else
        {
            activity.SetTag("paxosgen.session", Short(origin.Id));
            activity.SetTag("paxosgen.sequence", origin.Sequence);
        }

        return activity.SetTag("paxosgen.request.size", bytes);
    }

    /// <summary>Begins a query; null when nobody listens.</summary>
    public static Activity? StartQuery(ReplicaMetrics metrics, ReadConsistency consistency) =>
        Start("paxosgen.replica.query", metrics)?.SetTag("paxosgen.consistency", consistency.ToString());

    /// <summary>Ends an activity, if there is one.</summary>
    public static void End(Activity? activity, CommandOutcome outcome, Slot slot)
    {
        if (activity is null)
        {
            return;
        }

        activity.SetTag("paxosgen.outcome", outcome.Name());
        if (slot > Slot.None)
        {
            activity.SetTag("paxosgen.slot", slot.Value);
        }

        if (outcome is CommandOutcome.Refused or CommandOutcome.Unknown or CommandOutcome.Failed or CommandOutcome.Malformed)
        {
            activity.SetStatus(ActivityStatusCode.Error);
        }

        // It began on another thread, and must not end what this one is doing.
        var current = Activity.Current;
        activity.Stop();
        Activity.Current = current;
    }

    // The first part is enough to find a call; who has the whole id of a session can use it.
    private static string Short(UInt128 id) => ((uint)(id >> 96)).ToString("x8", CultureInfo.InvariantCulture);

    private static Activity? Start(string name, ReplicaMetrics metrics)
    {
        if (!Source.HasListeners())
        {
            return null;
        }

        // Connections are served in the context of whoever started the replica, which the request has nothing to do with.
        var current = Activity.Current;
        Activity.Current = null;
        var activity = Source.StartActivity(name, ActivityKind.Server);
        Activity.Current = current;
        return activity?.SetTag("paxosgen.cluster", metrics.Cluster).SetTag("paxosgen.replica", metrics.Replica.Value);
    }
}
