#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# check_includes.sh LABEL OUT AVAILABLE SOURCE...: each quoted #include must be one of the headers listed in AVAILABLE, which are the
# cell's own and those of its direct deps. Runs before the compiler, which would only say that it finds no such file.
# DELIAS, if set, is the repository of Delias, seen from that of the cell: a header may be there as well.
set -eu
label=$1 out=$2 available=$3
shift 3
awk -v label="$label" -v delias="${DELIAS:-}" '
  FILENAME == ARGV[1] { known[$1] = 1; next }  # not NR == FNR: the list may be empty
  /^[ \t]*#[ \t]*include[ \t]*"/ {
    split($0, quoted, "\""); header = quoted[2]
    # Beside the file that includes it is a place where the compiler looks too.
    beside = FILENAME; sub(/[^\/]*$/, "", beside)
    if (header in known || (beside header) in known) next
    folder = header
    if (sub(/\/[^\/]*$/, "", folder)) {
      mend = "add \"//" folder "\"" (delias ? " or \"" delias "//" folder "\"" : "") ", or the target there that has it in hdrs, to deps"
    } else {
      mend = "write its path from the root of the tree"
    }
    printf "error: %s: %s includes %s, which none of its deps has; %s\n", label, FILENAME, header, mend > "/dev/stderr"
    failed = 1
  }
  END { exit failed }
' "$available" "$@"
echo "// Each #include of $label is its own or of a direct dependency." >"$out"
