using PaxosGen.Core;

namespace PaxosGen.Server.Running;

/// <summary>
/// Sends snapshots to peers that are far behind, and fetches one when this replica is, on a thread of its own: neither
/// reading nor receiving a large state holds up a vote.
/// </summary>
internal sealed class SnapshotTransfer
{
    private const int MaxWaiting = 1024;
    private const long MaxWaitingBytes = 32 << 20;
    private static readonly TimeSpan TickInterval = TimeSpan.FromMilliseconds(20);

    private readonly object _gate = new();
    private readonly Queue<(ReplicaId From, Message Message)> _waiting = [];
    private readonly SnapshotFetch _fetch;
    private readonly SnapshotSender _sender;
    private readonly Snapshotter _snapshotter;
    private readonly Inbox _inbox;
    private readonly Standing _standing;
    private readonly Surroundings _around;
    private long _waitingBytes;
    private SnapshotWanted? _wanted;
    private Slot _sendingFrom;
    private bool? _isKept;
    private bool _isClosed;

    public SnapshotTransfer(SnapshotFetch fetch, SnapshotSender sender, Snapshotter snapshotter, Inbox inbox, Standing standing, Surroundings around)
    {
        _standing = standing;
        _fetch = fetch;
        _sender = sender;
        _snapshotter = snapshotter;
        _inbox = inbox;
        _around = around;
    }

    /// <summary>Takes a peer's message if it is about snapshots. When too many wait it is lost, and comes again.</summary>
    /// <returns>Whether it is.</returns>
    public bool TryTake(ReplicaId from, Message message)
    {
        if (message is not (Message.SnapshotRequest or Message.SnapshotChunk))
        {
            return false;
        }

        lock (_gate)
        {
            if (_waiting.Count < MaxWaiting && _waitingBytes < MaxWaitingBytes)
            {
                _waitingBytes += BytesOf(message);
                _waiting.Enqueue((from, message));
                Monitor.Pulse(_gate);
            }
        }

        return true;
    }

    /// <summary>The replica needs a snapshot.</summary>
    public void Want(SnapshotWanted wanted)
    {
        lock (_gate)
        {
            _wanted = wanted;
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>Runs until closed.</summary>
    public void Run()
    {
        try
        {
            while (Wait())
            {
                Turn();
            }
        }
        finally
        {
            _sender.Close();
        }
    }

    /// <summary>Does what has arrived, and what time asks for.</summary>
    public void Turn()
    {
        var now = _around.Now().Now;
        SnapshotWanted? wanted;
        lock (_gate)
        {
            (wanted, _wanted) = (_wanted, null);
            if (_isKept is { } isKept)
            {
                _isKept = null;
                _fetch.OnInstalled(isKept, now);
            }
        }

        if (wanted is { } needed)
        {
            _fetch.Want(needed, now);
        }

        while (TryNext(out var from, out var message))
        {
            if (message is Message.SnapshotRequest request)
            {
                // Another may be wrong, and whoever went on from it would be like this replica.
                _sender.OnRequest(from, request, _standing.SnapshotsThrough, now);
            }
            else if (message is Message.SnapshotChunk chunk && _fetch.OnChunk(from, chunk, now) is { } received)
            {
                _snapshotter.Enqueue(received, OnInstalled);
            }
        }

        _fetch.OnTime(now);
        _sender.OnTime(now);
        if (_sender.Lowest != _sendingFrom)
        {
            _sendingFrom = _sender.Lowest;
            _inbox.PostOwn(new Input.SnapshotsSending(_around.Now(), _sendingFrom));
        }
    }

    /// <summary>Lets the thread go.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
            Monitor.Pulse(_gate);
        }
    }

    private void OnInstalled(bool isKept)
    {
        lock (_gate)
        {
            _isKept = isKept;
            Monitor.Pulse(_gate);
        }
    }

    private bool TryNext(out ReplicaId from, out Message? message)
    {
        lock (_gate)
        {
            if (!_waiting.TryDequeue(out var next))
            {
                (from, message) = (ReplicaId.None, null);
                return false;
            }

            (from, message) = next;
            _waitingBytes -= BytesOf(next.Message);
            return true;
        }
    }

    private static long BytesOf(Message message) => message is Message.SnapshotChunk chunk ? chunk.Bytes.Length : 0;

    private bool Wait()
    {
        lock (_gate)
        {
            var isActive = _fetch.IsActive || _sender.IsActive;
            if (_waiting.Count == 0 && _wanted is null && _isKept is null && !_isClosed)
            {
                Monitor.Wait(_gate, isActive ? TickInterval : Timeout.InfiniteTimeSpan);
            }

            return !_isClosed;
        }
    }
}
