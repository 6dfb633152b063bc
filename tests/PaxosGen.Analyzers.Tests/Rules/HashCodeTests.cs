namespace PaxosGen.Analyzers.Tests.Rules;

/// <summary>PXG1010. Hash codes as values; and in hash functions, where they belong.</summary>
public sealed class HashCodeTests
{
    private static readonly RuleCase Case = new(
        "PXG1010",
        """
        using System;
        using System.Collections.Generic;
        using System.Runtime.CompilerServices;
        using PaxosGen;
        namespace HashCodeCases;

        public sealed record Name(string First, string Last);
        public readonly record struct Tag(string Text, int Number);
        public readonly record struct Point(int X, int Y);
        public struct Plain { public int A; public int B; }
        public sealed class Mixed(string text)
        {
            public string Text { get; } = text;
            public override bool Equals(object? obj) => obj is Mixed other && other.Text == Text;
            public override int GetHashCode() => HashCode.Combine(Text, 1);
        }
        public sealed class Stable(int number)
        {
            public int Number { get; } = number;
            public override bool Equals(object? obj) => obj is Stable other && other.Number == Number;
            public override int GetHashCode() => Number.GetHashCode() * 31;
        }

        [ReplicatedStateMachine]
        public partial class Bad
        {
            private int _n;

            [Command(1)]
            public void Hash(string text, object boxed, int[] items)
            {
                _n = text.GetHashCode(); // PXG1010
                _n = Math.Abs(text.GetHashCode()) % 16; // PXG1010
                _n = string.GetHashCode(text.AsSpan()); // PXG1010
                _n = text.GetHashCode(StringComparison.Ordinal); // PXG1010
                _n = StringComparer.Ordinal.GetHashCode(text); // PXG1010
                _n = EqualityComparer<string>.Default.GetHashCode(text); // PXG1010
                _n = HashCode.Combine(_n, 1); // PXG1010
                var hash = new HashCode();
                hash.Add(text);
                _n = hash.ToHashCode(); // PXG1010
                _n = (1, 2).GetHashCode(); // PXG1010
                _n = boxed.GetHashCode(); // PXG1010
                _n = items.GetHashCode(); // PXG1010
                _n = RuntimeHelpers.GetHashCode(items); // PXG1010
                _n = new Name(text, text).GetHashCode(); // PXG1010
                _n = new Tag(text, 1).GetHashCode(); // PXG1010
                _n = new Plain().GetHashCode(); // PXG1010
                _n = new Mixed(text).GetHashCode(); // PXG1010
                _n = GetHashCode(); // PXG1010
                _n = typeof(Bad).GetHashCode(); // PXG1010
                Func<int> later = text.GetHashCode; // PXG1010
                _n = later() + Bucket(text);
            }

            private static int Bucket<T>(T key) where T : notnull => key.GetHashCode() & 15; // PXG1010
        }

        public sealed class Key(string a, int b) : IEquatable<Key>
        {
            public string A { get; } = a;
            public int B { get; } = b;
            public bool Equals(Key? other) => other is not null && A == other.A && B == other.B;
            public override bool Equals(object? obj) => Equals(obj as Key);
            public override int GetHashCode() => Mix(A.GetHashCode(), B);
            private static int Mix(int a, int b)
            {
                var hash = new HashCode();
                hash.Add(a);
                hash.Add(b);
                return hash.ToHashCode();
            }
        }

        public sealed class ByLength : IEqualityComparer<string>
        {
            public bool Equals(string? x, string? y) => x?.Length == y?.Length;
            public int GetHashCode(string obj) => HashCode.Combine(obj.Length);
        }

        public sealed class ByText : IEqualityComparer<Name>
        {
            bool IEqualityComparer<Name>.Equals(Name? x, Name? y) => x == y;
            int IEqualityComparer<Name>.GetHashCode(Name obj) => StringComparer.Ordinal.GetHashCode(obj.First);
        }

        [ReplicatedStateMachine]
        public partial class Good
        {
            private readonly Dictionary<Key, int> _keys = [];
            private long _n;
            private enum Color { Red, Green }

            [Command(1)]
            public void Hash(Guid id, DateTime at, long big, char letter, bool flag, int? maybe)
            {
                _keys[new Key("a", 1)] = 1;
                var lengths = new HashSet<string>(new ByLength());
                var texts = new HashSet<Name>(new ByText());
                lengths.Add("abc");
                texts.Add(new Name("a", "b"));
                _n = 7.GetHashCode() + id.GetHashCode() + at.GetHashCode() + big.GetHashCode() + letter.GetHashCode() + flag.GetHashCode() + maybe.GetHashCode();
                _n = Color.Red.GetHashCode() + new Point(1, 2).GetHashCode() + new Stable(3).GetHashCode() + EqualityComparer<int>.Default.GetHashCode(4);
                _n += TimeSpan.FromSeconds(1).GetHashCode() + nameof(GetHashCode).Length;
            }
        }
        """);

    [Fact]
    public Task Each_marked_line_is_reported_and_no_other() => Case.ExpectAsync();

    [Fact]
    public Task Nothing_is_said_of_good_code() => Case.ExpectCleanAsync();
}
