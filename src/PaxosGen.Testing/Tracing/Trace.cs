using System.Globalization;
using System.IO.Hashing;
using System.Text;
using PaxosGen.Core;
using PaxosGen.Transport;

namespace PaxosGen.Testing.Tracing;

/// <summary>
/// What happened in a simulated world, in order; collected only when asked for. The text, the diagram and the hash are
/// all made of it.
/// </summary>
public sealed class Trace
{
    /// <summary>How many events are kept; of a longer run, the last.</summary>
    public const int MaxEvents = 2_000_000;

    private readonly Queue<TraceEvent> _events = new();
    private XxHash128? _hash;

    /// <summary>Whether events are kept.</summary>
    public bool IsKept { get; set; }

    /// <summary>Whether anybody wants events at all: whoever would have to work to make one asks first.</summary>
    public bool IsOn => IsKept || _hash is not null;

    /// <summary>The events kept, in order.</summary>
    public IReadOnlyCollection<TraceEvent> Events => _events;

    /// <summary>How many events were dropped because there were too many.</summary>
    public long Dropped { get; private set; }

    /// <summary>The events kept, one a line.</summary>
    public IEnumerable<string> Lines => _events.Select(Line);

    /// <summary>From now on each event goes into a hash, with all bytes of each message: equal runs have equal hashes, on any machine.</summary>
    public void StartHash() => _hash = new XxHash128();

    /// <summary>The hash of all that happened since <see cref="StartHash"/>.</summary>
    public UInt128 Hash() => _hash?.GetCurrentHashAsUInt128() ?? throw new InvalidOperationException("The hash was not started.");

    /// <summary>Adds an event, if anybody wants it.</summary>
    public void Add(TraceEvent happened)
    {
        if (_hash is not null)
        {
            AddToHash(_hash, happened);
        }

        if (IsKept)
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

    private static void AddToHash(XxHash128 hash, TraceEvent happened)
    {
        hash.Append(Encoding.UTF8.GetBytes(Line(happened)));
        hash.Append("\n"u8);
        if (happened is TraceEvent.MessageSent sent)
        {
            var writer = new CanonicalWriter();
            PeerMessageCodec.Write(writer, sent.Message);
            hash.Append(writer.ToArray());
        }
    }
}
