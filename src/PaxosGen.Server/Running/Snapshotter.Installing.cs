using System.IO.Hashing;
using PaxosGen.Core;
using PaxosGen.Server.Applying;
using PaxosGen.Server.Telemetry;
using PaxosGen.Storage;

namespace PaxosGen.Server.Running;

/// <content>Keeps snapshots of peers, and has the replica go on from them.</content>
internal sealed partial class Snapshotter
{
    private bool TryInstall(ReceivedSnapshot received)
    {
        try
        {
            Install(received);
            return true;
        }
        catch (Exception e) when (e is DiskFullException or WireFormatException)
        {
            _around.Log.SnapshotUnusable(received.Slot, received.From, e.Message);
            return false;
        }
    }

    /// <summary>
    /// Makes sure that it can be gone on from, keeps it, and only then tells the replica, which drops the log that it
    /// replaces. A crash in between is completed when the store is opened.
    /// </summary>
    private void Install(ReceivedSnapshot received)
    {
        _kept = null;
        var applier = Applier.Load(_newMachine(), _store.Identity.Cluster, received.State);
        if (applier.AppliedThrough != received.Slot)
        {
            throw new WireFormatException($"It holds slot {applier.AppliedThrough}.");
        }

        var hash = XxHash128.HashToUInt128(received.State);
        if (received.ForRejoin > 0)
        {
            ReplaceAll(received, applier.Configuration);
        }

        // It may be there already and not be gone on from: a leader passes over what it is told of.
        if (!_store.Snapshots.Slots.Any(slot => slot >= received.Slot))
        {
            _store.Snapshots.Write(received.Slot, applier.Configuration, Snapshot.OfPeer, received.State);
            _around.Log.SnapshotReceived(received.Slot, received.From, received.State.Length);
        }

        _inbox.PostOwn(new Input.SnapshotInstalled(_around.Now(), received.Slot, applier.Configuration, applier, hash, received.ForRejoin));
    }

    /// <summary>This replica's own snapshots are of a state that is wrong, and so is whatever was to be made.</summary>
    private void ReplaceAll(ReceivedSnapshot received, Configuration configuration)
    {
        if (received.ForRejoin <= _replacedFor)
        {
            throw new WireFormatException("It was fetched for a rejoin that has another one already.");
        }

        lock (_gate)
        {
            _again = null;
            while (_targets.TryDequeue(out var target))
            {
                target.Saved?.Dispose();
                target.Done?.TrySetException(new ReplicaFailedException("The replica is quarantined; no snapshot was made."));
            }
        }

        if (!_store.TryReplaceSnapshots(received.Slot, configuration, Snapshot.OfPeer, received.State))
        {
            throw new WireFormatException("The log, or a peer's snapshot that is there, goes on from a later slot.");
        }

        _replacedFor = received.ForRejoin;
        _divergence = null;
        _around.Log.SnapshotReceived(received.Slot, received.From, received.State.Length);
    }
}
