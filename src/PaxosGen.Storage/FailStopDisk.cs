namespace PaxosGen.Storage;

/// <summary>
/// Throws the first final failure of a disk again from every later call, whoever makes it: after a failed sync nothing may
/// be retried, and a snapshot written beside a log that lost a vote would help nobody.
/// </summary>
internal sealed class FailStopDisk(IDisk disk) : IDisk
{
    private Exception? _failure;

    /// <summary>Whether the disk has failed for good.</summary>
    public bool HasFailed => Volatile.Read(ref _failure) is not null;

    public string PathOf(string name) => disk.PathOf(name);

    public IReadOnlyList<string> List() => Run(disk.List);

    public bool Exists(string name) => Run(() => disk.Exists(name));

    public IDiskFile Open(string name) => Run(() => new FailStopFile(this, disk.Open(name)));

    public IDiskFile Create(string name) => Run(() => new FailStopFile(this, disk.Create(name)));

    public void Rename(string from, string to) => Run(() => disk.Rename(from, to));

    public void Delete(string name) => Run(() => disk.Delete(name));

    public void SyncFolder() => Run(disk.SyncFolder);

    public IDisposable Lock(string name) => Run(() => disk.Lock(name));

    /// <summary>Throws if the disk has failed.</summary>
    public void ThrowIfFailed()
    {
        if (Volatile.Read(ref _failure) is { } failure)
        {
            throw failure is DiskFailedException failed
                ? new DiskFailedException(failed.Operation, failed.File, failed.Offset, failed.ErrorNumber, failed)
                : new InvalidOperationException("The store was stopped by an earlier failure.", failure);
        }
    }

    private void Run(Action action) => Run(() =>
    {
        action();
        return true;
    });

    private T Run<T>(Func<T> action)
    {
        ThrowIfFailed();
        try
        {
            return action();
        }
        catch (Exception e) when (IsFinal(e))
        {
            Fail(e);
            throw;
        }
    }

    /// <summary>Everything but a full disk and a folder in use: an error that nobody foresaw is no reason to go on.</summary>
    private static bool IsFinal(Exception e) => e is not (DiskFullException or StoreRefusedException);

    private void Fail(Exception e) => Interlocked.CompareExchange(ref _failure, e, null);

    private sealed class FailStopFile(FailStopDisk owner, IDiskFile file) : IDiskFile
    {
        public long Length => owner.Run(() => file.Length);

        public void Preallocate(long length) => owner.Run(() => file.Preallocate(length));

        // Write, Read and Sync are on the path of every vote: no closure.
        public void Write(ReadOnlySpan<byte> bytes, long offset)
        {
            owner.ThrowIfFailed();
            try
            {
                file.Write(bytes, offset);
            }
            catch (Exception e) when (IsFinal(e))
            {
                owner.Fail(e);
                throw;
            }
        }

        public int Read(Span<byte> buffer, long offset)
        {
            owner.ThrowIfFailed();
            try
            {
                return file.Read(buffer, offset);
            }
            catch (Exception e) when (IsFinal(e))
            {
                owner.Fail(e);
                throw;
            }
        }

        public void Sync()
        {
            owner.ThrowIfFailed();
            try
            {
                file.Sync();
            }
            catch (Exception e) when (IsFinal(e))
            {
                owner.Fail(e);
                throw;
            }
        }

        public void Dispose() => file.Dispose();
    }
}
