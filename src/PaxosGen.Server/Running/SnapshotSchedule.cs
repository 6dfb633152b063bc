using PaxosGen.Core;
using PaxosGen.Server.Applying;

namespace PaxosGen.Server.Running;

/// <summary>A snapshot to be made.</summary>
/// <param name="Slot">The state after this slot.</param>
/// <param name="Hash">What the live replica's running hash was there.</param>
/// <param name="Done">Told the slot when the snapshot is durable; null when nobody waits.</param>
/// <param name="Saved">The state, if the live one was saved there; null where it is to be made from the log.</param>
internal sealed record SnapshotTarget(Slot Slot, ResultHash Hash, TaskCompletionSource<long>? Done, SavedState? Saved = null);

/// <summary>
/// When to make snapshots: of the same slots on all replicas, but at different moments, which each replica's rank among
/// the members decides. So at most one of them replays, writes and syncs while the log moves on evenly; a state that is saved live is saved at its slot.
/// </summary>
/// <param name="self">The replica.</param>
/// <param name="afterBytes">
/// Bytes of entries after which one is due before its slot has come. They are counted anew from each multiple of the interval, of which none is due if
/// the bytes made some since the last multiple. So replicas agree again soon, whatever slot each went on from.
/// </param>
internal sealed class SnapshotSchedule(ReplicaId self, long afterBytes)
{
    private SnapshotTarget? _pending;
    private Slot _startAt;
    private long _bytesUntilStart;
    private long _bytes;
    private bool _isMadeByBytes;

    /// <summary>An entry has been applied.</summary>
    /// <param name="applier">What has applied it.</param>
    /// <param name="bytes">Its length.</param>
    /// <param name="isHurried">Whether to make it as soon as its slot is applied: in a dispute the others wait for what it is.</param>
    /// <param name="trySave">Saves the live state where one is due, or says that it is to be made from the log; null for always that.</param>
    /// <returns>The snapshot to make now, or null.</returns>
    public SnapshotTarget? OnApplied(Applier applier, int bytes, bool isHurried = false, Func<Applier, SavedState?>? trySave = null)
    {
        _bytes += bytes;
        _bytesUntilStart -= bytes;
        if (IsDue(applier))
        {
            var members = applier.Configuration.Membership.Members;
            var rank = Math.Max(0, members.TakeWhile(m => m.Id < self).Count());
            _pending?.Saved?.Dispose();
            _pending = new SnapshotTarget(applier.AppliedThrough, applier.Hash, null, trySave?.Invoke(applier));
            _startAt = applier.AppliedThrough + (long)applier.Configuration.Settings.SnapshotInterval * rank / (members.Length + 1);
            _bytesUntilStart = afterBytes / (members.Length + 1) * rank;
        }

        return _pending is not null && (isHurried || applier.AppliedThrough >= _startAt || _bytesUntilStart <= 0) ? TakePending() : null;
    }

    private bool IsDue(Applier applier)
    {
        if (applier.AppliedThrough.Value % applier.Configuration.Settings.SnapshotInterval == 0)
        {
            var isDue = !_isMadeByBytes;
            (_bytes, _isMadeByBytes) = (0, false);
            return isDue;
        }

        if (_bytes < afterBytes)
        {
            return false;
        }

        (_bytes, _isMadeByBytes) = (0, true);
        return true;
    }

    /// <summary>The snapshot that waits for this replica's turn, to be made now; null when none does.</summary>
    public SnapshotTarget? TakePending()
    {
        var target = _pending;
        _pending = null;
        return target;
    }

    /// <summary>The state is another one now: none of the old one is made.</summary>
    public void Forget()
    {
        _pending?.Saved?.Dispose();
        (_pending, _bytes, _isMadeByBytes) = (null, 0, false);
    }
}
