namespace PaxosGen.Analyzers.Tests.Rules;

/// <summary>PXG1020: a throw after a write.</summary>
public sealed class PartialCommitTests
{
    private const string State =
        """
            private int _n;
            private readonly List<int> _list = new();
            private readonly Dictionary<string, Account> _accounts = new(StringComparer.Ordinal);
            private static bool Bad(int x) => x < 0;

        """;

    private static readonly string[] BadCode =
    [
        "[Command(1)] public void C(int x) { _n++; if (Bad(x)) throw new FormatException(); } // PXG1020",
        "[Command(1)] public void C(int x) { _list.Add(x); if (Bad(x)) throw new FormatException(); } // PXG1020",
        "[Command(1)] public void C(int x) { _accounts[\"\"].Views++; if (Bad(x)) throw new FormatException(); } // PXG1020",
        "[Command(1)] public void C(int x) { if (x > 3) _n++; else _n--; if (Bad(x)) throw new FormatException(); } // PXG1020",
        "[Command(1)] public void C(int x) { if (x > 3) _n++; if (Bad(x)) throw new FormatException(); } // PXG1020",
        "[Command(1)] public int C(int x) { _n++; return Bad(x) ? throw new FormatException() : x; } // PXG1020",
        "[Command(1)] public string C(string? x) { _n++; return x ?? throw new FormatException(); } // PXG1020",
        "[Command(1)] public int C(int x) { _n++; return x switch { 1 => 2, _ => throw new ArgumentOutOfRangeException() }; } // PXG1020",
        "[Command(1)] public void C(int x) { _n++; switch (x) { case 1: break; default: throw new FormatException(); } } // PXG1020",
        "[Command(1)] public void C(int[] xs) { foreach (var x in xs) { if (Bad(x)) throw new FormatException(); // PXG1020\n_list.Add(x); } }",
        "[Command(1)] public void C(int[] xs) { for (var i = 0; i < xs.Length; i++) { if (Bad(xs[i])) { throw new FormatException(); } // PXG1020\n_n += xs[i]; } }",
        "[Command(1)] public void C(int x) { _n++; ArgumentOutOfRangeException.ThrowIfNegative(x); } // PXG1020",
        "[Command(1)] public void C(string x) { _n++; ArgumentNullException.ThrowIfNull(x); } // PXG1020",
        "[Command(1)] public void C(int x) { _n++; Check(x); }\nprivate static void Check(int x) { if (Bad(x)) throw new FormatException(); } // PXG1020",
        "[Command(1)] public void C(int x) { Bump(); if (Bad(x)) throw new FormatException(); } // PXG1020\nprivate void Bump() => _n++;",
        "[Command(1)] public void C(int x) { _n++; Outer(x); }\nprivate static void Outer(int x) => Inner(x);\nprivate static void Inner(int x) { if (Bad(x)) throw new FormatException(); } // PXG1020",
        "[Command(1)] public void C(int x) { _n++; void Check() { if (Bad(x)) throw new FormatException(); } // PXG1020\nCheck(); }",
        "[Command(1)] public void C(int x) { See(_accounts[\"\"]); if (Bad(x)) throw new FormatException(); } // PXG1020\nprivate static void See(Account a) => a.Views++;",
        "[Command(1)] public void C(int x) { Take(\"a\", x); Take(\"b\", x); }\nprivate void Take(string key, int x) { if (Bad(x)) throw new FormatException(); // PXG1020\n_accounts[key].Balance -= x; }",
        "[Command(1)] public void C(int x) { _n++; Fail(); }\nprivate static void Fail() => throw new FormatException(); // PXG1020",
        "[Command(1)] public void C(int x) { try { _n++; } finally { _n--; } if (Bad(x)) throw new FormatException(); } // PXG1020",
        "[Command(1)] public void C(int x) { while (true) { if (x-- < 3) { _n++; break; } } if (Bad(x)) throw new FormatException(); } // PXG1020",
        "[Command(1)] public void C(int x) { _n++; if (Bad(x)) throw new CommandRejectedException(\"x\", \"bad\"); } // PXG1020",
        "[Command(1)] public void C(int x) { _n = Checked(x) + Checked(_n = x); }\nprivate static int Checked(int x) => Bad(x) ? throw new FormatException() : x; // PXG1020\n[Command(2)] public void D() { _n = 3; Checked(3); }",
        "[Command(1)] public void C(string x) { _n++; _list.Add(int.Parse(x, null)); } // PXG1020",
        "[Command(1)] public void C(int x) { var a = _accounts[\"\"]; a.Balance -= x; a.Log.Add(x); if (a.Balance < 0) throw new FormatException(); } // PXG1020",
    ];

    private static readonly string[] GoodCode =
    [
        "[Command(1)] public void C(int x) { if (Bad(x)) throw new FormatException(); _n++; }",
        "[Command(1)] public void C(int x) { ArgumentOutOfRangeException.ThrowIfNegative(x); _n++; }",
        "[Command(1)] public void C(int x) { Check(x); _n++; } private static void Check(int x) { if (Bad(x)) throw new FormatException(); }",
        "[Command(1)] public void C(int[] xs) { foreach (var x in xs) if (Bad(x)) throw new FormatException(); foreach (var x in xs) _list.Add(x); }",
        "[Command(1)] public void C(int x) { var n = _n; n++; if (Bad(n)) throw new FormatException(); _n = n; }",
        "[Command(1)] public void C(int x) { var copy = _list.ToList(); copy.Add(x); if (Bad(x)) throw new FormatException(); _list.Clear(); _list.AddRange(copy); }",
        "[Command(1)] public void C(int x) { if (x > 3) { _n++; return; } throw new FormatException(); }",
        "[Command(1)] public int C(int x) { if (x > 3) { return ++_n; } else { throw new FormatException(); } }",
        "[Command(1)] public int C(int x) => x switch { 1 => ++_n, 2 => --_n, _ => throw new FormatException() };",
        "[Command(1)] public void C(int x) { switch (x) { case 1: _n++; break; default: throw new FormatException(); } }",
        "[Command(1)] public void C(int x) { _n++; if (Bad(x)) throw new UnreachableException(); }",
        "[Command(1)] public void C(int x) { try { _n++; if (Bad(x)) throw new FormatException(); } catch (FormatException) { _n--; } }",
        "[Command(1)] public void C(int x) { try { _n++; Bump(); } catch (FormatException) { _n--; throw; } } private void Bump() => _n++;",
        "[Command(1)] public void C(string? x) { var y = x ?? throw new FormatException(); _n += y.Length; }",
        "[Command(1)] public void C(int[] xs) { foreach (var x in xs) { if (x == 3) { _n++; return; } } throw new FormatException(); }",
        "[Command(1)] public void C(int x) { var a = new Account(); a.Views++; if (Bad(x)) throw new FormatException(); _accounts[\"\"] = a; }",
        "[Command(1)] public void C(int x) { var a = new Account(); See(a); if (Bad(x)) throw new FormatException(); } private static void See(Account a) => a.Views++;",
        "[Command(1)] public void C(string x) { var y = int.Parse(x, null); _n += y; }",
        "[Command(1)] public void C(string x) { _n = int.Parse(x, null); }",
        "[Command(1)] public void C() { _n++; _list.Add(int.Parse(\"12\", null)); }",
        "public M() { _n++; if (_n > 3) throw new FormatException(); } [Command(1)] public void C() { }",
        "[Command(1)] public void C() { _n++; } [Query(2)] public int Q(int x) { if (Bad(x)) throw new FormatException(); return _n; }",
        "[Command(1)] public void C(int x) { Func<int, int> check = y => Bad(y) ? throw new FormatException() : y; check(x); _n++; }",
    ];

    [Fact]
    public Task Bad_code_is_found() => MachineCode.ExpectAllAsync(State, "", BadCode);

    [Fact]
    public Task Good_code_is_left_alone() => MachineCode.ExpectAllAsync(State, "", GoodCode);
}
