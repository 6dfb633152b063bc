using PaxosGen.Core;

namespace PaxosGen.Server.Running;

/// <summary>What may be answered from a replica's state, as its loop last said. Any thread may read it.</summary>
internal sealed class Standing
{
    private volatile Serving _serving;
    private long _snapshotsThrough;

    /// <summary>What may be answered.</summary>
    public Serving Serving
    {
        get => _serving;
        private set => _serving = value;
    }

    /// <summary>Snapshots through here may be sent to others.</summary>
    public Slot SnapshotsThrough => new(Volatile.Read(ref _snapshotsThrough));

    /// <summary>Takes up what the replica says.</summary>
    public void Follow(Replica replica)
    {
        Serving = replica.Serving;
        Volatile.Write(ref _snapshotsThrough, replica.SnapshotsThrough.Value);
    }
}
