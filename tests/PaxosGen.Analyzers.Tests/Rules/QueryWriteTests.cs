namespace PaxosGen.Analyzers.Tests.Rules;

/// <summary>PXG1023: a query that changes the state.</summary>
public sealed class QueryWriteTests
{
    private const string State =
        """
            private int _n;
            private int[] _array = new int[4];
            private (int A, int B) _pair;
            private readonly List<int> _list = new();
            private readonly Dictionary<string, Account> _accounts = new(StringComparer.Ordinal);
            private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);
            private readonly Queue<int> _queue = new();
            private readonly SortedSet<int> _set = new();
            private ImmutableList<int> _fixed = ImmutableList<int>.Empty;
            private readonly StringBuilder _text = new();
            private Account? _last;
            public int Auto { get; set; }
            public event Action? Changed; // PXG1025
            [NotReplicated] private int _hits;
            [Command(1)] public void Nothing() { }

        """;

    private static readonly string[] BadCode =
    [
        "public sealed class Scope(List<int> list) : IDisposable { public void Dispose() => list.Clear(); /* PXG1023 */ } [Query(2)] public int Q() { using (new Scope(_list)) return _list.Count; }".Replace("/* PXG1023 */ }", "// PXG1023\n}"),
        "[Query(2)] public int Q() => ++_n; // PXG1023",
        "[Query(2)] public int Q() => _n++; // PXG1023",
        "[Query(2)] public int Q() => _n = 3; // PXG1023",
        "[Query(2)] public int Q() => _n += 3; // PXG1023",
        "[Query(2)] public int Q() => Auto = 3; // PXG1023",
        "[Query(2)] public int Q() => this._array[0]++; // PXG1023",
        "[Query(2)] public int Q() => _array[^1] = 2; // PXG1023",
        "[Query(2)] public int Q() { _pair.A = 2; return 0; } // PXG1023",
        "[Query(2)] public int Q() { (_n, Auto) = (1, 2); return 0; } // PXG1023",
        "[Query(2)] public int Q() { Changed += () => { }; return 0; } // PXG1023",
        "[Query(2)] public int Q() { _list.Add(1); return 0; } // PXG1023",
        "[Query(2)] public int Q() { _list.Sort(); return 0; } // PXG1023",
        "[Query(2)] public int Q() { _list.Reverse(); return 0; } // PXG1023",
        "[Query(2)] public int Q() { var list = _list; list.Clear(); return 0; } // PXG1023",
        "[Query(2)] public int Q() { _list[0] = 1; return 0; } // PXG1023",
        "[Query(2)] public int Q() { IList<int> list = _list; list.RemoveAt(0); return 0; } // PXG1023",
        "[Query(2)] public int Q() => _queue.Dequeue(); // PXG1023",
        "[Query(2)] public int Q() => _queue.TryDequeue(out var x) ? x : 0; // PXG1023",
        "[Query(2)] public bool Q() => _set.Add(1); // PXG1023",
        "[Query(2)] public bool Q() => _counts.TryAdd(\"\", 1); // PXG1023",
        "[Query(2)] public bool Q() => _counts.Remove(\"\"); // PXG1023",
        "[Query(2)] public int Q() { ref var count = ref CollectionsMarshal.GetValueRefOrAddDefault(_counts, \"\", out _); // PXG1023\ncount++; // PXG1023\nreturn count; }",
        "[Query(2)] public int Q() { Array.Sort(_array); return 0; } // PXG1023",
        "[Query(2)] public int Q() { _array.AsSpan().Fill(3); return 0; } // PXG1023",
        "[Query(2)] public int Q() { var span = _array.AsSpan(1); span[0] = 3; return 0; } // PXG1023",
        "[Query(2)] public int Q() { foreach (ref var x in CollectionsMarshal.AsSpan(_list)) x = 0; return 0; } // PXG1023",
        "[Query(2)] public int Q() { ref var x = ref _array[1]; x = 3; return 0; } // PXG1023",
        "[Query(2)] public int Q() { _fixed = _fixed.Add(3); return 0; } // PXG1023",
        "[Query(2)] public int Q() { _text.Append('x'); return 0; } // PXG1023",
        "[Query(2)] public int Q() { Interlocked.Increment(ref _n); return 0; } // PXG1023",
        "[Query(2)] public bool Q() => int.TryParse(\"1\", out _n); // PXG1023",
        "[Query(2)] public int Q() { _accounts[\"\"].Views++; return 0; } // PXG1023",
        "[Query(2)] public int Q() { if (_accounts.TryGetValue(\"\", out var a)) a.Views = 1; return 0; } // PXG1023",
        "[Query(2)] public int Q() { foreach (var a in _accounts.Values) a.Views = 0; return 0; } // PXG1023",
        "[Query(2)] public int Q() { foreach (var (_, a) in _accounts) a.Views = 0; return 0; } // PXG1023",
        "[Query(2)] public int Q() { foreach (var a in _accounts.Values.Where(a => a.Views > 1).ToList()) a.Views = 0; return 0; } // PXG1023",
        "[Query(2)] public int Q() { _accounts.Values.ToList().ForEach(a => a.Views = 0); return 0; } // PXG1023",
        "[Query(2)] public int Q() => _accounts.Values.Sum(a => a.Views++); // PXG1023",
        "[Query(2)] public int Q() => (_last ??= new Account()).Views; // PXG1023",
        "[Query(2)] public int Q() { _last?.Log.Add(1); return 0; } // PXG1023",
        "[Query(2)] public int Q() { if (_last is { } a) a.Log.Add(1); return 0; } // PXG1023",
        "[Query(2)] public int Q() { if (_last is Account a) a.Balance = 1; return 0; } // PXG1023",
        "[Query(2)] public int Q() { var a = _accounts.GetValueOrDefault(\"\") ?? new Account(); a.Views++; return 0; } // PXG1023",
        "[Query(2)] public int Q() { void Go() => _n++; // PXG1023\nGo(); return 0; }",
        "[Query(2)] public int Q() { Action go = () => _n++; // PXG1023\ngo(); return 0; }",
        "[Query(2)] public int Q() { void Go(Account a) => a.Views++; // PXG1023\nGo(_accounts[\"\"]); return 0; }",
        "[Query(2)] public int Q() { Action<Account> go = a => a.Views++; // PXG1023\ngo(_accounts[\"\"]); return 0; }",
        "[Query(2)] public int Q() => Bump(); private int Bump() => ++_n; // PXG1023",
        "[Query(2)] public int Q() => Next; private int Next => ++_n; // PXG1023",
        "[Query(2)] public int Q() { See(_accounts[\"\"]); return 0; }\nprivate static void See(Account a) => a.Views++; // PXG1023",
        "[Query(2)] public int Q() { Count(ref _n); return 0; }\nprivate static void Count(ref int n) => n++; // PXG1023",
        "[Query(2)] public int Q() { Slot() = 3; return 0; } // PXG1023\nprivate ref int Slot() => ref _array[0];",
        "[Query(2)] public int Q() { Find().Views = 3; return 0; } // PXG1023\nprivate Account Find() => _accounts[\"\"];",
        "[Query(2)] public int Q() { if (Find(out var a)) a.Views = 3; return 0; } // PXG1023\nprivate bool Find(out Account a) => _accounts.TryGetValue(\"\", out a!);",
        "private static int s_asked; // a cache of the process's\n[Query(2)] public int Q() => ++s_asked; // PXG1023",
        "[Query(2)] public IReadOnlyList<int> Q() { var copy = new List<Account>(_accounts.Values); copy[0].Log.Add(1); return []; } // PXG1023",
        "[Query(2)] public int Q() { _ = new Dictionary<int, Account> { [1] = _last! }[1].Views++; return 0; } // PXG1023",
    ];

    private static readonly string[] GoodCode =
    [
        "public sealed class Scope(List<int> list) : IDisposable { public void Dispose() => list.Clear(); } [Command(3)] public int C() { using (new Scope(_list)) return _list.Count; } [Query(2)] public int Q() { var n = 0; foreach (var x in (IEnumerable<int>)_list) n += x; using var e = ((IEnumerable<int>)_set).GetEnumerator(); return e.MoveNext() ? e.Current + n : n; }",
        "[Query(2)] public int Q() => _n + 1;",
        "[Query(2)] public int Q() { var n = _n; n++; return n; }",
        "[Query(2)] public int Q() { var pair = _pair; pair.A = 3; return pair.A; }",
        "[Query(2)] public int Q(int x) { x += _n; return x; }",
        "[Query(2)] public int Q() { var copy = _list.ToList(); copy.Add(1); copy.Sort(); return copy[0]; }",
        "[Query(2)] public int Q() { var copy = new List<int>(_list); copy.Clear(); return copy.Count; }",
        "[Query(2)] public int Q() { List<int> copy = [.. _list]; copy.Reverse(); return copy[0]; }",
        "[Query(2)] public int Q() { var copy = (int[])_array.Clone(); copy[0] = 1; Array.Sort(copy); return copy[0]; }",
        "[Query(2)] public int Q() { var copy = _array[1..]; copy[0] = 1; return copy[0]; }",
        "[Query(2)] public int Q() { Span<int> copy = stackalloc int[4]; _array.CopyTo(copy); copy.Sort(); return copy[0]; }",
        "[Query(2)] public int Q() { var copy = new int[4]; _array.AsSpan().CopyTo(copy); Array.Copy(_array, copy, 4); copy[0]++; return copy[0]; }",
        "[Query(2)] public int Q() { var more = _fixed.Add(3).Remove(2); return more.Count; }",
        "[Query(2)] public string Q() { var text = new StringBuilder(); text.Append(_n).AppendLine(); return text.ToString(); }",
        "[Query(2)] public string Q() => string.Join(',', _list.OrderBy(x => x).Append(3).Reverse());",
        "[Query(2)] public int Q() { var seen = new HashSet<int>(); return _list.Count(x => seen.Add(x)); }",
        "[Query(2)] public int Q() { var sums = new Dictionary<string, int>(); foreach (var (key, a) in _accounts) sums[key] = a.Views; return sums.Count; }",
        "[Query(2)] public int Q() { var all = _accounts.ToDictionary(x => x.Key, x => x.Value.Views); all[\"\"] = 3; return all.Count; }",
        "[Query(2)] public int Q() { var rows = _accounts.Values.Select(a => new Account { Views = a.Views }).ToList(); foreach (var row in rows) row.Views++; return rows.Count; }",
        "[Query(2)] public int Q() { var a = new Account(); a.Views++; a.Log.Add(1); return a.Views; }",
        "[Query(2)] public int Q() { var a = new Account { Balance = _accounts[\"\"].Balance }; See(a); return a.Views; } private static void See(Account a) => a.Views++;",
        "[Query(2)] public int Q() { var queue = new Queue<int>(_queue); while (queue.Count > 0) queue.Dequeue(); return 0; }",
        "[Query(2)] public int Q() => _queue.Peek() + _queue.Count + (_list.Contains(3) ? 1 : 0) + _list.BinarySearch(3);",
        "[Query(2)] public int Q() { var n = 0; void Go() => n++; Go(); Action more = () => n++; more(); return n; }",
        "[Query(2)] public int Q() { var n = 0; Count(ref n); return n; } private static void Count(ref int n) => n++;",
        "[Query(2)] public int Q() => _hits++;",
        "[Query(2)] public bool Q() => _counts.TryGetValue(\"\", out var n) && n > 0;",
        "[Query(2)] public int Q(List<int> given) { given.Add(3); return given.Count; }",
        "[Query(2)] public int Q() => Volatile.Read(ref _n);",
        "[Query(2)] public int Q() => _list.Aggregate(new List<int>(), (all, x) => { all.Add(x); return all; }).Count;",
        "[Query(2)] public int Q() { var best = _accounts.Values.Select(a => (a.Views, a.Balance)).ToArray(); best[0].Views = 1; return best.Length; }",
        "[Command(2)] public int C() { Bump(); return _n; } private void Bump() { _n++; _list.Add(1); } [Query(3)] public int Q() => _n;",
    ];

    [Fact]
    public Task Bad_code_is_found() => MachineCode.ExpectAllAsync(State, "", BadCode);

    [Fact]
    public Task Good_code_is_left_alone() => MachineCode.ExpectAllAsync(State, "", GoodCode);

    [Fact]
    public Task A_method_that_changes_its_receiver_is_at_fault_only_where_state_is_given()
        => MachineCode.ExpectAsync(
            """
            private readonly Tally _tally = new();
            private readonly Stack<Tally> _all = new();
            [Command(1)] public void Add() { _tally.Hit(); _all.Push(new Tally()); }
            [Query(2)] public int Own() { var own = new Tally(); own.Miss(); return own.N; }
            [Query(3)] public int Of() { _tally.Look(); return 0; }
            [Query(4)] public int Top() { _all.Peek().Peeked(); return 0; }
            """,
            """
            public sealed class Tally
            {
                public int N;
                public void Hit() => N++;
                public void Miss() => N--;
                public void Look() => N += 2; // PXG1023
                public void Peeked() => Deeper();
                private void Deeper() => N += 3; // PXG1023
            }
            """);

    [Fact]
    public Task Virtual_calls_extensions_structs_and_wrappers_lead_to_the_leaf()
        => MachineCode.ExpectAsync(
            """
            private Shape _shape = new Square();
            private Cell _cell;
            private readonly List<int> _list = new();
            [Command(1)] public void Nothing() { }
            [Query(2)] public int A() { _shape.Touch(); return 0; }
            [Query(3)] public int B() { _list.AddTwice(1); return 0; }
            [Query(4)] public int C() { _cell.Set(2); return 0; }
            [Query(5)] public int D() { var cell = _cell; cell.Unset(); return 0; }
            [Query(6)] public int E() { new View(_list).Add(3); return 0; }
            [Query(7)] public int F() { new Copying(_list).Add(3); return 0; }
            [Query(8)] public int G() { new Primary(_list).Add(3); return 0; }
            """,
            """
            public abstract class Shape { public int N; public abstract void Touch(); }
            public sealed class Square : Shape { public override void Touch() => N++; } // PXG1023
            public static class Ext { public static void AddTwice(this List<int> list, int x) { list.Add(x); } } // PXG1023
            public struct Cell { private int _x; public void Set(int x) { _x = x; } // PXG1023
                public void Unset() { _x = 0; } }
            public sealed class View { private readonly List<int> _of; public View(List<int> of) { _of = of; } public void Add(int x) => _of.Add(x); } // PXG1023
            public sealed class Copying { private readonly List<int> _of; public Copying(List<int> of) { _of = of.ToList(); } public void Add(int x) => _of.Add(x); }
            public sealed class Primary(List<int> of) { public void Add(int x) => of.Add(x); } // PXG1023
            """);

}
