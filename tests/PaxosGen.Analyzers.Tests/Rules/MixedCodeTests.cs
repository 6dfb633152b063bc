namespace PaxosGen.Analyzers.Tests.Rules;

/// <summary>Leaves of all rules, in the places where code has them: base classes, initialisers, lambdas, deconstructions, conditions.</summary>
public sealed class MixedCodeTests
{
    private const string Source =
        """
        using System;
        using System.Collections;
        using System.Collections.Generic;
        using System.Diagnostics;
        using System.Globalization;
        using System.IO;
        using System.Linq;
        using System.Net.Http;
        using System.Numerics;
        using System.Runtime.CompilerServices;
        using System.Runtime.InteropServices;
        using System.Text;
        using System.Threading;
        using System.Threading.Tasks;
        using PaxosGen;
        using Rng = System.Random;
        namespace Mixed;

        public class ClockBase { protected static DateTime Stamp() => DateTime.UtcNow; } // PXG1001
        public sealed class Derived : ClockBase { public long T() => Stamp().Ticks; }
        public sealed class Tracker : IDisposable { public void Dispose() => Console.WriteLine(); } // PXG1004
        public sealed class Ticket { public Guid Id { get; } = Guid.NewGuid(); } // PXG1002
        public sealed class Shouting { public override string ToString() => Environment.MachineName; } // PXG1003
        public sealed class MyRandom : Random { public int Roll() => base.Next(6); }
        public struct Plain { public int A; public string B; }

        [ReplicatedStateMachine]
        public partial class Bad
        {
            private long _n;
            private string _text = "";
            private DateTimeOffset _when;
            private readonly Dictionary<string, long> _map = new(StringComparer.Ordinal);

            [Command(1)]
            public void Use(string s, string[] names, DateTime at, double d)
            {
                _n = new Derived().T();
                using (new Tracker()) { }
                _text = new Ticket().Id.ToString();
                _text = $"{new Shouting()}";
                _n = new Rng().Next(); // PXG1002
                _map.TryAdd(s, DateTime.UtcNow.Ticks); // PXG1001
                _map[s] = Stopwatch.GetTimestamp(); // PXG1001
                var (x, y) = (Guid.NewGuid(), 1); // PXG1002
                _text = x.ToString() + y;
                _n = names.Select(static n => n.GetHashCode()).Sum(); // PXG1010
                Array.Sort(names, (a, b) => string.Compare(a, b)); // PXG1011
                _n = Array.IndexOf(names, s.ToUpper()); // PXG1011
                _n = new Plain { A = 1 }.GetHashCode(); // PXG1010
                _n = s.Equals("x", StringComparison.CurrentCulture) ? 1 : 0; // PXG1011
                _n = new HashSet<string>(StringComparer.InvariantCulture).Count; // PXG1011
                _n = CultureInfo.CurrentCulture.CompareInfo.Compare(s, "x"); // PXG1011 PXG1012
                _when = TimeZoneInfo.ConvertTime(_when, TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin")); // PXG1013
                List<DateTimeOffset> times = [at]; // PXG1013
                _when = times[0];
                _n = (long)Math.Round(Math.Pow(d, 2)); // PXG1014
                _n = ArrayList.Synchronized(new ArrayList()).Count;
                _n = RuntimeHelpers.GetHashCode(s); // PXG1010
                Thread.Sleep(1); // PXG1018
                _n = Environment.GetEnvironmentVariables().Count; // PXG1003
                var f = s switch { "now" => DateTime.Now, _ => at }; // PXG1001
                _n = f.Ticks;
                try { _n = 1; } finally { _n = Environment.TickCount64; } // PXG1001
                foreach (var name in names) if (name is { Length: > 0 } && DateTime.UtcNow.Ticks > 0) _n++; // PXG1001
                _n = BitConverter.ToInt64(Guid.NewGuid().ToByteArray()); // PXG1002 PXG1017
                _text = string.Format("{0:d}", at); // PXG1012
                _text = d.ToString("R"); // PXG1012
                _n = nint.Size; // PXG1017
                _n = Marshal.SizeOf<Plain>(); // PXG1017
                _text = Path.DirectorySeparatorChar.ToString(); // PXG1017
                _n = File.Exists(s) ? 1 : 0; // PXG1004
                _n = new HttpClient().GetStringAsync(s).Result.Length; // PXG1004 PXG1006
                _n = Task.WhenAll(Task.CompletedTask).IsCompleted ? 1 : 0; // PXG1006
                _text = typeof(Bad).Assembly.GetName().Version!.ToString(); // PXG1003
                _n = Vector<int>.Count; // PXG1014
                _n = EqualityComparer<string>.Default.GetHashCode(s); // PXG1010
                _n = new { s, at }.GetHashCode(); // PXG1010
                _n = Tuple.Create(1, 2).GetHashCode(); // PXG1010
                _n = new KeyValuePair<int, int>(1, 2).GetHashCode(); // PXG1010
                object o = s; // boxed
                _n = o.GetHashCode(); // PXG1010
            }
        }
        """;

    [Fact]
    public Task Each_marked_line_is_reported_and_no_other() => Analyzed.ExpectAsync(Source);
}
