using System.Collections.Immutable;

namespace PaxosGen.Storage;

/// <summary>
/// The data folder of one replica: its identity, ballots, log and snapshots, recovered and ready to go on. Holds the
/// folder's lock until disposed.
/// </summary>
/// <remarks>Not thread-safe, but for what its parts say of themselves.</remarks>
public sealed class ReplicaStore : IDisposable
{
    private const string LockFileName = "lock";
    private const int MinSegmentBytes = 4 * WriteAheadLog.BlockBytes;

    private readonly FailStopDisk _disk;
    private readonly List<IDisposable> _owned = [];
    private RecoveredState? _recovered;

    private ReplicaStore(FailStopDisk disk) => _disk = disk;

    /// <summary>Who the folder is, with the start under way as the last of <see cref="StoreIdentity.Starts"/>.</summary>
    public StoreIdentity Identity { get; private set; } = null!;

    /// <summary>The log, for appending.</summary>
    public WriteAheadLog Log { get; private set; } = null!;

    /// <summary>The snapshots.</summary>
    public SnapshotStore Snapshots { get; private set; } = null!;

    /// <summary>The starts seen of peers.</summary>
    public PeerStarts Peers { get; private set; } = null!;

    /// <summary>What was found when the store was opened. Holds the whole log; see <see cref="ForgetRecovered"/>.</summary>
    /// <exception cref="InvalidOperationException">It was forgotten.</exception>
    public RecoveredState Recovered => _recovered ?? throw new InvalidOperationException("What was recovered has been forgotten.");

    /// <summary>The snapshot at <see cref="RecoveredState.SnapshotSlot"/>, closed with the store; null if there is none.</summary>
    public Snapshot? Snapshot { get; private set; }

    /// <summary>Bytes of a torn tail that were cut off when the store was opened: a crash left them, and nothing of them was acknowledged.</summary>
    public long TornBytes { get; private set; }

    /// <summary>The newest snapshot that was damaged when the store was opened; null when none was.</summary>
    public StoreDamagedException? DamagedSnapshot { get; private set; }

    /// <summary>Why the replica is quarantined; null while it is not.</summary>
    public string? Quarantine { get; private set; }

    /// <summary>Whether the folder holds a store. If not, it may be empty, or damaged; <see cref="Create"/> tells.</summary>
    public static bool IsIn(IDisk disk)
    {
        ArgumentNullException.ThrowIfNull(disk);
        return disk.Exists(StoreIdentity.FileName);
    }

    /// <summary>Makes a store in an empty folder and opens it.</summary>
    /// <param name="disk">The folder.</param>
    /// <param name="identity">Who it is to be, without starts.</param>
    /// <param name="nonce">128 random bits for this start.</param>
    /// <param name="options">How it keeps its log.</param>
    /// <exception cref="StoreRefusedException">The folder is not empty, or in use.</exception>
    public static ReplicaStore Create(IDisk disk, StoreIdentity identity, UInt128 nonce, ReplicaStoreOptions options)
    {
        ArgumentNullException.ThrowIfNull(disk);
        ArgumentNullException.ThrowIfNull(identity);
        Invariant.Check(identity.Starts.IsEmpty);
        using (disk.Lock(LockFileName))
        {
            foreach (var name in disk.List())
            {
                if (name != LockFileName && !name.EndsWith(AtomicFile.TemporarySuffix, StringComparison.Ordinal))
                {
                    throw new StoreRefusedException($"A store is made only in an empty folder, and there is '{disk.PathOf(name)}'. Name another folder, or the one of this replica.");
                }
            }

            identity.Write(disk);
        }

        return Open(disk, identity.ClusterName, identity.Replica, nonce, options);
    }

    /// <summary>Opens the store of a folder: recovers what is in it and durably adds this start to its identity.</summary>
    /// <param name="disk">The folder.</param>
    /// <param name="clusterName">The cluster that it must belong to.</param>
    /// <param name="replica">The replica that it must belong to.</param>
    /// <param name="nonce">128 random bits for this start.</param>
    /// <param name="options">How it keeps its log.</param>
    /// <exception cref="StoreRefusedException">It is not this replica's, in use, or of a newer format.</exception>
    /// <exception cref="StoreDamagedException">What it had acknowledged cannot be told any more.</exception>
    /// <exception cref="DiskFullException">There is no space to go on; nothing is lost.</exception>
    /// <exception cref="DiskFailedException">The disk failed.</exception>
    public static ReplicaStore Open(IDisk disk, string clusterName, ReplicaId replica, UInt128 nonce, ReplicaStoreOptions options)
    {
        ArgumentNullException.ThrowIfNull(disk);
        ArgumentNullException.ThrowIfNull(options);
        var store = new ReplicaStore(new FailStopDisk(disk));
        try
        {
            store.Open(clusterName, replica, nonce, options);
            return store;
        }
        catch
        {
            store.Dispose();
            throw;
        }
    }

    /// <summary>Lets go of <see cref="Recovered"/>, once the replica has it: otherwise its entries would stay in memory for ever.</summary>
    public void ForgetRecovered() => _recovered = null;

    /// <summary>Keeps the schema of the state machine from now on; durable when this returns.</summary>
    public void KeepSchema(string schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        if (schema != Identity.Schema)
        {
            var identity = Identity with { Schema = schema };
            identity.Write(_disk);
            Identity = identity;
        }
    }

    /// <summary>Quarantines the replica, also after restarts, and says why; durable when this returns.</summary>
    /// <exception cref="DiskFullException">It was so already, and there is no space for another text.</exception>
    public void BeQuarantined(string why)
    {
        QuarantineFile.Write(_disk, why);
        Quarantine = why;
    }

    /// <summary>The replica has a peer's state now; durable when this returns.</summary>
    public void LiftQuarantine()
    {
        if (Quarantine is not null)
        {
            QuarantineFile.Delete(_disk);
            Quarantine = null;
        }
    }

    /// <summary>
    /// A peer's snapshot takes the place of all; see <see cref="SnapshotStore.ReplaceAll"/>. For the thread that writes snapshots.
    /// </summary>
    /// <returns>False, and nothing is done, where the log goes on from a later slot, or will once a peer's snapshot that was kept is gone on from.</returns>
    /// <exception cref="DiskFullException">There is no space for it; those that are there are used on.</exception>
    public bool TryReplaceSnapshots(Slot slot, Configuration configuration, ReadOnlyMemory<byte> metadata, ReadOnlyMemory<byte> state)
    {
        if (slot < Log.TruncatedThrough || slot < Snapshots.OfPeersThrough)
        {
            return false;
        }

        Snapshots.ReplaceAll(slot, configuration, metadata, state);
        return true;
    }

    /// <summary>
    /// Forgets slots of the log that the newest snapshot holds; see <see cref="WriteAheadLog.Truncate"/>. Through the very
    /// slot of a snapshot that came from a peer, since votes below it need not be the chosen values; if a crash comes before
    /// this, the next <see cref="Open(IDisk, string, ReplicaId, UInt128, ReplicaStoreOptions)"/> does it.
    /// </summary>
    public void Truncate(Slot through)
    {
        var slots = Snapshots.Slots;
        Invariant.Check(slots.Count > 0 && through <= slots[^1]);
        Log.Truncate(through);
    }

    /// <summary>Closes the files and frees the folder.</summary>
    public void Dispose()
    {
        for (var i = _owned.Count - 1; i >= 0; i--)
        {
            _owned[i].Dispose();
        }

        _owned.Clear();
    }

    private void Open(string clusterName, ReplicaId replica, UInt128 nonce, ReplicaStoreOptions options)
    {
        Own(_disk.Lock(LockFileName));

        // What an earlier life saw in the folder may not be on the disk yet.
        _disk.SyncFolder();
        AtomicFile.DeleteTemporaries(_disk);
        Identity = StoreIdentity.Read(_disk);
        CheckOwner(clusterName, replica);

        var isNew = Identity.Starts.IsEmpty;
        var seed = Identity.ChecksumSeed;
        var promised = Own(isNew ? PromisedFile.Create(_disk, seed) : PromisedFile.Open(_disk, seed));
        var extent = Own(isNew ? LogExtent.Create(_disk, seed) : LogExtent.Open(_disk, seed));
        var segmentBytes = (int)BatchHeader.AlignUp(Math.Max(options.SegmentBytes, MinSegmentBytes));
        Log = Own(WriteAheadLog.Open(_disk, promised, extent, Identity, segmentBytes, out var contents));
        Snapshots = new SnapshotStore(_disk, Identity.Cluster);
        Peers = new PeerStarts(_disk);
        QuarantineFile.Reserve(_disk);
        Quarantine = QuarantineFile.Read(_disk);
        Recover(contents);

        // The first start completes the folder: nothing was sent before, so a folder without one may begin anew.
        _disk.SyncFolder();
        var identity = Identity.WithStart(nonce);
        identity.Write(_disk);
        Identity = identity;
    }

    private void CheckOwner(string clusterName, ReplicaId replica)
    {
        var path = _disk.PathOf(StoreIdentity.FileName);
        if (Identity.ClusterName != clusterName)
        {
            throw new StoreRefusedException($"'{path}' is of cluster '{Identity.ClusterName}', not '{clusterName}'. Name the folder of this cluster's replica, or correct the cluster's name.");
        }

        if (Identity.Replica != replica)
        {
            throw new StoreRefusedException($"'{path}' is of replica {Identity.Replica}, not {replica}. Name the folder of replica {replica}, or start as replica {Identity.Replica}.");
        }
    }

    private void Recover(LogContents contents)
    {
        var opened = Snapshots.OpenNewest(out var damage);
        Snapshot = opened is null ? null : Own(opened);
        DamagedSnapshot = damage;
        TornBytes = contents.TornBytes;
        var snapshotSlot = Snapshot?.Slot ?? Slot.None;
        if (snapshotSlot < Log.TruncatedThrough)
        {
            throw damage ?? new StoreDamagedException(
                _disk.PathOf("snapshot-*"), 0, $"the log is truncated through slot {Log.TruncatedThrough} and no snapshot goes that far. {StoreDamagedException.NeverVoteAgain}");
        }

        // Durably, before a hint above these slots can be written that would make chosen values of old votes.
        Log.Truncate(LogAssembly.TrustedAbove(contents, Log.TruncatedThrough, snapshotSlot, Snapshot?.IsOfOwnLog == true));
        _recovered = new RecoveredState
        {
            Store = Identity.Store,
            Promised = Log.Promised,
            SnapshotSlot = snapshotSlot,
            SnapshotHash = Snapshot?.Hash ?? 0,
            IsQuarantined = Quarantine is not null,
            Configuration = Snapshot?.Configuration ?? Configuration.Initial(Identity.Founding),
            TruncatedThrough = Log.TruncatedThrough,
            ChosenThrough = LogAssembly.ChosenThrough(contents, Log.TruncatedThrough, snapshotSlot),
            Log = contents.Slots is [var lowest, ..] && lowest.Slot <= Log.TruncatedThrough
                ? [.. contents.Slots.Where(slot => slot.Slot > Log.TruncatedThrough)]
                : contents.Slots,
            Unknown = [.. contents.Unknown.Where(slot => slot > Log.TruncatedThrough)],
        };
        Log.ResumeAt(Recovered.ChosenThrough);
    }

    private T Own<T>(T part) where T : IDisposable
    {
        _owned.Add(part);
        return part;
    }
}
