#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# count_test RULES EXPLANATION... CASE...: how many golden cases there are, and what of: 300 at least, a defective one for each rule, a correct one in
# each folder, and realistic code for each of the weaknesses (CWE) that cellcheck is for. A correct program for each rule is what `--explain` shows as
# right: explain_test holds it against the checker.
set -eu
awk '
  function fail(why) { print "   " why; failed = 1 }
  function finish() {
    if (folder == "") return
    cases++
    in_folder[folder]++
    if (!is_wanted) correct[folder]++
    is_wanted = 0
  }
  FILENAME == ARGV[1] {
    if (match($0, /^RULE\([A-Z_]*, "[a-z.]*"/)) {
      split(substr($0, RSTART, RLENGTH), word, "\"")
      rules[++rule_count] = word[2]
    }
    next
  }
  FILENAME ~ /\.txt$/ {
    if (FNR == 1) {
      rule = FILENAME
      sub(/.*\//, "", rule)
      sub(/\.txt$/, "", rule)
      is_right = 0
    }
    if (/^[A-Z][a-z]*:$/) is_right = $0 == "Right:"
    else if (is_right && /^    [^ ]/ && !right[rule]++) examples++
    next
  }
  FNR == 1 {
    finish()
    parts = split(FILENAME, part, "/")
    folder = part[parts - 1]
    delete seen
  }
  match($0, /\/\/ want[^:]*: [a-z]*\.[a-z]*/) {
    is_wanted = 1
    rule = substr($0, RSTART, RLENGTH)
    sub(/.*: /, "", rule)
    if (!(rule in seen)) wanted[rule]++
    seen[rule]
  }
  match($0, /CWE-[0-9]*/) { weakness[substr($0, RSTART + 4, RLENGTH - 4)] }
  END {
    finish()
    print cases " cases, and " examples " right examples of --explain"
    if (cases < 300) fail("fewer than 300")
    for (folder in in_folder) {
      printf "%d in %s, %d of them correct\n", in_folder[folder], folder, correct[folder]
      if (!correct[folder]) fail("none in " folder " is correct")
    }
    for (i = 1; i <= rule_count; i++) {
      printf "%d for %s, %s\n", wanted[rules[i]], rules[i], right[rules[i]] ? "and what is right" : "and nothing that is right"
      if (!wanted[rules[i]]) fail("no case wants " rules[i])
      if (!right[rules[i]]) fail("--explain " rules[i] " shows no program that is right")
    }
    count = split("401 415 416 562 590 672 761 772 775", all, " ")
    for (i = 1; i <= count; i++)
      if (!(all[i] in weakness)) fail("no case says that it is CWE-" all[i])
    exit failed
  }' "$@"
