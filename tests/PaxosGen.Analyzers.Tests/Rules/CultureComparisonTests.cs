namespace PaxosGen.Analyzers.Tests.Rules;

/// <summary>PXG1011. Comparisons and casing by culture, and by ordinals.</summary>
public sealed class CultureComparisonTests
{
    private static readonly RuleCase Case = new(
        "PXG1011",
        """
        using System;
        using System.Collections.Generic;
        using System.Collections.Immutable;
        using System.Globalization;
        using System.Linq;
        using PaxosGen;
        namespace CultureComparisonCases;

        [ReplicatedStateMachine]
        public partial class Bad
        {
            private readonly List<string> _names = [];
            private long _n;

            [Command(1)]
            public void Compare(string a, string b, string[] items)
            {
                _n = string.Compare(a, b); // PXG1011
                _n = string.Compare(a, b, true); // PXG1011
                _n = string.Compare(a, b, StringComparison.CurrentCulture); // PXG1011
                _n = string.Compare(a, b, StringComparison.InvariantCultureIgnoreCase); // PXG1011
                _n = a.CompareTo(b); // PXG1011
                _n = ((IComparable<string>)a).CompareTo(b); // PXG1011
                _n = a.StartsWith("i") ? 1 : 0; // PXG1011
                _n = a.EndsWith("i", true, null) ? 1 : 0; // PXG1011
                _n = a.IndexOf("co"); // PXG1011
                _n = a.LastIndexOf("co", 3); // PXG1011
                _n = a.ToUpper().Length; // PXG1011
                _n = a.ToLower(CultureInfo.InvariantCulture).Length; // PXG1011
                _n = char.ToUpper(a[0]); // PXG1011
                _names.Sort(); // PXG1011
                _n = _names.BinarySearch(a); // PXG1011
                Array.Sort(items); // PXG1011
                items.AsSpan().Sort(); // PXG1011
                _n = items.OrderBy(x => x).First().Length; // PXG1011
                _n = items.OrderBy(x => x.Length).ThenByDescending(x => x).First().Length; // PXG1011
                _n = items.Order().First().Length; // PXG1011
                _n = items.Max()!.Length; // PXG1011
                _n = items.Min(x => x + "!")!.Length; // PXG1011
                _n = items.MaxBy(x => x)!.Length; // PXG1011
                _n = items.OrderBy(x => (x.Length, x)).First().Length; // PXG1011
                _n = items.OrderBy(x => x, null).First().Length; // PXG1011
                _n = items.OrderBy(x => x, Comparer<string>.Default).First().Length; // PXG1011
                _n = items.OrderBy(x => x, StringComparer.CurrentCulture).First().Length; // PXG1011
                _n = new SortedDictionary<string, int>().Count; // PXG1011
                _n = new SortedSet<string>(items).Count; // PXG1011
                SortedList<string, int> list = new(); // PXG1011
                _n = new PriorityQueue<int, string>().Count + list.Count; // PXG1011
                _n = items.ToImmutableSortedSet().Count; // PXG1011
                _n = ImmutableSortedDictionary<string, int>.Empty.Count; // PXG1011
                _n = ImmutableSortedDictionary.Create<string, int>().Count; // PXG1011
                _n = CultureInfo.InvariantCulture.CompareInfo.Compare(a, b); // PXG1011
                _names.Sort((x, y) => x.CompareTo(y)); // PXG1011
                _n = (from x in items orderby x select x).First().Length; // PXG1011
                _n = items
                    .Where(x => x.Length > 1)
                    .OrderBy(x => x) // PXG1011
                    .First().Length;
            }
        }

        [ReplicatedStateMachine]
        public partial class Good
        {
            private readonly List<string> _names = [];
            private readonly SortedDictionary<string, int> _sorted = new(StringComparer.Ordinal);
            private readonly SortedSet<int> _numbers = [];
            private long _n;

            [Command(1)]
            public void Compare(string a, string b, string[] items)
            {
                _n = string.CompareOrdinal(a, b);
                _n = string.Compare(a, b, StringComparison.OrdinalIgnoreCase);
                _n = a == b || a.Equals(b) || string.Equals(a, b, StringComparison.Ordinal) ? 1 : 0;
                _n = a.Contains(b) || a.StartsWith('i') || a.EndsWith('x') || a.StartsWith(b, StringComparison.Ordinal) ? 1 : 0;
                _n = a.IndexOf('c') + a.IndexOf("co", StringComparison.Ordinal) + a.LastIndexOf('c');
                _n = a.Replace("x", "y").Split(',').Length + a.Trim().Length + a.ToUpperInvariant().Length + char.ToLowerInvariant(a[0]);
                _names.Sort(StringComparer.Ordinal);
                _n = _names.BinarySearch(a, StringComparer.Ordinal);
                Array.Sort(items, StringComparer.Ordinal);
                Array.Sort(items, string.CompareOrdinal);
                _n = items.OrderBy(x => x, StringComparer.Ordinal).ThenBy(x => x.Length).First().Length;
                _n = items.Order(StringComparer.OrdinalIgnoreCase).First().Length + items.Max(x => x.Length) + items.Select(x => x.Length).Max();
                _n = items.Max(StringComparer.Ordinal)!.Length + items.MaxBy(x => x, StringComparer.Ordinal)!.Length + items.MinBy(x => x.Length)!.Length;
                _n = items.OrderBy(x => (x.Length, x[0])).First().Length;
                _n = new Dictionary<string, int>().Count + new HashSet<string>(items).Count + _sorted.Count + _numbers.Count;
                _n = new PriorityQueue<string, int>().Count + items.ToImmutableSortedSet(StringComparer.Ordinal).Count;
                _n = ImmutableSortedDictionary.Create<string, int>(StringComparer.Ordinal).Count;
                _names.Sort((x, y) => string.CompareOrdinal(x, y));
                _n = items.GroupBy(x => x).Count() + items.Distinct().Count() + nameof(string.Compare).Length + 3.CompareTo(4);
            }
        }
        """);

    [Fact]
    public Task Each_marked_line_is_reported_and_no_other() => Case.ExpectAsync();

    [Fact]
    public Task Nothing_is_said_of_good_code() => Case.ExpectCleanAsync();
}
