using PaxosGen.Core;

namespace PaxosGen.Server.Running;

/// <summary>
/// What may be answered from a replica's state, as its loop last said, and from which state: one that a peer's has replaced, since it
/// was wrong, shows nothing however long the applier is still at work on it. Any thread may read it.
/// </summary>
internal sealed class Standing
{
    private volatile Stand _stand = new(Serving.All, 0);
    private long _snapshotsThrough;
    private volatile int _appliedIn;

    /// <summary>What may be answered.</summary>
    public Serving Serving => _stand.Serving;

    /// <summary>What may be answered from the state that the applier has.</summary>
    public Serving Answering => _stand is var stand && stand.Life == _appliedIn ? stand.Serving : Serving.Nothing;

    /// <summary>How often a wrong state has been replaced.</summary>
    public int Life => _stand.Life;

    /// <summary>The <see cref="Life"/> of the state that the applier has.</summary>
    public int AppliedIn => _appliedIn;

    /// <summary>Snapshots through here may be sent to others.</summary>
    public Slot SnapshotsThrough => new(Volatile.Read(ref _snapshotsThrough));

    /// <summary>Takes up what the replica says.</summary>
    /// <param name="replica">The replica.</param>
    /// <param name="isLifted">Whether a peer's state has replaced its own.</param>
    public void Follow(Replica replica, bool isLifted = false)
    {
        if (isLifted || replica.Serving != _stand.Serving)
        {
            _stand = new Stand(replica.Serving, _stand.Life + (isLifted ? 1 : 0));
        }

        Volatile.Write(ref _snapshotsThrough, replica.SnapshotsThrough.Value);
    }

    /// <summary>The applier goes on from a state of this life.</summary>
    public void OnRestored(int life) => _appliedIn = life;

    private sealed record Stand(Serving Serving, int Life);
}
