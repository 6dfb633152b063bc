using System.Collections.Immutable;
using PaxosGen.Core;
using PaxosGen.Server.Applying;
using PaxosGen.Server.Running;

namespace PaxosGen.Server.Tests.Running;

/// <summary>Of which slots replicas make snapshots, and when.</summary>
public sealed class SnapshotScheduleTests
{
    private const int Interval = 100;
    private const int Bytes = 10_000;

    [Fact]
    public void Small_entries_make_one_for_each_interval_and_large_ones_one_for_so_many_bytes()
    {
        Assert.Equal([100, 200, 300], SlotsOf(1, Enumerable.Repeat(1, 310)));

        Assert.Equal([10, 20, 30, 40, 50, 60, 70, 80, 90, 110, 120], SlotsOf(1, Enumerable.Repeat(1_000, 125)));
    }

    [Fact]
    public void Replicas_make_them_of_the_same_slots_one_after_the_other()
    {
        int[] lengths = [.. Enumerable.Range(0, 1_000).Select(i => i % 7 == 0 ? 900 : 10)];
        var made = Enumerable.Range(1, 3).Select(id => Made(id, lengths)).ToList();
        var slots = made[0].Select(m => m.Of).ToList();
        Assert.Contains(slots, slot => slot % Interval != 0);
        Assert.All(made, of => Assert.Equal(slots.Take(of.Count), of.Select(m => m.Of)));
        for (var i = 0; i < made[2].Count; i++)
        {
            Assert.True(made[0][i].At < made[1][i].At && made[1][i].At < made[2][i].At);
            Assert.True(i + 1 == slots.Count || made[2][i].At < slots[i + 1]);
        }
    }

    [Fact]
    public void Who_goes_on_from_another_slot_makes_them_of_the_same_slots_after_two_intervals_at_most()
    {
        int[] lengths = [.. Enumerable.Range(0, 400).Select(i => i % 7 == 0 ? 900 : 10)];
        var schedule = new SnapshotSchedule(new ReplicaId(1), Bytes);
        List<long> slots = [];
        Apply(lengths, (applier, length) =>
        {
            if (applier.AppliedThrough == new Slot(50))
            {
                schedule.Forget();
            }

            if (schedule.OnApplied(applier, length) is { } target)
            {
                slots.Add(target.Slot.Value);
            }
        });
        Assert.Equal(SlotsOf(1, lengths).Where(slot => slot >= 2 * Interval), slots.Where(slot => slot >= 2 * Interval));
    }

    private static List<long> SlotsOf(int replica, IEnumerable<int> lengths) => [.. Made(replica, lengths).Select(m => m.Of)];

    private static List<(long Of, long At)> Made(int replica, IEnumerable<int> lengths)
    {
        var schedule = new SnapshotSchedule(new ReplicaId(replica), Bytes);
        List<(long Of, long At)> made = [];
        Apply(lengths, (applier, length) =>
        {
            if (schedule.OnApplied(applier, length) is { } target)
            {
                made.Add((target.Slot.Value, applier.AppliedThrough.Value));
            }
        });
        return made;
    }

    private static void Apply(IEnumerable<int> lengths, Action<Applier, int> applied)
    {
        var configuration = Configuration.Initial(RestoringTests.Members, new ClusterSettings { SnapshotInterval = Interval }) with
        {
            Stores = Enumerable.Range(1, 3).ToImmutableSortedDictionary(i => new ReplicaId(i), i => new StoreId((ulong)i)),
        };
        var applier = new Applier(new Applying.Ledger(), RestoringTests.Identity.Cluster, configuration);
        foreach (var length in lengths)
        {
            applier.Apply(applier.AppliedThrough.Next, Entry.NoOp);
            applied(applier, length);
        }
    }
}
