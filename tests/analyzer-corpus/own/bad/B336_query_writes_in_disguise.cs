using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.InteropServices;
using System.Threading;
using PaxosGen;
namespace Corpus.B336;

public sealed class Account { public int Views { get; set; } public List<int> Log { get; set; } = new(); }

[ReplicatedStateMachine]
public partial class Disguise
{
    private readonly Dictionary<int, Account> _accounts = new();
    private readonly List<int> _xs = new();
    private int[] _cells = new int[4];
    private int _n;
    private int _a, _b;

    [Command(1)]
    public void Add(int x) { _xs.Add(x); _accounts[x] = new Account(); }

    [Query(2)]
    public int A() { foreach (var account in _accounts.Values) account.Views++; return _accounts.Count; } // EXPECT: query-mutation

    [Query(3)]
    public int B() { var alias = _xs; alias.Clear(); return alias.Count; } // EXPECT: query-mutation

    [Query(4)]
    public int C() { _xs.ForEach(x => _n += x); return _xs.Count; } // EXPECT: query-mutation

    [Query(5)]
    public int D() { ref var cell = ref _cells[0]; cell = 3; return cell; } // EXPECT: query-mutation

    [Query(6)]
    public int E() { Interlocked.Increment(ref _n); return _xs.Count; } // EXPECT: query-mutation

    [Query(7)]
    public int F(int x) { (_a, _b) = (x, x); return x; } // EXPECT: query-mutation

    [Query(8)]
    public int G(int x) => _accounts.Remove(x, out var account) ? account.Views : 0; // EXPECT: query-mutation

    [Query(9)]
    public int H(int x) { CollectionsMarshal.GetValueRefOrAddDefault(_accounts, x, out _) = new Account(); return x; } // EXPECT: query-mutation

    [Query(10)]
    public int I() => _accounts.Values.Select(a => a.Views++).Sum(); // EXPECT: query-mutation

    [Query(11)]
    public int J(int x) { _accounts.GetValueOrDefault(x)?.Log.Add(x); return x; } // EXPECT: query-mutation

    [Query(12)]
    public int K() { CollectionsMarshal.AsSpan(_xs)[0] = 1; return 0; } // EXPECT: query-mutation

    [Query(13)]
    public int L() { Bump(_accounts.Values.First()); return 0; }

    private static void Bump(Account account) => account.Views++; // EXPECT: query-mutation
}
