using Microsoft.Extensions.Logging;
using PaxosGen.Core;
using PaxosGen.Server.Telemetry;
using PaxosGen.Storage;

namespace PaxosGen.Server.Running;

/// <summary>
/// Sends peers the snapshots that they ask for, piece by piece. Keeps a snapshot open while a peer is reading it, and
/// tells which are, so that the log that follows them is kept too.
/// </summary>
internal sealed class SnapshotSender(SnapshotStore snapshots, Action<ReplicaId, Message> send, int chunkBytes, ILogger log)
{
    private const int MaxRequestBytes = 4 << 20;
    private const long IdleAfter = 30_000_000_000;

    private readonly SortedDictionary<ReplicaId, Sending> _sending = [];

    /// <summary>The lowest slot of the snapshots that are being sent; none when none is.</summary>
    public Slot Lowest => _sending.Count == 0 ? Slot.None : _sending.Values.Min(s => s.Snapshot.Slot);

    /// <summary>Whether time matters to it.</summary>
    public bool IsActive => _sending.Count > 0;

    /// <summary>A peer asks for bytes of a snapshot.</summary>
    /// <param name="to">The peer.</param>
    /// <param name="request">What it asks for.</param>
    /// <param name="through">No snapshot of a higher slot is sent.</param>
    /// <param name="now">The time.</param>
    public void OnRequest(ReplicaId to, Message.SnapshotRequest request, Slot through, long now)
    {
        try
        {
            if (Find(to, request, through, now) is { } snapshot)
            {
                Send(to, snapshot, snapshot.Slot == request.Slot ? request.Offset : 0, request.MaxBytes);
            }
        }
        catch (StoreDamagedException e)
        {
            // Opening finds the damage too, and passes over this one.
            log.SnapshotUnreadable(request.Slot, to, e.Message);
            Stop(to);
        }
    }

    /// <summary>Closes what nobody has asked for in a while.</summary>
    public void OnTime(long now)
    {
        foreach (var (to, sending) in _sending.ToList())
        {
            if (now - sending.AskedAt >= IdleAfter)
            {
                Stop(to);
            }
        }
    }

    /// <summary>Closes all.</summary>
    public void Close()
    {
        foreach (var to in _sending.Keys.ToList())
        {
            Stop(to);
        }
    }

    private Snapshot? Find(ReplicaId to, Message.SnapshotRequest request, Slot through, long now)
    {
        if (_sending.TryGetValue(to, out var sending) && sending.Snapshot.Slot <= through && (request.Slot == sending.Snapshot.Slot || (request.Slot == Slot.None && IsNewest(sending.Snapshot))))
        {
            sending.AskedAt = now;
            return sending.Snapshot;
        }

        if (snapshots.OpenNewest(through) is not { } newest)
        {
            return null;
        }

        Stop(to);
        log.SnapshotSending(to, newest.Slot, newest.StateBytes);
        _sending.Add(to, new Sending(newest) { AskedAt = now });
        return newest;
    }

    /// <summary>Who begins anew may have gone on from an older one, or may never get it kept: no log must wait for that.</summary>
    private bool IsNewest(Snapshot snapshot) => snapshots.Slots is not [.., var newest] || snapshot.Slot >= newest;

    private void Send(ReplicaId to, Snapshot snapshot, long offset, int maxBytes)
    {
        var end = Math.Min(snapshot.StateBytes, offset + Math.Clamp(maxBytes, 1, MaxRequestBytes));
        while (offset < end)
        {
            var bytes = snapshot.Read(offset, (int)Math.Min(chunkBytes, end - offset));
            send(to, new Message.SnapshotChunk(snapshot.Slot, snapshot.StateBytes, snapshot.Hash, offset, bytes));
            offset += bytes.Length;
        }
    }

    private void Stop(ReplicaId to)
    {
        if (_sending.Remove(to, out var sending))
        {
            sending.Snapshot.Dispose();
        }
    }

    private sealed class Sending(Snapshot snapshot)
    {
        public Snapshot Snapshot => snapshot;

        public long AskedAt { get; set; }
    }
}
