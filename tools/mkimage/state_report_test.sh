#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# state_report_test FILE...: the state report of an image says who keeps what, since whose functions come to it, and what it is made of, as text and
# as JSON.
set -eu
failures=0
text= json=
for file in "$@"; do
  case $file in
    *.state.txt) text=$file ;;
    *.state.json) json=$file ;;
  esac
done

fail() {
  echo "FAILED: $1"
  failures=$((failures + 1))
}

# has WHAT FILE LINE...: these lines, one behind the other.
has() {
  what=$1 file=$2
  shift 2
  printf '%s\n' "$@" >"$TEST_TMPDIR/wanted"
  awk 'NR == FNR { wanted[++n] = $0; next } { at = ($0 == wanted[at + 1]) ? at + 1 : ($0 == wanted[1]); if (at == n) { found = 1; exit } } END { exit !found }' \
    "$TEST_TMPDIR/wanted" "$file" || fail "$what: not in $file: $*"
}

sed 's/schema [0-9a-f]\{16\}/schema HASH/; s/"schema": "[0-9a-f]*"/"schema": "HASH"/' "$text" >"$TEST_TMPDIR/text"
sed 's/"schema": "[0-9a-f]*"/"schema": "HASH"/' "$json" >"$TEST_TMPDIR/json"
has 'who keeps it, and since whom' "$TEST_TMPDIR/text" \
  '//tools/graph/testing:bottom bottom_sum' \
  '    uint64_t, 8 bytes; revision 1, schema HASH' \
  '    demanded by tools/graph/testing/bottom.h: bottom_add, bottom_count' \
  '    called by //tools/graph/testing:part_one, //tools/graph/testing:top'
has 'what it is made of' "$TEST_TMPDIR/text" '//kernel/frames' '  struct frames_state, 520 bytes' '    at 0 lock 1'
# shown WHAT FILE PATTERN: a line of it is like that.
shown() { grep -q -e "$3" "$2" || fail "$1: no line of $2 is like $3"; }
shown 'what each CPU has, in the table' "$text" '^//kernel/trace  *trace_rings  *struct trace_ring  *[0-9]* (per CPU)$'
shown 'what each CPU has' "$text" '^    struct trace_ring, [0-9]* bytes, an element for each CPU; revision 1, schema'
shown 'what each CPU has as JSON' "$json" '"name": "trace_rings", .*"per_cpu": true'
shown 'six that demand it, and how many more' "$text" '^    demanded by kernel/log/log.h: \([a-z_]*, \)\{5\}[a-z_]* and [0-9]* more$'
has 'a state that no other cell comes to' "$TEST_TMPDIR/text" '    demanded by kernel/undertaker/undertaker.h: undertaker_begin, undertaker_rest' \
  '    called by no other cell of this image'
if grep -qx '//tools/graph/testing:middle' "$text"; then fail 'a cell without state is told of'; fi
awk '/^cell /{ table = 1; next } !table { next } /^all /{ found = $NF == sum && sum > 0; exit }
  { sub(/ \(per CPU\)$/, ""); sum += $NF } END { exit !found }' "$text" || fail 'the bytes of all are not their sum'
grep -q '^  //kernel/heap keeps object of heap_give, void \*$' "$TEST_TMPDIR/text" || fail 'what is retained'
grep -q '^    {"cell": "//tools/graph/testing:bottom", "name": "bottom_sum", "type": "uint64_t", "bytes": 8, "per_cpu": false, "revision": 1, "schema": "HASH",$' \
  "$TEST_TMPDIR/json" || fail 'a state as JSON'
grep -q '^      {"function": "bottom_add", "kind": "ATOMIC", "header": "tools/graph/testing/bottom.h", "importers": 2}' "$TEST_TMPDIR/json" || fail 'a demand as JSON'
grep -q '{"type": "struct frames_state", "bytes": 520, "rows": \[{"offset": 0, "kind": "lock", "count": 1}' "$TEST_TMPDIR/json" || fail 'rows as JSON'
grep -q '^    {"cell": "//kernel/heap", "function": "heap_give", "parameter": "object", "type": "void \*"}' "$TEST_TMPDIR/json" || fail 'what is retained as JSON'
# Brackets outside of strings close in the order in which they open, and no comma stands before one that closes.
awk '
  { for (i = 1; i <= length($0); i++) {
      c = substr($0, i, 1)
      if (inside) { if (c == "\\") i++; else if (c == "\"") inside = 0; last = "s"; continue }
      if (c == " ") continue
      if (c == "\"") inside = 1
      if (c == "{" || c == "[") { open[++depth] = c }
      if (c == "}" || c == "]") { if (last == "," || open[depth--] != (c == "}" ? "{" : "[")) bad = 1 }
      if (c == "," && (last == "," || last == "[" || last == "{")) bad = 1
      last = c
    } }
  END { exit bad || depth != 0 || inside }' "$json" || fail 'the JSON is malformed'
[ "$failures" = 0 ] || { echo "$failures failed" && exit 1; }
