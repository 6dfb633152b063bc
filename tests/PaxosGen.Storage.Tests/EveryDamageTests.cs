using static PaxosGen.Storage.Tests.TestStore;

namespace PaxosGen.Storage.Tests;

/// <summary>
/// A bit flips anywhere in any file after a whole life, or the disk loses or misplaces any write of it. It is found: the
/// replica knows which slots it does not know, or refuses to start naming the file. It never takes a wrong value.
/// </summary>
public class EveryDamageTests
{
    private const int Everywhere = 300;
    private const int Stride = 61;

    [Fact]
    public void A_flipped_bit_in_any_file_is_found()
    {
        var whole = new MemoryDisk();
        var life = WholeLife.New();
        _ = WholeLife.Lead(life, whole);
        whole.Crash();
        var outcomes = new Dictionary<string, HashSet<string>>();
        foreach (var name in whole.List().Where(name => name != "lock"))
        {
            var (length, kind) = (whole.ReadAll(name).Length, name[..Math.Min(8, name.Length)]);
            Assert.True(length > 0, name);
            for (var offset = 0L; offset < length; offset += offset % WriteAheadLog.BlockBytes < Everywhere ? 1 : Stride)
            {
                var disk = whole.Copy();
                disk.Corrupt(name, offset, (byte)(1 << (int)(offset % 8)));
                outcomes.TryAdd(kind, []);
                outcomes[kind].Add(Outcome(life, disk, path => Assert.Equal($"memory/{name}", path), $"a bit of {name} flipped at {offset}"));
            }
        }

        Assert.Equal(["refused"], outcomes["identity"]);
        Assert.Equal(["refused"], outcomes["peers"]);
        Assert.Equal(["intact"], outcomes["promised"]);
        Assert.Equal(["intact"], outcomes["extent"]);
        Assert.Contains("unknown", outcomes["00000000"]);
        Assert.Equal(["intact", "refused"], outcomes["snapshot"].Order());
    }

    [Fact]
    public void A_write_that_the_disk_has_lost_is_found_as_soon_as_another_batch_follows() => Deceive("lost", (_, _) => null);

    [Theory]
    [InlineData(8192)]
    [InlineData(4096)]
    [InlineData(-4096)]
    [InlineData(-8192)]
    public void A_write_that_went_elsewhere_in_the_same_file_is_found(long distance) =>
        Deceive($"misdirected by {distance}", (name, offset) => offset + distance >= 0 ? (name, offset + distance) : (name, offset + Math.Abs(distance)));

    [Theory]
    [InlineData("promised")]
    [InlineData("extent")]
    [InlineData("identity")]
    [InlineData("0000000000000002.log")]
    public void A_write_that_went_to_another_file_is_found_there_and_as_lost(string other) =>
        Deceive($"written to {other}", (_, offset) => (other, offset % 16384 / 4096 * 4096));

    /// <summary>Does it with each write of a life.</summary>
    private static void Deceive(string how, Func<string, long, (string, long)?> instead)
    {
        var outcomes = new Dictionary<string, int>();
        for (var write = 1L; ; write++)
        {
            var memory = new MemoryDisk();
            var disk = new DeceitfulDisk(memory)
            {
                At = write,
                Instead = (name, offset) => instead(name, offset) is { } place && memory.Exists(place.Item1) ? place : null,
            };
            var life = WholeLife.New(() => disk.HasLostLastBatch && !disk.IsInItsFile);
            var when = $"write {write} {how}";
            string outcome;
            try
            {
                _ = WholeLife.Lead(life, disk);
                life.OnClosed();
                memory.Crash();
                outcome = Outcome(life, memory, null, $"{when} ({disk.Victim})");
            }
            catch (Exception e) when (e is StoreDamagedException or StoreRefusedException)
            {
                outcome = "refused";
            }

            if (disk.Victim is null)
            {
                Assert.Equal("intact", outcome);
                Assert.True(write > 50, $"{write} writes");
                break;
            }

            outcomes[outcome] = outcomes.GetValueOrDefault(outcome) + 1;
        }

        Assert.Equal(["intact", "refused", "unknown"], outcomes.Keys.Order());
    }

    private static string Outcome(ScriptedLife life, MemoryDisk disk, Action<string>? isAbout, string when)
    {
        try
        {
            using var store = Open(disk, 7000);
            return life.CheckDamaged(store) ? "intact" : store.Recovered.Unknown.IsEmpty && store.DamagedSnapshot is not null ? "intact" : "unknown";
        }
        catch (StoreDamagedException e)
        {
            isAbout?.Invoke(e.File);
            Assert.InRange(e.Offset, 0, disk.ReadAll(e.File["memory/".Length..]).Length);
            return "refused";
        }
        catch (StoreRefusedException)
        {
            return "refused";
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"After {when}: {e.Message}", e);
        }
    }
}
