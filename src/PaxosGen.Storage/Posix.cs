using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace PaxosGen.Storage;

/// <summary>
/// The system calls that the framework lacks or hides: .NET 10 on Linux returns normally from <c>Flush(true)</c> and
/// <c>FlushToDisk</c> when fsync fails. Each returns 0 or errno, read in the statement right after the call, because
/// anything in between (a safe point, a log line) may make another system call that overwrites it.
/// </summary>
internal static partial class Posix
{
    /// <summary>The call was interrupted by a signal; nothing happened.</summary>
    public const int Interrupted = 4;

    /// <summary>EWOULDBLOCK on Linux: somebody else has the lock.</summary>
    public const int WouldBlock = 11;

    /// <summary>ENOSPC.</summary>
    public const int NoSpace = 28;

    /// <summary>EDQUOT on Linux.</summary>
    public const int QuotaExceeded = 122;

    /// <summary>ENOENT.</summary>
    public const int NoEntry = 2;

    private const int LockExclusive = 2;
    private const int LockNonBlocking = 4;
    private const int CloseOnExec = 0x80000;
    private const int RelativeToWorkingFolder = -100;
    private const int DoNotFollow = 0x100;
    private const uint TypeModeAndUser = 0x1 | 0x2 | 0x8;

    /// <summary>Length of <c>struct statx</c>, and where in it user and mode are: the same on all processors, unlike <c>struct stat</c>.</summary>
    private const int StatBytes = 256;
    private const int UserAt = 20;
    private const int ModeAt = 28;
    private const int TypeOfMode = 0xF000;
    private const int RegularFile = 0x8000;

    /// <summary>Whether these calls are to be used: Linux, and 64 bits because of the width of offsets.</summary>
    public static bool IsUsed { get; } = OperatingSystem.IsLinux() && Environment.Is64BitProcess;

    /// <summary>Whether this error means that space has run out.</summary>
    public static bool IsFull(int errorNumber) => errorNumber is NoSpace or QuotaExceeded;

    /// <summary>Makes a file's data, and the metadata needed to read it, durable. Never repeated, not even when interrupted.</summary>
    public static int SyncData(SafeFileHandle file)
    {
        var result = FDataSync(file);
        var error = Marshal.GetLastPInvokeError();
        return result == 0 ? 0 : error;
    }

    /// <summary>Makes a folder's entries durable.</summary>
    public static int SyncFolder(string path)
    {
        // Without O_DIRECTORY, whose number differs between processors; fsync takes any descriptor.
        var descriptor = OpenForReading(path, CloseOnExec);
        var error = Marshal.GetLastPInvokeError();
        if (descriptor < 0)
        {
            return error;
        }

        using var folder = new SafeFileHandle(descriptor, ownsHandle: true);
        var result = FSync(folder);
        error = Marshal.GetLastPInvokeError();
        return result == 0 ? 0 : error;
    }

    /// <summary>The user that this process acts as.</summary>
    public static uint User() => GetEffectiveUser();

    /// <summary>Whose a file or folder is, and who may do what with it. Of a link to a file it tells of the link.</summary>
    /// <param name="path">The path.</param>
    /// <param name="followsLink">Whether to tell of what a link leads to instead.</param>
    /// <param name="found">What was found.</param>
    public static unsafe int Stat(string path, bool followsLink, out FileFacts found)
    {
        var bytes = stackalloc byte[StatBytes];
        var result = StatX(RelativeToWorkingFolder, path, followsLink ? 0 : DoNotFollow, TypeModeAndUser, bytes);
        var error = Marshal.GetLastPInvokeError();
        var mode = result == 0 ? *(ushort*)(bytes + ModeAt) : 0;
        found = new FileFacts(result == 0 ? *(uint*)(bytes + UserAt) : 0, (UnixFileMode)(mode & ~TypeOfMode), (mode & TypeOfMode) == RegularFile);
        return result == 0 ? 0 : error;
    }

    /// <summary>Takes space for a file and extends it with zeros.</summary>
    public static int Preallocate(SafeFileHandle file, long length)
    {
        int result;
        do
        {
            // The one call that returns its error instead of setting errno.
            result = PosixFAllocate(file, 0, length);
        }
        while (result == Interrupted);

        return result;
    }

    /// <summary>Takes an exclusive lock without waiting; tells whether it is somebody else's.</summary>
    public static int Lock(SafeFileHandle file, out bool isTaken)
    {
        var result = FLock(file, LockExclusive | LockNonBlocking);
        var error = Marshal.GetLastPInvokeError();
        isTaken = result != 0 && error == WouldBlock;
        return result == 0 ? 0 : error;
    }

    /// <summary>Writes all bytes at an offset.</summary>
    public static unsafe int Write(SafeFileHandle file, ReadOnlySpan<byte> bytes, long offset)
    {
        fixed (byte* start = bytes)
        {
            nint done = 0;
            while (done < bytes.Length)
            {
                var written = PWrite(file, start + done, bytes.Length - done, offset + done);
                var error = Marshal.GetLastPInvokeError();
                if (written < 0 && error != Interrupted)
                {
                    return error;
                }

                // Fewer bytes than asked for, or a signal: go on where it stopped; the next call tells why if it cannot.
                done += Math.Max(written, 0);
            }
        }

        return 0;
    }

    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    private static partial int FDataSync(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int FSync(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenForReading(string path, int flags);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint GetEffectiveUser();

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int StatX(int folder, string path, int flags, uint mask, byte* found);

    [LibraryImport("libc", EntryPoint = "posix_fallocate")]
    private static partial int PosixFAllocate(SafeFileHandle file, long offset, long length);

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    private static partial int FLock(SafeFileHandle file, int operation);

    [LibraryImport("libc", EntryPoint = "pwrite", SetLastError = true)]
    private static unsafe partial nint PWrite(SafeFileHandle file, byte* bytes, nint count, long offset);
}

/// <summary>Whose a file is.</summary>
/// <param name="User">The user that owns it.</param>
/// <param name="Mode">Who may do what with it.</param>
/// <param name="IsRegular">Whether it is a file: no folder, link, pipe or device.</param>
internal readonly record struct FileFacts(uint User, UnixFileMode Mode, bool IsRegular);
