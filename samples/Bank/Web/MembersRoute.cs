using System.Text.Json;
using BankSample.Commands;
using Microsoft.AspNetCore.Http.HttpResults;
using PaxosGen;

namespace BankSample.Web;

/// <summary>Changes the members of the cluster: <c>{"voters":[{"id":4,"address":"127.0.0.1:7104"},{"id":2}],"learners":[]}</c>.</summary>
internal static class MembersRoute
{
    /// <summary>Answers once the next epoch has a leader.</summary>
    public static async Task<Ok<MembersAnswer>> ChangeAsync(JsonBody body, Replicas replicas, CancellationToken cancellation)
    {
        var change = new MemberChange
        {
            Voters = Members(body, "voters") is { Count: > 0 } voters ? voters : throw Bad("voters", "must name at least one member."),
            Learners = Members(body, "learners"),
            Phase1Quorum = Quorum(body, "phase1Quorum"),
            Phase2Quorum = Quorum(body, "phase2Quorum"),
        };
        return TypedResults.Ok(new MembersAnswer(await replicas.ChangeMembersAsync(change, cancellation)));
    }

    private static List<ClusterMember> Members(JsonBody body, string field) => body.Find(field) switch
    {
        null => [],
        { ValueKind: JsonValueKind.Array } members => [.. members.EnumerateArray().Select(member => Member(member, field))],
        _ => throw Bad(field, "must be a JSON array."),
    };

    private static ClusterMember Member(JsonElement member, string field)
    {
        if (member.ValueKind != JsonValueKind.Object)
        {
            throw Bad(field, "must hold objects such as {\"id\":4,\"address\":\"127.0.0.1:7104\"}.");
        }

        return new ClusterMember(
            Number(member, $"{field}.id", "id") is { } id and > 0 ? id : throw Bad($"{field}.id", "must be a whole number from 1."),
            Address(member, $"{field}.address"),
            Number(member, $"{field}.priority", "priority"));
    }

    private static int? Quorum(JsonBody body, string field) => body.Find(field) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Number } number when number.TryGetInt32(out var quorum) && quorum > 0 => quorum,
        _ => throw Bad(field, "must be a whole number from 1."),
    };

    private static int? Number(JsonElement member, string field, string name) =>
        !member.TryGetProperty(name, out var value) ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) ? number
        : throw Bad(field, "must be a whole number.");

    private static string? Address(JsonElement member, string field)
    {
        if (!member.TryGetProperty("address", out var address))
        {
            return null;
        }

        try
        {
            return (address.ValueKind == JsonValueKind.String ? MemberList.ParseAddress(address.GetString()!) : null)
                ?? throw Bad(field, $"is no address; {MemberList.AddressForm}");
        }
        catch (InvalidOperationException)
        {
            throw Bad(field, "is not valid Unicode.");
        }
    }

    private static ProblemException Bad(string field, string why) => new(Problem.BadField(field, why));
}

/// <summary>The epoch that has begun with the new members.</summary>
internal sealed record MembersAnswer(long Epoch);
