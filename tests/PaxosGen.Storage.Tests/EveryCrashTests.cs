using System.IO.Hashing;
using static PaxosGen.Storage.Tests.TestStore;

namespace PaxosGen.Storage.Tests;

/// <summary>
/// The power fails before and after every operation of a whole life, with every choice of what survives of that which
/// was not synced.
/// </summary>
public class EveryCrashTests
{
    /// <summary>Up to so many sectors that differ, all subsets of them survive once; of more, each beginning, each end, and all but one.</summary>
    private const int MostWithAllSubsets = 6;

    [Fact]
    public void Whatever_was_acknowledged_survives_whatever_a_crash_leaves()
    {
        var (operation, crashes, recovered) = (0L, 0, 0);
        for (var isOver = false; !isOver;)
        {
            operation++;
            isOver = Lead(operation, out _, out var disk);
            var (differing, changes) = Unsynced(operation, disk);
            var seen = new HashSet<UInt128>();
            for (var kept = 0; kept <= changes; kept++)
            {
                foreach (var survivors in Choices(differing))
                {
                    Lead(operation, out var life, out disk);
                    Crash(disk, survivors, kept);
                    crashes++;
                    if (seen.Add(HashOf(disk)))
                    {
                        recovered++;
                        Check(life, disk, $"operation {operation}, with sectors {string.Join(' ', survivors.Order())} of {differing.Count} and {kept} of {changes} changes of the folder");
                    }
                }
            }
        }

        Assert.True(operation > 200 && crashes > 1400 && recovered > 1000, $"{operation} operations, {crashes} crashes, {recovered} recoveries");
    }

    /// <summary>Lives until the power fails in an operation. What it was to do is done, and not synced.</summary>
    private static bool Lead(long operation, out ScriptedLife life, out MemoryDisk disk)
    {
        disk = new MemoryDisk();
        disk.FailPowerAt(operation);
        life = WholeLife.New();
        try
        {
            WholeLife.Lead(life, disk).Dispose();
            return true;
        }
        catch (PowerFailedException)
        {
            return false;
        }
    }

    /// <summary>Which of the unsynced sectors, in the order of writing, would change something, and how many changes of the folder there are.</summary>
    private static (List<int> Differing, int Changes) Unsynced(long operation, MemoryDisk seen)
    {
        var visible = seen.List().ToDictionary(name => name, seen.ReadAll);
        Lead(operation, out _, out var lost);
        var (places, changes) = (new List<(string Name, long Offset)>(), 0);
        lost.Crash(
            (name, offset) =>
            {
                places.Add((name, offset));
                return false;
            },
            count =>
            {
                changes = count;
                return count;
            });
        var differing = Enumerable.Range(0, places.Count).Where(i => IsChanged(places[i], visible, lost)).ToList();
        return (differing, changes);
    }

    private static bool IsChanged((string Name, long Offset) place, Dictionary<string, byte[]> visible, MemoryDisk durable)
    {
        if (!visible.TryGetValue(place.Name, out var now))
        {
            return true;
        }

        var then = durable.ReadAll(place.Name);
        return !Sector(now, place.Offset).SequenceEqual(Sector(then, place.Offset)) || then.Length < now.Length;
    }

    private static ReadOnlySpan<byte> Sector(byte[] bytes, long offset)
    {
        var from = (int)Math.Min(bytes.Length, offset / MemoryDisk.SectorBytes * MemoryDisk.SectorBytes);
        return bytes.AsSpan(from, Math.Min(MemoryDisk.SectorBytes, bytes.Length - from));
    }

    private static IEnumerable<HashSet<int>> Choices(List<int> sectors)
    {
        if (sectors.Count <= MostWithAllSubsets)
        {
            for (var mask = 0; mask < 1 << sectors.Count; mask++)
            {
                yield return [.. sectors.Where((_, i) => (mask & (1 << i)) != 0)];
            }

            yield break;
        }

        for (var i = 0; i <= sectors.Count; i++)
        {
            yield return [.. sectors.Take(i)];
            yield return [.. sectors.Skip(i)];
            yield return [.. sectors.Take(i), .. sectors.Skip(i + 1)];
        }
    }

    /// <summary>Sectors that change nothing are lost.</summary>
    private static void Crash(MemoryDisk disk, HashSet<int> survivors, int changes)
    {
        var index = 0;
        disk.Crash((_, _) => survivors.Contains(index++), _ => changes);
    }

    private static UInt128 HashOf(MemoryDisk disk)
    {
        var hash = new XxHash128();
        foreach (var name in disk.List())
        {
            hash.Append(System.Text.Encoding.UTF8.GetBytes(name));
            hash.Append(disk.ReadAll(name));
        }

        return hash.GetCurrentHashAsUInt128();
    }

    private static void Check(ScriptedLife life, MemoryDisk disk, string when)
    {
        try
        {
            using (var store = Open(disk, 7000))
            {
                life.Check(store);
                store.Log.Append([Promised(1000), Vote(1000, 500, Entry(1))]);
            }

            // What was found is on the disk, and a tail that was cut does not come back.
            disk.Crash();
            using var again = Open(disk, 7001);
            Assert.Equal(Ballot(1000), again.Recovered.Promised);
            Assert.Contains(again.Recovered.Log, slot => slot.Slot == new Slot(500) && slot.Ballot == Ballot(1000));
            Assert.Equal([7000, 7001], again.Identity.Starts[^2..].Select(start => (int)start));
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"After a crash in {when}: {e.Message}", e);
        }
    }
}
