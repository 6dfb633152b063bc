namespace PaxosGen.Core;

/// <summary>Whether a leader may end its epoch in favour of another membership, so that the next one can serve at once.</summary>
internal sealed class Admission(
    ReplicaId self, Configuration configuration, IReadOnlyList<FollowerProgress> followers, Slot chosenThrough, ProtocolOptions options)
{
    /// <summary>Judges a membership and fills in the stores of its members.</summary>
    /// <returns>Why it is refused and what to do about it; null if it is not.</returns>
    public string? Judge(Membership wanted, long now, out Membership next)
    {
        next = wanted;
        foreach (var member in wanted.Members)
        {
            if (member.IsVoter && RefusalOf(member, now) is { } reason)
            {
                return reason;
            }
        }

        next = new Membership(
            [.. wanted.Members.Select(m => m with { Store = StoreOf(m.Id) })], wanted.Phase1Quorum, wanted.Phase2Quorum, wanted.LeaseNanoseconds);
        if (configuration.Stores.Keys.Union(next.Voters).Count() > Configuration.MaxReplicas)
        {
            return $"The cluster has had {configuration.Stores.Count} voters; {Configuration.MaxReplicas} are the most it can remember.";
        }

        var needed = Math.Max(next.Phase1Quorum, next.Phase2Quorum);
        var ready = next.Members.Count(m => m.IsVoter && m.Store != StoreId.None && IsHeard(m.Id, now));
        if (ready < needed)
        {
            return $"Of the voters {next}, {needed} must be up for the next epoch to serve; the leader has heard from {ready}.";
        }

        if (!next.Members.Any(m => m.IsVoter && m.Store != StoreId.None && IsHeard(m.Id, now) && !IsQuarantined(m.Id)))
        {
            return $"Of the voters {next} all that are up are quarantined, and could not lead: let one rejoin first.";
        }

        return null;
    }

    private string? RefusalOf(Member member, long now)
    {
        var current = configuration.Membership.Find(member.Id);
        if (current is { IsVoter: true })
        {
            return null;
        }

        if (current is null)
        {
            return $"Replica {member.Id} is no member yet: add it as a learner first, and make it a voter when it has caught up.";
        }

        if (Progress(member.Id) is not { } progress || !IsHeard(member.Id, now))
        {
            return $"Learner {member.Id} has not been heard from: start it, and see that it can be reached at {current.Address}.";
        }

        if (configuration.Stores.TryGetValue(member.Id, out var store) && store != progress.Store)
        {
            return $"Replica {member.Id} runs with another data folder than it had when it voted: replica ids are never reused, give it a new one.";
        }

        if (progress.IsQuarantined)
        {
            return $"Learner {member.Id} is quarantined: its state differs from the others'. Let it rejoin first.";
        }

        var lag = chosenThrough - progress.ChosenThrough;
        return lag > options.PromotionLag ? $"Learner {member.Id} lacks {lag} slots; try again when it has caught up." : null;
    }

    private StoreId StoreOf(ReplicaId replica) =>
        configuration.Stores.TryGetValue(replica, out var store) ? store : Progress(replica)?.Store ?? StoreId.None;

    private bool IsHeard(ReplicaId replica, long now) =>
        replica == self || (Progress(replica) is { } progress && now - progress.HeardAt < options.ElectionTimeout);

    private bool IsQuarantined(ReplicaId replica) => Progress(replica)?.IsQuarantined == true;

    private FollowerProgress? Progress(ReplicaId replica) => followers.FirstOrDefault(f => f.Replica == replica);
}
