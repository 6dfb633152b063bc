namespace PaxosGen.Analyzers.Tests.Rules;

/// <summary>PXG1007: static state in reach of a command.</summary>
public sealed class StaticStateTests
{

    private static readonly string[] BadCode =
    [
        "private static int s_n; [Command(1)] public int C() => ++s_n; // PXG1007",
        "private static int s_n; [Command(1)] public int C() => s_n = 3; // PXG1007",
        "private static int s_n; [Command(1)] public int C() { s_n += 2; return 0; } // PXG1007",
        "private static int s_n; [Command(1)] public int C() => Interlocked.Increment(ref s_n); // PXG1007",
        "private static int s_n; [Command(1)] public bool C() => int.TryParse(\"1\", out s_n); // PXG1007",
        "private static string? s_n; [Command(1)] public string C() => s_n ??= \"x\"; // PXG1007",
        "private static (int, int) s_n; [Command(1)] public int C() { (s_n.Item1, _) = (1, 2); return 0; } // PXG1007",
        "public static int Limit = 3; [Command(1)] public int C() => Limit; // PXG1007",
        "public static int Limit { get; set; } = 3; [Command(1)] public int C() => Limit; // PXG1007",
        "private static volatile int s_n; public static void Host() => s_n = 3;\n[Command(1)] public int C() => s_n; // PXG1007",
        "public static int Limit { get; private set; } = 3; public static void Host() { Limit = 4; }\n[Command(1)] public int C() => Limit; // PXG1007",
        "private static readonly List<int> All = new(); [Command(1)] public void C() => All.Add(1); // PXG1007",
        "private static readonly List<int> All = new(); public static void Host() => All.Add(1);\n[Command(1)] public int C() => All.Count; // PXG1007",
        "private static readonly int[] All = [1, 2]; [Command(1)] public void C() => All[0]++; // PXG1007",
        "private static readonly int[] All = [1, 2]; public static void Host() => Array.Sort(All);\n[Command(1)] public int C() => All[0]; // PXG1007",
        "private static readonly ConcurrentDictionary<int, int> All = new(); [Command(1)] public int C() => All.GetOrAdd(1, x => x); // PXG1007",
        "private static readonly Dictionary<int, List<int>> All = new(); [Command(1)] public void C() { foreach (var list in All.Values)\nlist.Add(1); } // PXG1007",
        "private static readonly Dictionary<int, Account> All = new(); [Command(1)] public void C() { if (All.TryGetValue(1, out var a)) // PXG1007\na.Views++; } // PXG1007 \npublic static void Host() => All[1] = new();",
        "private static readonly Account One = new(); [Command(1)] public void C() { See(One); } // PXG1007\nprivate static void See(Account a) => a.Views++; // PXG1007",
        "[ThreadStatic] private static int t_n; [Command(1)] public int C() => t_n; // PXG1007",
        "private static readonly AsyncLocal<int> Current = new(); [Command(1)] public int C() => Current.Value; // PXG1007",
        "private static readonly ThreadLocal<int> Current = new(); [Command(1)] public int C() => Current.Value; // PXG1007",
        "private static readonly Random Dice = new(3); [Command(1)] public int C() => Dice.Next(); // PXG1007",
        "private static readonly StringBuilder Text = new(); [Command(1)] public void C() => Text.Append(3); // PXG1007",
        "private static event Action? Changed; [Command(1)] public void C() { Changed += () => { }; } // PXG1007",
        "private static int s_made; public M() { s_made++; } // PXG1007\n[Command(1)] public void C() { }",
        "private static int s_n; [Command(1)] public void C() { Action go = () => s_n++; // PXG1007\ngo(); }",
        "private static readonly Lazy<int> Late = new(() => 3); [Command(1)] public int C() => Late.Value; // PXG1007",
        "private static readonly HashSet<int> Seen = []; [Command(1)] public bool C() { var seen = Seen; // PXG1007\nreturn seen.Add(1); } // PXG1007\npublic static void Host() => Seen.Clear();",
        "private static ImmutableList<int> s_all = []; [Command(1)] public void C() => s_all = s_all.Add(1); // PXG1007",
        "private static int s_asked = 3; public static void Host() => s_asked++;\n[Command(2)] public void C() { }\n[Query(1)] public int Q() => s_asked; // PXG1026",
        "private static readonly Lazy<List<int>> Late = new(); [Command(1)] public void C() => Late.Value.Add(1); // PXG1007",
        "public static event Action<int>? Changed; [Command(1)] public void C() => Changed?.Invoke(3); // PXG1007",
        "private static event Action<int>? Changed; public static void Host() => Changed += static _ => { };\n[Command(1)] public void C() { if (Changed is not null) // PXG1007\nChanged(3); } // PXG1007",
        "public static Action<int>? Changed; [Command(1)] public void C() => Changed?.Invoke(3); // PXG1007",
    ];

    private static readonly string[] GoodCode =
    [
        "private const int Limit = 3; [Command(1)] public int C() => Limit;",
        "[Command(1)] public int C() => Random.Shared.Next(); // PXG1002",
        "[Command(1)] public int C() { var dice = Random.Shared; // PXG1002\n return dice.Next(6) + dice.Next(6); }",
        "private int _n; [Command(1)] public void C(int[] xs) { Random.Shared.Shuffle(xs); // PXG1002\n _n = xs[0]; }",
        "private static readonly int Limit = 3; [Command(1)] public int C() => Limit;",
        "public static int Limit { get; } = 3; [Command(1)] public int C() => Limit;",
        "public static int Limit => 3; [Command(1)] public int C() => Limit;",
        "private static int s_limit = 3; [Command(1)] public int C() => s_limit;",
        "public static readonly string Prefix = \"x\"; [Command(1)] public string C() => Prefix + string.Empty;",
        "public static readonly Fixed None = new(0, \"\"); [Command(1)] public string C() => None.Name;",
        "public static readonly TimeSpan Lease = TimeSpan.FromSeconds(30); [Command(1)] public TimeSpan C() => Lease + TimeSpan.Zero;",
        "private static readonly int[] Steps = [1, 2, 5]; [Command(1)] public int C() => Steps[1] + Steps.Sum();",
        "public static readonly string[] Words = [\"a\"]; [Command(1)] public string C() => Words[0];",
        "private static readonly Dictionary<string, int> Rates = new(StringComparer.Ordinal) { [\"a\"] = 1, [\"b\"] = 2 }; [Command(1)] public int C() => Rates[\"a\"];",
        "private static readonly Dictionary<string, int> Rates; static M() { Rates = new(); Rates.Add(\"a\", 1); Rates[\"b\"] = 2; } [Command(1)] public int C() => Rates[\"a\"];",
        "private static readonly Dictionary<string, Func<int, int>> Ops = new() { [\"a\"] = x => x + 1 }; [Command(1)] public int C() => Ops[\"a\"](3);",
        "private static readonly FrozenDictionary<string, int> Rates = new Dictionary<string, int> { [\"a\"] = 1 }.ToFrozenDictionary(); [Command(1)] public int C() => Rates[\"a\"];",
        "private static readonly ImmutableArray<int> Steps = [1, 2]; [Command(1)] public int C() => Steps[0];",
        "private static readonly HashSet<string> Reserved = new(StringComparer.Ordinal) { \"root\" }; [Command(1)] public bool C(string x) => Reserved.Contains(x);",
        "private static readonly IReadOnlyDictionary<int, string> Words = new Dictionary<int, string> { [1] = \"a\" }; [Command(1)] public string C() => Words[1];",
        "private static readonly Comparison<int> Down = (a, b) => b.CompareTo(a); private readonly List<int> _l = []; [Command(1)] public void C() => _l.Sort(Down);",
        "private static readonly object Gate = new(); private int _n; [Command(1)] public void C() { lock (Gate) { _n++; } }",
        "private static readonly Regex Word = new(\"^a$\", RegexOptions.NonBacktracking); [Command(1)] public bool C(string x) => Word.IsMatch(x);",
        "private static readonly int[] Steps = [1, 2, 5]; [Command(1)] public int C() { var copy = Steps.ToArray(); copy[0] = 3; Array.Sort(copy); return copy[0]; }",
        "private static readonly List<int> All = new(); public static void Host() => All.Add(1); [Command(1)] public int C() => 3;",
        "private static int Twice(int x) => x * 2; [Command(1)] public int C() => Twice(3);",
        "[Command(1)] public int C() => Color.Red == Color.Green ? 1 : (int)Color.Red; private enum Color { Red, Green }",
        "private static readonly Account None = new(); private readonly Account _a = new(); [Command(1)] public decimal C() { _a.Views++; _a.Log.Add(1); return None.Balance; }",
        "private readonly List<int> _n = []; [Command(1)] public void C() { Add(_n); } private static void Add(List<int> to) => to.Add(1);",
        "private static readonly string[] Words = [\"a\"]; private static string[] Copy() => [.. Words]; [Command(1)] public string[] C() { var words = Copy(); words[0] = \"b\"; return words; }",
        "[Command(1)] public int C() { static int Next(int x) => x + 1; return Next(2); }",
        "private int s_odd; [Command(1)] public int C() => ++s_odd;",
        "private static event Action<int>? Changed; [Command(1)] public void C() => Changed?.Invoke(3);",
        "public static event Action<int>? Changed; public static void Host() => Changed?.Invoke(3); [Command(1)] public int C() => 3;",
    ];

    [Fact]
    public Task Bad_code_is_found() => MachineCode.ExpectAllAsync("", "", BadCode);

    [Fact]
    public Task Good_code_is_left_alone() => MachineCode.ExpectAllAsync("", "", GoodCode);

    [Fact]
    public Task Other_types_static_state_is_found_at_the_leaf()
        => MachineCode.ExpectAsync(
            """
            [Command(1)] public long A() => Ids.Next();
            [Command(2)] public int B() => Counters.Shared.Next(); // PXG1007
            [Command(3)] public int C() => Settings.Instance.Limit; // PXG1007
            [Command(4)] public int D() => Options.Default.Limit;
            [Command(5)] public int E() => Stats.Hits.Value; // PXG1007
            """,
            """
            public static class Ids { private static long s_next; public static long Next() => ++s_next; } // PXG1007
            public sealed class Counter { private int _n; public int Next() => ++_n; } // PXG1007
            public static class Counters { public static readonly Counter Shared = new(); }
            public sealed class Settings { private Settings() { } public static Settings Instance { get; } = new(); public int Limit { get; set; } = 3; }
            public static class Host { public static void Start() { Settings.Instance.Limit = 4; Stats.Hits.Hit(); new Options().Limit = 3; } }
            public sealed class Options { public static readonly Options Default = new(); public int Limit { get; set; } = 3; }
            public sealed class Gauge { public int Value { get; private set; } public void Hit() => Value++; }
            public static class Stats { public static readonly Gauge Hits = new(); }
            """);

    [Fact]
    public Task A_singleton_that_a_command_changes_is_found_where_it_is_changed()
        => MachineCode.ExpectAsync(
            """
            private readonly Cache _own = new();
            [Command(1)] public int A() { Cache.Instance.Put(1); return 0; } // PXG1007
            [Command(2)] public int B() { _own.Keep(1); return 0; }
            """,
            """
            public sealed class Cache
            {
                public static readonly Cache Instance = new();
                private readonly List<int> _all = new();
                public void Put(int x) => _all.Add(x); // PXG1007
                public void Keep(int x) => _all.Add(x);
            }
            """);
}
