namespace PaxosGen.Analyzers.Tests.Rules;

/// <summary>PXG1012. Text that depends on the culture, and text that does not.</summary>
public sealed class CultureFormatTests
{
    private static readonly RuleCase Case = new(
        "PXG1012",
        """
        using System;
        using System.Collections.Generic;
        using System.Globalization;
        using System.Linq;
        using System.Text;
        using PaxosGen;
        namespace CultureFormatCases;

        public sealed record Price(decimal Amount, string Currency);

        [ReplicatedStateMachine]
        public partial class Bad
        {
            private string _text = "";
            private double _d;
            private readonly StringBuilder _log = new();

            [Command(1)]
            public void Format(double d, decimal m, DateTime at, DateTimeOffset when, TimeSpan span, int n, string text, double? maybe, double[] all)
            {
                _text = d.ToString(); // PXG1012
                _text = m.ToString("N2"); // PXG1012
                _text = n.ToString("N0"); // PXG1012
                _text = at.ToString(); // PXG1012
                _text = at.ToString("yyyy-MM-dd"); // PXG1012
                _text = span.ToString("g"); // PXG1012
                _text = m.ToString(CultureInfo.CurrentCulture); // PXG1012
                _text = $"{d}"; // PXG1012
                _text = string.Concat("=", (object)d); // PXG1012
                _text = "=" + (object)m; // PXG1012
                _text = string.Format("{0}", (object)at); // PXG1012
                _text = $"total {m:F2}"; // PXG1012
                _text = $"{n:C}"; // PXG1012
                _text = $"{maybe}"; // PXG1012
                _text = "x" + d; // PXG1012
                _text += when; // PXG1012
                _text = string.Format("{0} {1}", n, m); // PXG1012
                _text = string.Format("{0:N1}", n); // PXG1012
                _text = string.Join(";", all); // PXG1012
                _text = string.Concat("a", d); // PXG1012
                _text = Convert.ToString(d); // PXG1012
                _log.Append(d); // PXG1012
                _log.Append($"{d}"); // PXG1012
                _log.AppendFormat("{0}", m); // PXG1012
                _text = $"{new Price(m, text)}"; // PXG1012
                _text = $"{(1, m)}"; // PXG1012
                _d = double.Parse(text); // PXG1012
                _d = double.TryParse(text, out var x) ? x : 0; // PXG1012
                _d = (double)decimal.Parse(text); // PXG1012
                _d = Convert.ToDouble(text); // PXG1012
                _d = int.Parse(text, NumberStyles.AllowThousands); // PXG1012
                FormattableString lazy = $"{d}";
                _text = lazy.ToString(); // PXG1012
                _text = at.ToShortDateString(); // PXG1012
            }
        }

        [ReplicatedStateMachine]
        public partial class Good
        {
            private string _text = "";
            private double _d;
            private readonly StringBuilder _log = new();
            private enum Color { Red }

            [Command(1)]
            public void Format(double d, decimal m, DateTime at, TimeSpan span, int n, ulong u, Guid id, string text, bool flag, char letter)
            {
                // What can fail by its input comes before the first change.
                var read = double.Parse(text, CultureInfo.InvariantCulture) + int.Parse(text);
                _text = d.ToString(CultureInfo.InvariantCulture) + m.ToString("F2", CultureInfo.InvariantCulture) + at.ToString("O") + at.ToString("yyyy", CultureInfo.InvariantCulture);
                _text = $"{n} {u} {id} {flag} {letter} {text} {span} {Color.Red} {n:D8} {n:X4} {at:O}" + n + id + flag;
                _text = string.Concat("=", (object)n) + (object)text;
                _text = n.ToString() + n.ToString("D4") + u.ToString() + id.ToString("N") + span.ToString() + span.ToString("c") + Color.Red.ToString();
                _text = string.Create(CultureInfo.InvariantCulture, $"{d} {m:N2}") + FormattableString.Invariant($"{d}");
                _text = string.Format(CultureInfo.InvariantCulture, "{0}", d) + string.Format("{0} {1}", n, text) + string.Join(",", new[] { 1, 2 }) + string.Concat(text, "x");
                _log.Append(text).Append(n).Append(CultureInfo.InvariantCulture, $"{d}").Append(letter);
                _d = read + (long.TryParse(text, out var x) ? x : 0) + (Guid.TryParse(text, out _) ? 1 : 0);
                _d = decimal.TryParse(text, NumberStyles.Number, CultureInfo.InvariantCulture, out var y) ? (double)y : 0;
                _text = Convert.ToString(d, CultureInfo.InvariantCulture) + Convert.ToHexString([1, 2]) + string.Join("/", Enumerable.Range(0, n));
            }
        }
        """);

    [Fact]
    public Task Each_marked_line_is_reported_and_no_other() => Case.ExpectAsync();

    [Fact]
    public Task Nothing_is_said_of_good_code() => Case.ExpectCleanAsync();
}
