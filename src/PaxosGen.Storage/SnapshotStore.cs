using System.Globalization;

namespace PaxosGen.Storage;

/// <summary>
/// The snapshots of one store, in files <c>snapshot-SLOT</c>: the newest two, so that one damaged file is not the end.
/// </summary>
/// <remarks>One thread may write while others open.</remarks>
public sealed class SnapshotStore
{
    private const string Prefix = "snapshot-";
    private const string DivergedPrefix = "diverged-";
    private const int Kept = 2;

    private readonly IDisk _disk;
    private readonly ClusterId _cluster;
    private readonly Lock _gate = new();

    // So that nothing is deleted between being chosen and being opened.
    private readonly Lock _opening = new();
    private readonly SortedSet<long> _slots = [];
    private readonly SortedSet<long> _damaged = [];

    internal SnapshotStore(IDisk disk, ClusterId cluster)
    {
        _disk = disk;
        _cluster = cluster;
        foreach (var name in disk.List())
        {
            if (name.StartsWith(Prefix, StringComparison.Ordinal)
                && long.TryParse(name.AsSpan(Prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var slot)
                && name == FileName(new Slot(slot)))
            {
                _slots.Add(slot);
            }
        }
    }

    /// <summary>The slots of the snapshots that are not known to be damaged, ascending.</summary>
    public IReadOnlyList<Slot> Slots
    {
        get
        {
            lock (_gate)
            {
                return [.. _slots.Except(_damaged).Select(slot => new Slot(slot))];
            }
        }
    }

    /// <summary>The highest slot of a peer's snapshot that was written since the store was opened: the log may be dropped through there at any time.</summary>
    public Slot OfPeersThrough { get; private set; }

    /// <summary>
    /// Opens the newest snapshot that is whole, after checking all its bytes; null if there is none. A damaged one is left
    /// where it is until a newer one is written.
    /// </summary>
    public Snapshot? OpenNewest() => OpenNewest(out _);

    /// <summary>Opens the newest snapshot that is whole, of no higher slot than <paramref name="through"/>; null if there is none.</summary>
    public Snapshot? OpenNewest(Slot through) => OpenNewest(out _, through);

    /// <summary>Writes a snapshot; durable when this returns. The newest two stay, older ones and damaged ones are deleted.</summary>
    /// <param name="slot">The state is that after this slot; at or above every snapshot's.</param>
    /// <param name="configuration">The configuration after the slot.</param>
    /// <param name="metadata">What to keep beside the state.</param>
    /// <param name="state">The state.</param>
    /// <param name="keepsOld">Whether nothing is deleted this time.</param>
    /// <exception cref="DiskFullException">There is no space for it; the others are as they were.</exception>
    public void Write(Slot slot, Configuration configuration, ReadOnlyMemory<byte> metadata, ReadOnlyMemory<byte> state, bool keepsOld = false)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentOutOfRangeException.ThrowIfLessThan(slot, Slot.First);
        lock (_gate)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(slot.Value, _slots.Except(_damaged).LastOrDefault());
        }

        var header = Snapshot.EncodeHeader(_cluster, slot, configuration, metadata.Span, state.Span);
        AtomicFile.Replace(_disk, FileName(slot), header, state);
        Note(slot, metadata);

        List<long> old;
        lock (_gate)
        {
            _slots.Add(slot.Value);
            _damaged.Remove(slot.Value);
            old = keepsOld ? [] : [.. _slots.Except(_damaged).SkipLast(Kept), .. _damaged];
            _slots.ExceptWith(old);
            _damaged.ExceptWith(old);
        }

        lock (_opening)
        {
            foreach (var each in old)
            {
                _disk.Delete(FileName(new Slot(each)));
            }
        }
    }

    /// <summary>
    /// A peer's snapshot takes the place of all, which hold a state that is wrong: those stay under another name, for whoever
    /// looks for what went wrong. Durable when this returns; a crash leaves the old ones, the new one, or both.
    /// </summary>
    /// <param name="slot">The state is that after this slot.</param>
    /// <param name="configuration">The configuration after the slot.</param>
    /// <param name="metadata">What to keep beside the state.</param>
    /// <param name="state">The state.</param>
    /// <exception cref="DiskFullException">There is no space for it; those that are there are used on.</exception>
    internal void ReplaceAll(Slot slot, Configuration configuration, ReadOnlyMemory<byte> metadata, ReadOnlyMemory<byte> state)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        List<long> wrong;
        lock (_gate)
        {
            wrong = [.. _slots];
        }

        if (wrong.Contains(slot.Value))
        {
            // A copy, since a log that is truncated cannot be opened without a snapshot at any moment.
            KeepCopy(FileName(slot));
        }

        AtomicFile.Replace(_disk, FileName(slot), Snapshot.EncodeHeader(_cluster, slot, configuration, metadata.Span, state.Span), state);
        Note(slot, metadata);
        lock (_gate)
        {
            _slots.Clear();
            _damaged.Clear();
            _slots.Add(slot.Value);
        }

        lock (_opening)
        {
            foreach (var each in wrong.Where(each => each != slot.Value))
            {
                _disk.Rename(FileName(new Slot(each)), NameAside(FileName(new Slot(each))));
            }
        }

        // Before the quarantine ends: none of the wrong ones may come back then.
        _disk.SyncFolder();
    }

    /// <summary>Keeps a state that must not be used, for whoever looks for what went wrong; durable when this returns.</summary>
    /// <param name="slot">The state is that after this slot.</param>
    /// <param name="configuration">The configuration after the slot.</param>
    /// <param name="state">The state.</param>
    /// <exception cref="DiskFullException">There is no space for it.</exception>
    public void KeepAside(Slot slot, Configuration configuration, ReadOnlyMemory<byte> state)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var header = Snapshot.EncodeHeader(_cluster, slot, configuration, Snapshot.OfOwnLog.Span, state.Span);
        AtomicFile.Replace(_disk, NameAside(FileName(slot)), header, state);
    }

    private void Note(Slot slot, ReadOnlyMemory<byte> metadata)
    {
        if (!metadata.Span.SequenceEqual(Snapshot.OfOwnLog.Span))
        {
            OfPeersThrough = Slot.Max(OfPeersThrough, slot);
        }
    }

    private void KeepCopy(string name)
    {
        try
        {
            AtomicFile.Replace(_disk, NameAside(name), AtomicFile.ReadAll(_disk, name));
        }
        catch (StoreDamagedException)
        {
            // What cannot be read shows nobody anything.
        }
    }

    /// <summary>What an earlier quarantine has kept stays.</summary>
    private string NameAside(string name)
    {
        var aside = DivergedPrefix + name;
        for (var i = 2; _disk.Exists(aside); i++)
        {
            aside = string.Create(CultureInfo.InvariantCulture, $"{DivergedPrefix}{name}-{i}");
        }

        return aside;
    }

    /// <summary>Opens the newest snapshot that is whole, like <see cref="OpenNewest()"/>.</summary>
    /// <param name="damage">The newest that was found to be damaged now, above the one returned; null when none was.</param>
    /// <param name="through">Only one of no higher slot; null for any.</param>
    public Snapshot? OpenNewest(out StoreDamagedException? damage, Slot? through = null)
    {
        damage = null;
        lock (_opening)
        {
            foreach (var slot in Slots.Reverse().Where(slot => !(slot > through)))
            {
                try
                {
                    return Snapshot.Open(_disk, FileName(slot), slot, _cluster);
                }
                catch (StoreDamagedException e)
                {
                    damage ??= e;
                    lock (_gate)
                    {
                        _damaged.Add(slot.Value);
                    }
                }
            }
        }

        return null;
    }

    /// <summary>The name of a snapshot's file.</summary>
    internal static string FileName(Slot slot) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{slot.Value:d20}");
}
