using System.Diagnostics;
using System.Globalization;
using PaxosGen.Transport;

namespace PaxosGen.Client;

/// <summary>
/// A client's side of calls, from the caller's request to its outcome, retries included. The wire carries no trace
/// context: session and sequence, or key, tell which activity of a replica belongs to it.
/// </summary>
internal static class ClientTrace
{
    private static readonly ActivitySource Source = new("PaxosGen");

    /// <summary>Whether somebody listens.</summary>
    public static bool IsOn => Source.HasListeners();

    /// <summary>Begins a call under whatever its caller is doing; null when nobody listens.</summary>
    public static Activity? Start(string name)
    {
        if (!IsOn)
        {
            return null;
        }

        // The caller goes on before the call ends, and must not find itself inside of it.
        var caller = Activity.Current;
        var activity = Source.StartActivity(name, ActivityKind.Client);
        Activity.Current = caller;
        return activity;
    }

    /// <summary>The call goes out, for the first time or again.</summary>
    public static void OnSent(Activity activity, ClientRequest request)
    {
        switch (request)
        {
            case ClientRequest.Command command:
                activity.SetTag("paxosgen.session", Short(command.Session.Value)).SetTag("paxosgen.sequence", command.Sequence);
                break;
            case ClientRequest.KeyedCommand keyed:
                activity.SetTag("paxosgen.key", Short(keyed.Key));
                break;
        }

        activity.AddEvent(new ActivityEvent("sent"));
    }

    /// <summary>Ends a call.</summary>
    public static void End(Activity activity, Exception? error)
    {
        if (error is not null)
        {
            activity.SetTag("error.type", error.GetType().FullName).SetStatus(ActivityStatusCode.Error, error.Message);
        }

        // Stopping makes the caller's activity current, on whatever thread the answer came.
        var current = Activity.Current;
        activity.Stop();
        Activity.Current = current;
    }

    // The first part is enough to find a call; who has the whole id of a session can use it.
    private static string Short(UInt128 id) => ((uint)(id >> 96)).ToString("x8", CultureInfo.InvariantCulture);
}
