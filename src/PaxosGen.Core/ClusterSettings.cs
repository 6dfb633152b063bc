namespace PaxosGen.Core;

/// <summary>
/// Limits that decide results and so must be the same on every replica: set once, by Genesis, from the options of the
/// replica that proposed it.
/// </summary>
public sealed record ClusterSettings
{
    /// <summary>Most calls of one session whose results are kept until it acknowledges them.</summary>
    public int SessionWindow { get; init; } = 4096;

    /// <summary>Most sessions at once; when full, new ones are refused and none is dropped.</summary>
    public int SessionLimit { get; init; } = 10_000;

    /// <summary>Nanoseconds of log time after its last command when a session ends.</summary>
    public long SessionTimeout { get; init; } = 3_600_000_000_000;

    /// <summary>Nanoseconds of log time for which the answer to an idempotency key is kept.</summary>
    public long KeyRetention { get; init; } = 86_400_000_000_000;

    /// <summary>Most idempotency keys kept; when full, new ones are refused and none is dropped early.</summary>
    public int KeyLimit { get; init; } = 1_000_000;

    /// <summary>Snapshots are made at multiples of so many slots.</summary>
    public int SnapshotInterval { get; init; } = 100_000;

    /// <summary>The version of the state machine's schema that the cluster begins with.</summary>
    public int SchemaVersion { get; init; } = 1;

    /// <summary>Writes the settings.</summary>
    public void WriteTo(CanonicalWriter writer)
    {
        writer.WriteVarUInt((ulong)SessionWindow);
        writer.WriteVarUInt((ulong)SessionLimit);
        writer.WriteVarUInt((ulong)SessionTimeout);
        writer.WriteVarUInt((ulong)KeyRetention);
        writer.WriteVarUInt((ulong)KeyLimit);
        writer.WriteVarUInt((ulong)SnapshotInterval);
        writer.WriteVarUInt((ulong)SchemaVersion);
    }

    /// <summary>Reads what <see cref="WriteTo"/> wrote.</summary>
    /// <exception cref="WireFormatException">The bytes are no settings.</exception>
    public static ClusterSettings ReadFrom(ref CanonicalReader reader) => new()
    {
        SessionWindow = (int)reader.ReadVarUInt(int.MaxValue),
        SessionLimit = (int)reader.ReadVarUInt(int.MaxValue),
        SessionTimeout = (long)reader.ReadVarUInt(long.MaxValue),
        KeyRetention = (long)reader.ReadVarUInt(long.MaxValue),
        KeyLimit = (int)reader.ReadVarUInt(int.MaxValue),
        SnapshotInterval = (int)reader.ReadVarUInt(int.MaxValue),
        SchemaVersion = (int)reader.ReadVarUInt(int.MaxValue),
    };
}
