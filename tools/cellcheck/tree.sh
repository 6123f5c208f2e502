#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# tree.sh [--sarif FILE] [--since FILE] [TARGET...]: checks all cells, or those of the targets, and prints what is found, the counts of each
# rule at the end. Nothing is linked. Ends with 1 if something is found.
#
#   --sarif FILE  all of it as one SARIF file
#   --since FILE  only what FILE, an earlier SARIF file, does not have: a baseline
#
# BAZEL: how Bazel is started, ./bazelw without it.
set -uo pipefail
home=$PWD
cd "$(dirname "$0")/../.."
sarif= since= targets=()
while (($# > 0)); do
  case $1 in
    --sarif | --since)
      [[ -n ${2-} ]] || { echo "error: $1 needs a file" >&2; exit 2; }
      [[ $2 == /* ]] && file=$2 || file=$home/$2
      [[ $1 == --sarif ]] && sarif=$file || since=$file
      shift
      ;;
    -*) echo "error: no such option: $1; see tools/cellcheck/tree.sh" >&2; exit 2 ;;
    *) targets+=("$1") ;;
  esac
  shift
done
[[ -z $since || -s $since ]] || { echo "error: $since is no SARIF file; make one with --sarif" >&2; exit 2; }
((${#targets[@]} != 0)) || targets=(//...)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

read -ra bazel <<<"${BAZEL:-./bazelw}"
"${bazel[@]}" build "${targets[@]}" --keep_going --//tools/cellcheck:mode=report --output_groups=cellcheck --build_event_json_file="$work/events" \
  --color=no --curses=no --noshow_progress --ui_event_filters=-info,-stdout,-stderr --show_result=0 >"$work/log" 2>&1
status=$?
files() { grep -o "\"uri\":\"file://[^\"]*\\.$1\"" "$work/events" | sed 's,^"uri":"file://,,; s/"$//' | sort -u; }
# Bazel's own words matter only where something could not be checked.
((status == 0)) || grep -a 'ERROR\|error:' "$work/log"
files cellcheck.txt >"$work/texts"
if [[ ! -s $work/texts ]]; then
  echo "error: ${targets[*]}: no cell could be checked" >&2
  exit 2
fi
# One line a result: what differs between two runs shows in lines of these.
results() { xargs -d '\n' cat | grep '^{"ruleId"' | sed 's/,$//' | sort -u; }
files sarif | results >"$work/results"
if [[ -n $since ]]; then
  known() { grep -o '"cellcheck/v1":"[0-9a-f]*"' | sort -u; }
  results < <(echo "$since") | known >"$work/known"
  grep -vFf "$work/known" "$work/results" >"$work/new"
  [[ -s $work/known ]] && mv "$work/new" "$work/results"
  # What is told is then a line for each.
  sed -n 's/^{"ruleId":"\([^"]*\)".*"message":{"text":"\(.*\)"},"locations":\[{"physicalLocation":{"artifactLocation":{"uri":"\([^"]*\)"[^}]*},"region":{"startLine":\([0-9]*\),"startColumn":\([0-9]*\)}}}\].*/\3:\4:\5: error: \2 [\1]/p' "$work/results"
else
  # Sources that several cells have, such as versions of one, are told of once.
  xargs -d '\n' cat <"$work/texts" | awk '
    function told() { if (block != "" && !(block in seen)) { seen[block]; printf "%s", block; some = 1 } block = "" }
    /: error: .* \[[a-z]+\.[a-z]+\]$/ { told() }
    /^(\/\/|@)[^ ]*: [0-9]+ reports?[,;]/ { told(); if (some) print; some = 0; next }
    { block = block $0 "\n" }
    END { told() }'
fi
if [[ -n $sarif ]]; then
  first=$(files sarif | head -n 1)
  {
    sed -n '1,/^"results":\[$/p' "$first"
    sed '$!s/$/,/' "$work/results"
    tail -n 1 "$first"
  } >"$sarif"
fi
# CELL_UNSAFE in effect, the same place once: two versions of a cell share sources.
files cellcheck | xargs -d '\n' cat >"$work/stamps"
unsafe=$(sed -n 's/^unsafe \([^ ]*\).*/\1/p' "$work/stamps" | sort -u | wc -l)
lines=$(awk '/^lines / { sum += $2 } END { print sum }' "$work/stamps")
counted=$(grep -vc '"suppressions"' "$work/results")
excused=$(grep -c '"suppressions"' "$work/results")
echo "== $counted reports in $(wc -l <"$work/texts") cells, $excused excused; $unsafe CELL_UNSAFE in $lines lines"
grep -v '"suppressions"' "$work/results" | sed 's/^{"ruleId":"\([^"]*\)".*/\1/' | sort | uniq -c | sort -rn
((status == 0 && counted == 0))
