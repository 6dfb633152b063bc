using System.Globalization;

namespace PaxosGen.Analyzers.Tests;

/// <summary>A way in which a command can come to run an expression of type <c>long</c>, which stands where <c>$E</c> is.</summary>
/// <param name="Members">Members of the state machine.</param>
/// <param name="Command">What the command does; it must run the expression.</param>
/// <param name="Types">Types beside the state machine.</param>
internal sealed record Shape(string Name, string Command, string Members = "", string Types = "")
{
    /// <summary>Everything that C# can call with.</summary>
    public static readonly Shape[] All =
    [
        new("direct", "_x = $E;"),
        new("conditional expression", "_x = a > 0 ? $E : 0;"),
        new("switch arm", "_x = a switch { 1 => $E, _ => 0 };"),
        new("coalescing", "long? n = null; _x = n ?? $E;"),
        new("catch filter", "try { _x = 1; } catch (FormatException) when ($E > 3) { _x = 2; }"),
        new("private method", "_x = M();", "private long M() => $E;"),
        new("static method of another class", "_x = C.M();", Types: "static class C { public static long M() { return $E; } }"),
        new("ten calls deep", "_x = M0();", Deep()),
        new("recursion", "_x = M(3);", "private long M(int n) => n == 0 ? $E : M(n - 1);"),
        new("property getter", "_x = P;", "private long P => $E;"),
        new("property setter", "P = 1;", "private long P { set { _x = value + $E; } }"),
        new("getter of a compound assignment", "P += 1;", "private long P { get { return $E; } set { _x = value; } }"),
        new("indexer", "_x = this[3];", "private long this[int i] => i + $E;"),
        new("init accessor", "_x = new C { P = 3 }.Q;", Types: "class C { public long Q; public long P { init { Q = $E; } } }"),
        new("field of a created object", "_x = new C().F;", Types: "class C { public long F = $E; }"),
        new("constructor", "_x = new C().F;", Types: "class C { public long F; public C() { F = $E; } }"),
        new("constructor of the base", "_x = new D().F;", Types: "class C { public long F; public C() { F = $E; } } class D : C { }"),
        new("argument of the base's constructor", "_x = new D().F;", Types: "class C(long f) { public long F = f; } class D : C { public D() : base($E) { } }"),
        new("primary constructor's base", "_x = new D().F;", Types: "class C(long f) { public long F = f; } class D() : C($E);"),
        new("chained constructor", "_x = new C(1).F;", Types: "class C { public long F; public C(int i) : this() { F += i; } public C() { F = $E; } }"),
        new("constructor of a struct", "_x = new S(1).F;", Types: "struct S { public long F; public S(int i) { F = i + $E; } }"),
        new("static field", "_x = C.F;", Types: "static class C { public static readonly long F = $E; }"),
        new("static constructor", "_x = C.M();", Types: "static class C { static readonly long F; static C() { F = $E; } public static long M() => 3; }"),
        new("lambda", "Func<long> f = () => $E; _x = f();"),
        new("nested lambda", "Func<Func<long>> f = () => () => $E; _x = f()();"),
        new("local function", "_x = L(); long L() => $E;"),
        new("static local function", "_x = L(); static long L() { return $E; }"),
        new("method group", "_x = new[] { 1 }.Select(M).First();", "private static long M(int i) => $E;"),
        new("delegate in a field", "_x = F();", "private static readonly Func<long> F = M; private static long M() => $E;"),
        new("lambda in a query", "_x = (from i in new[] { 1, 2 } where i > 0 select $E).First();"),
        new("operator", "_x = (new S() + new S()).F;", Types: "struct S { public long F; public static S operator +(S a, S b) => new() { F = $E }; }"),
        new("compound operator", "var s = new S(); s += new S(); _x = s.F;", Types: "struct S { public long F; public static S operator +(S a, S b) => new() { F = $E }; }"),
        new("increment operator", "var s = new S(); s++; _x = s.F;", Types: "struct S { public long F; public static S operator ++(S a) => new() { F = $E }; }"),
        new("unary operator", "_x = (-new S()).F;", Types: "struct S { public long F; public static S operator -(S a) => new() { F = $E }; }"),
        new("operator true", "if (new S()) { _x = 1; }", Types: "struct S { public static bool operator true(S s) => $E > 1; public static bool operator false(S s) => false; }"),
        new("conditional operator", "if (new S() && new S()) { _x = 1; }", Types: "struct S { public static S operator &(S a, S b) => a; public static bool operator true(S s) => true; public static bool operator false(S s) => $E > 1; }"),
        new("equality of tuples", "if ((new S(), 1) == (new S(), 1)) { _x = 1; }", Types: "struct S { public static bool operator ==(S a, S b) => $E > 1; public static bool operator !=(S a, S b) => false; public override bool Equals(object? o) => false; public override int GetHashCode() => 1; }"),
        new("implicit conversion", "_x = new S();", Types: "struct S { public static implicit operator long(S s) => $E; }"),
        new("explicit conversion", "_x = (long)new S();", Types: "struct S { public static explicit operator long(S s) { return $E; } }"),
        new("conversion of elements", "foreach (long i in new[] { new S() }) { _x += i; }", Types: "struct S { public static explicit operator long(S s) { return $E; } }"),
        new("enumerator", "foreach (var i in new C()) { _x += i; }", Types: "class C { public E GetEnumerator() => new(); public struct E { public long Current => $E; public bool MoveNext() => false; } }"),
        new("extension enumerator", "foreach (var i in 3) { _x += i; }", Types: "static class C { public static IEnumerator<long> GetEnumerator(this int n) { yield return $E; } }"),
        new("disposed enumerator", "foreach (var i in new C()) { _x += i; }", Types: "class C { public E GetEnumerator() => new(); public class E : IDisposable { public int Current => 1; public bool MoveNext() => false; public void Dispose() { Console2.Last = $E; } } } static class Console2 { [ThreadStatic] public static long Last; }"),
        new("iterator", "_x = M().First();", "private IEnumerable<long> M() { yield return $E; }"),
        new("using statement", "using (new C()) { _x = 1; }", Types: "class C : IDisposable { public long F; public void Dispose() { F = $E; } }"),
        new("using declaration", "using var c = new C(); _x = 1;", Types: "class C : IDisposable { public long F; public void Dispose() { F = $E; } }"),
        new("using a ref struct", "using var c = new C(); _x = 1;", Types: "ref struct C { public long F; public void Dispose() { F = $E; } }"),
        new("deconstruction", "var (a1, b1) = new C(); _x = a1 + b1;", Types: "class C { public void Deconstruct(out long a, out long b) { a = $E; b = 1; } }"),
        new("deconstruction in a loop", "foreach (var (a1, b1) in new[] { new C() }) { _x = a1 + b1; }", Types: "class C { public void Deconstruct(out long a, out long b) { a = $E; b = 1; } }"),
        new("positional pattern", "_x = new C() is (1, 2) ? 1 : 2;", Types: "class C { public void Deconstruct(out long a, out long b) { a = $E; b = 1; } }"),
        new("property pattern", "_x = new C() is { P: 3 } ? 1 : 2;", Types: "class C { public long P => $E; }"),
        new("list pattern", "_x = new C() is [1, ..] ? 1 : 2;", Types: "class C { public int Length => 3; public long this[int i] => $E; }"),
        new("length of a list pattern", "_x = new C() is [1, ..] ? 1 : 2;", Types: "class C { public int Length => (int)$E; public long this[int i] => 1; }"),
        new("slice pattern", "_x = new C() is [1, .. var r] ? 1 : 2;", Types: "class C { public int Length => 3; public long this[int i] => 1; public C Slice(int a, int b) { F = $E; return this; } public long F; }"),
        new("index from the end", "_x = new C()[^1];", Types: "class C { public int Count => (int)$E; public long this[int i] => 1; }"),
        new("range", "_x = new C()[1..].F;", Types: "class C { public int Length => 3; public long F; public C Slice(int a, int b) { F = $E; return this; } }"),
        new("with, init accessor", "_x = (new R(1) with { P = 2 }).Q;", Types: "record R(int A) { public long Q; public int P { init { Q = $E; } } }"),
        new("with, copy constructor", "_x = (new R(1) with { A = 2 }).Q;", Types: "record R(int A) { public long Q; protected R(R other) { A = other.A; Q = $E; } }"),
        new("record's initialiser", "_x = new R(1).P;", Types: "record R(int A) { public long P { get; init; } = $E; }"),
        new("interpolation", "_x = $\"{new C()}\".Length;", Types: "class C { public override string ToString() => $E > 1 ? \"a\" : \"b\"; }"),
        new("concatenation", "_x = (\"a\" + new C()).Length;", Types: "class C { public override string ToString() => $E > 1 ? \"a\" : \"b\"; }"),
        new("string.Concat of objects", "_x = string.Concat(new C(), 1).Length;", Types: "class C { public override string ToString() => $E > 1 ? \"a\" : \"b\"; }"),
        new("interpolated string handler", "M($\"{1}\");", "private void M(H h) { _x = h.F; }", "[System.Runtime.CompilerServices.InterpolatedStringHandler] ref struct H { public long F; public H(int a, int b) { } public void AppendFormatted(int i) { F = $E; } }"),
        new("collection initialiser", "_x = new C { 1, 2 }.F;", Types: "class C : IEnumerable<int> { public long F; public void Add(int i) { F = $E; } public IEnumerator<int> GetEnumerator() { yield break; } System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator(); }"),
        new("collection expression", "C c = [1, 2]; _x = c.F;", Types: "class C : IEnumerable<int> { public long F; public void Add(int i) { F = $E; } public IEnumerator<int> GetEnumerator() { yield break; } System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator(); }"),
        new("collection builder", "C c = [1, 2]; _x = c.F;", Types: "[System.Runtime.CompilerServices.CollectionBuilder(typeof(B), \"Make\")] class C : IEnumerable<int> { public long F; public IEnumerator<int> GetEnumerator() { yield break; } System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator(); } static class B { public static C Make(ReadOnlySpan<int> i) => new() { F = $E }; }"),
        new("spread", "long[] c = [.. new C()]; _x = c.Length;", Types: "class C : IEnumerable<long> { public IEnumerator<long> GetEnumerator() { yield return $E; } System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator(); }"),
        new("enumerated by a library", "_x = new C().Sum();", Types: "class C : IEnumerable<long> { public IEnumerator<long> GetEnumerator() { yield return $E; } System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator(); }"),
        new("partial method", "M();", "partial void M(); partial void M() { _x = $E; }"),
        new("partial property", "_x = P;", "private partial long P { get; } private partial long P => $E;"),
        new("extension method", "_x = 3.M();", Types: "static class C { public static long M(this int i) => i + $E; }"),
        new("generic extension method", "_x = 3.M();", Types: "static class C { public static long M<T>(this T i) where T : struct => $E; }"),
        new("extension property", "_x = 3.P;", Types: "static class C { extension(int i) { public long P => i + $E; } }"),
        new("extension block's method", "_x = 3.M();", Types: "static class C { extension(int i) { public long M() => i + $E; } }"),
        new("static extension member", "_x = int.M();", Types: "static class C { extension(int) { public static long M() => $E; } }"),
        new("interface", "I i = new C(); _x = i.M();", Types: "interface I { long M(); } class C : I { public long M() => $E; }"),
        new("explicit implementation", "I i = new C(); _x = i.M();", Types: "interface I { long M(); } class C : I { long I.M() { return $E; } }"),
        new("default implementation", "I i = new C(); _x = i.M();", Types: "interface I { long M() => $E; } class C : I { }"),
        new("the only implementation", "_x = M(null!);", "private static long M(I i) => i.M();", "interface I { long M(); } class C : I { public long M() => $E; }"),
        new("abstract method", "B b = new D(); _x = b.M();", Types: "abstract class B { public abstract long M(); } class D : B { public override long M() => $E; }"),
        new("override of an override", "B b = new E2(); _x = b.M();", Types: "abstract class B { public abstract long M(); } class D : B { public override long M() => 1; } class E2 : D { public override long M() => $E; }"),
        new("template method", "_x = new D().Run();", Types: "abstract class B { public long Run() => M(); protected abstract long M(); } class D : B { protected override long M() => $E; }"),
        new("base call", "_x = new D().M();", Types: "class B { public virtual long M() => $E; } class D : B { public override long M() => base.M(); }"),
        new("generic constraint", "_x = G(new C());", "private static long G<T>(T t) where T : I => t.M();", "interface I { long M(); } class C : I { public long M() => $E; }"),
        new("constructor constraint", "_x = G<C>().F;", "private static T G<T>() where T : new() => new T();", "class C { public long F; public C() { F = $E; } }"),
        new("static abstract member", "_x = G<S>();", "private static long G<T>() where T : I => T.M();", "interface I { static abstract long M(); } struct S : I { public static long M() => $E; }"),
        new("static abstract operator", "_x = G<S>(new S());", "private static long G<T>(T t) where T : I<T> => t + t;", "interface I<T> where T : I<T> { static abstract long operator +(T a, T b); } struct S : I<S> { public static long operator +(S a, S b) => $E; }"),
        new("static abstract member of a generic class", "_x = G<S>.M();", Types: "static class G<T> where T : I { public static long M() => T.P; } interface I { static abstract long P { get; } } struct S : I { public static long P => $E; }"),
        new("comparison by a library", "var l = new List<C> { new(), new() }; l.Sort(); _x = l.Count;", Types: "class C : IComparable<C> { public int CompareTo(C? o) => (int)$E; }"),
        new("comparer", "var l = new SortedSet<int>(new C()) { 1, 2 }; _x = l.Count;", Types: "class C : IComparer<int> { public int Compare(int a, int b) => (int)$E; }"),
        new("derived comparer", "var l = new SortedSet<int>(new C()) { 1, 2 }; _x = l.Count;", Types: "class C : Comparer<int> { public override int Compare(int a, int b) => (int)$E; }"),
        new("equality by a library", "_x = new List<C> { new() }.IndexOf(new C());", Types: "class C : IEquatable<C> { public bool Equals(C? o) => $E > 1; public override bool Equals(object? o) => false; public override int GetHashCode() => 1; }"),
        new("Equals override", "_x = object.Equals(new C(), new C()) ? 1 : 2;", Types: "class C { public override bool Equals(object? o) => $E > 1; public override int GetHashCode() => 1; }"),
        new("event accessor", "V += () => { };", "private event Action V { add { _x = $E; } remove { } }"),
        new("nested type", "_x = new N().M();", "private sealed class N { public long M() => $E; }"),
        new("struct's method", "_x = default(S).M();", Types: "struct S { public long M() => $E; }"),
        new("method of an argument", "_x = arg.M();", Types: ""),
        new("Lazy", "_x = new Lazy<long>(() => $E).Value;"),
        new("conditional access", "C? c = new(); _x = c?.M() ?? 0;", Types: "class C { public long M() => $E; }"),
        new("default argument by a property", "_x = Math.Max(M(), 1);", "private long M(long? v = null) => v ?? $E;"),
        new("ref return", "R() = 1;", "private ref long R() { _x = $E; return ref _x; }"),
        new("goto and loops", "for (var i = 0; i < 3; i++) { if (i == 2) { goto end; } _x += i; } end: _x = $E;"),
        new("checked arithmetic", "_x = checked(a + $E);"),
        new("throw expression", "_x = a > 0 ? 1 : throw new InvalidOperationException(($E).ToString(System.Globalization.CultureInfo.InvariantCulture));"),
        new("anonymous type", "_x = new { V = $E }.V;"),
        new("tuple", "var t = (1, $E); _x = t.Item2;"),
        new("array initialiser", "var t = new[] { $E }; _x = t[0];"),
        new("initialiser of the state machine", "_x = 1;", "private long _y = $E;"),
        new("constructor of the state machine", "_x = 1;", "public Machine$N() { _x = $E; }"),
        new("auto-property of the state machine", "_x = 1;", "public long Y { get; set; } = $E;"),
        new("unsafe block", "unsafe { long v = $E; _x = *&v; }"),
        new("fixed and stackalloc", "Span<long> s = stackalloc long[1]; s[0] = $E; _x = s[0];"),
        new("lock", "lock (this) { _x = $E; }"),
        new("local constant pattern", "_x = ($E) switch { > 3 and < 5 => 1, var v => v };"),
        new("argument by name", "_x = N(b: $E, a: 1);", "private static long N(long a, long b) => a + b;"),
        new("params", "_x = N($E, 1);", "private static long N(params long[] all) => all[0];"),
        new("field keyword", "_x = P;", "private long P { get { field = $E; return field; } }"),
    ];

    /// <summary>A state machine with this shape.</summary>
    /// <param name="number">Unique among those that are compiled together.</param>
    public string Source(int number, string expression)
    {
        var n = number.ToString(CultureInfo.InvariantCulture);
        var argument = Name == "method of an argument" ? "Arg arg" : "int a";
        var types = Name == "method of an argument" ? "public class Arg { public long M() => $E; }" : Types;
        return $$"""
            namespace N{{n}}
            {
                [PaxosGen.ReplicatedStateMachine]
                public partial class Machine{{n}}
                {
                    private long _x;
                    {{Members}}
                    [PaxosGen.Command(1)] public long Do({{argument}}) { {{Command}} return _x; }
                }
                {{types}}
            }

            """.Replace("$E", "\n" + expression + " /*leaf*/\n", StringComparison.Ordinal).Replace("$N", n, StringComparison.Ordinal);
    }

    private static string Deep()
        => string.Concat(Enumerable.Range(0, 10).Select(static i => $"private long M{i}() => {(i == 9 ? "$E" : $"M{i + 1}()")}; "));
}
