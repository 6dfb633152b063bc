namespace PaxosGen.Storage;

/// <summary>How a store keeps its log.</summary>
public sealed record ReplicaStoreOptions
{
    /// <summary>Bytes of a segment of the log, taken when it is made; rounded up to 4 KiB, at least 16 KiB.</summary>
    public int SegmentBytes { get; init; } = 64 << 20;
}
