#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Runs //images:host_sim: its words, its statuses, and that the same input gives the same run to the last byte of memory.
# Words: the loader, the image.
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
digest() { sed -n 's/^host_sim: digest //p' "$out/$1.err"; }
says() { grep -q "$2" "$out/$1.out"; }
complains() { grep -q "$2" "$out/$1.err"; }
same() { [ -n "$1" ] && [ "$1" = "$2" ]; }
differ() { [ -n "$1" ] && [ -n "$2" ] && [ "$1" != "$2" ]; }

run hello 'echo hello\rpoweroff\r'
check "the shell answers" says hello '^hello'
check "poweroff ends the process with 0" [ "$status" = 0 ]
run seven 'poweroff 7\r'
check "poweroff 7 ends it with 7" [ "$status" = 7 ]
run again 'reboot\r' --no-restart
check "a restart ends it with 200 where none is wanted" [ "$status" = 200 ]

busy='spawn counter\rps\rmem\rown\rswap counter counter:by_ten\rheap\rlog\rspawn fault\rps\rcpu\rpoweroff\r'
run first "$busy" --digest
run second "$busy" --digest
check "the same input gives the same memory" same "$(digest first)" "$(digest second)"
check "and the same words" cmp "$out/first.out" "$out/second.out"
run seeded "$busy" --digest --seed 3
run seeded2 "$busy" --digest --seed 3
run seeded3 "$busy" --digest --seed 4
check "the same seed gives the same memory" same "$(digest seeded)" "$(digest seeded2)"
check "another seed gives another run" differ "$(digest seeded)" "$(digest seeded3)"
check "with a seed the system does the same" says seeded "counter: 1"

# Several processors: their turns go round, or a seed chooses them.
for cpus in 2 4; do
  for seed in 0 5 6; do
    options=
    [ "$seed" = 0 ] || options="--seed $seed"
    run "cpus$cpus.$seed" "$busy" --digest --cpus "$cpus" $options
    run "again$cpus.$seed" "$busy" --digest --cpus "$cpus" $options
    check "$cpus processors, seed $seed: the same memory" same "$(digest "cpus$cpus.$seed")" "$(digest "again$cpus.$seed")"
    check "and the same words" cmp "$out/cpus$cpus.$seed.out" "$out/again$cpus.$seed.out"
    check "without a turn by force" [ "$(grep -c 'by force' "$out/cpus$cpus.$seed.err")" = 0 ]
  done
  check "$cpus processors: another seed gives another run" differ "$(digest "cpus$cpus.5")" "$(digest "cpus$cpus.6")"
done
run four 'top --rounds 2\rcpu\rpoweroff\r' --cpus 4
check "four processors are online" [ "$(grep -c ' online ' "$out/four.out")" = 4 ]
run seventeen 'poweroff\r' --cpus 17
check "more processors than there can be are refused with 2" [ "$status" = 2 ]

run end 'ps\r' --virtual
check "nothing to do for ever is an error and not a hang" [ "$status" = 125 ]
check "and is explained" complains end "nothing is left to do"
run small 'poweroff\r' --memory 8
check "too little memory is said" says small "at least 16 MiB"
status=0
"$loader" "$loader" </dev/null >"$out/none.out" 2>"$out/none.err" || status=$?
check "what is no image is said" complains none "is no image"
status=0
"$loader" "$image" --no-such-option </dev/null >"$out/usage.out" 2>"$out/usage.err" || status=$?
check "an unknown option is refused with 2" [ "$status" = 2 ]
run timed 'poweroff\r' --time
check "the time to the prompt is told" complains timed "waits for the first time"
echo "[figure] $(cat "$out/timed.err")"
[ "$failures" = 0 ] || { for file in "$out"/*.err; do echo "== $file"; cat "$file"; done; exit 1; }
