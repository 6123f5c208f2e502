#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# flame_test CELLCTL IMAGE: where the running system's time goes becomes a picture.
set -eu
cellctl=$1 image=$2
. testing/control/instances.sh
file=$TEST_TMPDIR/flame.svg rows=$TEST_TMPDIR/flame.rows

# has NAME FILE PATTERN
has() {
  if grep -qE -- "$3" "$2"; then echo "ok $1"; else
    echo "FAILED $1: no line like '$3' in $2"
    failed=1
  fi
}

boot 1 "$image"
ask run spawn spin
ask flame --output "$file" --rows "$rows" ps
check 'a command is profiled, and its output is shown' 0 'NAME' 'flame.svg: [0-9]+ samples, 0 without room'
has 'it begins as SVG' "$file" '^<svg xmlns="http://www.w3.org/2000/svg"'
has 'and ends as it' "$file" '^</svg>$'
has 'what spins is in it' "$file" '<title>spinner_run of //cells/demo/spinner: [0-9]+ samples'
has 'by its task' "$file" '<title>spin: [0-9]+ samples'
has 'the rows are kept' "$rows" '^end [0-9]+'
cp "$file" "$file.first"
ask flame --output "$file" --from "$rows"
check 'a file of rows is drawn without a system' 0 'flame.svg: [0-9]+ samples'
sed -e 's/14">[^<]*</14"></' "$file.first" >"$file.a"
sed -e 's/14">[^<]*</14"></' "$file" >"$file.b"
if cmp -s "$file.a" "$file.b"; then echo 'ok the picture is the same'; else echo 'FAILED the pictures differ'; failed=1; fi

ask flame --output "$file" --seconds 1
check 'a second is profiled' 0 'flame.svg: [0-9]+ samples'
ask run profiler
check 'the memory is given back' 0 '0 samples of 0 processors'
ask flame
check 'a picture needs a place' 2 'flame needs a place for the picture'
ask flame --output "$file" --seconds 0
check 'no seconds are refused' 2 '--seconds wants a number from 1 to 3600, not 0'
ask flame --output
check 'a file without a name is refused' 2 '--output needs a value'
ask flame --output "$TEST_TMPDIR/none/flame.svg" --from "$rows"
check 'a file that cannot be written is named' 1 'none/flame.svg cannot be written: No such file'
echo 'no profile' >"$rows"
ask flame --output "$file" --from "$rows"
check 'what is no profile is refused' 1 'this is no profile'
ask run profiler start
ask flame --output "$file" ps
check 'a profiler that runs already is left alone' 1 'it runs already'
echo poweroff >&3
ends 1 0
exit $failed
