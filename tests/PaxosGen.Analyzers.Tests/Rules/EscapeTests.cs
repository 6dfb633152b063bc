namespace PaxosGen.Analyzers.Tests.Rules;

/// <summary>PXG1024: lazy results, and objects that the state and others share.</summary>
public sealed class EscapeTests
{
    private const string Types = "public sealed record Page(int Number, List<int> Lines); public sealed class Sheet { public IEnumerable<int> Lines { get; set; } = []; }";

    private const string State =
        """
            private int[] _array = new int[4];
            private List<int> _list = new();
            private readonly Dictionary<string, Account> _accounts = new(StringComparer.Ordinal);
            private readonly Dictionary<string, string[]> _tags = new(StringComparer.Ordinal);
            private Fixed _fixed = new(1, "");
            private ImmutableList<int> _safe = [];
            [Command(1)] public void Nothing() { }

        """;

    private static readonly string[] BadCode =
    [
        "[Query(2)] public IEnumerable<int> Q() => _list.Where(x => x > 3); // PXG1024",
        "[Query(2)] public IEnumerable<int> Q() => from x in _list where x > 3 select x; // PXG1024",
        "[Query(2)] public IEnumerable<int> Q() { foreach (var x in _list) yield return x; } // PXG1024",
        "[Query(2)] public IEnumerable<int> Q() { var found = _list.Where(x => x > 3); return found; } // PXG1024",
        "[Query(2)] public IEnumerable<int> Q(bool all) => all ? _list.ToArray() : _list.Skip(3); // PXG1024",
        "[Query(2)] public IEnumerable<int> Q() => Found(); // PXG1024\nprivate IEnumerable<int> Found() => _list.Where(x => x > 3);",
        "[Query(2)] public IEnumerable<int> Q() => Found(); // PXG1024\nprivate IEnumerable<int> Found() { yield return 3; }",
        "[Query(2)] public IEnumerable<int> Q() => Found; // PXG1024\nprivate IEnumerable<int> Found => _list.Skip(3);",
        "[Query(2)] public IEnumerable<int> Q() { return Go(); // PXG1024\nIEnumerable<int> Go() { yield return 3; } }",
        "[Query(2)] public IQueryable<int> Q() => _list.AsQueryable(); // PXG1024",
        "[Query(2)] public IEnumerable<int> Q() => _list; // PXG1024",
        "[Query(2)] public List<int> Q() => _list; // PXG1024",
        "[Query(2)] public int[] Q() => _array; // PXG1024",
        "[Query(2)] public IReadOnlyList<int> Q() => _list; // PXG1024",
        "[Query(2)] public IReadOnlyList<int> Q() => _list.AsReadOnly(); // PXG1024",
        "[Query(2)] public ICollection<string> Q() => _accounts.Keys; // PXG1024",
        "[Query(2)] public Memory<int> Q() => _array.AsMemory(1); // PXG1024",
        "[Query(2)] public List<int> Q() { var list = _list; return list; } // PXG1024",
        "[Query(2)] public List<int> Q(int n) => Even(n); // PXG1024\n[Query(3)] public List<int> P(int n) => Odd(n); // PXG1024\nprivate List<int> Even(int n) => n == 0 ? _list : Odd(n - 1); private List<int> Odd(int n) => n == 0 ? [] : Even(n - 1);",
        "[Query(2)] public List<int> Q() => Own; // PXG1024\nprivate List<int> Own => _list;",
        "[Query(2)] public List<int> Q() => _accounts[\"\"].Log; // PXG1024",
        "[Query(2)] public string[] Q() => _tags.GetValueOrDefault(\"\") ?? []; // PXG1024",
        "[Query(2)] public Account Q() => _accounts[\"\"]; // PXG1024",
        "[Query(2)] public Account? Q() => _accounts.TryGetValue(\"\", out var a) ? a : null; // PXG1024",
        "[Query(2)] public (int, int[]) Q() => (1, _array); // PXG1024",
        "[Query(2)] public Page Q() => new Page(1, _list); // PXG1024",
        "[Query(2)] public Sheet Q() => new Sheet { Lines = _list.Where(x => x > 3) }; // PXG1024",
        "[Command(2)] public List<int> C() { _list.Add(1); return _list; } // PXG1024",
        "[Command(2)] public void C(int[] xs) => _array = xs; // PXG1024",
        "[Command(2)] public void C(List<int> xs) { _list = xs; } // PXG1024",
        "[Command(2)] public void C(string[] xs) => _tags[\"\"] = xs; // PXG1024",
        "[Command(2)] public void C(string[] xs) => _tags.Add(\"\", xs); // PXG1024",
        "[Command(2)] public void C(List<int> xs) => Keep(xs); private void Keep(List<int> xs) => _list = xs; // PXG1024",
        "[Command(2)] public void C(List<int> xs) => _accounts[\"\"].Log = xs; // PXG1024",
        "[Command(2)] public List<int> C() { var all = _list; _list.Clear();\nreturn all; } // PXG1024",
        "[Command(2)] public List<int> C(bool isLast) { var all = _list; if (isLast) _list = new();\nreturn all; } // PXG1024",
        "private List<int> _before = new(); [Command(2)] public List<int> C() { var all = _list; _list = new(); _before = all;\nreturn all; } // PXG1024",
        "private List<List<int>> _before = new(); [Command(2)] public List<int> C() { var all = _list; _list = new(); _before.Add(all);\nreturn all; } // PXG1024",
        "[Command(2)] public string[] C(string key) { _tags.TryGetValue(key, out var all); _tags.Remove(\"other\");\nreturn all!; } // PXG1024",
    ];

    private static readonly string[] GoodCode =
    [
        "[Query(2)] public int[] Q() => _list.Where(x => x > 3).ToArray();",
        "[Query(2)] public IEnumerable<int> Q() => _list.Where(x => x > 3).ToList();",
        "[Query(2)] public List<int> Q() => [.. _list];",
        "[Query(2)] public List<int> Q() => new(_list);",
        "[Query(2)] public List<int> Q() => _list.GetRange(0, 1);",
        "[Query(2)] public int[] Q() => (int[])_array.Clone();",
        "[Query(2)] public int[] Q() => _array[1..];",
        "[Query(2)] public int[] Q() { var copy = _array.ToArray(); return copy; }",
        "[Query(2)] public ImmutableList<int> Q() => _safe;",
        "[Query(2)] public Fixed Q() => _fixed;",
        "[Query(2)] public int Q() => _list.Count(x => x > 3);",
        "[Query(2)] public string Q() => _fixed.Name;",
        "[Query(2)] public IReadOnlyList<string> Q() => _accounts.Keys.ToArray();",
        "[Query(2)] public Dictionary<string, int> Q() => _accounts.ToDictionary(x => x.Key, x => x.Value.Views);",
        "[Query(2)] public Account Q() => new() { Balance = _accounts[\"\"].Balance };",
        "[Query(2)] public Page Q() => new Page(1, _list.ToList());",
        "[Query(2)] public Sheet Q() => new Sheet { Lines = _list.ToArray() };",
        "[Query(2)] public Page[] Q() => _list.Select(x => new Page(x, [])).ToArray();",
        "[Query(2)] public IEnumerable<int> Q() => Array.Empty<int>();",
        "[Query(2)] public IEnumerable<int> Q() => Enumerable.Empty<int>();",
        "[Query(2)] public int[] Q() => Found().ToArray(); private IEnumerable<int> Found() { foreach (var x in _list) yield return x; }",
        "[Query(2)] public bool Q() { var lazy = _list.Where(x => x > 3); return lazy.Any(); }",
        "public IEnumerable<int> Unasked() => _list.Where(x => x > 3); public List<int> Own => _list;",
        "[Command(2)] public void C(int[] xs) => _array = xs.ToArray();",
        "[Command(2)] public void C(int[] xs) => _list.AddRange(xs);",
        "private byte[] _hash = []; [Command(2)] public void C(byte[] data) => _hash = SHA256.HashData(data);",
        "private byte[] _hash = []; [Command(2)] public void C(byte[] data) => _hash = HMACSHA256.HashData(data, data);",
        "private byte[] _hash = []; [Command(2)] public void C(byte[] data) { using var sha = SHA512.Create(); _hash = sha.ComputeHash(data); }",
        "private readonly Dictionary<string, byte[]> _hashes = new(); [Command(2)] public void C(byte[] data) => _hashes[\"\"] = SHA1.HashData(data);",
        "[Query(2)] public byte[] Q() => SHA256.HashData(_bytes); private byte[] _bytes = [];",
        "[Command(2)] public void C(byte[] data) => _bytes = Encoding.Convert(Encoding.UTF8, Encoding.Unicode, data); private byte[] _bytes = [];",
        "[Command(2)] public void C(List<int> xs) => _list = [.. xs];",
        "[Command(2)] public void C(List<int> xs) => _list = new List<int>(xs);",
        "[Command(2)] public void C(string x) => _fixed = new(1, x);",
        "[Command(2)] public void C(Fixed x) => _fixed = x;",
        "[Command(2)] public void C(int[] xs) { var mine = xs; mine[0] = 1; }",
        "[Command(2)] public List<int> C(List<int> xs) => xs;",
        "[Command(2)] public void C(ImmutableList<int> xs) => _safe = xs;",
        "[Command(2)] public void C() { var fresh = new List<int>(); fresh.Add(1); _list = fresh; }",
        "[Command(2)] public List<int> C() { var all = _list; _list = new(); return all; }",
        "[Command(2)] public List<int> C() { var all = this._list; _list = []; all.Sort(); return all; }",
        "[Command(2)] public List<int> C() { (var all, _list) = (_list, []); return all; }",
        "[Command(2)] public List<int> C() => Interlocked.Exchange(ref _list, new());",
        "[Command(2)] public string[] C(string key) => _tags.Remove(key, out var all) ? all : [];",
        "[Command(2)] public string[] C(string key) { if (!_tags.TryGetValue(key, out var all)) return []; _tags.Remove(key); return all; }",
        "[Command(2)] public string[] C(string key) { var all = _tags[key]; _tags.Remove(key); return all; }",
        "private readonly Queue<List<int>> _batches = new(); [Command(2)] public List<int> C() { _batches.Enqueue([]); return _batches.Dequeue(); }",
        "private Dictionary<string, Fixed> _all = new(); [Command(2)] public void C(Fixed f) => _all[\"\"] = f;",
        "public sealed class Basket { public List<string> Lines { get; set; } = new(); } private Dictionary<int, Basket> _baskets = new(); [Command(2)] public void C(Basket b) => _baskets[1] = b;",
    ];

    [Fact]
    public Task Bad_code_is_found() => MachineCode.ExpectAllAsync(State, Types, BadCode);

    [Fact]
    public Task Good_code_is_left_alone() => MachineCode.ExpectAllAsync(State, Types, GoodCode);

    [Fact]
    public async Task A_finding_tells_the_fix_what_to_append()
    {
        var analyzed = await Analyzed.FromAsync(MachineCode.Of(State + "[Query(2)] public IEnumerable<int> Q() => _list.Where(x => x > 3);"));
        Assert.Equal(".ToArray()", Assert.Single(analyzed.Diagnostics).Properties["Append"]);
    }
}
