#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# html.sh SOURCES REPORT ROOT TABLE FOLDER: writes into FOLDER a page for each of SOURCES that REPORT knows, with the times that each
# line ran and the branches that were never taken, and index.html: TABLE with links to the pages. ROOT is where the sources lie.
set -eu
sources=$1 report=$2 root=$3 table=$4 folder=$5
mkdir -p "$folder"

cat >"$folder/style.css" <<'CSS'
body { font-family: sans-serif; margin: 2em; background: #fff; color: #222 }
pre { font-size: 13px; line-height: 1.35 }
pre span { display: inline-block; min-width: 100% }
.never { background: #f8d0d0 }
.half { background: #faeec0 }
li { font-family: monospace }
CSS

awk -v root="$root" -v out="$folder" '
  function escape(text) { gsub(/&/, "\\&amp;", text); gsub(/</, "\\&lt;", text); gsub(/>/, "\\&gt;", text); return text }
  function page_of(path) { gsub(/\//, "-", path); return path ".html" }
  function head(page, title, style) {
    print "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>" title "</title>" >page
    print "<link rel=\"stylesheet\" href=\"style.css\"></head><body>\n<h1>" title "</h1>" >page
  }
  function write_source(file,   page, text, number, times, class) {
    page = out "/" page_of(file)
    head(page, file)
    print "<p><a href=\"index.html\">all folders</a>. Before each line: how often it ran. Red: never. Yellow: some branch was never taken.</p>\n<pre>" >page
    number = 0
    while ((getline text <(root "/" file)) > 0) {
      number++
      times = (file, number) in hits ? hits[file, number] : ""
      class = times == "" ? "" : times == 0 ? "never" : (file, number) in untaken ? "half" : ""
      printf "<span id=\"%d\"%s>%6d %9s  %s%s</span>\n", number, class == "" ? "" : " class=\"" class "\"", number, times, escape(text),
        class == "half" ? "   // " untaken[file, number] " of " branches[file, number] " branches never" : "" >page
    }
    close(root "/" file)
    print "</pre></body></html>" >page
    close(page)
  }

  FILENAME == ARGV[1] { counts[$0] = 1; order[++count] = $0; next }
  FILENAME == ARGV[2] && /^SF:/ { file = substr($0, 4) }
  FILENAME == ARGV[2] && !(file in counts) { next }
  FILENAME == ARGV[2] && /^DA:/ { split(substr($0, 4), part, ","); hits[file, part[1]] = part[2]; reached[file] = 1 }
  FILENAME == ARGV[2] && /^BRDA:/ && file !~ /\.h$/ {
    split(substr($0, 6), part, ",")
    branches[file, part[1]]++
    if (part[4] + 0 == 0) untaken[file, part[1]]++
  }
  FILENAME == ARGV[3] { table = table escape($0) "\n" }

  END {
    index_page = out "/index.html"
    head(index_page, "What the unit tests run")
    print "<pre>" table "</pre>\n<ul>" >index_page
    for (i = 1; i <= count; i++) {
      if (!(order[i] in reached)) continue
      write_source(order[i])
      print "<li><a href=\"" page_of(order[i]) "\">" order[i] "</a></li>" >index_page
    }
    print "</ul>\n</body></html>" >index_page
  }' "$sources" "$report" "$table"
