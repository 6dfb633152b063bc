using PaxosGen.Core;
using PaxosGen.Testing.Tracing;

namespace PaxosGen.Testing;

/// <summary>
/// The one place that decides whether a fault happens: counts those that do, stops after so many, leaves kinds out, and
/// tells the trace. So a shrinker can take faults away one by one.
/// </summary>
/// <param name="world">Whose trace is told.</param>
internal sealed class Faults(SimulatedWorld world)
{
    private readonly int[] _injected = new int[Enum.GetValues<FaultKind>().Length];

    /// <summary>Faults after so many do not happen.</summary>
    public long Max { get; set; } = long.MaxValue;

    /// <summary>Kinds that do not happen.</summary>
    public IReadOnlySet<FaultKind> Disabled { get; set; } = new HashSet<FaultKind>();

    /// <summary>Whether the time of faults is over.</summary>
    public bool IsOver { get; set; }

    /// <summary>How many have happened.</summary>
    public long Injected { get; private set; }

    /// <summary>How many of a kind have happened.</summary>
    public int Of(FaultKind kind) => _injected[(int)kind];

    /// <summary>Lets a fault happen if it may. The caller has drawn it already, so that leaving one out changes no other draw.</summary>
    /// <param name="kind">Its kind.</param>
    /// <param name="at">Whom it befalls; none for all.</param>
    /// <param name="what">How, for the trace.</param>
    /// <returns>Whether it is to happen.</returns>
    public bool Inject(FaultKind kind, ReplicaId at, string what = "")
    {
        if (IsOver || Injected >= Max || Disabled.Contains(kind))
        {
            return false;
        }

        Injected++;
        _injected[(int)kind]++;
        if (world.Trace.IsOn)
        {
            world.Trace.Add(new TraceEvent.FaultInjected(world.Now, at, Injected, kind.ToString(), what));
        }

        return true;
    }
}
