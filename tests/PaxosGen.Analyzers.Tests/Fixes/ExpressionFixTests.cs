using Microsoft.CodeAnalysis.CodeFixes;
using PaxosGen.CodeFixes.Determinism;
using PaxosGen.Generators.Tests;

namespace PaxosGen.Analyzers.Tests.Fixes;

/// <summary>Fixes that write one expression as another.</summary>
public sealed class ExpressionFixTests
{
    private static string Code(string usings, string statements)
        => "using System;\nusing System.Collections.Generic;\n" + usings + """
        using PaxosGen;

        [ReplicatedStateMachine]
        public sealed partial class Machine
        {
            private readonly List<string> _names = [];
            private long _number;
            private string _text = "";
            private DateTime _time;
            private DateTimeOffset _moment;

            [Command(1)]
            public void Do(string a, string b, double x, decimal m, byte[] bytes)
            {

        """ + string.Join("\n", statements.Split('\n').Select(static l => "        " + l)) + "\n    }\n}\n";

    private static Task Expect(CodeFixProvider fix, string usings, string before, string after) => Fixed.Expect(fix, Code(usings, before), Code(usings, after));

    [Fact]
    public Task Parallel_queries_run_in_one_thread() => Expect(
        new ParallelFix(),
        "using System.Linq;\n",
        """
        _number = _names.AsParallel().Count();
        _text = string.Join(",", _names.AsParallel().AsOrdered().WithDegreeOfParallelism(2).Where(n => n.Length > 1).Select(n => n + a).ToList()); // Kept.
        _names.AddRange(_names
            .AsParallel()
            .AsOrdered()
            .Select(n => n + b)
            .ToArray());
        foreach (var name in _names.AsParallel()) { _number++; }
        """,
        """
        _number = _names.Count();
        _text = string.Join(",", _names.Where(n => n.Length > 1).Select(n => n + a).ToList()); // Kept.
        _names.AddRange(_names
            .Select(n => n + b)
            .ToArray());
        foreach (var name in _names) { _number++; }
        """);

    [Theory]
    [InlineData("_names.AsParallel().ForAll(n => _number++);")]
    [InlineData("var query = _names.AsParallel(); _number = query.Count();")]
    public Task Queries_that_are_needed_as_parallel_ones_stay(string statement) => Fixed.ExpectNoOffer(new ParallelFix(), Code("using System.Linq;\n", statement));

    [Fact]
    public Task Strings_are_compared_by_ordinals() => Expect(
        new OrdinalFix(),
        "using System.Linq;\n",
        """
        if (a.StartsWith("x") || a.EndsWith(/* kept */ b)) { _number = a.IndexOf(b) + a.LastIndexOf(b, 2); }
        if (a?.StartsWith("x") == true) { _number++; }
        _number += string.Compare(a, b) + string.Compare(a, b, true) + string.Compare(a, b, false) + String.Compare(a, 1, b, 2, 3);
        _number += a.CompareTo(b + "x"); // Kept.
        _number += string.Compare(a, b, StringComparison.CurrentCultureIgnoreCase) + (a.Equals(b, StringComparison.InvariantCulture) ? 1 : 0);
        _text = a.ToUpper() + b.ToLower(System.Globalization.CultureInfo.InvariantCulture) + char.ToUpper(a[0]);
        _text += string.Concat(a.Select(char.ToUpper));
        _number += StringComparer.CurrentCulture.Compare(a, b);
        """,
        """
        if (a.StartsWith("x", StringComparison.Ordinal) || a.EndsWith(/* kept */ b, StringComparison.Ordinal)) { _number = a.IndexOf(b, StringComparison.Ordinal) + a.LastIndexOf(b, 2, StringComparison.Ordinal); }
        if (a?.StartsWith("x", StringComparison.Ordinal) == true) { _number++; }
        _number += string.CompareOrdinal(a, b) + string.Compare(a, b, StringComparison.OrdinalIgnoreCase) + string.CompareOrdinal(a, b) + String.CompareOrdinal(a, 1, b, 2, 3);
        _number += string.CompareOrdinal(a, b + "x"); // Kept.
        _number += string.Compare(a, b, StringComparison.OrdinalIgnoreCase) + (a.Equals(b, StringComparison.Ordinal) ? 1 : 0);
        _text = a.ToUpperInvariant() + b.ToLowerInvariant() + char.ToUpperInvariant(a[0]);
        _text += string.Concat(a.Select(char.ToUpperInvariant));
        _number += StringComparer.Ordinal.Compare(a, b);
        """);

    [Fact]
    public Task Sorts_of_strings_get_a_comparer() => Expect(
        new OrdinalFix(),
        "using System.Collections.Immutable;\nusing System.Linq;\n",
        """
        _names.Sort();
        _text = string.Join(",", _names.OrderBy(n => n).ThenByDescending(n => n + a /* kept */)) + _names.Order().First() + _names.Max() + _names.MinBy(n => n);
        var array = _names.ToArray();
        Array.Sort(array);
        _number = _names.BinarySearch(a) + new SortedSet<string>(_names).Count + new SortedDictionary<string, int> { [a] = 1 }.Count;
        SortedSet<string> set = [];
        _number += set.Count + _names.ToImmutableSortedSet().Count + ImmutableSortedSet<string>.Empty.Count;
        _names.Sort(comparer: null);
        """,
        """
        _names.Sort(StringComparer.Ordinal);
        _text = string.Join(",", _names.OrderBy(n => n, StringComparer.Ordinal).ThenByDescending(n => n + a /* kept */, StringComparer.Ordinal)) + _names.Order(StringComparer.Ordinal).First() + _names.Max(StringComparer.Ordinal) + _names.MinBy(n => n, StringComparer.Ordinal);
        var array = _names.ToArray();
        Array.Sort(array, StringComparer.Ordinal);
        _number = _names.BinarySearch(a, StringComparer.Ordinal) + new SortedSet<string>(_names, StringComparer.Ordinal).Count + new SortedDictionary<string, int>(StringComparer.Ordinal) { [a] = 1 }.Count;
        SortedSet<string> set = new(StringComparer.Ordinal);
        _number += set.Count + _names.ToImmutableSortedSet(StringComparer.Ordinal).Count + ImmutableSortedSet.Create<string>(StringComparer.Ordinal).Count;
        _names.Sort(comparer: StringComparer.Ordinal);
        """);

    [Theory]
    [InlineData("_text = _names.Max(n => n + a);")]
    [InlineData("_text = _names.Select(n => (n, 1)).Max().n;")]
    public Task Sorts_that_take_no_comparer_of_strings_are_left_for_a_person(string statement) => Fixed.ExpectNoOffer(new OrdinalFix(), Code("using System.Linq;\n", statement));

    [Fact]
    public Task Values_are_formatted_and_parsed_by_the_invariant_culture() => Expect(
        new InvariantFix(),
        "using System.Globalization;\nusing System.Text;\n",
        """
        _text = m.ToString() + x.ToString("N2") + decimal.Parse(a).ToString(CultureInfo.CurrentCulture);
        if (double.TryParse(a, out var number)) { _number += (long)number; }
        _text = string.Format("{0} {1}", a, m) + string.Format(null, "{0}", x);
        _text = $"{a}: {m:N2}"; // Kept.
        _text = a + x + (m + 1);
        _text += m;
        var text = new StringBuilder().Append(x).Append($"{m}").AppendFormat("{0}", x);
        _text = text.ToString();
        """,
        """
        _text = m.ToString(CultureInfo.InvariantCulture) + x.ToString("N2", CultureInfo.InvariantCulture) + decimal.Parse(a, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture);
        if (double.TryParse(a, CultureInfo.InvariantCulture, out var number)) { _number += (long)number; }
        _text = string.Format(CultureInfo.InvariantCulture, "{0} {1}", a, m) + string.Format(CultureInfo.InvariantCulture, "{0}", x);
        _text = string.Create(CultureInfo.InvariantCulture, $"{a}: {m:N2}"); // Kept.
        _text = a + x.ToString(CultureInfo.InvariantCulture) + (m + 1).ToString(CultureInfo.InvariantCulture);
        _text += m.ToString(CultureInfo.InvariantCulture);
        var text = new StringBuilder().Append(x.ToString(CultureInfo.InvariantCulture)).Append(CultureInfo.InvariantCulture, $"{m}").AppendFormat(CultureInfo.InvariantCulture, "{0}", x);
        _text = text.ToString();
        """);

    [Fact]
    public Task Times_are_taken_in_utc() => Expect(
        new TimeZoneFix(),
        "",
        """
        _time = _moment.LocalDateTime.AddDays(1);
        _moment = _moment.ToLocalTime(); // Kept.
        _time = _moment.UtcDateTime.ToLocalTime();
        _text = TimeZoneInfo.Local.Id;
        _time = DateTime.FromFileTime(_number);
        _moment = _time; // Kept.
        _moment = new DateTimeOffset(_time);
        """,
        """
        _time = _moment.UtcDateTime.AddDays(1);
        _moment = _moment.ToUniversalTime(); // Kept.
        _time = _moment.UtcDateTime;
        _text = TimeZoneInfo.Utc.Id;
        _time = DateTime.FromFileTimeUtc(_number);
        _moment = new DateTimeOffset(_time, TimeSpan.Zero); // Kept.
        _moment = new DateTimeOffset(_time, TimeSpan.Zero);
        """);

    [Fact]
    public Task A_local_time_of_an_unknown_kind_is_left_for_a_person() => Fixed.ExpectNoOffer(new TimeZoneFix(), Code("", "_time = _time.ToLocalTime();"));

    [Fact]
    public Task Lines_end_and_bytes_are_ordered_alike_on_every_platform() => Expect(
        new PlatformFix(),
        "using System.Text;\n",
        """
        var text = new StringBuilder();
        text.Append(a).Append(Environment.NewLine);
        text.AppendLine(a + b).AppendLine();
        text.AppendLine($"{_number}"); // Kept.
        _text = a + Environment.NewLine + b.ReplaceLineEndings();
        _number = BitConverter.ToInt32(bytes, 4) + BitConverter.ToInt64(bytes.AsSpan());
        BitConverter.TryWriteBytes(bytes, _number);
        """,
        """
        var text = new StringBuilder();
        text.Append(a).Append('\n');
        text.Append(a + b).Append('\n').Append('\n');
        text.Append($"{_number}").Append('\n'); // Kept.
        _text = a + "\n" + b.ReplaceLineEndings("\n");
        _number = System.Buffers.Binary.BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(4)) + System.Buffers.Binary.BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan());
        System.Buffers.Binary.BinaryPrimitives.TryWriteInt64LittleEndian(bytes, _number);
        """);

    [Fact]
    public Task Patterns_are_matched_without_a_time_out() => Expect(
        new RegexFix(),
        "using System.Text.RegularExpressions;\n",
        """
        var pattern = new Regex("^a+(?<n>b)(?:c)$", RegexOptions.IgnoreCase | RegexOptions.Singleline, TimeSpan.FromSeconds(1));
        _number += pattern.IsMatch(a) ? 1 : 0;
        _text = Regex.Replace(a, "x+", b, RegexOptions.None, /* kept */ TimeSpan.FromSeconds(1));
        """,
        """
        var pattern = new Regex("^a+(?<n>b)(?:c)$", RegexOptions.IgnoreCase | RegexOptions.Singleline | RegexOptions.NonBacktracking);
        _number += pattern.IsMatch(a) ? 1 : 0;
        _text = Regex.Replace(a, "x+", b, RegexOptions.NonBacktracking);
        """);

    [Theory]
    [InlineData("Regex.IsMatch(a, b, RegexOptions.None, TimeSpan.FromSeconds(1))")]
    [InlineData("Regex.IsMatch(a, \"(a)\\\\1\", RegexOptions.None, TimeSpan.FromSeconds(1))")]
    [InlineData("Regex.IsMatch(a, \"(?!b)a\", RegexOptions.None, TimeSpan.FromSeconds(1))")]
    [InlineData("Regex.IsMatch(a, \"a\", RegexOptions.RightToLeft, TimeSpan.FromSeconds(1))")]
    public Task Patterns_that_need_backtracking_are_left_for_a_person(string match)
        => Fixed.ExpectNoOffer(new RegexFix(), Code("using System.Text.RegularExpressions;\n", $"if ({match}) {{ _number++; }}"));
}
