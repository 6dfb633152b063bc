using System.Text;
using static PaxosGen.Storage.Tests.TestStore;

namespace PaxosGen.Storage.Tests;

/// <summary>
/// The bytes of every file. They change only together with a format number; PAXOSGEN_ACCEPT=1 writes them anew.
/// </summary>
public class GoldenBytesTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Golden");

    [Fact]
    public void Files_have_these_bytes()
    {
        var disk = new MemoryDisk();
        using (var store = Open(disk, 0x11))
        {
            store.Peers.Remember(new ReplicaId(2), new StoreId(0x22), 0x33);
            store.Log.Append([Promised(300), Vote(300, 1, Entry(1), Entry(2)), Chosen(9, Entry(9)), ChosenThrough(1)]);
            store.Log.Append([Vote(300, 3, Entry(3, 200))]);
            store.Snapshots.Write(new Slot(2), AtBirth, new byte[] { 1, 2, 3 }, new byte[] { 4, 5, 6, 7 });
            store.Truncate(new Slot(1));
        }

        foreach (var name in disk.List().Where(name => name != "lock"))
        {
            Compare(name, Hex(disk.ReadAll(name)));
        }
    }

    private static void Compare(string name, string actual)
    {
        var path = Path.Combine(Folder, $"{name}.hex");
        if (Environment.GetEnvironmentVariable("PAXOSGEN_ACCEPT") == "1")
        {
            // From bin/Debug/net10.0 up to the project.
            var source = Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "Golden");
            Directory.CreateDirectory(source);
            Directory.CreateDirectory(Folder);
            File.WriteAllText(Path.Combine(source, $"{name}.hex"), actual);
            File.WriteAllText(path, actual);
        }

        Assert.True(File.Exists(path), $"There is no {path}; run the test with PAXOSGEN_ACCEPT=1 and read the difference.");
        Assert.Equal(File.ReadAllText(path).ReplaceLineEndings("\n"), actual);
    }

    /// <summary>Rows of 32 bytes with their offset; rows of zeros are left out.</summary>
    private static string Hex(byte[] bytes)
    {
        var text = new StringBuilder();
        for (var offset = 0; offset < bytes.Length; offset += 32)
        {
            var row = bytes.AsSpan(offset, Math.Min(32, bytes.Length - offset));
            if (row.ContainsAnyExcept((byte)0))
            {
                text.Append($"{offset:x6} {Convert.ToHexStringLower(row)}\n");
            }
        }

        return text.Append($"{bytes.Length:x6} end\n").ToString();
    }
}
