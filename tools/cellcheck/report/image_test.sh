#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# image_test IMAGE: stamps and SARIF files of cells become one list and one file; RAW functions are counted; a budget is held.
set -eu
image=$1
cd "$TEST_TMPDIR"
image=$OLDPWD/$image
printf 'cell //kernel/a\nlines 120\nreports 1\nraw 7\nunsafe a.c:7 f 2 a register of the device\nunsafe a.c:9 g 0 the loader reads it\n' >a.cellcheck
printf 'cell //kernel/b\nlines 30\nreports 0\nraw 0\n' >b.cellcheck
printf '{"head"\n"results":[\n{"ruleId":"own.leak","n":1},\n{"ruleId":"own.after","n":2}\n]}]}\n' >a.sarif
printf '{"head"\n"results":[\n]}]}\n' >b.sarif
cp b.sarif c.sarif
printf 'cell //kernel/c\nlines 50\nreports 0\nraw 2\nunsafe c.c:1 h 1 it faults on purpose\n' >c.cellcheck

check() { if ! cmp -s "$1" "$2"; then diff -u "$1" "$2"; exit 1; fi; }

# expect STATUS WORD...
expect() {
  wanted=$1 status=0
  shift
  "$image" --image //images:demo "$@" --report out.txt --sarif out.sarif a.cellcheck a.sarif b.cellcheck b.sarif c.cellcheck c.sarif 2>said || status=$?
  [ "$status" = "$wanted" ] || { echo "$*: status $status instead of $wanted"; cat said; exit 1; }
}
expect 0 --budget 3
cat >wanted <<'END'
//images:demo: 3 CELL_UNSAFE in 200 lines of 3 cells and libraries, budget 3; they excuse 3 findings of cellcheck; 1 are not excused
//kernel/a
  a.c:7  f: a register of the device
  a.c:9  g: the loader reads it
//kernel/c
  c.c:1  h: it faults on purpose
9 RAW functions, which are not undone:
  //kernel/a: 7
  //kernel/c: 2
END
check wanted out.txt
sed -n '/^"results"/,$p' out.sarif >got
printf '"results":[\n{"ruleId":"own.leak","n":1},\n{"ruleId":"own.after","n":2}\n]}]}\n' >wanted
check wanted got
expect 0
grep -q 'budget' out.txt && { echo "no budget was given"; exit 1; }

status=0
"$image" --image //images:demo --report out.txt --sarif out.sarif b.cellcheck b.sarif || status=$?
[ "$status" = 0 ] && grep -qx "0 RAW functions, which are not undone" out.txt || { echo "no RAW function:"; cat out.txt; exit 1; }

expect 1 --budget 2
cat >wanted <<'END'
//kernel/a
  a.c:7  f: a register of the device
  a.c:9  g: the loader reads it
//kernel/c
  c.c:1  h: it faults on purpose
error: //images:demo: its cells have the 3 CELL_UNSAFE above, over its budget of 2; mend one, or raise unsafe of os_image()
END
check wanted said
expect 0 --budget 2 --only-report
check wanted said
