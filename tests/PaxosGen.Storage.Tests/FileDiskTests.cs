using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using static PaxosGen.Storage.Tests.TestStore;

namespace PaxosGen.Storage.Tests;

public sealed partial class FileDiskTests : IDisposable
{
    private const int InvalidArgument = 22;
    private const int NoSpace = 28;

    private readonly string _folder = Directory.CreateTempSubdirectory("paxosgen-storage-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_store_lives_in_real_files()
    {
        var folder = Path.Combine(_folder, "data");
        using (var store = Open(new FileDisk(folder), 1))
        {
            for (var i = 1; i <= 20; i++)
            {
                store.Log.Append([Promised(i), Vote(i, i, Entry(i, 100 * i)), ChosenThrough(i - 1)]);
            }

            store.Snapshots.Write(new Slot(10), AtBirth, default, new byte[1000]);
            store.Truncate(new Slot(10));
            Assert.Equal([Entry(11, 1100)], ReadChosen(store.Log, new Slot(11), new Slot(11)));
        }

        using var again = Open(new FileDisk(folder), 2);
        Assert.Equal(Ballot(20), again.Recovered.Promised);
        Assert.Equal(new Slot(19), again.Recovered.ChosenThrough);
        Assert.Equal(Enumerable.Range(11, 10).Select(i => Entry(i, 100 * i)), again.Recovered.Log.Select(slot => slot.Entry));
        Assert.Equal(new byte[1000], again.Snapshot!.ReadState());
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(folder));
            foreach (var path in Directory.GetFiles(folder))
            {
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
            }
        }
    }

    [Fact]
    public void A_folder_in_use_is_refused_by_name()
    {
        using (Open(new FileDisk(_folder)))
        {
            var refusal = Assert.Throws<StoreRefusedException>(() => Open(new FileDisk(_folder)));
            Assert.Contains($"'{_folder}' is in use", refusal.Message, StringComparison.Ordinal);
        }

        Open(new FileDisk(_folder)).Dispose();
    }

    [Fact]
    public void Rights_that_others_have_to_a_folder_and_its_files_are_taken_from_them()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        var path = Path.Combine(_folder, "promised");
        File.WriteAllBytes(path, [1]);
        File.SetUnixFileMode(path, (UnixFileMode)0x1B4); // 0664
        File.SetUnixFileMode(_folder, (UnixFileMode)0x1ED); // 0755
        _ = new FileDisk(_folder);
        Assert.Equal((UnixFileMode)0x180, File.GetUnixFileMode(path)); // 0600
        Assert.Equal((UnixFileMode)0x1C0, File.GetUnixFileMode(_folder)); // 0700
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_folder_or_file_of_another_user_is_refused_and_left_as_it_is(bool isFile)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        // Who is not root cannot give a folder away, but finds one of root's.
        var (folder, path) = Posix.User() == 0 ? Given(isFile) : ("/", "/");
        var mode = File.GetUnixFileMode(folder);
        var refusal = Assert.Throws<StoreRefusedException>(() => new FileDisk(folder));
        Assert.StartsWith($"'{path}' belongs to user ", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(mode, File.GetUnixFileMode(folder));
    }

    [Fact]
    public void What_cannot_be_looked_at_is_not_missing()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        var disk = new FileDisk(_folder);
        Assert.False(disk.Exists("peers"));
        File.WriteAllBytes(Path.Combine(_folder, "peers"), []);
        Assert.True(disk.Exists("peers"));
        const int TooManyLinks = 40;
        File.CreateSymbolicLink(Path.Combine(_folder, "loop"), Path.Combine(_folder, "loop"));
        Assert.Equal(TooManyLinks, Assert.Throws<DiskFailedException>(() => disk.Exists("loop")).ErrorNumber);
    }

    [SupportedOSPlatform("linux")]
    private (string Folder, string Path) Given(bool isFile)
    {
        const uint SomebodyElse = 12345;
        var path = isFile ? Path.Combine(_folder, "promised") : _folder;
        File.WriteAllBytes(Path.Combine(_folder, "promised"), [1]);
        File.SetUnixFileMode(_folder, (UnixFileMode)0x1ED);
        Assert.Equal(0, ChangeOwner(path, SomebodyElse, SomebodyElse));
        return (_folder, path);
    }

    [Fact]
    public void Space_is_taken_and_reads_as_zeros()
    {
        var disk = new FileDisk(_folder);
        using var file = disk.Create("a");
        file.Preallocate(1 << 20);
        Assert.Equal(1 << 20, file.Length);
        file.Write([1, 2, 3], 4095);
        file.Sync();
        disk.SyncFolder();
        var bytes = new byte[8];
        Assert.Equal(8, file.Read(bytes, 4093));
        Assert.Equal([0, 0, 1, 2, 3, 0, 0, 0], bytes);
        Assert.Equal(2, file.Read(bytes, (1 << 20) - 2));
        Assert.Equal(17, Assert.Throws<DiskFailedException>(() => disk.Create("a")).ErrorNumber);
        Assert.Equal(["a"], disk.List());
    }

    [Fact]
    public void A_failing_sync_is_seen_with_its_errno()
    {
        if (!Posix.IsUsed)
        {
            return;
        }

        // A named pipe cannot be synced: EINVAL. RandomAccess.FlushToDisk returns normally here.
        var pipe = Path.Combine(_folder, "pipe");
        Assert.Equal(0, MakePipe(pipe, 0x180));
        using var file = new FileDisk(_folder).Open("pipe");
        var failure = Assert.Throws<DiskFailedException>(file.Sync);
        Assert.Equal(("fdatasync", pipe, InvalidArgument), (failure.Operation, failure.File, failure.ErrorNumber));
        Assert.Equal($"fdatasync of '{pipe}' failed with errno 22 (Invalid argument). The replica stops; check the disk, then start it again.", failure.Message);

        var again = Assert.Throws<DiskFailedException>(() => file.Preallocate(1));
        Assert.Equal("posix_fallocate", again.Operation);
    }

    [Fact]
    public void A_failing_write_is_final_even_for_want_of_space()
    {
        if (!Posix.IsUsed)
        {
            return;
        }

        File.CreateSymbolicLink(Path.Combine(_folder, "full"), "/dev/full");
        using var file = new FileDisk(_folder).Open("full");
        var failure = Assert.Throws<DiskFailedException>(() => file.Write([1], 7));
        Assert.Equal(("pwrite", 7L, NoSpace), (failure.Operation, failure.Offset, failure.ErrorNumber));
    }

    [Fact]
    public void A_failing_folder_sync_is_seen_with_its_errno()
    {
        if (!Posix.IsUsed)
        {
            return;
        }

        var folder = Path.Combine(_folder, "gone");
        var disk = new FileDisk(folder);
        Directory.Delete(folder);
        Assert.Equal(2, Assert.Throws<DiskFailedException>(disk.SyncFolder).ErrorNumber);
    }

    [LibraryImport("libc", EntryPoint = "chown", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ChangeOwner(string path, uint user, uint group);

    [LibraryImport("libc", EntryPoint = "mkfifo", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MakePipe(string path, int mode);
}
