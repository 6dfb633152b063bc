using System.Globalization;
using PaxosGen.Core;
using PaxosGen.Server.Running;

namespace PaxosGen.Server.Hosting;

/// <summary>Gathers what a replica says of itself to operators.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class StatusReport(ReplicaOptions options, ReplicaEngine engine, MemberAddresses addresses, PeerLinks links)
{
    private const long Millisecond = 1_000_000;

    public ReplicaStatus Read(string? haltReason)
    {
        var applied = engine.Applying.Facts;
        var facts = engine.Loop.Facts;
        return new ReplicaStatus
        {
            Replica = options.Id,
            HasTls = options.Tls is not null,
            Role = facts.Role,
            Leader = facts.Leader.Value,
            Ballot = facts.Promised.ToString(),
            Epoch = facts.Configuration.Epoch.Value,
            ChosenThrough = facts.ChosenThrough.Value,
            AppliedThrough = applied.Through.Value,
            TruncatedThrough = facts.TruncatedThrough.Value,
            SnapshotSlot = facts.SnapshotSlot.Value,
            ResultHash = applied.Hash.Value.ToString("x32", CultureInfo.InvariantCulture),
            HaltReason = haltReason,
            Divergence = engine.Loop.Divergence ?? engine.Snapshotter.Divergence,
            IsQuarantined = facts.IsQuarantined,
            MayBeSwitchedOff = facts.IsRetired,
            IsDiskFull = engine.Loop.IsDiskFull,
            SlotsInFlight = engine.Loop.InFlight,
            RequestsWaiting = engine.Clients.Waiting + engine.Clients.WaitingQueries,
            LongestGcPauseMilliseconds = engine.Loop.LongestGcPause.TotalMilliseconds,
            Members = [.. facts.Configuration.Membership.Members.Select(member => Of(member, facts))],
        };
    }

    private MemberStatus Of(Member member, ReplicaFacts facts)
    {
        var status = new MemberStatus(member.Id.Value, addresses.Of(member.Id), member.IsVoter ? "voter" : "learner");
        if (member.Id.Value == options.Id)
        {
            return status with { ChosenThrough = facts.ChosenThrough.Value, SnapshotSlot = facts.SnapshotSlot.Value };
        }

        status = status with { IsConnected = links.IsConnected(member.Id) };
        var heard = facts.Role == ReplicaRole.Leader ? engine.Loop.Followers.FirstOrDefault(follower => follower.Replica == member.Id) : null;
        return heard is null ? status : status with
        {
            // The copy that is shown may be newer than the clock that was read.
            HeardMillisecondsAgo = Math.Max(0, MonotonicClock.Now.Now - heard.HeardAt) / Millisecond,
            ChosenThrough = heard.ChosenThrough.Value,
            SnapshotSlot = heard.SnapshotSlot.Value,
        };
    }
}
