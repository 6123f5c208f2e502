#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Runs //images:host_mt on 1, 2 and 4 processors: its words, its statuses, the shell's commands. Words: the loader, the image.
set -eu
loader=$1 image=$2
failures=0
check() { # check WHAT CONDITION...
  what=$1
  shift
  if "$@"; then echo "ok: $what"; else echo "FAILED: $what"; failures=$((failures + 1)); fi
}
out=$TEST_TMPDIR

# run NAME INPUT [OPTION ...]: sets `status`; output in NAME.out, what the loader says in NAME.err
run() {
  name=$1 input=$2
  shift 2
  printf "$input" >"$out/$name.in"
  status=0
  "$loader" "$image" "$@" <"$out/$name.in" >"$out/$name.out" 2>"$out/$name.err" || status=$?
}
says() { grep -q "$2" "$out/$1.out"; }
complains() { grep -q "$2" "$out/$1.err"; }
counts() { [ "$(grep -c "$2" "$out/$1.out")" = "$3" ]; }

commands='spawn spin\rspawn spin\rspawn spin\rwrite /note kept\rcat /note | cat > /copy\rcat /copy\rswap round_robin fair\rcrash null twice\rps\rlocks\rchan\rcpu\rpoweroff 7\r'
for cpus in 1 2 4; do
  run "shell$cpus" "$commands" --cpus "$cpus"
  check "$cpus processors: poweroff 7 ends the process with 7" [ "$status" = 7 ]
  check "$cpus processors: all of them are online" counts "shell$cpus" '^ *[0-9]* *[0-9]* online' "$cpus"
  check "$cpus processors: a pipe's bytes arrive" says "shell$cpus" '^kept'
  check "$cpus processors: a swap of the scheduler commits" counts "shell$cpus" '^planned in .*paused' 1
  check "$cpus processors: a crash is undone and made again" says "shell$cpus" '3 of 3 changes made, 3 noted; what they keep true holds'
  check "$cpus processors: three tasks spin meanwhile" counts "shell$cpus" '^ *[0-9]* spin  *\(running\|ready\)' 3
done

run again 'reboot\r' --no-restart
check "a restart ends it with 200 where none is wanted" [ "$status" = 200 ]
mkfifo "$out/input"
"$loader" "$image" --cpus 2 <"$out/input" >"$out/twice.out" 2>"$out/twice.err" &
pid=$!
exec 3>"$out/input"
printf 'reboot\r' >&3
until counts twice '^Delias, ' 2 || ! kill -0 "$pid" 2>/dev/null; do :; done
printf 'poweroff 3\r' >&3
status=0
wait "$pid" || status=$?
check "a restart executes the program anew" counts twice '^Delias, ' 2
check "which ends as the system says" [ "$status" = 3 ]
run usage '' --cpus 17
check "17 processors are refused" [ "$status" = 2 ]
check "with a sentence" complains usage 'from 1 to 16 processors are wanted'
run none '' --memory 1
check "too little memory is refused" [ "$status" = 125 ]
check "with the next step" complains none 'give more with --memory'
status=0
"$loader" "$0" >"$out/file.out" 2>"$out/file.err" || status=$?
check "what is no image is refused" [ "$status" = 125 ]
check "and told" complains file 'is no image'
if [ "$failures" != 0 ]; then cat "$out"/shell*.out "$out"/*.err; fi
exit "$failures"
