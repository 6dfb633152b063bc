using PaxosGen.Core;
using PaxosGen.Server.Applying;

namespace PaxosGen.Server.Running;

/// <summary>A snapshot to be made.</summary>
/// <param name="Slot">The state after this slot.</param>
/// <param name="Hash">What the live replica's running hash was there.</param>
/// <param name="Done">Told the slot when the snapshot is durable; null when nobody waits.</param>
internal sealed record SnapshotTarget(Slot Slot, ResultHash Hash, TaskCompletionSource<long>? Done);

/// <summary>
/// When to make snapshots: of the same slots on all replicas, but at different moments, which each replica's rank among
/// the members decides. So at most one of them is busy with it while the log moves on evenly.
/// </summary>
internal sealed class SnapshotSchedule(ReplicaId self)
{
    private ResultHash _pending;
    private Slot _startAt = Slot.None;

    /// <summary>An entry has been applied.</summary>
    /// <param name="applier">What has applied it.</param>
    /// <param name="isHurried">Whether to make it as soon as its slot is applied: in a dispute the others wait for what it is.</param>
    /// <returns>The snapshot to make now, or null.</returns>
    public SnapshotTarget? OnApplied(Applier applier, bool isHurried = false)
    {
        var slot = applier.AppliedThrough;
        var interval = applier.Configuration.Settings.SnapshotInterval;
        if (slot.Value % interval == 0)
        {
            var members = applier.Configuration.Membership.Members;
            var rank = Math.Max(0, members.TakeWhile(m => m.Id < self).Count());
            _pending = applier.Hash;
            _startAt = slot + (long)interval * rank / (members.Length + 1);
        }

        return isHurried || slot >= _startAt ? TakePending() : null;
    }

    /// <summary>The snapshot that waits for this replica's turn, to be made now; null when none does.</summary>
    public SnapshotTarget? TakePending()
    {
        if (_startAt == Slot.None)
        {
            return null;
        }

        _startAt = Slot.None;
        return new SnapshotTarget(_pending.Slot, _pending, null);
    }

    /// <summary>The state is another one now: none of the old one is made.</summary>
    public void Forget() => _startAt = Slot.None;
}
