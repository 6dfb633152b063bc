# Packs the packages and uses them as a project outside of this repository would, from a folder as their feed.
# Sourced by .ci/run, which counts and has built the tests ($built); `bash eng/packages.sh` runs it alone.
if ! declare -F ok >/dev/null; then
  set -euo pipefail
  cd "$(dirname "$0")/.."
  export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
  work="$(mktemp -d)"
  trap 'rm -rf "$work"' EXIT
  step() { printf '\n== %s\n' "$1"; }
  ok() { echo "ok: $1"; }
  bad() { echo "FAILED: $1"; }
fi

# Runs a command with its output in $work/log; shows it only if the verdict turns out bad.
check() { # name, text that must be in the output or '', wanted exit: pass or fail, command
  local name="$1" text="$2" wanted="$3" code=0; shift 3
  "$@" >"$work/log" 2>&1 || code=$?
  if { [ "$wanted" = pass ] && [ "$code" -ne 0 ]; } || { [ "$wanted" = fail ] && [ "$code" -eq 0 ]; } || { [ -n "$text" ] && ! grep -qF -- "$text" "$work/log"; }; then
    sort -u "$work/log" | tail -25
    bad "$name"
  else
    ok "$name"
  fi
}

build() { dotnet build --nologo -v quiet; }
has() { grep -qF -- "$1" "$2" || { cat "$2"; return 1; }; }

# The code blocks of README.md with this text in them, one after the other.
readme() {
  awk -v text="$1" '/^```/ { if (inside && index(block, text)) printf "%s", block; inside = !inside; block = ""; next } inside { block = block $0 "\n" }' README.md
}

step "packages: complete, and valid for NuGet"
check "all are packed and pass package validation" "" pass dotnet msbuild eng/pack.proj -nologo -v:quiet "-p:PackageOutputPath=$work/feed" -p:Version=0.1.0-ci -p:RunAnalyzersDuringBuild=false
contents="$(unzip -Z1 "$work/feed/PaxosGen.0.1.0-ci.nupkg" | tr '\n' ' ' || true)"
for part in analyzers/dotnet/cs/PaxosGen.{Generators,Analyzers,CodeFixes}.dll {build,buildTransitive}/PaxosGen.targets lib/net10.0/PaxosGen.{dll,xml} README.md; do
  [[ " $contents" == *" $part "* ]] || bad "PaxosGen.nupkg lacks $part"
done
for project in src/*/*.csproj; do
  name="$(basename "$project" .csproj)"
  spec="$(unzip -p "$work/feed/$name.0.1.0-ci.nupkg" "$name.nuspec" || true)"
  if [[ "$spec" == *'<license type="expression">MIT'* && "$spec" == *'<readme>README.md'* && "$spec" =~ 'commit="'[0-9a-f]{40} ]] \
    && unzip -Z1 "$work/feed/$name.0.1.0-ci.nupkg" | grep -x "lib/net10.0/$name.xml" >/dev/null \
    && unzip -p "$work/feed/$name.0.1.0-ci.snupkg" "lib/net10.0/$name.pdb" | grep -a '"documents":{.*https://raw.githubusercontent.com/' >/dev/null; then
    ok "$name has license, README, documentation, symbols and the addresses of its sources"
  else
    bad "$name lacks license, README, commit, documentation, symbols or the addresses of its sources"
  fi
done

cat >"$work/nuget.config" <<CONFIG
<configuration>
  <packageSources><add key="ci" value="$work/feed" /></packageSources>
</configuration>
CONFIG
export NUGET_PACKAGES="$work/packages"
outside() { mkdir -p "$work/$1" && cp tests/consumer/Consumer.csproj "$work/$1/"; }
repository="$PWD"

step "packages: a project outside, its mistakes, and its schema"
outside consumer
cp tests/consumer/Program.cs "$work/consumer/"
cd "$work/consumer"
check "a project outside runs three replicas of its class" "3 = 1 + 2" pass dotnet run --nologo
sed -i 's/sealed partial class/sealed class/; s/Command(1)/Command(0)/' Program.cs
check "PXG0001 appears when 'partial' is forgotten" "error PXG0001" fail build
check "dotnet format analyzers mends it" "" pass dotnet format analyzers --no-restore --severity error
check "'partial' is back" "" pass has "sealed partial class" Program.cs
check "so is an id (PXG0004)" "" pass has "[Command(1)]" Program.cs
check "dotnet build -t:PaxosGenLock makes the schema file" "is up to date" pass dotnet build --nologo -t:PaxosGenLock
check "the schema file has the state" "  state 1 _sum: int" pass cat PaxosGen.schema.txt
sed -i 's/    private int _sum;/    private int _calls;\n    private int _sum;/; s/=> _sum += term/=> _sum += term + 0 * ++_calls/' Program.cs
check "PXG2002 appears for a new field" "PXG2002" fail build
check "dotnet format analyzers adds it to the schema file" "" pass dotnet format analyzers --no-restore --severity warn
check "with the next tag" "  state 2 _calls: int" pass cat PaxosGen.schema.txt
check "then the project builds and runs" "3 = 1 + 2" pass dotnet run --nologo
sed -i 's/private int _sum/private long _sum/; s/=> _sum += /=> (int)(_sum += /; s/++_calls;/++_calls);/' Program.cs
check "another type of a field fails the build" "error PXG2001: 'Sum._sum' differs from PaxosGen.schema.txt: it was int and is long" fail build
cd "$repository"

step "packages: README's tour"
outside tour
{
  echo 'using PaxosGen;'
  echo 'var key = Guid.NewGuid();'
  readme 'LocalCluster<BankReplica>'
  echo 'Console.WriteLine($"alice has {balance}, {await client.BalanceAsync("alice")}");'
  echo '#pragma warning disable CS8321 // Only compiled: it needs two others.'
  echo 'static async Task OneOfMany() {'
  readme 'BankReplica.StartAsync(new'
  echo '}'
  readme 'public decimal Deposit' | sed '/^using PaxosGen;$/d'
} >"$work/tour/Program.cs"
check "README's code compiles and runs as it stands there" "alice has 10.5, 11.5" pass dotnet run --nologo --project "$work/tour"

step "packages: a web application with PaxosGen.AspNetCore alone"
outside web
sed -i 's/Microsoft.NET.Sdk"/Microsoft.NET.Sdk.Web"/; s/PaxosGen.Server/PaxosGen.AspNetCore/; /IsAotCompatible/d' "$work/web/Consumer.csproj"
{ readme 'AddPaxosReplica<Bank>'; readme 'public decimal Deposit' | sed '/^using PaxosGen;$/d'; } >"$work/web/Program.cs"
cd "$work/web"
check "the generator, the analyzers and the targets come through it" "is up to date" pass dotnet build --nologo -t:PaxosGenLock
check "its schema file has the state machine" "machine Bank" pass cat PaxosGen.schema.txt
sed -i 's/\[Command(1)\]/[Command(7)]/' Program.cs
check "its analyzers compare with the schema file" "error PXG2001" fail build
sed -i 's/\[Command(7)\]/[Command(1)]/' Program.cs
check "it builds" "" pass build
cd "$repository"
env ASPNETCORE_URLS=http://127.0.0.1:5081 Paxos__Id=1 "Paxos__DataDirectory=$work/web/data" Paxos__Bootstrap=true Paxos__Members__1=127.0.0.1:7181 \
  dotnet "$work/web/bin/Debug/net10.0/Consumer.dll" >"$work/web.log" 2>&1 &
web=$!
for _ in $(seq 150); do curl -fsS --max-time 2 http://127.0.0.1:5081/health/ready >/dev/null 2>&1 && break; sleep 0.2; done
check "its injected client deposits" "10.5" pass curl -fsS --max-time 15 -X POST "http://127.0.0.1:5081/accounts/alice/deposit?amount=10.5"
check "it is ready" "Healthy" pass curl -fsS --max-time 15 http://127.0.0.1:5081/health/ready
check "its dashboard has a page" "<title>PaxosGen</title>" pass curl -fsS --max-time 15 http://127.0.0.1:5081/paxos
check "and the status as JSON" '"machine":"Bank","status":{"replica":1,"role":"leader"' pass curl -fsS --max-time 15 http://127.0.0.1:5081/paxos/status
kill -TERM "$web" || true
if timeout 15 tail --pid="$web" -f /dev/null && wait "$web"; then ok "it stops on SIGTERM with 0"; else bad "it does not stop on SIGTERM with 0"; kill -9 "$web" 2>/dev/null || true; cat "$work/web.log"; fi

source eng/determinism.sh
unset NUGET_PACKAGES
