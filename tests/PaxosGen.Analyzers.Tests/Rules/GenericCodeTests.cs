namespace PaxosGen.Analyzers.Tests.Rules;

/// <summary>Generic code is as deterministic as what it is used with.</summary>
public sealed class GenericCodeTests
{
    private const string Source =
        """
        using System;
        using System.Collections.Generic;
        using System.Linq;
        using PaxosGen;
        namespace GenericCases;

        internal static class Algorithms
        {
            public static T Largest<T>(IReadOnlyList<T> items)
                where T : IComparable<T>
            {
                var best = items[0];
                foreach (var item in items)
                {
                    if (item.CompareTo(best) > 0) // PXG1011
                    {
                        best = item;
                    }
                }

                return best;
            }

            public static T Least<T>(IReadOnlyList<T> items)
                where T : IComparable<T>
            {
                var best = items[0];
                foreach (var item in items)
                {
                    if (item.CompareTo(best) < 0)
                    {
                        best = item;
                    }
                }

                return best;
            }

            public static T First<T>(IEnumerable<T> items) => Inner(items);

            private static T Inner<T>(IEnumerable<T> items) => items.Order().First(); // PXG1011

            public static int Bucket<T>(T key)
                where T : notnull
                => key.GetHashCode() & 15; // PXG1010

            public static int BucketOfNumber<T>(T key)
                where T : notnull
                => key.GetHashCode() & 15;
        }

        internal sealed class Ranking<T>
        {
            private readonly SortedSet<T> _items = new(); // PXG1011

            public void Add(T item) => _items.Add(item);
        }

        [ReplicatedStateMachine]
        public partial class Machine
        {
            private long _n;

            [Command(1)]
            public void Use(string[] names, int[] numbers)
            {
                _n = Algorithms.Largest(names).Length + Algorithms.Least(numbers) + Algorithms.First(names).Length;
                _n = Algorithms.Bucket(names[0]) + Algorithms.BucketOfNumber(numbers[0]);
                new Ranking<string>().Add(names[0]);
            }
        }
        """;

    [Fact]
    public Task What_is_used_with_strings_is_reported_and_nothing_else() => Analyzed.ExpectAsync(Source);
}
