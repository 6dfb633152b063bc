using System.Text.Json;

namespace PaxosGen.EndToEnd.Tests;

/// <summary>What a replica says of itself at <c>/status</c>.</summary>
internal sealed record ReplicaState(int Replica, string Role, int Leader, string Ballot, long ChosenThrough, long AppliedThrough, long TruncatedThrough, string ResultHash, string? HaltReason,
    long SnapshotSlot, long SlotsInFlight, int RequestsWaiting, double LongestGcPauseMilliseconds, long Epoch, bool MayBeSwitchedOff, bool DiskFull)
{
    public bool Leads => Role == "leader";

    public static ReplicaState Parse(string json) => JsonSerializer.Deserialize<ReplicaState>(json, JsonSerializerOptions.Web)!;
}
