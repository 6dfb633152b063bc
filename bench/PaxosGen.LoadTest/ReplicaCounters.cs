using System.Diagnostics.Metrics;

namespace PaxosGen.LoadTest;

/// <summary>What the replica of this process counts in its metrics.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class ReplicaCounters : IDisposable
{
    private const string RefusedName = "paxosgen.requests.refused";
    private const string BatchesName = "paxosgen.log.append.entries";

    private readonly MeterListener _listener = new();
    private long _refused;
    private long _batches;

    /// <summary>Begins to count; to be made before the replica.</summary>
    /// <param name="countsBatches">Whether to count batches too: whoever does has each batch's entries counted, which takes time.</param>
    public ReplicaCounters(bool countsBatches)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name == RefusedName || (countsBatches && instrument.Name == BatchesName))
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, _, _) =>
        {
            if (instrument.Name == BatchesName)
            {
                Interlocked.Increment(ref _batches);
            }
            else
            {
                Interlocked.Add(ref _refused, value);
            }
        });
        _listener.Start();
    }

    /// <summary>Requests that were turned away.</summary>
    public long Refused => Volatile.Read(ref _refused);

    /// <summary>Batches written to the log, where they are counted.</summary>
    public long Batches => Volatile.Read(ref _batches);

    /// <summary>Counts no more.</summary>
    public void Dispose() => _listener.Dispose();
}
