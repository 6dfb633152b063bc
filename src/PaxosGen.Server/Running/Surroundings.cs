using Microsoft.Extensions.Logging;
using PaxosGen.Core;
using PaxosGen.Server.Telemetry;

namespace PaxosGen.Server.Running;

/// <summary>Fills a buffer with random bytes that nobody can guess.</summary>
internal delegate void FillWithRandom(Span<byte> bytes);

/// <summary>
/// All that a replica learns from the machine it runs on, besides its disk. A simulation gives it a world of its own.
/// </summary>
/// <param name="Now">The clock.</param>
/// <param name="FillWithRandom">The random source.</param>
/// <param name="Log">Where to report; may be called from any of the replica's threads.</param>
/// <param name="Metrics">Where to count and time; nothing may depend on it.</param>
/// <param name="Applied">Told the running hash after each slot; null when nobody checks.</param>
/// <param name="EpochBegan">Told the configuration whenever another epoch has begun here; null when nobody follows the members.</param>
/// <param name="Stepped">Told what the steps of a batch want done, before any of it is; null when nobody checks.</param>
/// <param name="Describe">Says what the bytes of a command mean; null if nobody knows.</param>
internal sealed record Surroundings(
    Func<Time> Now, FillWithRandom FillWithRandom, ILogger Log, ReplicaMetrics Metrics, Action<ResultHash>? Applied = null,
    Action<Configuration>? EpochBegan = null, Action<Effects>? Stepped = null,
    Func<ReadOnlyMemory<byte>, string>? Describe = null);

/// <summary>Sends a replica's messages: to peers, and to itself.</summary>
internal interface IOutbox
{
    /// <summary>Sends what is safe to lose and safe to send before the sync.</summary>
    void SendNow(IReadOnlyList<Envelope> envelopes);

    /// <summary>Sends what depends on the batch that has just been synced; a replica's own votes count only from here on, too.</summary>
    void SendAfterSync(IReadOnlyList<Envelope> envelopes);

    /// <summary>Sends what is about snapshots; their bytes on a link of their own, so that no heartbeat waits behind them. Thread-safe.</summary>
    void SendTransfer(ReplicaId to, Message message);
}
