namespace PaxosGen.Analyzers.Tests.Rules;

/// <summary>PXG1025: state that no snapshot restores as it was.</summary>
public sealed class SnapshotShapeTests
{
    private const string Command = "[Command(1)] public void C() { }\n";

    private const string Types =
        """
        public sealed class ById { public int Id; public override bool Equals(object? o) => o is ById b && b.Id == Id; public override int GetHashCode() => Id; }
        public interface IPolicy { int Of(int x); }
        [Union(1, typeof(Square))] public interface IShape;
        public sealed record Square(int Side) : IShape;
        public sealed class Plain { public int Id; }
        public readonly record struct Turn(int Priority, long Sequence) : IComparable<Turn> { public int CompareTo(Turn other) => Sequence.CompareTo(other.Sequence); }
        public struct Spot { public int X; public int Y; }
        public sealed record Tagged(string Name, List<int> Tags);
        """;

    private static readonly string[] BadCode =
    [
        "private Action? _f; // PXG1025",
        "private readonly List<Func<int>> _f = new(); // PXG1025",
        "private readonly Dictionary<int, Action> _f = new(); // PXG1025",
        "private (int, Action)? _f; // PXG1025",
        "public Action? F { get; set; } // PXG1025",
        "public event Action? Changed; // PXG1025",
        "private Task? _t; // PXG1025",
        "private readonly List<Task<int>> _t = new(); // PXG1025",
        "private readonly Lazy<int> _l = new(() => 3); // PXG1025",
        "private WeakReference<Plain>? _w; // PXG1025",
        "private CancellationTokenSource? _c; // PXG1025",
        "private CancellationToken _c; // PXG1025",
        "private Stream? _s; // PXG1025",
        "private MemoryStream? _s; // PXG1025",
        "private Timer? _t; // PXG1025",
        "private IEnumerator<int>? _e; // PXG1025",
        "private TimeProvider? _p; // PXG1025",
        "private readonly Dictionary<Plain, int> _d = new(); // PXG1025",
        "private readonly HashSet<Plain> _d = new(); // PXG1025",
        "private readonly HashSet<object> _d = new(); // PXG1025",
        "private readonly HashSet<int[]> _d = new(); // PXG1025",
        "private readonly Dictionary<(int, Plain), int> _d = new(); // PXG1025",
        "private readonly HashSet<Tagged> _d = new(); // PXG1025",
        "private readonly HashSet<ById> _d = new(ReferenceEqualityComparer.Instance); // PXG1025",
        "private ImmutableDictionary<Plain, int> _d = ImmutableDictionary<Plain, int>.Empty; // PXG1025",
        "private readonly List<HashSet<Plain>> _d = new(); // PXG1025",
        "private readonly PriorityQueue<string, int> _q = new(); // PXG1025",
        "private readonly PriorityQueue<string, int> _q = new(); // PXG1025\n[Command(2)] public void D(string x, int p) => _q.Enqueue(x, p);",
        "private readonly PriorityQueue<string, DateTimeOffset> _q = new(); // PXG1025",
        "private readonly Random _r = new(3); // PXG1025",
        "private Holder _h = new(); public sealed class Holder {\npublic Action? F; // PXG1025\n}",
        "private readonly List<Holder> _h = new(); public sealed class Holder {\npublic Task? T { get; set; } // PXG1025\n}",
        "private Plain? _a, _b; [Command(2)] public void D() { var x = new Plain(); _a = x; _b = x; } // PXG1025",
        "private Plain? _a; private readonly List<Plain> _b = new(); [Command(2)] public void D(Plain x) { _a = x; _b.Add(x); } // PXG1025",
        "private readonly Dictionary<int, Plain> _a = new(); private readonly List<Plain> _b = new(); [Command(2)] public void D() { var x = new Plain(); _a[1] = x; _b.Add(x); } // PXG1025",
        "private Plain? _a, _b; [Command(2)] public void D() => _a = _b; // PXG1025",
        "private List<int> _a = new(), _b = new(); [Command(2)] public void D() { _a = _b; } // PXG1025",
        "private object? _o; // PXG1025",
        "private IPolicy? _p; // PXG1025",
        "private IEnumerable<int> _e = []; // PXG1025",
        "private Plain? _a, _b; [Command(2)] public bool D() => _a == _b; // PXG1025",
        "private Plain? _a; private readonly List<Plain> _b = new(); [Command(2)] public bool D() => ReferenceEquals(_a, _b[0]); // PXG1025",
        "private Plain? _a; private readonly List<Plain> _b = new(); [Command(2)] public bool D() { foreach (var b in _b) if (b != _a) return false; return true; } // PXG1025",
    ];

    private static readonly string[] GoodCode =
    [
        "[NotReplicated] private Action? _f;",
        "[NotReplicated] public event Action? Changed;",
        "private static readonly Func<int, int> F = x => x;",
        "private readonly Dictionary<string, int> _d = new(StringComparer.Ordinal);",
        "private readonly Dictionary<ById, int> _d = new();",
        "private readonly HashSet<Fixed> _d = new();",
        "private readonly HashSet<(int, string)> _d = new();",
        "private readonly HashSet<Spot> _d = new();",
        "private readonly HashSet<Guid> _d = new();",
        "private readonly Dictionary<int, Plain> _d = new();",
        "private readonly Dictionary<int, List<Plain>> _d = new();",
        "private readonly List<Plain> _d = new();",
        "private readonly HashSet<Plain> _d = new(new Compare()); private sealed class Compare : IEqualityComparer<Plain> { public bool Equals(Plain? a, Plain? b) => a?.Id == b?.Id; public int GetHashCode(Plain x) => x.Id; }",
        "private readonly PriorityQueue<string, (int, long)> _q = new();",
        "private readonly PriorityQueue<string, Turn> _q = new();",
        "private long _seq; private readonly PriorityQueue<string, long> _q = new(); [Command(2)] public void D(string x) => _q.Enqueue(x, _seq++);",
        "private readonly PriorityQueue<int, int> _q = new(); [Command(2)] public void D(int x) => _q.Enqueue(x, x);",
        "private readonly Held _held = new(1); [Command(2)] public int D() => _held.Number; public sealed record Held(int Number) { public readonly PriorityQueue<int, int>? Waiting; }",
        "private readonly Queue<int> _q = new(); private readonly SortedDictionary<int, string> _s = new(); private int[][] _a = [];",
        "private readonly StringBuilder _unused = new();",
        "private readonly object _gate = new();",
        "private Plain? _a, _b; [Command(2)] public void D() { _a = new Plain(); _b = new Plain(); }",
        "private Plain? _a, _b; [Command(2)] public void D(bool first) { var x = new Plain(); if (first) _a = x; else _b = x; }",
        "private Fixed? _a, _b; [Command(2)] public void D(Fixed x) { _a = x; _b = x; }",
        "private string _a = \"\", _b = \"\"; [Command(2)] public void D(string x) { _a = x; _b = x; _a = _b; }",
        "private List<int> _a = new(), _b = new(); [Command(2)] public void D() { _a = _b.ToList(); _b = [.. _a]; }",
        "private readonly Dictionary<int, Plain> _a = new(); private readonly List<int> _b = new(); [Command(2)] public void D() { var x = new Plain(); _a[1] = x; _b.Add(x.Id); }",
        "private readonly List<Plain> _a = new(); [Command(2)] public Plain? D(int i) { var x = new Plain(); _a.Add(x); return new Plain { Id = x.Id }; }",
        "private IShape? _p; private Plain? _a; [Command(2)] public bool D(Plain? x) => _a is null || _a == null || x == null;",
        "private Fixed? _a, _b; [Command(2)] public bool D() => _a == _b;",
        "private string _a = \"\", _b = \"\"; [Command(2)] public bool D() => _a == _b;",
        "private Plain? _a, _b; [Command(2)] public bool D() => _a?.Id == _b?.Id;",
        "public static Task Host(Func<Task> run) => run();",
        "private int _n; public Func<int, int> Twice => x => x * 2;",
    ];

    [Fact]
    public Task Bad_code_is_found() => MachineCode.ExpectAllAsync(Command, Types, BadCode);

    [Fact]
    public Task Good_code_is_left_alone() => MachineCode.ExpectAllAsync(Command, Types, GoodCode);
}
