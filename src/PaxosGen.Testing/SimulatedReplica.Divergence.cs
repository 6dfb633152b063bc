using System.Text;
using PaxosGen.Core;

namespace PaxosGen.Testing;

/// <summary>A replica whose state machine comes to something else than the others'.</summary>
public sealed partial class SimulatedReplica
{
    private DivergenceKind _divergence;
    private Slot? _divergesFrom;
    private Slot? _divergedAt;

    /// <summary>What may be answered from its state; everything while it is down.</summary>
    public Serving Serving => _engine?.Replica.Serving ?? Serving.All;

    /// <summary>Whether it differs from the others, and knows it; not while it is down.</summary>
    public bool IsQuarantined => _engine?.Replica.IsQuarantined ?? false;

    /// <summary>How it differs from the others, as it says itself; null where it knows of nothing.</summary>
    public string? Divergence => _engine?.Loop.Divergence;

    /// <summary>Whether it was made to differ, and has not taken another's state since.</summary>
    internal bool MayDiffer { get; private set; }

    /// <summary>Whether it ever differed from the others: late messages may tell of that.</summary>
    internal bool HasDiffered { get; private set; }

    /// <summary>Lets the first command from a slot on have another result here than elsewhere, now and whenever it is applied again.</summary>
    /// <param name="from">The slot.</param>
    /// <param name="kind">What differs.</param>
    public void Diverge(Slot from, DivergenceKind kind) => (_divergesFrom, _divergedAt, _divergence) = (from, null, kind);

    /// <summary>What made it differ is put right; its state is as it was.</summary>
    public void PutRight() => (_divergesFrom, _divergedAt) = (null, null);

    /// <summary>An operator has it take another's state.</summary>
    /// <param name="ended">Told what came of it, unless the replica crashes first.</param>
    public void Rejoin(Action<OperationEnded> ended)
    {
        if (_engine is not null)
        {
            _inbox.PostOwn(new Input.Rejoin(Time, ended));
            Wake();
        }
    }

    /// <summary>How the command at a slot comes to something else here; null where it does not.</summary>
    internal DivergenceKind? DivergesAt(long slot)
    {
        if (_divergesFrom is not { } from || slot < from.Value)
        {
            return null;
        }

        MayDiffer = HasDiffered = true;
        _divergedAt ??= new Slot(slot);
        return _divergedAt.Value.Value == slot ? _divergence : null;
    }

    /// <summary>The slot and the hash of the state in its newest snapshot; null without one.</summary>
    internal ResultHash? NewestState
    {
        get
        {
            using var snapshot = _store?.Snapshots.OpenNewest();
            return snapshot is null ? null : new ResultHash(snapshot.Slot, snapshot.Hash);
        }
    }

    /// <summary>
    /// Whether the state in its snapshot of a slot is not what the others' is. The snapshot is asked: who was put right and
    /// has restarted may be like the others again (seed 773).
    /// </summary>
    internal bool DiffersInSnapshotOf(Slot slot)
    {
        if (!MayDiffer)
        {
            return false;
        }

        using var snapshot = _store!.Snapshots.OpenNewest(slot);
        return snapshot is not null && DivergingMachine.IsDifferentIn(snapshot.ReadState());
    }

    /// <summary>The slot of a snapshot that is not set aside and has a state unlike the others'; null without one.</summary>
    internal Slot? DifferentSnapshot
    {
        get
        {
            foreach (var slot in HasDiffered ? _store!.Snapshots.Slots : [])
            {
                using var snapshot = _store!.Snapshots.OpenNewest(slot);
                if (snapshot is not null && DivergingMachine.IsDifferentIn(snapshot.ReadState()))
                {
                    return snapshot.Slot;
                }
            }

            return null;
        }
    }

    /// <summary>It has taken another's state.</summary>
    internal void OnRejoined() => MayDiffer = _divergesFrom is not null;

    private static string Describe(ReadOnlyMemory<byte> command) => Encoding.UTF8.GetString(command.Span);
}
