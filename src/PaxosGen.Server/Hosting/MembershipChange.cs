using PaxosGen.Core;
using PaxosGen.Server.Running;
using PaxosGen.Transport;

namespace PaxosGen.Server.Hosting;

/// <summary>Asks the protocol for other members and tells the operator what came of it.</summary>
/// <param name="engine">The replica.</param>
/// <param name="inbox">Its inbox.</param>
/// <param name="addresses">Where the members listen now.</param>
/// <param name="stopped">Completes when the replica has stopped.</param>
/// <remarks>Thread-safe.</remarks>
internal sealed class MembershipChange(ReplicaEngine engine, Inbox inbox, MemberAddresses addresses, Task stopped)
{
    /// <summary>Changes the members; completes once the next epoch has a leader.</summary>
    /// <returns>The epoch.</returns>
    public async Task<long> RunAsync(MemberChange change, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(change);
        var next = MembershipOf(change, engine.Loop.Facts.Configuration.Membership);
        if (stopped.IsCompleted)
        {
            throw new ClusterUnavailableException("The replica has stopped.");
        }

        var ended = new TaskCompletionSource<OperationEnded>(TaskCreationOptions.RunContinuationsAsynchronously);
        inbox.PostOwn(new Input.ChangeMembers(MonotonicClock.Now, (Action<OperationEnded>)(e => ended.TrySetResult(e)), next));
        await Task.WhenAny(ended.Task, stopped).WaitAsync(cancellationToken).ConfigureAwait(false);
        if (!ended.Task.IsCompleted)
        {
            throw new OutcomeUnknownException("The replica stopped while the members were being changed; they may be yet.");
        }

        var (_, outcome, reason, began) = await ended.Task.ConfigureAwait(false);
        return outcome switch
        {
            OperationOutcome.Done => began.Value,
            OperationOutcome.Refused => throw new OperationRefusedException(reason),
            OperationOutcome.NotLeader => throw NotLeader(reason),
            _ => throw new OutcomeUnknownException(reason),
        };
    }

    private Exception NotLeader(string reason)
    {
        var leader = engine.Loop.Facts.Leader;
        return leader == ReplicaId.None
            ? new ClusterUnavailableException($"{reason} No leader is known.")
            : new OperationRefusedException($"{reason} Ask replica {leader} at {addresses.Of(leader)}, which does.");
    }

    private Membership MembershipOf(MemberChange change, Membership current)
    {
        var members = change.Voters.Select(m => MemberOf(m, isVoter: true, current)).Concat(change.Learners.Select(m => MemberOf(m, isVoter: false, current)))
            .OrderBy(m => m.Id).ToList();
        for (var i = 1; i < members.Count; i++)
        {
            if (members[i].Id == members[i - 1].Id)
            {
                throw new ArgumentException($"Replica {members[i].Id} is named twice.");
            }
        }

        if (members.GroupBy(m => m.Address).FirstOrDefault(g => g.Count() > 1) is { } shared)
        {
            throw new ArgumentException($"Replicas {string.Join(" and ", shared.Select(m => m.Id))} have the same address {shared.Key}; each needs its own.");
        }

        var majorities = new Membership([.. members]);
        return new Membership(
            majorities.Members, change.Phase1Quorum ?? majorities.Phase1Quorum, change.Phase2Quorum ?? majorities.Phase2Quorum, current.LeaseNanoseconds);
    }

    private Member MemberOf(ClusterMember member, bool isVoter, Membership current)
    {
        var id = new ReplicaId(member.Id);
        var before = current.Find(id);
        var address = member.Address ?? (before is null ? "" : addresses.Of(id));
        if (address.Length == 0)
        {
            throw new ArgumentException($"Replica {id} is no member yet: say where it listens, host:port.");
        }

        if (HostPort.TryParse(address) is not { Port: > 0 } || address.Length > EpochMembers.MaxAddressBytes)
        {
            throw new ArgumentException($"'{address}' is no address for replica {id}; write host:port, for example 127.0.0.1:7101.");
        }

        return new Member(id, address, isVoter, member.Priority ?? before?.Priority ?? 0);
    }
}
