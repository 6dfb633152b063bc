using System.Diagnostics.CodeAnalysis;

namespace PaxosGen;

/// <summary>
/// What a command may know besides its arguments and the state, and still be the same on every replica: its place in
/// the log, the log's time, and randomness that travels with the command.
/// </summary>
/// <remarks>Valid only during the call that it is passed to. Not thread-safe.</remarks>
public sealed class CommandContext
{
    private ReplicatedRandom? _random;
    private ulong _seed;

    /// <summary>Creates a context that a replica fills in for each command.</summary>
    internal CommandContext()
    {
    }

    /// <summary>Position of the command in the log, from 1.</summary>
    public long Slot { get; private set; }

    /// <summary>The log's time: set by the leader, the same on every replica, never decreasing. UTC.</summary>
    public DateTimeOffset Timestamp { get; private set; }

    /// <summary>The active version of the state machine's schema.</summary>
    public int Version { get; private set; } = 1;

    /// <summary>The session that sent the command; <see cref="Guid.Empty"/> for a command with an idempotency key.</summary>
    public Guid Session { get; private set; }

    /// <summary>Random numbers, the same on every replica. Unique to the command; not secret.</summary>
    public ReplicatedRandom Random => _random ??= new ReplicatedRandom(_seed);

    /// <summary>A new version-4 Guid, the same on every replica. Unique; not secret.</summary>
    [SuppressMessage("Performance", "CA1822", Justification = "Depends on the command's random numbers.")]
    public Guid NewGuid() => Random.NextGuid();

    /// <summary>A context for unit tests of a state machine.</summary>
    /// <param name="slot">What <see cref="Slot"/> shall be.</param>
    /// <param name="timestamp">What <see cref="Timestamp"/> shall be.</param>
    /// <param name="seed">Seeds <see cref="Random"/>: equal seeds give equal numbers.</param>
    /// <param name="version">What <see cref="Version"/> shall be.</param>
    public static CommandContext For(long slot, DateTimeOffset timestamp, ulong seed = 0, int version = 1)
    {
        var context = new CommandContext();
        context.Set(slot, timestamp, seed, version, Guid.Empty);
        return context;
    }

    internal void Set(long slot, DateTimeOffset timestamp, ulong seed, int version, Guid session)
    {
        Slot = slot;
        Timestamp = timestamp;
        Version = version;
        Session = session;
        _seed = seed;
        _random = null;
    }
}
