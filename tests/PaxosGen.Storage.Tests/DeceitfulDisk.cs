namespace PaxosGen.Storage.Tests;

/// <summary>
/// A disk that once says of a write that it is done, and has lost it or put it somewhere else.
/// </summary>
internal sealed class DeceitfulDisk(MemoryDisk disk) : IDisk
{
    private byte[] _strayed = [];
    private (string Name, long Offset) _lastBatch;

    /// <summary>Which write, from 1.</summary>
    public long At { get; init; } = long.MaxValue;

    /// <summary>Where the write goes instead, given where it was to go; null for nowhere. Of what it cannot be done with says so, and that is nothing.</summary>
    public Func<string, long, (string Name, long Offset)?> Instead { get; init; } = (_, _) => null;

    /// <summary>How many writes there were.</summary>
    public long Writes { get; private set; }

    /// <summary>The file of the write, as it was named when opened; null while it is still to come.</summary>
    public string? Victim { get; private set; }

    /// <summary>Where the write went instead.</summary>
    public (string Name, long Offset)? Strayed { get; private set; }

    /// <summary>Whether what went elsewhere is still there, in the file that it was for: a later write may be in its place.</summary>
    public bool IsInItsFile
    {
        get
        {
            if (Strayed is not var (name, offset) || name != Victim || !_strayed.AsSpan().ContainsAnyExcept((byte)0))
            {
                return false;
            }

            var bytes = disk.ReadAll(name);
            return bytes.AsSpan((int)offset).StartsWith(_strayed.AsSpan(0, Math.Min(_strayed.Length, BatchHeader.Bytes)));
        }
    }

    /// <summary>Whether the write was the last one of a batch of the log, or went over that.</summary>
    public bool HasLostLastBatch { get; private set; }

    public string PathOf(string name) => disk.PathOf(name);

    public IReadOnlyList<string> List() => disk.List();

    public bool Exists(string name) => disk.Exists(name);

    public IDiskFile Open(string name) => new File(this, name, disk.Open(name));

    public IDiskFile Create(string name) => new File(this, name, disk.Create(name));

    public void Rename(string from, string to) => disk.Rename(from, to);

    public void Delete(string name) => disk.Delete(name);

    public void SyncFolder() => disk.SyncFolder();

    public IDisposable Lock(string name) => disk.Lock(name);

    private static bool IsBatch(string name, ReadOnlySpan<byte> bytes, long offset) =>
        name.Contains(".log", StringComparison.Ordinal) && offset >= WriteAheadLog.BlockBytes && bytes.ContainsAnyExcept((byte)0);

    private void Stray(ReadOnlySpan<byte> bytes, (string Name, long Offset) place)
    {
        (Strayed, _strayed) = (place, bytes.ToArray());
        HasLostLastBatch |= place.Name == _lastBatch.Name && place.Offset <= _lastBatch.Offset && _lastBatch.Offset < place.Offset + bytes.Length;
        using var file = disk.Open(place.Name);
        file.Write(bytes, place.Offset);
        file.Sync();
    }

    private sealed class File(DeceitfulDisk owner, string name, IDiskFile file) : IDiskFile
    {
        public long Length => file.Length;

        public void Preallocate(long length) => file.Preallocate(length);

        public void Write(ReadOnlySpan<byte> bytes, long offset)
        {
            var isVictim = ++owner.Writes == owner.At;
            if (IsBatch(name, bytes, offset))
            {
                owner.HasLostLastBatch = isVictim;
                owner._lastBatch = (name, offset);
            }

            if (!isVictim)
            {
                file.Write(bytes, offset);
                return;
            }

            owner.Victim = name;
            if (owner.Instead(name, offset) is { } place)
            {
                owner.Stray(bytes, place);
            }
        }

        public int Read(Span<byte> buffer, long offset) => file.Read(buffer, offset);

        public void Sync() => file.Sync();

        public void Dispose() => file.Dispose();
    }
}
