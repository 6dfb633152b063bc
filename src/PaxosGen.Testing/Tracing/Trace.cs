using System.Globalization;

namespace PaxosGen.Testing.Tracing;

/// <summary>
/// What happened in a simulated world, in order; collected only when asked for. The text and the diagram are
/// made of it.
/// </summary>
public sealed class Trace
{
    /// <summary>How many events are kept; of a longer run, the last.</summary>
    public const int MaxEvents = 2_000_000;

    private readonly Queue<TraceEvent> _events = new();

    /// <summary>Whether events are kept: whoever would have to work to make one asks first.</summary>
    public bool IsOn { get; set; }

    /// <summary>The events kept, in order.</summary>
    public IReadOnlyCollection<TraceEvent> Events => _events;

    /// <summary>How many events were dropped because there were too many.</summary>
    public long Dropped { get; private set; }

    /// <summary>The events kept, one a line.</summary>
    public IEnumerable<string> Lines => _events.Select(Line);

    /// <summary>Adds an event, if anybody wants it.</summary>
    public void Add(TraceEvent happened)
    {
        if (IsOn)
        {
            _events.Enqueue(happened);
            if (_events.Count > MaxEvents)
            {
                _events.Dequeue();
                Dropped++;
            }
        }
    }

    /// <summary>Forgets what was kept.</summary>
    public void Clear() => _events.Clear();

    /// <summary>An event with its time in milliseconds.</summary>
    public static string Line(TraceEvent happened)
    {
        ArgumentNullException.ThrowIfNull(happened);
        return string.Create(CultureInfo.InvariantCulture, $"{happened.At / 1e6,9:F3} {happened}");
    }
}
