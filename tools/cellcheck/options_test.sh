#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# options_test CELLCHECK SOURCE: each wrong command line ends with 2 and one sentence that names what is wrong; --help and --explain end with 0.
set -u
check=$1 source=$2
failed=0
work=$TEST_TMPDIR
: >"$work/empty.c"
mkdir -p "$work/folder.c"
mkfifo "$work/pipe.c"
echo 'int one;' >"$work/one.c"

# expect STATUS TEXT WORD...: cellcheck with the words ends so, and says TEXT on standard error (2) or output (0).
expect() {
  local wanted=$1 text=$2 status said
  shift 2
  said=$("$check" "$@" 2>&1)
  status=$?
  if [[ $status != "$wanted" || $said != *"$text"* ]]; then
    echo "cellcheck $*: status $status instead of $wanted, or it does not say: $text"
    echo "   $said"
    failed=1
  fi
  if [[ $wanted == 2 && $(grep -c '^error: cellcheck: ' <<<"$said") != 1 ]]; then
    echo "cellcheck $*: says more or less than one sentence: $said"
    failed=1
  fi
}
expect 2 "--label is missing; give the label of the cell" --source "$source"
expect 2 "--label is missing"
expect 2 "--label kernel/heap: no label" --label kernel/heap --source "$source"
expect 2 "--label needs a value behind it" --label
expect 2 "--label needs a value behind it" --label --source "$source"
expect 2 "--label is given twice; keep one" --label //a --label //b
expect 2 "//a has nothing to check; give its files" --label //a
expect 2 "//a has nothing to check" --label //a -- -O2
expect 2 "$work/none.c cannot be read: No such file or directory" --label //a --source "$work/none.c"
expect 2 "$work/none.h cannot be read" --label //a --public "$work/none.h"
expect 2 "$work/none.h cannot be read" --label //a --private "$work/none.h"
expect 2 "$work/folder.c is a folder; name the files in it" --label //a --source "$work/folder.c"
expect 2 "$work/empty.c is empty" --label //a --source "$work/empty.c"
expect 2 "$work/empty.c is empty" --label //a --source "$source" "$work/empty.c"
expect 2 "$work/pipe.c is no ordinary file" --label //a --source "$work/pipe.c"
expect 2 "--source needs a file behind it" --label //a --source
expect 2 "--source needs a file behind it" --label //a --source -- -O2
expect 2 "no such option: --sources; cellcheck --help lists them" --label //a --sources "$source"
expect 2 "no such option: -O2; cellcheck --help lists them, and flags of the compiler stand behind --" --label //a -O2
expect 2 "$source stands behind no option" "$source"
expect 2 "--mode off: no such mode; it is report or error" --label //a --mode off
expect 2 "--sarif needs a value behind it" --label //a --source "$source" --sarif
expect 2 "no such rule: own.leaks; is it own.leak?" --explain own.leaks
expect 2 "no such rule: nothing like that; cellcheck --explain lists all" --explain "nothing like that"
expect 2 "--explain is given twice; keep one" --explain own.leak --explain own.leak
expect 0 "usage: cellcheck" --help
expect 0 "own.leak           what is owned is lost" --explain
expect 0 "Wrong:" --explain own.leak
if [[ $("$check" --explain | wc -l) != $("$check" --explain | sort -u | wc -l) ]]; then
  echo "--explain lists a rule twice"
  failed=1
fi
# A file that cannot be written is an error, whatever was found.
expect 2 "$work/no/out.sarif cannot be written: No such file or directory" --label //a --sarif "$work/no/out.sarif" --source "$work/one.c" -- -nostdlibinc
exit $failed
