namespace PaxosGen.Storage;

/// <summary>
/// A folder in memory that loses what a real disk may lose. It keeps what the process sees apart from what is durable;
/// <see cref="Crash()"/> and its overload make the durable image the visible one. Deterministic.
/// </summary>
/// <remarks>
/// Folder changes become durable in the order they were made, as in a journaling file system; sectors of 512 bytes
/// become durable in any order, each as a whole. Thread-safe, so that a background reader can be tested.
/// </remarks>
public sealed class MemoryDisk : IDisk
{
    /// <summary>The unit that a crash keeps or loses as a whole.</summary>
    public const int SectorBytes = 512;

    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, MemoryFile> _files = new(StringComparer.Ordinal);
    private readonly HashSet<string> _locked = new(StringComparer.Ordinal);
    private readonly List<Action<SortedDictionary<string, MemoryFile>>> _pendingChanges = [];
    private SortedDictionary<string, MemoryFile> _durableFiles = new(StringComparer.Ordinal);
    private readonly Dictionary<long, int> _errors = [];
    private long _powerFailsAt = long.MaxValue;
    private int _generation;

    /// <summary>Whether there is no space: what would take some throws <see cref="DiskFullException"/>.</summary>
    public bool IsFull { get; set; }

    /// <summary>Told of each write that a sync has made durable: the file as it was named when opened, the offset, and the bytes.</summary>
    public Action<string, long, ReadOnlyMemory<byte>>? OnDurable { get; set; }

    /// <summary>How many operations that change something have been started: create, preallocate, write, sync, rename, delete.</summary>
    public long Operations { get; private set; }

    /// <summary>Lets the operation that makes <see cref="Operations"/> equal to <paramref name="operation"/> fail with this errno.</summary>
    public void FailAt(long operation, int errorNumber) => _errors[operation] = errorNumber;

    /// <summary>
    /// Lets the power fail in the operation that makes <see cref="Operations"/> equal to <paramref name="operation"/>:
    /// it and all later ones throw <see cref="PowerFailedException"/> until <see cref="Crash()"/>. What it was to write
    /// may survive, like everything else that is not synced.
    /// </summary>
    public void FailPowerAt(long operation) => _powerFailsAt = operation;

    /// <summary>Takes back all failures that are still to come, and gives space.</summary>
    public void Mend()
    {
        lock (_gate)
        {
            _errors.Clear();
            _powerFailsAt = long.MaxValue;
            IsFull = false;
        }
    }

    /// <summary>The process is killed and the machine goes on: open files become unusable, locks are free, and all that was written is seen, synced or not.</summary>
    public void Kill()
    {
        lock (_gate)
        {
            _locked.Clear();
            _generation++;
        }
    }

    /// <summary>Crashes and loses everything that is not synced.</summary>
    public void Crash() => Crash((_, _) => false, _ => 0);

    /// <summary>Crashes: whatever is open becomes unusable, locks are free, and the caller decides what of the unsynced survives.</summary>
    /// <param name="keepsSector">Asked for each sector of each unsynced write, by file name and offset, in the order of writing.</param>
    /// <param name="keepsFolderChanges">Given the number of unsynced folder changes, returns how many of the first survive.</param>
    public void Crash(Func<string, long, bool> keepsSector, Func<int, int> keepsFolderChanges)
    {
        ArgumentNullException.ThrowIfNull(keepsSector);
        ArgumentNullException.ThrowIfNull(keepsFolderChanges);
        lock (_gate)
        {
            var kept = Math.Clamp(keepsFolderChanges(_pendingChanges.Count), 0, _pendingChanges.Count);
            foreach (var change in _pendingChanges.Take(kept))
            {
                change(_durableFiles);
            }

            _pendingChanges.Clear();
            _files.Clear();
            foreach (var (name, file) in _durableFiles)
            {
                file.Crash(offset => keepsSector(name, offset));
                _files[name] = file;
            }

            _locked.Clear();
            _errors.Clear();
            _powerFailsAt = long.MaxValue;
            _generation++;
        }
    }

    /// <summary>Flips bits of a file, in what is visible and in what is durable, as rot would.</summary>
    public void Corrupt(string name, long offset, byte mask)
    {
        lock (_gate)
        {
            _files[name].Corrupt(offset, mask);
        }
    }

    /// <summary>A copy of the visible bytes of a file.</summary>
    public byte[] ReadAll(string name)
    {
        lock (_gate)
        {
            return _files[name].ReadAll();
        }
    }

    /// <summary>A new disk whose durable files are what is visible here.</summary>
    public MemoryDisk Copy()
    {
        lock (_gate)
        {
            var copy = new MemoryDisk();
            foreach (var (name, file) in _files)
            {
                copy._files[name] = copy._durableFiles[name] = new MemoryFile(file.ReadAll());
            }

            return copy;
        }
    }

    /// <inheritdoc />
    public string PathOf(string name) => $"memory/{name}";

    /// <inheritdoc />
    public IReadOnlyList<string> List()
    {
        lock (_gate)
        {
            return [.. _files.Keys];
        }
    }

    /// <inheritdoc />
    public bool Exists(string name)
    {
        lock (_gate)
        {
            return _files.ContainsKey(name);
        }
    }

    /// <inheritdoc />
    public IDiskFile Open(string name)
    {
        lock (_gate)
        {
            return _files.TryGetValue(name, out var file) ? new OpenFile(this, name, file) : throw new DiskFailedException("open", PathOf(name), -1, 2);
        }
    }

    /// <inheritdoc />
    public IDiskFile Create(string name)
    {
        lock (_gate)
        {
            if (_files.ContainsKey(name))
            {
                throw new DiskFailedException("create", PathOf(name), -1, 17);
            }

            var file = new MemoryFile([]);
            Begin("create", name, -1, takesSpace: true);
            Change(files => files[name] = file);
            End();
            return new OpenFile(this, name, file);
        }
    }

    /// <inheritdoc />
    public void Rename(string from, string to)
    {
        lock (_gate)
        {
            Begin("rename", from, -1, takesSpace: false);
            Change(files =>
            {
                files.Remove(from, out var file);
                files[to] = file!;
            });
            End();
        }
    }

    /// <inheritdoc />
    public void Delete(string name)
    {
        lock (_gate)
        {
            Begin("delete", name, -1, takesSpace: false);
            Change(files => files.Remove(name));
            End();
        }
    }

    /// <inheritdoc />
    public void SyncFolder()
    {
        lock (_gate)
        {
            Begin("fsync", "", -1, takesSpace: false);
            End();
            _pendingChanges.Clear();
            _durableFiles = new SortedDictionary<string, MemoryFile>(_files, StringComparer.Ordinal);
        }
    }

    /// <inheritdoc />
    public IDisposable Lock(string name)
    {
        lock (_gate)
        {
            return _locked.Add(name)
                ? new HeldLock(this, name, _generation)
                : throw new StoreRefusedException("The data folder 'memory' is in use by another process or replica.");
        }
    }

    private void Change(Action<SortedDictionary<string, MemoryFile>> change)
    {
        change(_files);
        _pendingChanges.Add(change);
    }

    /// <summary>Counts an operation and lets it fail if it is to. What it does comes before <see cref="End"/>.</summary>
    private void Begin(string operation, string name, long offset, bool takesSpace)
    {
        if (Operations >= _powerFailsAt)
        {
            throw new PowerFailedException();
        }

        Operations++;
        if (takesSpace && IsFull)
        {
            throw new DiskFullException(PathOf(name));
        }

        if (_errors.Remove(Operations, out var error))
        {
            throw takesSpace && Posix.IsFull(error) ? new DiskFullException(PathOf(name)) : new DiskFailedException(operation, PathOf(name), offset, error);
        }
    }

    /// <summary>Lets the power fail in the operation begun: what it has done may survive.</summary>
    private void End()
    {
        if (Operations >= _powerFailsAt)
        {
            throw new PowerFailedException();
        }
    }

    private sealed class HeldLock(MemoryDisk disk, string name, int generation) : IDisposable
    {
        public void Dispose()
        {
            lock (disk._gate)
            {
                if (disk._generation == generation)
                {
                    disk._locked.Remove(name);
                }
            }
        }
    }

    private sealed class OpenFile(MemoryDisk disk, string name, MemoryFile file) : IDiskFile
    {
        private readonly int _generation = disk._generation;

        public long Length
        {
            get
            {
                lock (disk._gate)
                {
                    return file.Length;
                }
            }
        }

        public void Preallocate(long length)
        {
            lock (disk._gate)
            {
                CheckNotStale();
                disk.Begin("fallocate", name, -1, takesSpace: true);
                file.Extend(length);
                disk.End();
            }
        }

        public void Write(ReadOnlySpan<byte> bytes, long offset)
        {
            lock (disk._gate)
            {
                CheckNotStale();
                disk.Begin("pwrite", name, offset, takesSpace: false);
                file.Write(bytes, offset);
                disk.End();
            }
        }

        public int Read(Span<byte> buffer, long offset)
        {
            lock (disk._gate)
            {
                return file.Read(buffer, offset);
            }
        }

        public void Sync()
        {
            lock (disk._gate)
            {
                CheckNotStale();
                try
                {
                    disk.Begin("fdatasync", name, -1, takesSpace: false);
                    disk.End();
                }
                catch (DiskFailedException)
                {
                    file.FailSync();
                    throw;
                }

                file.Sync(name, disk.OnDurable);
            }
        }

        public void Dispose()
        {
        }

        private void CheckNotStale()
        {
            if (_generation != disk._generation)
            {
                throw new PowerFailedException();
            }
        }
    }
}
