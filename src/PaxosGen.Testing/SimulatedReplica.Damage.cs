namespace PaxosGen.Testing;

/// <summary>What befalls the disk of a simulated replica: bits that flip, and what a power failure takes.</summary>
public sealed partial class SimulatedReplica
{
    /// <summary>The last two batches of a log, unless they are large.</summary>
    private const int LastBytes = 16 << 10;

    private const ulong LastBit = 1UL << 59;

    private readonly HashSet<string> _rotted = new(StringComparer.Ordinal);

    /// <summary>Whether two bits of one of its files have flipped: together they can take a record and what proves it.</summary>
    internal bool HasRottedTwice { get; private set; }

    /// <summary>Flips a bit of what its log holds of its last batches.</summary>
    /// <param name="which">Chooses the bit.</param>
    internal void RotLast(ulong which) => Rot(which | LastBit);

    /// <summary>Flips a bit of what its log or its snapshots hold.</summary>
    /// <param name="which">Chooses the bit.</param>
    internal void Rot(ulong which)
    {
        var files = _disk.List().Where(f => f.EndsWith(".log", StringComparison.Ordinal) || f.StartsWith("snapshot-", StringComparison.Ordinal)).ToArray();
        if (files.Length == 0)
        {
            return;
        }

        // Half of it befalls what was written last, for that is what the others may not have yet.
        var isLast = (which & LastBit) != 0 && files.Any(f => f.EndsWith(".log", StringComparison.Ordinal));
        var file = isLast ? files.Last(f => f.EndsWith(".log", StringComparison.Ordinal)) : files[which % (ulong)files.Length];
        var bytes = _disk.ReadAll(file).AsSpan();
        var used = bytes.LastIndexOfAnyExcept((byte)0) + 1;
        if (used > 0)
        {
            IsDamaged = true;
            HasRottedTwice |= !_rotted.Add(file);
            var offset = (int)((which >> 8) % (ulong)used);
            if (isLast)
            {
                offset = used - 1 - (int)((which >> 8) % (ulong)Math.Min(used, LastBytes));
                offset = bytes[..(offset + 1)].LastIndexOfAnyExcept((byte)0);
            }

            _world.Tell(Id, $"has a bit of {file} flipped at {offset}");
            _disk.Corrupt(file, offset, (byte)(1 << (int)(which >> 60 & 7)));
        }
    }

    /// <summary>
    /// A power failure keeps all of what was not synced, nothing, the first writes to each file, or any sectors. Any sectors only of
    /// replicas that may be damaged: a record of which only the marker is left counts as unknown.
    /// </summary>
    private void LoseUnsynced()
    {
        var (how, tears) = (_diskChance.Next(4), _diskChance.Next(1000) < _cluster.TearRate);
        var chance = new ReplicatedRandom(_diskChance.NextUInt64());
        if (tears && _cluster.MayDamage(this) && _world.Faults.Inject(FaultKind.TornWrites, Id))
        {
            IsDamaged = true;
            _disk.Crash((_, _) => chance.Next(2) == 0, changes => chance.Next(changes + 1));
            return;
        }

        var (file, isLosing) = ("", false);
        _disk.Crash(
            (name, _) =>
            {
                isLosing = (name == file && isLosing) || how == 0 || (how > 1 && chance.Next(how == 2 ? 4 : 40) == 0);
                file = name;
                return !isLosing;
            },
            changes => how == 0 ? 0 : how == 1 ? changes : chance.Next(changes + 1));
    }
}
