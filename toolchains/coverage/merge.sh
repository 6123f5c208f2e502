#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# merge.sh: adds up coverage reports in lcov's format: lines, functions and branches.
#
# Called by Bazel with --coverage_dir=DIR (all .dat files below it) or --reports_file=LIST (files by name), and --output_file=OUT.
set -eu
for argument; do
  case $argument in
    --coverage_dir=*) folder=${argument#*=} ;;
    --output_file=*) output=${argument#*=} ;;
    --reports_file=*) list=${argument#*=} ;;
  esac
done

if [ -n "${list:-}" ]; then
  reports=$(cat "$list")
else
  reports=$(find -L "$folder" -name '*.dat' ! -path "$output")
fi
if [ -z "$reports" ]; then
  : >"$output"
  exit 0
fi

# Records: SF:file, FN:line,function, FNDA:count,function, DA:line,count, BRDA:line,block,branch,count (- where the line never ran).
# shellcheck disable=SC2086 # one word a report
awk '
  /^SF:/ {
    file = substr($0, 4)
    if (!(file in known)) { known[file] = 1; files[++file_count] = file }
  }
  /^FN:/ {
    comma = index($0, ",")
    function_name = substr($0, comma + 1)
    if (!((file, function_name) in start)) names[file] = names[file] "\n" function_name
    start[file, function_name] = substr($0, 4, comma - 4)
  }
  /^FNDA:/ {
    comma = index($0, ",")
    calls[file, substr($0, comma + 1)] += substr($0, 6, comma - 6)
  }
  /^DA:/ {
    split(substr($0, 4), pair, ",")
    if (!((file, pair[1]) in hits)) lines[file] = lines[file] " " pair[1]
    hits[file, pair[1]] += pair[2]
  }
  /^BRDA:/ {
    split(substr($0, 6), part, ",")
    place = part[1] "," part[2] "," part[3]
    if (!((file, place) in taken)) branches[file] = branches[file] " " place
    taken[file, place] += part[4]
  }
  END {
    for (i = 1; i <= file_count; i++) {
      file = files[i]
      print "SF:" file
      called = 0
      count = split(substr(names[file], 2), name, "\n")
      for (j = 1; j <= count; j++) {
        print "FN:" start[file, name[j]] "," name[j]
        print "FNDA:" calls[file, name[j]] + 0 "," name[j]
        if (calls[file, name[j]] > 0) called++
      }
      print "FNF:" count
      print "FNH:" called
      went = 0
      count = split(branches[file], branch, " ")
      for (j = 1; j <= count; j++) {
        split(branch[j], part, ",")
        times = taken[file, branch[j]]
        print "BRDA:" branch[j] "," (hits[file, part[1]] > 0 ? times : "-")
        if (times > 0) went++
      }
      print "BRF:" count
      print "BRH:" went
      hit = 0
      count = split(lines[file], line, " ")
      for (j = 1; j <= count; j++) {
        print "DA:" line[j] "," hits[file, line[j]]
        if (hits[file, line[j]] > 0) hit++
      }
      print "LH:" hit
      print "LF:" count
      print "end_of_record"
    }
  }' $reports >"$output"
