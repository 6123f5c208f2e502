#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# table.sh SOURCES REPORT: prints how much of each folder's code ran: lines, functions, branches, and their total.
#
# SOURCES has the files that count, one a line; REPORT is in lcov's format. A source that no test was linked with has no lines in
# REPORT: it is named, and is no part of any number.
set -eu
awk '
  function folder_of(path) { sub(/\/[^\/]*$/, "", path); return path }
  function share(hit, all) { return all ? sprintf("%5.1f %% %11s", 100 * hit / all, hit + 0 "/" all) : sprintf("%7s %11s", "-", "") }
  function row(name, key, rest) {
    printf "%-36s %s %s %s%s\n", name, share(hit[key, "DA"], all[key, "DA"]), share(hit[key, "FN"], all[key, "FN"]),
      share(hit[key, "BRDA"], all[key, "BRDA"]), rest
  }
  # A thing of a file is one however often it was compiled and whatever it was called; it ran if it ran anywhere.
  function add(kind, place, times,   part) {
    if (!((file, kind, place) in ran)) {
      ran[file, kind, place] = 0
      all[folder, kind]++
      all["", kind]++
    }
    if (times + 0 > 0 && !ran[file, kind, place]) {
      ran[file, kind, place] = 1
      hit[folder, kind]++
      hit["", kind]++
    }
  }

  FNR == NR { counts[$0] = 1; if (!(folder_of($0) in seen)) { seen[folder_of($0)] = 1; folders[++folder_count] = folder_of($0) } next }
  /^SF:/ { file = substr($0, 4); folder = folder_of(file) }
  !(file in counts) { next }
  /^FN:/ { split(substr($0, 4), part, ","); line[file, substr($0, index($0, ",") + 1)] = part[1]; add("FN", part[1], 0) }
  /^FNDA:/ { split(substr($0, 6), part, ","); add("FN", line[file, substr($0, index($0, ",") + 1)], part[1]) }
  /^DA:/ { split(substr($0, 4), part, ","); add("DA", part[1], part[2]); reached[file] = 1 }
  # A function in a header is compiled into many sources, and reports do not say which of its branches are the same one.
  /^BRDA:/ && file !~ /\.h$/ { split(substr($0, 6), part, ","); add("BRDA", part[1] "," part[2] "," part[3], part[4]) }

  END {
    for (file in counts) {
      if (file in reached || file ~ /\.h$/) continue
      name = file
      sub(/.*\//, "", name)
      missing[folder_of(file)] = missing[folder_of(file)] " " name
      missing_count++
    }
    printf "%-36s %19s %19s %19s\n", "folder", "lines", "functions", "branches"
    for (i = 1; i <= folder_count; i++) {
      folder = folders[i]
      if (all[folder, "DA"]) row(folder, folder, folder in missing ? "  without" missing[folder] : "")
      else if (folder in missing) row(folder, folder, "  in no unit test")
    }
    row("all", "", missing_count ? "  without " missing_count (missing_count > 1 ? " files" : " file") " in no unit test" : "")
  }' "$1" "$2"
