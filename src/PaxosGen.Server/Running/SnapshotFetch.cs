using System.IO.Hashing;
using Microsoft.Extensions.Logging;
using PaxosGen.Core;
using PaxosGen.Server.Telemetry;

namespace PaxosGen.Server.Running;

/// <summary>A peer's snapshot whose bytes are all there, and whose hash is right.</summary>
/// <param name="Slot">Its slot.</param>
/// <param name="From">Who sent it.</param>
/// <param name="State">Its bytes.</param>
/// <param name="ForRejoin">The <see cref="SnapshotWanted.ForRejoin"/> that it was fetched for.</param>
internal sealed record ReceivedSnapshot(Slot Slot, ReplicaId From, byte[] State, int ForRejoin = 0);

/// <summary>
/// Gathers a peer's snapshot. Asks for a stretch of bytes at a time, so that the other sends no faster than this replica
/// takes; goes on where it stopped, with another peer if the first falls silent, since snapshots of a slot are the same
/// everywhere. A step machine: input and time in, messages out.
/// </summary>
internal sealed class SnapshotFetch(Action<ReplicaId, Message> send, long resendAfter, ILogger log)
{
    private const int WindowBytes = 2 << 20;
    private const int SilentResends = 8;
    private const long ForgetAfter = 60_000_000_000;

    /// <summary>What could not be kept, for want of space or because this build cannot read it, will hardly be so a moment later.</summary>
    private const long RetryAfter = 10_000_000_000;

    private readonly long _patience = SilentResends * resendAfter;
    private ReplicaId _source;
    private Slot _above;
    private int _forRejoin;
    private Message.SnapshotChunk? _of;
    private byte[] _state = [];
    private int _received;
    private long _askedThrough;
    private long _askedAt;
    private long _heardAt;
    private long _wantedAt;
    private long _notBefore = long.MinValue;
    private bool _isInstalling;

    /// <summary>Whether time matters to it.</summary>
    public bool IsActive => _source != ReplicaId.None || _of is not null;

    /// <summary>How many bytes are there.</summary>
    public int Received => _received;

    /// <summary>A snapshot is needed. The peer counts if none is being asked, or that one has fallen silent.</summary>
    public void Want(SnapshotWanted wanted, long now)
    {
        (_above, _wantedAt) = (wanted.Above, now);
        if (!_isInstalling)
        {
            // Which bytes are fetched does not depend on it; only what they take the place of.
            _forRejoin = wanted.ForRejoin;
        }

        if (!_isInstalling && _of is not null && _of.Slot <= _above)
        {
            // Slots beyond it were learned otherwise.
            Forget();
        }

        if (_isInstalling || now < _notBefore || (_source != ReplicaId.None && (_source == wanted.From || now - _heardAt < _patience)))
        {
            return;
        }

        if (_of is null)
        {
            log.SnapshotWanted(wanted.Above, wanted.From);
        }
        else
        {
            log.SnapshotResumed(_of.Slot, _received, _of.StateBytes, wanted.From);
        }

        (_source, _heardAt) = (wanted.From, now);
        Ask(now);
    }

    /// <summary>Bytes arrived.</summary>
    /// <returns>The snapshot, once it is whole.</returns>
    public ReceivedSnapshot? OnChunk(ReplicaId from, Message.SnapshotChunk chunk, long now)
    {
        if (_isInstalling || from != _source || chunk.Slot <= _above || chunk.StateBytes <= 0 || chunk.StateBytes > Array.MaxLength)
        {
            return null;
        }

        if (_of is null || (_of.Slot, _of.StateBytes, _of.Hash) != (chunk.Slot, chunk.StateBytes, chunk.Hash))
        {
            if (chunk.Offset != 0)
            {
                return null;
            }

            // The answer to the first request, or the sender has the snapshot that was begun no more. Either way it is on
            // its way to send as much from the start as was asked for.
            (_of, _received, _askedThrough) = (chunk with { Bytes = default }, 0, WindowBytes);
            _state = GC.AllocateUninitializedArray<byte>((int)chunk.StateBytes);
        }

        if (chunk.Offset != _received || chunk.Bytes.Length > _state.Length - _received)
        {
            // A repetition, or one was lost on the way: what is missing is asked for again.
            return null;
        }

        chunk.Bytes.CopyTo(_state.AsMemory(_received));
        _received += chunk.Bytes.Length;
        _heardAt = now;
        if (_received < _state.Length)
        {
            if (_received >= _askedThrough)
            {
                Ask(now);
            }

            return null;
        }

        return Complete();
    }

    /// <summary>What <see cref="OnChunk"/> returned has been installed, or could not be.</summary>
    public void OnInstalled(bool isKept, long now)
    {
        Forget();
        if (!isKept)
        {
            _notBefore = now + RetryAfter;
        }
    }

    /// <summary>Asks again for what did not come, and gives up on a peer that has fallen silent.</summary>
    public void OnTime(long now)
    {
        if (_isInstalling)
        {
            return;
        }

        if (_source != ReplicaId.None && now - _heardAt >= _patience)
        {
            // What is there is kept for the next peer.
            _source = ReplicaId.None;
        }

        // While bytes arrive nothing is lost: on a slow link to ask again would fill it with repetitions.
        if (_source != ReplicaId.None && now - Math.Max(_askedAt, _heardAt) >= resendAfter)
        {
            Ask(now);
        }
        else if (_source == ReplicaId.None && now - _wantedAt >= ForgetAfter)
        {
            Forget();
        }
    }

    private void Ask(long now)
    {
        _askedAt = now;
        _askedThrough = (long)_received + WindowBytes;
        send(_source, new Message.SnapshotRequest(_of?.Slot ?? Slot.None, _received, WindowBytes));
    }

    private ReceivedSnapshot? Complete()
    {
        var (of, from, state) = (_of!, _source, _state);
        if (XxHash128.HashToUInt128(state) == of.Hash)
        {
            _isInstalling = true;
            return new ReceivedSnapshot(of.Slot, from, state, _forRejoin);
        }

        log.SnapshotUnusable(of.Slot, from, "its hash is not what it should be.");
        Forget();
        return null;
    }

    private void Forget()
    {
        (_source, _of, _state, _received, _askedThrough, _isInstalling) = (ReplicaId.None, null, [], 0, 0, false);
    }
}
