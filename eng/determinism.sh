# What the packed analyzers say by the installed compiler, of a project outside of this repository and of the corpus.
# Sourced by eng/packages.sh, whose feed and functions it uses.
said() { check "$1" "$2" pass cat "$work/shop.log"; }
unsaid() { check "$1" "" fail grep -F -- "$2" "$work/shop.log"; }
build_shop() { dotnet build --nologo -v quiet >"$work/shop.log" 2>&1 || true; }

step "packages: determinism in a project and in a library that it references"
mkdir -p "$work/shop/Clocks" "$work/shop/Shop"
sed 's/PaxosGen.Server/PaxosGen/; /OutputType/d; /TreatWarningsAsErrors/d' tests/consumer/Consumer.csproj >"$work/shop/Clocks/Clocks.csproj"
sed '/TreatWarningsAsErrors/d; s|<ItemGroup>|<ItemGroup><ProjectReference Include="../Clocks/Clocks.csproj" />|' tests/consumer/Consumer.csproj >"$work/shop/Shop/Shop.csproj"
cat >"$work/shop/Clocks/Wall.cs" <<'CODE'
namespace Clocks;

public static class Wall
{
    public static int Hour(int offset) => Read().Hour + offset;
    public static int Double(int n) => n * 2;
    private static DateTime Read() => DateTime.UtcNow;
}
CODE
cat >"$work/shop/Shop/Program.cs" <<'CODE'
using System.Globalization;
using PaxosGen;

Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{typeof(Shop).Name} is open"));

public interface IStamp
{
    DateTimeOffset Of(CommandContext context);
}

public sealed class Stamp : IStamp
{
    public DateTimeOffset Of(CommandContext context) => DateTimeOffset.UtcNow;
}

[ReplicatedStateMachine]
public sealed partial class Shop
{
    private readonly SortedDictionary<int, DateTimeOffset> _placed = [];
    private string _last = "";

    [Command(1)]
    public void Place(int id, CommandContext context) => Record(id, new Stamp(), context);

    [Command(2)]
    public void Move(int id) => _placed[id] = Now();

    [Command(3)]
    public void Say(decimal amount) => _last = Clocks.Wall.Double(1) + $": {amount}";

    [Command(4)]
    public int Open(int offset) => Clocks.Wall.Hour(offset);

    [Query(5)]
    public int Limit() => 100;

    public int Other() => 101;

    private void Record(int id, IStamp stamp, CommandContext context) => _placed[id] = stamp.Of(context);

    private static DateTimeOffset Now() => DateTimeOffset.UtcNow;
}
CODE
cat >"$work/shop/Shop/Fourteen.cs" <<'CODE'
using PaxosGen;

[ReplicatedStateMachine]
public sealed partial class Fourteen
{
    private long _n;

    [Command(1)]
    public long Property() => _n = 3.Ticks;

    [Command(2)]
    public long Static() => _n = int.Now();

    [Command(3)]
    public long Plus() => _n = (new Box(1) + new Box(2)).Value;

    [Command(4)]
    public long Compound()
    {
        var tally = new Tally();
        tally += 4;
        return _n = tally.Value;
    }

    [Command(5)]
    public long Increment()
    {
        var tally = new Tally();
        tally++;
        return _n = tally.Value;
    }
}

public sealed record Box(long Value);

public sealed class Tally
{
    public long Value { get; private set; }

    public void operator +=(long n) => Value += n + DateTime.UtcNow.Ticks;

    public void operator ++() => Value += DateTime.UtcNow.Ticks;
}

public static class Extensions
{
    extension(int n)
    {
        public long Ticks => n + DateTime.UtcNow.Ticks;

        public static long Now() => DateTime.UtcNow.Ticks;
    }

    extension(Box)
    {
        public static Box operator +(Box one, Box other) => new(one.Value + other.Value + DateTime.UtcNow.Ticks);
    }
}
CODE
cat >"$work/shop/.editorconfig" <<'CONFIG'
root = true

[*.cs]
dotnet_diagnostic.CA1822.severity = warning
dotnet_diagnostic.PXG1012.severity = error
CONFIG
cd "$work/shop/Shop"
build_shop
said "PXG1001 behind an interface, with the calls that lead there" "(reached by Place → Record → Of)"
said "and in a private method" "error PXG1001: 'DateTimeOffset.UtcNow' is another moment on each replica: use context.Timestamp, which the log carries (reached by Move → Now)"
said "a library's clock is reported where it is called, with the way inside" "'Wall.Hour(int)'"
said "as of its own summary" "in Clocks it reaches"
unsaid "what the summary does not name is fine" "Wall.Double"
for way in Property Static Plus Compound Increment; do
  said "C# 14: $way" "(reached by $way → "
done
said ".editorconfig makes an error of an information" "error PXG1012"
said "CA1822 is reported" "'Other' does not access instance data"
unsaid "but not of handlers" "'Limit' does not access instance data"
rm Fourteen.cs
sed -i 's/PXG1012.severity = error/PXG1012.severity = none/' ../.editorconfig
echo 'vouch M:Clocks.Wall.Hour(System.Int32); the shops are all in one place' >PaxosGen.Determinism.txt
check "dotnet format analyzers mends the clocks" "" pass dotnet format analyzers --no-restore --diagnostics PXG1001 --severity error
check "the context is handed to the private method" "Now(CommandContext context)" pass cat Program.cs
build_shop
unsaid "then the project has no error: the vouch is honoured, and .editorconfig silences" ": error "
check "and runs" "Shop is open" pass dotnet run --nologo --no-build
cd "$repository"

step "packages: the corpus, by the compiler"
mkdir -p "$work/corpus"
sed 's/PaxosGen.Server/PaxosGen/; /OutputType/d; /TreatWarningsAsErrors/d; s|<ImplicitUsings>enable|<AllowUnsafeBlocks>true</AllowUnsafeBlocks><NoWarn>$(NoWarn);CS1591</NoWarn><ErrorLog>../corpus.sarif,version=2.1</ErrorLog><ImplicitUsings>disable|' \
  tests/consumer/Consumer.csproj >"$work/corpus/Corpus.csproj"
cp tests/analyzer-corpus/{bad,good}/*.cs tests/analyzer-corpus/own/{bad,good}/*.cs "$work/corpus/"
dotnet build "$work/corpus" --nologo -v quiet >"$work/log" 2>&1 || true
check "the compiler knows all of its code" "" fail grep -E "error (CS|AD)[0-9]|warning AD0001" "$work/log"
check "every planted fault is found, and nothing else" "Passed!" pass \
  env "PAXOSGEN_CORPUS_LOG=$work/corpus.sarif" dotnet test tests/PaxosGen.Analyzers.Tests ${built:-} --nologo -v quiet --filter FullyQualifiedName~CorpusTests
