using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using PaxosGen.Tests.Machines;

namespace PaxosGen.Tests;

/// <summary>
/// Equal states by different histories. <c>PaxosGen.Tests.dll HISTORY CULTURE</c> prints the hashes of their bytes, so that
/// another process, with other settings, can be asked for them.
/// </summary>
public static class Histories
{
    private const int Worlds = 40;

    /// <summary>Tests are run by their runner; this is for what they ask another process.</summary>
    public static int Main(string[] arguments)
    {
        if (arguments is not [var history, var culture])
        {
            return 2;
        }

        CultureInfo.CurrentCulture = CultureInfo.DefaultThreadCurrentCulture = Odd(CultureInfo.GetCultureInfo(culture));
        Console.WriteLine($"{Environment.ProcessorCount} {"i".ToUpper(CultureInfo.CurrentCulture)} {(-1.5).ToString(CultureInfo.CurrentCulture)}");
        foreach (var hash in Hashes(int.Parse(history, CultureInfo.InvariantCulture)))
        {
            Console.WriteLine(hash);
        }

        return 0;
    }

    /// <summary>The hashes of the bytes of many states, each of which came about by this history.</summary>
    internal static List<string> Hashes(int history)
        => [.. Enumerable.Range(1, Worlds).Select(world => Convert.ToHexString(SHA256.HashData(Replicated.Save(World((ulong)world, history)))))];

    /// <summary>Members that are hash tables, filled in the order of the keys, after others that are gone again.</summary>
    internal static Garments Garments(IEnumerable<int> order, IEnumerable<int> detour)
    {
        var set = new HashSet<int>();
        foreach (var key in detour.Concat(order))
        {
            set.Add(key);
        }

        foreach (var key in detour)
        {
            set.Remove(key);
        }

        return new()
        {
            ImmutableSet = set.Aggregate(ImmutableHashSet<string>.Empty, static (s, k) => s.Add(Text(k))),
            ImmutableMap = set.Aggregate(ImmutableDictionary<int, string?>.Empty, static (m, k) => m.Add(k, Text(k))),
            FrozenSet = set.Select(static k => new Point(k, 1)).ToFrozenSet(),
            FrozenMap = set.ToFrozenDictionary(Text, static k => new HashSet<string> { Text(k) }),
            SortedList = new(set.ToDictionary(Text, static k => (int?)k), StringComparer.Ordinal),
            ImmutableSortedSet = set.Aggregate(ImmutableSortedSet.Create<string>(StringComparer.OrdinalIgnoreCase), static (s, k) => s.Add(Text(k))),
        };
    }

    private static Wardrobe World(ulong seed, int history)
    {
        var random = new ReplicatedRandom(seed);
        var machine = Replicated.New<Wardrobe>();
        for (var i = random.Next(10, 80); i > 0; i--)
        {
            var key = random.Next(-9, 40);
            if (key >= 0)
            {
                machine.Add(key, random.Next(1_000));
            }
            else
            {
                machine.Take(-key);
            }

            // A replica that was restarted, or joined, at some point.
            if (history > 0 && i % (history + 2) == 0)
            {
                machine = Replicated.Load<Wardrobe>(Replicated.Save(machine));
            }
        }

        var keys = Enumerable.Range(0, 200).Where(_ => random.Next(2) == 0).ToList();
        machine.Echo(history == 0 ? Garments(keys, []) : Garments(Enumerable.Reverse(keys), Enumerable.Range(1_000, 37 * history)));
        return machine;
    }

    /// <summary>Letters of both cases and some whose order and case depend on the culture.</summary>
    private static string Text(int key) => "iIıİåzßaA-"[key % 10] + key.ToString(CultureInfo.InvariantCulture);

    /// <summary>Numbers do not look like those of the invariant culture, even where no data of cultures are installed.</summary>
    private static CultureInfo Odd(CultureInfo culture)
    {
        var odd = (CultureInfo)culture.Clone();
        odd.NumberFormat.NegativeSign = "~";
        odd.NumberFormat.NumberDecimalSeparator = ";";
        return odd;
    }
}
