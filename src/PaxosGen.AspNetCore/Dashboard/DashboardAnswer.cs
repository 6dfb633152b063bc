using System.Text.Json.Serialization;

namespace PaxosGen.AspNetCore.Dashboard;

/// <summary>What the dashboard shows.</summary>
/// <param name="Replicas">The replicas of this process.</param>
internal sealed record DashboardAnswer(IReadOnlyList<DashboardReplica> Replicas);

/// <summary>One replica.</summary>
/// <param name="Machine">The state machine's full name; null where there is only one.</param>
/// <param name="Status">What the replica knows; null before it has started.</param>
internal sealed record DashboardReplica(string? Machine, ReplicaStatus? Status);

/// <summary>Roles in lower case, as everywhere.</summary>
internal sealed class RoleConverter() : JsonStringEnumConverter<ReplicaRole>(System.Text.Json.JsonNamingPolicy.CamelCase);

/// <summary>Writes them, without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, GenerationMode = JsonSourceGenerationMode.Metadata, Converters = [typeof(RoleConverter)])]
[JsonSerializable(typeof(DashboardAnswer))]
internal sealed partial class DashboardJson : JsonSerializerContext;
