#!/usr/bin/env bash
# Plants one mistake after the other in a copy of the working tree, and runs seeds until one fails that passes without it.
set -euo pipefail
cd "$(dirname "$0")/.."

usage() {
  cat <<'USAGE'
./dev mutants [NAME...] [--seeds N] [--record]
    NAME      the beginning of a mutant's file name in tests/mutants, for example 03; all without any
    --seeds   how many seeds may go by until it must be caught; 1000 unless given, and never fewer than a patch says
    --record  writes what is found to the table in docs/mutants.md, one mutant after the other; the rows of the others stay
Exits with 1 if any is not caught.
USAGE
}

seeds=1000 record=false names=()
while [ $# -gt 0 ]; do
  case "$1" in
    --help) usage; exit ;;
    --record) record=true ;;
    --seeds) shift; seeds="${1:-}"; [[ "$seeds" =~ ^[1-9][0-9]*$ ]] || { echo "mutants: --seeds needs a number after it." >&2; usage >&2; exit 2; } ;;
    -*) echo "mutants: '$1' is not known." >&2; usage >&2; exit 2 ;;
    *) names+=("$1") ;;
  esac
  shift
done

patches=()
for name in "${names[@]:-}"; do
  found=(tests/mutants/"$name"*.patch)
  [ -e "${found[0]}" ] || { echo "mutants: there is no tests/mutants/$name*.patch." >&2; exit 2; }
  patches+=("${found[@]}")
done

work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
root="$PWD"
runner=tests/PaxosGen.Simulation

# One copy for all, so that each mutant compiles only the projects that it changes; the runner takes their new assemblies.
mkdir "$work/tree"
git ls-files -z --cached --others --exclude-standard | while IFS= read -r -d '' file; do
  [ ! -e "$file" ] || printf '%s\0' "$file"
done | tar -c --null -T - | tar -x -C "$work/tree"
cd "$work/tree"

# A compiler that stays, since it is needed once for each mutant; it ends by itself.
export MSBUILDDISABLENODEREUSE=0 UseSharedCompilation=true

build() { dotnet build "$@" -c Release --nologo -v quiet >"$work/build.log" 2>&1; }
build "$runner" || { cat "$work/build.log"; echo "mutants: the tree does not build as it is." >&2; exit 2; }
cp -r "$runner/bin/Release/net10.0" "$work/whole"

build_changed() {
  rm -rf "$work/mutated"
  cp -r "$work/whole" "$work/mutated"
  local project
  for project in $(sed -nE 's#^\+\+\+ b/src/([^/]+)/.*#\1#p' "$1" | sort -u); do
    build "src/$project" --no-restore --no-dependencies || return 1
    cp "src/$project/bin/Release/net10.0/$project.dll" "$work/mutated/"
  done
}

field() { sed -n "s/^$1: //p" "$2" | head -1; }

# The first seed that fails with the mutant and passes without it.
hunt() {
  local from=1 limit="$1" out seed startedAt="$SECONDS"
  while [ "$from" -le "$limit" ]; do
    if out="$(timeout 3600 dotnet "$work/mutated/PaxosGen.Simulation.dll" --seeds $((limit - from + 1)) --from "$from" 2>/dev/null)"; then
      return 1
    fi
    seed="$(sed -nE 's/^FAILED: seed ([0-9]+): .*/\1/p' <<<"$out" | head -1)"
    [ -n "$seed" ] || { echo "$out" >&2; return 1; }
    if dotnet "$work/whole/PaxosGen.Simulation.dll" "$seed" --no-shrink --html "$work/whole.html" >/dev/null 2>&1; then
      caught="$seed"
      took=$((SECONDS - startedAt))
      check="$(sed -nE "s/^FAILED: seed $seed: (.*)/\1/p" <<<"$out" | head -1)"
      return 0
    fi
    echo "mutants: seed $seed fails without any mutant too; it proves nothing." >&2
    from=$((seed + 1))
  done
  return 1
}

page="$root/docs/mutants.md"
declare -A rows
missed=0

# One row for each of the patches, in their order: what was found now, else what the page says.
table() {
  local patch name
  echo "| | mutant | what it breaks | rule | caught by | at seed | after s |"
  echo "|---|---|---|---|---|---|---|"
  for patch in "$@"; do
    name="$(basename "$patch" .patch)"
    if [ -n "${rows[$name]:-}" ]; then
      echo "${rows[$name]}"
    else
      grep -m 1 -F "| ${name%%-*} | ${name#*-} |" "$page" || true
    fi
  done
}

report() {
  local file="$1" result="$2" check name
  name="$(basename "$file" .patch)"
  check="$(sed -E 's/\|/\\|/g; s/[0-9a-f]{16,}/…/g' <<<"$3" | cut -c1-140)"
  rows[$name]="| ${name%%-*} | ${name#*-} | $(field Breaks "$file") | $(field Rule "$file") | $check | $result | $4 |"
  echo "$name: $result ${4:+in $4 s }${check:+($check)}"
  if $record; then
    { sed '/^<!-- table -->$/q' "$page"; table "$root"/tests/mutants/*.patch; sed -n '/^<!-- \/table -->$/,$p' "$page"; } >"$work/page.md"
    cp "$work/page.md" "$page"
  fi
}

for patch in "${patches[@]}"; do
  file="$root/$patch"
  caught="" check="" took="" limit="$(field Seeds "$file")"
  [ "${limit:-0}" -gt "$seeds" ] || limit="$seeds"
  if ! git apply --unsafe-paths --check "$file" 2>"$work/apply.log"; then
    cat "$work/apply.log" >&2
    echo "mutants: $patch does not apply; the code that it changes has changed." >&2
    missed=$((missed + 1))
    report "$file" "does not apply" "" ""
    continue
  fi

  git apply --unsafe-paths "$file"
  if ! build_changed "$file"; then
    grep -m 3 error "$work/build.log" >&2
    echo "mutants: $patch does not build." >&2
    missed=$((missed + 1)); result="does not build"
  elif hunt "$limit"; then
    result="$caught"
  else
    missed=$((missed + 1)); result="not within $limit"
  fi
  git apply --unsafe-paths -R "$file"
  report "$file" "$result" "$check" "$took"
done

echo
table "${patches[@]}"
[ "$missed" -eq 0 ] || { echo "mutants: $missed not caught." >&2; exit 1; }
