using PaxosGen.Core;
using PaxosGen.Server.Applying;

namespace PaxosGen.Server.Running;

/// <summary>A state in the form of a snapshot. Disposing gives its buffer back, for the next.</summary>
/// <param name="Writer">Holds the bytes.</param>
/// <param name="Configuration">The configuration as of its slot.</param>
/// <param name="Life">The <see cref="Standing.Life"/> of the state that it was saved from.</param>
/// <param name="Saver">Whose buffer it is.</param>
internal sealed record SavedState(CanonicalWriter Writer, Configuration Configuration, int Life, StateSaver Saver) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose() => Saver.Return(Writer);
}

/// <summary>
/// Saves states for snapshots, that of the live state machine too where this is short, and now and then not even then: what is made from the log
/// instead shows whether the state machine is deterministic, and whether its state survives saving and loading.
/// </summary>
/// <param name="self">The replica: not all of them make the same snapshot from the log, so that the two kinds are compared.</param>
/// <param name="longestPause">How long the live state machine may stand still. Zero for never.</param>
/// <param name="now">The clock.</param>
/// <remarks>Thread-safe.</remarks>
internal sealed class StateSaver(ReplicaId self, TimeSpan longestPause, Func<Time> now)
{
    private const int FromLogEvery = 8;

    /// <summary>A larger buffer is not kept.</summary>
    private const int LargestKept = 16 << 20;

    private readonly long _longestPause = longestPause.Ticks * TimeSpan.NanosecondsPerTick;
    private CanonicalWriter? _free = new();
    private long _took = long.MaxValue;
    private int _saves = self.Value;

    /// <summary>Whether the last state was saved so fast that the live state machine may stand still for the next.</summary>
    public bool IsFast => Volatile.Read(ref _took) <= _longestPause && _longestPause > 0;

    /// <summary>Saves the state of the live state machine, between two commands.</summary>
    /// <param name="applier">The live one.</param>
    /// <param name="life">The <see cref="Standing.Life"/> of its state.</param>
    /// <returns>Null where the snapshot is to be made from the log.</returns>
    public SavedState? TrySaveLive(Applier applier, int life)
        => ++_saves % FromLogEvery != 0 && IsFast && Interlocked.Exchange(ref _free, null) is { } writer ? Save(applier, life, writer) : null;

    /// <summary>Saves a state that was made from the log.</summary>
    public SavedState Save(Applier applier, int life) => Save(applier, life, Interlocked.Exchange(ref _free, null) ?? new CanonicalWriter());

    /// <summary>Takes a buffer back.</summary>
    internal void Return(CanonicalWriter writer)
    {
        if (writer.Length <= LargestKept)
        {
            Volatile.Write(ref _free, writer);
        }
    }

    private SavedState Save(Applier applier, int life, CanonicalWriter writer)
    {
        var startedAt = now().Now;
        writer.Clear();
        applier.Save(writer);
        Volatile.Write(ref _took, now().Now - startedAt);
        return new SavedState(writer, applier.Configuration, life, this);
    }
}
