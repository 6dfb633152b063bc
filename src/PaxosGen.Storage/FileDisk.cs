using System.Globalization;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace PaxosGen.Storage;

/// <summary>
/// A folder of a real file system. On 64-bit Linux every write and sync is a system call of our own whose error is seen.
/// Elsewhere the framework's calls are used: they sync files (on macOS with F_FULLFSYNC) but may hide that a sync
/// failed, and cannot sync a folder, so there a power cut may undo a rename.
/// </summary>
/// <remarks>The folder and its files can be read by their owner only.</remarks>
public sealed class FileDisk : IDisk
{
    private const UnixFileMode OwnerReadsAndWrites = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode FolderMode = OwnerReadsAndWrites | UnixFileMode.UserExecute;

    /// <summary>What Windows calls the same, as the framework's HResult.</summary>
    private const int SharingViolation = unchecked((int)0x80070020);

    private readonly string _folder;

    /// <summary>Opens a folder, creating it if need be, and takes all rights to it and its files from others.</summary>
    /// <param name="folder">The path; its parent must exist or be creatable.</param>
    /// <exception cref="StoreRefusedException">It cannot be made, or it or a file in it belongs to another user.</exception>
    public FileDisk(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        _folder = Path.GetFullPath(folder);
        if (!Directory.Exists(_folder))
        {
            MakeFolder(_folder);
        }

        if (!OperatingSystem.IsWindows())
        {
            TakeFolder(_folder);
        }
    }

    [UnsupportedOSPlatform("windows")]
    private static void TakeFolder(string folder)
    {
        CheckOwner(folder, followsLink: true);
        try
        {
            // All are looked at before anything is changed.
            var files = Posix.IsUsed ? Directory.GetFiles(folder) : [];
            foreach (var file in files)
            {
                CheckOwner(file);
            }

            // Fails for a folder of somebody else's, who could change ballots behind our back; but not for root.
            File.SetUnixFileMode(folder, FolderMode);
            foreach (var file in files)
            {
                if (Find(file) is { IsRegular: true } found && (found.Mode & ~FolderMode) != 0)
                {
                    File.SetUnixFileMode(file, OwnerReadsAndWrites);
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException && e is not (StoreRefusedException or DiskFailedException))
        {
            throw new StoreRefusedException($"The data folder '{folder}' is not this user's to write: {e.Message} Start as the user that owns it, or name another one.");
        }
    }

    /// <summary>
    /// Root may write to every folder. What it wrote into another user's that user could not read any more, and what that
    /// user writes meanwhile nobody would notice.
    /// </summary>
    private static void CheckOwner(string path, bool followsLink = false)
    {
        if (Posix.IsUsed && Find(path, followsLink) is { } found && found.User != Posix.User())
        {
            throw new StoreRefusedException(string.Create(
                CultureInfo.InvariantCulture,
                $"'{path}' belongs to user {found.User}, and this process runs as user {Posix.User()}. Start as the user that owns the data folder, or name another one."));
        }
    }

    /// <summary>What there is; null if there is nothing.</summary>
    private static FileFacts? Find(string path, bool followsLink = false) => Posix.Stat(path, followsLink, out var found) switch
    {
        0 => found,
        Posix.NoEntry => null,
        var error => throw new DiskFailedException("statx", path, -1, error),
    };

    /// <summary>Whoever names a folder that cannot be made has mistyped it, or may not: nothing is wrong with the disk.</summary>
    private static void MakeFolder(string folder)
    {
        try
        {
            if (OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(folder);
            }
            else
            {
                Directory.CreateDirectory(folder, FolderMode);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StoreRefusedException($"The data folder '{folder}' cannot be made: {e.Message} Name another one.");
        }

        if (!OperatingSystem.IsWindows() && Path.GetDirectoryName(folder) is { } parent)
        {
            Guard("fsync", parent, () => SyncFolderAt(parent));
        }
    }

    /// <inheritdoc />
    public string PathOf(string name) => Path.Combine(_folder, name);

    /// <inheritdoc />
    public IReadOnlyList<string> List()
    {
        string[] names = [];
        Guard("list", _folder, () => names = [.. Directory.EnumerateFiles(_folder).Select(path => Path.GetFileName(path)!)]);
        Array.Sort(names, StringComparer.Ordinal);
        return names;
    }

    /// <inheritdoc />
    public bool Exists(string name)
    {
        // The framework calls a file missing that cannot be looked at.
        return Posix.IsUsed ? Find(PathOf(name), followsLink: true) is not null : File.Exists(PathOf(name));
    }

    /// <inheritdoc />
    public IDiskFile Open(string name) => OpenHandle(name, FileMode.Open, "open");

    /// <inheritdoc />
    public IDiskFile Create(string name)
    {
        var file = OpenHandle(name, FileMode.CreateNew, "create");
        if (!OperatingSystem.IsWindows())
        {
            TakeRights(file.Handle, PathOf(name));
        }

        return file;
    }

    /// <inheritdoc />
    public void Rename(string from, string to) => Guard("rename", PathOf(from), () => File.Move(PathOf(from), PathOf(to), overwrite: true));

    /// <inheritdoc />
    public void Delete(string name) => Guard("delete", PathOf(name), () => File.Delete(PathOf(name)));

    /// <inheritdoc />
    public void SyncFolder() => SyncFolderAt(_folder);

    /// <inheritdoc />
    public IDisposable Lock(string name)
    {
        SafeFileHandle? handle = null;
        try
        {
            // The framework tries the same flock, but goes on without where the file system or a setting denies it.
            handle = File.OpenHandle(PathOf(name), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (e.HResult is Posix.WouldBlock or SharingViolation)
        {
            throw Taken();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DiskFailedException("open", PathOf(name), -1, ErrorNumberOf(e), e);
        }

        if (!OperatingSystem.IsWindows())
        {
            TakeRights(handle, PathOf(name));
        }

        if (Posix.IsUsed)
        {
            var error = Posix.Lock(handle, out var isTaken);
            if (error != 0)
            {
                handle.Dispose();
                throw isTaken ? Taken() : new DiskFailedException("flock", PathOf(name), -1, error);
            }
        }

        return handle;

        StoreRefusedException Taken() => new(
            $"The data folder '{_folder}' is in use by another process or replica. Two replicas must never share one; stop the other or name another folder.");
    }

    [UnsupportedOSPlatform("windows")]
    private static void TakeRights(SafeFileHandle file, string path) =>
        Guard("chmod", path, () => File.SetUnixFileMode(file, OwnerReadsAndWrites));

    private static void SyncFolderAt(string folder)
    {
        var error = Posix.IsUsed ? Posix.SyncFolder(folder) : 0;
        if (error != 0)
        {
            throw new DiskFailedException("fsync", folder, -1, error);
        }
    }

    private OpenFile OpenHandle(string name, FileMode mode, string operation)
    {
        SafeFileHandle? handle = null;
        Guard(
            operation,
            PathOf(name),
            () => handle = File.OpenHandle(PathOf(name), mode, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete),
            takesSpace: mode == FileMode.CreateNew);
        return new OpenFile(PathOf(name), handle!);
    }

    private static void Guard(string operation, string path, Action action, bool takesSpace = false)
    {
        try
        {
            action();
        }
        catch (DiskFailedException)
        {
            throw;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw takesSpace && Posix.IsFull(e.HResult) ? new DiskFullException(path) : new DiskFailedException(operation, path, -1, ErrorNumberOf(e), e);
        }
    }

    /// <summary>On Unix the framework keeps errno in HResult; where it speaks of missing rights, one error further in.</summary>
    private static int ErrorNumberOf(Exception e) => e is UnauthorizedAccessException { InnerException: IOException inner } ? inner.HResult : e.HResult;

    private sealed class OpenFile(string path, SafeFileHandle handle) : IDiskFile
    {
        public SafeFileHandle Handle => handle;

        public long Length
        {
            get
            {
                long length = 0;
                Guard("fstat", path, () => length = RandomAccess.GetLength(handle));
                return length;
            }
        }

        public void Preallocate(long length)
        {
            if (!Posix.IsUsed)
            {
                Guard("preallocate", path, () => RandomAccess.SetLength(handle, length), takesSpace: true);
                return;
            }

            var error = Posix.Preallocate(handle, length);
            if (error != 0)
            {
                throw Posix.IsFull(error) ? new DiskFullException(path) : new DiskFailedException("posix_fallocate", path, -1, error);
            }
        }

        public void Write(ReadOnlySpan<byte> bytes, long offset)
        {
            if (Posix.IsUsed)
            {
                var error = Posix.Write(handle, bytes, offset);
                if (error != 0)
                {
                    throw new DiskFailedException("pwrite", path, offset, error);
                }

                return;
            }

            try
            {
                RandomAccess.Write(handle, bytes, offset);
            }
            catch (IOException e)
            {
                throw new DiskFailedException("write", path, offset, e.HResult, e);
            }
        }

        public int Read(Span<byte> buffer, long offset)
        {
            var total = 0;
            while (total < buffer.Length)
            {
                int count;
                try
                {
                    count = RandomAccess.Read(handle, buffer[total..], offset + total);
                }
                catch (Exception e) when (e is IOException or UnauthorizedAccessException)
                {
                    throw new DiskFailedException("pread", path, offset + total, e.HResult, e);
                }

                if (count == 0)
                {
                    break;
                }

                total += count;
            }

            return total;
        }

        public void Sync()
        {
            if (Posix.IsUsed)
            {
                var error = Posix.SyncData(handle);
                if (error != 0)
                {
                    throw new DiskFailedException("fdatasync", path, -1, error);
                }

                return;
            }

            Guard("flush", path, () => RandomAccess.FlushToDisk(handle));
        }

        public void Dispose() => handle.Dispose();
    }
}
