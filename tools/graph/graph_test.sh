#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# graph_test GRAPH ONE TWO SYSTEM DOT PAGE: asks about the images of //tools/graph/testing what the PAGE shows and compares; and about the
# whole system.
set -eu
graph=$1 one=$2 two=$3 system=$4 dot=$5 page=$6
shown=$TEST_TMPDIR/shown
failures=0

# Versions and the number of all cells change with every change of a cell.
same() {
  sed -e 's/\<[0-9a-f]\{8\}\>/VERSION/g' -e 's/of [0-9][0-9]* cells/of N cells/' -e 's/[0-9]* bytes of code/N bytes of code/' -e 's/[0-9][0-9]* the same/N the same/'
}

# The transcript: what stands between ``` and ```, from a line with a question on.
awk '/^```$/ { inside = !inside; next } !inside { mine = 0 } inside && /^\$ graph / { mine = 1 } mine' "$page" >"$TEST_TMPDIR/promised"
while IFS= read -r line; do
  case $line in
    "\$ graph "*)
      echo "$line"
      words=$(echo "${line#??graph }" | sed -e "s|with_one.elf|$one|g" -e "s|with_two.elf|$two|g")
      # shellcheck disable=SC2086  # words of a line without blanks in them
      "$graph" $words 2>&1 || true
      ;;
  esac
done <"$TEST_TMPDIR/promised" >"$shown"
same <"$TEST_TMPDIR/promised" >"$TEST_TMPDIR/wanted"
same <"$shown" >"$TEST_TMPDIR/plain"
[ "$(grep -c '^\$ graph ' "$TEST_TMPDIR/wanted")" -ge 7 ] || { echo "FAILED: $page has lost its transcript" && exit 1; }
diff "$TEST_TMPDIR/wanted" "$TEST_TMPDIR/plain" ||
  { echo "FAILED: < is what $page shows, > what came" && failures=$((failures + 1)); }

# ends STATUS WORD...: asked so, it ends with that status.
ends() {
  status=0 wanted=$1
  shift
  "$graph" "$@" >"$shown" 2>&1 || status=$?
  [ "$status" = "$wanted" ] || { echo "FAILED: graph $*: status $status, wanted $wanted" && failures=$((failures + 1)); }
}
ends 0 --image "$one" why top bottom
ends 1 --image "$two" why middle bottom
ends 2 --image "$one" why top botom
ends 0 --image "$one" dependents top
ends 0 diff "$one" "$one"
ends 1 diff "$one" "$two"
ends 0 plan "$one" "$one"
ends 0 plan "$one" "$two"
ends 0 --image "$one" plan top -
ends 1 --image "$one" plan middle -

# Of the whole system what does not change with each of its cells.
"$graph" --default-image "$system" why shell heap >"$shown"
grep -q '^//cells/shell$' "$shown" && grep -q '^  //kernel/heap  *heap_' "$shown" ||
  { echo "FAILED: the shell depends on the heap:" && cat "$shown" && failures=$((failures + 1)); }
status=0
"$graph" --default-image "$system" why heap shell >"$shown" || status=$?
[ "$status" = 1 ] && grep -q '^//kernel/heap does not depend on //cells/shell$' "$shown" ||
  { echo "FAILED: the heap does not depend on the shell" && failures=$((failures + 1)); }
"$graph" --default-image "$system" dependents heap >"$shown"
grep -q '^  //kernel/task  *heap_new' "$shown" || { echo "FAILED: tasks use the heap" && failures=$((failures + 1)); }

# fails WORDS-OF-MESSAGE WORD...: asked so, it ends with status 2 and says so.
fails() {
  status=0 wanted=$1
  shift
  "$graph" "$@" >"$shown" 2>&1 || status=$?
  if [ "$status" != 2 ] || ! grep -q -e "$wanted" "$shown"; then
    echo "FAILED: graph $*: status $status, and said"
    cat "$shown"
    failures=$((failures + 1))
  fi
}
fails 'no question' --image "$one"
fails "behind OLD.elf stands one NEW.elf" plan "$one" "$two" "$one"
fails "it is written beside the NAME.elf" plan "$one" /nowhere/a.elf
fails "this is not how to ask plan" --image "$one" plan top
fails "cannot read /nowhere/a.cell" plan "$one" /nowhere/a.cell
head -c 1000 "${two%.elf}.cells" >"$TEST_TMPDIR/cut.cells"
fails "is cut off or damaged" plan "$one" "$TEST_TMPDIR/cut.elf"
printf '!<arch>\n%-70s' x >"$TEST_TMPDIR/odd.cells"
fails "is cut off or damaged" plan "$one" "$TEST_TMPDIR/odd.elf"
fails 'this is not how to ask why' --image "$one" why top
fails "'--speed' is no option" --speed
fails 'is no ELF file for x86-64' --image "$0" why a b
fails 'give --image' why a b
fails 'cannot start /nowhere/dot' --image "$one" --dot-program /nowhere/dot svg --output "$TEST_TMPDIR/a.svg"
fails 'has not drawn /nowhere/a.svg' --image "$one" --dot-program "$dot" svg --output /nowhere/a.svg
fails 'cannot write /nowhere/a.dot' --image "$one" dot --output /nowhere/a.dot

# Files are named as seen from where the person is.
mkdir -p "$TEST_TMPDIR/there"
cp "$one" "$TEST_TMPDIR/there/copy.elf"
BUILD_WORKING_DIRECTORY=$TEST_TMPDIR/there "$graph" --image copy.elf --dot-program "$dot" svg
[ -s "$TEST_TMPDIR/there/graph.svg" ] || { echo "FAILED: no graph.svg in the caller's folder" && failures=$((failures + 1)); }
"$graph" --help | grep -q '^usage: bazel run //tools/graph' || { echo "FAILED: --help" && failures=$((failures + 1)); }

[ "$failures" = 0 ] || { echo "$failures failed" && exit 1; }
