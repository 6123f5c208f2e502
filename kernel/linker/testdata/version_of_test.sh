#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# version_of_test.sh CELL: the file of a cell that is a version of another one carries that one's label wherever a label stands, and its
# own revision.
set -eu
failed=0
expect() { # expect COUNT WORDS: so many lines of the file's strings are these words
  found=$(tr -c '[:print:]\n' '\n' <"$cell" | grep -cx -- "$2" || true)
  [ "$found" = "$1" ] || { echo "FAILED: '$2' stands $found times in $cell, not $1"; failed=1; }
}
cell=$1
expect 1 'label //kernel/linker/testdata:provider'
expect 2 '//kernel/linker/testdata:provider' # DT_SONAME and CELL_LABEL
expect 1 'revision 3'
if grep -q provider_next: "$cell" || grep -q 'testdata:provider_next' "$cell"; then
  echo "FAILED: $cell knows its target's name"
  failed=1
fi
exit $failed
