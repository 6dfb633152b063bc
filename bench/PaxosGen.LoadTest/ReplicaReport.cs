using System.Text.Json;

namespace PaxosGen.LoadTest;

/// <summary>What a replica's process tells of itself, a line of JSON each second and one at its end.</summary>
/// <param name="At">When, in milliseconds since 1970.</param>
/// <param name="Role">What it does.</param>
/// <param name="Applied">The slot that was applied last.</param>
/// <param name="SnapshotSlot">The slot of its newest durable snapshot.</param>
/// <param name="MemoryBytes">Memory of the process (working set).</param>
/// <param name="HeapBytes">What garbage collection found in use the last time.</param>
/// <param name="AllocatedBytes">Allocated since the start.</param>
/// <param name="Collections">Collections of generation 0, 1 and 2; each counts for the lower ones too.</param>
/// <param name="PauseMilliseconds">For how long they have stopped the process, in all.</param>
/// <param name="LongestPauseMilliseconds">The longest of these.</param>
/// <param name="CpuMilliseconds">Processor time since the start.</param>
/// <param name="Refused">Requests that it has turned away.</param>
/// <param name="Batches">Batches written to the log, where they are counted.</param>
internal sealed record ReplicaReport(
    double At,
    string Role,
    long Applied,
    long SnapshotSlot,
    long MemoryBytes,
    long HeapBytes,
    long AllocatedBytes,
    int[] Collections,
    double PauseMilliseconds,
    double LongestPauseMilliseconds,
    double CpuMilliseconds,
    long Refused,
    long Batches)
{
    /// <summary>A report of this process.</summary>
    public static ReplicaReport Of(ReplicaStatus status, ReplicaCounters counters) => new(
        (DateTimeOffset.UtcNow - DateTimeOffset.UnixEpoch).TotalMilliseconds,
        status.Role.ToString(),
        status.AppliedThrough,
        status.SnapshotSlot,
        Environment.WorkingSet,
        GC.GetGCMemoryInfo(GCKind.Any).HeapSizeBytes,
        GC.GetTotalAllocatedBytes(),
        [GC.CollectionCount(0), GC.CollectionCount(1), GC.CollectionCount(2)],
        GC.GetTotalPauseDuration().TotalMilliseconds,
        status.LongestGcPauseMilliseconds,
        Environment.CpuUsage.TotalTime.TotalMilliseconds,
        counters.Refused,
        counters.Batches);

    /// <summary>Writes it where a harness finds it.</summary>
    public void Print() => Console.WriteLine(JsonSerializer.Serialize(this));

    /// <summary>All reports in what a process has printed so far.</summary>
    public static List<ReplicaReport> ReadAll(string log)
    {
        var text = File.Exists(log) ? File.ReadAllText(log) : "";

        // The last line may be half written.
        return [.. text[..(text.LastIndexOf('\n') + 1)].Split('\n').Where(l => l.StartsWith('{')).Select(l => JsonSerializer.Deserialize<ReplicaReport>(l)!)];
    }
}
