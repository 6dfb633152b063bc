namespace PaxosGen.Storage;

/// <summary>
/// One folder of files, as far as a replica needs it. It lies below the real log, so that a simulation can lose and tear
/// writes under the code that has to survive it. Names are plain file names.
/// </summary>
/// <remarks>
/// Methods throw <see cref="DiskFullException"/> where space is taken (creating and preallocating), and
/// <see cref="DiskFailedException"/> for everything else. Thread-safe for distinct files.
/// </remarks>
public interface IDisk
{
    /// <summary>Where a file is, for messages to people.</summary>
    string PathOf(string name);

    /// <summary>The names of all files, in ordinal order.</summary>
    IReadOnlyList<string> List();

    /// <summary>Whether the file exists.</summary>
    bool Exists(string name);

    /// <summary>Opens a file that exists, for reading and writing.</summary>
    IDiskFile Open(string name);

    /// <summary>Creates an empty file that must not exist; durable after <see cref="SyncFolder"/>.</summary>
    IDiskFile Create(string name);

    /// <summary>Renames atomically, replacing what has the new name; durable after <see cref="SyncFolder"/>.</summary>
    void Rename(string from, string to);

    /// <summary>Deletes a file; durable after <see cref="SyncFolder"/>. Who has it open can go on reading.</summary>
    void Delete(string name);

    /// <summary>Makes creations, renames and deletions durable.</summary>
    void SyncFolder();

    /// <summary>Takes the lock that this file stands for until disposed or the process ends, creating the file if need be.</summary>
    /// <exception cref="StoreRefusedException">Somebody else holds it.</exception>
    IDisposable Lock(string name);
}

/// <summary>An open file of an <see cref="IDisk"/>.</summary>
/// <remarks>Reading is thread-safe; writing and syncing are for one thread at a time.</remarks>
public interface IDiskFile : IDisposable
{
    /// <summary>Its length in bytes.</summary>
    long Length { get; }

    /// <summary>Extends the file to this length with zeros that have their space on the disk already.</summary>
    /// <exception cref="DiskFullException">There is no such space.</exception>
    void Preallocate(long length);

    /// <summary>Writes all bytes at an offset; durable after <see cref="Sync"/>.</summary>
    void Write(ReadOnlySpan<byte> bytes, long offset);

    /// <summary>Reads at an offset until the buffer is full or the file ends; returns the number of bytes read.</summary>
    int Read(Span<byte> buffer, long offset);

    /// <summary>
    /// Makes everything written durable. After a failure nobody knows what is on the disk, and a second sync may report
    /// success for what is lost (Rebello et al.: Can Applications Recover from fsync Failures?, ATC '20): never repeat it.
    /// </summary>
    void Sync();
}
