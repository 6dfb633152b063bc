using PaxosGen.Core;
using PaxosGen.Testing.Storms;

namespace PaxosGen.Testing.Tests;

/// <summary>How many disks chance may damage: those left meet every quorum of the epoch, and of the one that is asked for.</summary>
public sealed class DamageTests
{
    private const long Second = 1_000_000_000;

    private readonly SimulatedCluster _cluster = new(new SimulatedClusterOptions { Replicas = 5 }, () => new Journal());
    private readonly SimulatedReplica _damaged;
    private readonly SimulatedReplica _next;

    public DamageTests()
    {
        _cluster.RunUntilLeader();
        _cluster.World.Run(Second);

        // With an epoch of its own all know durably whose stores count.
        Assert.Equal(Core.OperationOutcome.Done, Ask(_cluster.Founding));
        (_damaged, _next) = (_cluster.Replicas.First(), _cluster.Replicas.Last());
        Assert.True(_cluster.MayDamage(_damaged));
        _damaged.IsDamaged = true;
    }

    private Membership Narrow => new(_cluster.Founding.Members, phase1Quorum: 4, phase2Quorum: 2, leaseNanoseconds: 0);

    [Fact]
    public void A_membership_bears_as_many_damaged_voters_as_its_larger_quorum_can_do_without()
    {
        Assert.True(_cluster.Bears(Narrow));
        _next.IsDamaged = true;
        Assert.True(_cluster.Bears(_cluster.Founding));
        Assert.False(_cluster.Bears(Narrow));
    }

    [Fact]
    public void Nobody_is_damaged_whom_the_members_asked_for_could_not_do_without()
    {
        Assert.True(_cluster.MayDamage(_next));
        _cluster.Leader!.ChangeMembers(Narrow, _ => { });
        Assert.False(_cluster.MayDamage(_next));
        _cluster.World.Run(Second);
        Assert.Equal(new Epoch(3), _cluster.Observers.Chosen.Configuration.Epoch);
        Assert.False(_cluster.MayDamage(_next));
    }

    [Fact]
    public void What_is_refused_binds_nobody()
    {
        var others = new Membership([.. _cluster.Founding.Members, new Member(new ReplicaId(6), "replica:6")], phase1Quorum: 5, phase2Quorum: 2, leaseNanoseconds: 0);
        _cluster.Join(new ReplicaId(6));
        Assert.Equal(Core.OperationOutcome.Refused, Ask(others));
        Assert.True(_cluster.MayDamage(_next));
    }

    private Core.OperationOutcome? Ask(Membership wanted)
    {
        Core.OperationOutcome? outcome = null;
        _cluster.Leader!.ChangeMembers(wanted, ended => outcome = ended.Outcome);
        _cluster.World.Run(Second);
        return outcome;
    }
}
