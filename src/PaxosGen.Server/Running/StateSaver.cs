using PaxosGen.Core;
using PaxosGen.Server.Applying;

namespace PaxosGen.Server.Running;

/// <summary>A state in the form of a snapshot. Disposing gives its buffer back, for the next.</summary>
/// <param name="Writer">Holds the bytes.</param>
/// <param name="Configuration">The configuration as of its slot.</param>
/// <param name="Life">The <see cref="Standing.Life"/> of the state that it was saved from.</param>
/// <param name="Took">How long saving took, in nanoseconds.</param>
/// <param name="Saver">Whose buffer it is.</param>
internal sealed record SavedState(CanonicalWriter Writer, Configuration Configuration, int Life, long Took, StateSaver Saver) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose() => Saver.Return(Writer);
}

/// <summary>
/// Saves states for snapshots, that of the live state machine too where this is short, and now and then not even then: what is made from the log
/// instead shows whether the state machine is deterministic, and whether its state survives saving and loading.
/// </summary>
/// <param name="self">The replica: each counts from another number, so that states from the log are compared with live ones of others.</param>
/// <param name="longestPause">How long the live state machine may stand still. Zero for never.</param>
/// <param name="now">The clock.</param>
/// <remarks><see cref="TrySaveLive"/> and <see cref="Forget"/> are for the applier's thread; the rest is thread-safe.</remarks>
internal sealed class StateSaver(ReplicaId self, TimeSpan longestPause, Func<Time> now)
{
    private const int FromLogEvery = 8;

    /// <summary>A larger buffer is not kept.</summary>
    private const int LargestKept = 16 << 20;

    /// <summary>How many of the last saves must have been too slow before it is believed: one may have waited for a processor.</summary>
    private const int SavesRemembered = 4;

    /// <summary>So many times too slow, and it is believed at once.</summary>
    private const int MuchTooSlow = 4;

    private readonly object _gate = new();
    private readonly double _longestPause = longestPause.TotalNanoseconds;
    private readonly long[] _lastTook = [.. Enumerable.Repeat(long.MaxValue, SavesRemembered)];
    private long _expected = long.MaxValue;
    private int _saves = self.Value;
    private int _measured;

    // Null while a state is being saved or waits to be written.
    private CanonicalWriter? _free = new(0);
    private int _lastBytes = 256;

    /// <summary>Whether one of the last few states was saved so fast that the live state machine may stand still for the next.</summary>
    public bool IsFast => _longestPause > 0 && Volatile.Read(ref _expected) <= _longestPause;

    /// <summary>Saves the state of the live state machine, between two commands.</summary>
    /// <param name="applier">The live one.</param>
    /// <param name="life">The <see cref="Standing.Life"/> of its state.</param>
    /// <returns>Null where the snapshot is to be made from the log.</returns>
    public SavedState? TrySaveLive(Applier applier, int life)
        => ++_saves % FromLogEvery != 0 && IsFast && Interlocked.Exchange(ref _free, null) is { } writer ? Save(applier, life, writer) : null;

    /// <summary>Saves a state that was made from the log.</summary>
    public SavedState Save(Applier applier, int life) => Save(applier, life, Interlocked.Exchange(ref _free, null) ?? new CanonicalWriter(0));

    /// <summary>The state is another one now: how long the old one took says nothing.</summary>
    public void Forget() => Remember(long.MaxValue, isForAll: true);

    /// <summary>Takes a buffer back.</summary>
    internal void Return(CanonicalWriter writer) => Volatile.Write(ref _free, writer.Length <= LargestKept ? writer : new CanonicalWriter(0));

    private SavedState Save(Applier applier, int life, CanonicalWriter writer)
    {
        var startedAt = now().Now;
        if (writer.Length == 0)
        {
            // Of the size that it will need, instead of growing to it by doubling.
            writer = new CanonicalWriter(Volatile.Read(ref _lastBytes));
        }

        writer.Clear();
        applier.Save(writer);
        Volatile.Write(ref _lastBytes, (int)Math.Min(Array.MaxLength, writer.Length + (writer.Length / 16L)));
        var took = now().Now - startedAt;
        Remember(took, took > _longestPause * MuchTooSlow);
        return new SavedState(writer, applier.Configuration, life, took, this);
    }

    private void Remember(long took, bool isForAll)
    {
        lock (_gate)
        {
            _lastTook[_measured++ % SavesRemembered] = took;
            if (isForAll)
            {
                Array.Fill(_lastTook, took);
            }

            Volatile.Write(ref _expected, _lastTook.Min());
        }
    }
}
