#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# run_test SHELL MINIMAL: `bazel run` on an image without a terminal: input, its end, exit statuses, wrong options.
set -eu
shell=$1 minimal=$2
log=$TEST_TMPDIR/log
failed=0

# check NAME STATUS PATTERN: what the last run printed and ended with.
check() {
  if [ "$ended" = "$2" ] && tr -d '\r' <"$log" | grep -qE -- "$3"; then
    echo "ok $1"
  else
    cat "$log"
    echo "FAILED $1: expected status $2 and a line like '$3', and status is $ended"
    failed=1
  fi
}
# run IMAGE OPTION ...: with this function's standard input.
run() {
  ended=0
  "$@" >"$log" 2>&1 || ended=$?
}

for machine in q35 microvm; do
  printf 'echo all of it arrives\npoweroff\n' >"$TEST_TMPDIR/input"
  run "$shell" --machine "$machine" <"$TEST_TMPDIR/input"
  check "$machine: input that waits before the boot is read from its first byte on" 0 '^all of it arrives$'

  run "$minimal" --machine "$machine" </dev/null
  check "$machine: an end of input does not end the guest" 0 '^Hello'

  printf 'poweroff 7\n' >"$TEST_TMPDIR/input"
  run "$shell" --machine "$machine" <"$TEST_TMPDIR/input"
  check "$machine: the status of the system is the status of the run" 7 'going down'

  # Each greeting is answered, so that the second boot gets a line of its own.
  rm -f "$TEST_TMPDIR/typed" "$TEST_TMPDIR/said"
  mkfifo "$TEST_TMPDIR/typed" "$TEST_TMPDIR/said"
  "$shell" --machine "$machine" <"$TEST_TMPDIR/typed" >"$TEST_TMPDIR/said" 2>&1 &
  guest=$!
  exec 3>"$TEST_TMPDIR/typed"
  answer=reboot
  while read -r line; do
    echo "$line"
    case $line in *'lists the commands'*) printf '%s\n' "$answer" >&3; answer='poweroff 3' ;; esac
  done <"$TEST_TMPDIR/said" >"$log"
  exec 3>&-
  ended=0
  wait $guest || ended=$?
  check "$machine: reboot starts the system again" 3 '^restarting'
done

run "$shell" --nonsense
check 'an unknown option is named' 2 '^error: no such option: --nonsense'
run "$shell" --cpus
check 'a number of processors that is not given is asked for' 2 '^error: --cpus needs'
run "$shell" --cpus 0
check 'no processors are refused' 2 '^error: --cpus 0 is no number of processors from 1 to 255'
run "$shell" --memory
check 'an option without its value says what it needs' 2 '^error: --memory needs'
run "$shell" --memory many
check 'memory that is no number is refused' 2 '^error: --memory many is no number'
run "$shell" --memory 31
check 'too little memory is refused' 2 '^error: --memory 31 is too little'
run "$shell" --memory 99999999999999999999
check 'memory beyond any number is refused' 2 '^error: --memory 99999999999999999999 is no number'
run "$shell" --machine pc
check 'an unknown machine is refused' 2 '^error: no such machine: pc'
run "$shell" --gdb --gdb-server
check 'options that exclude each other are refused' 2 '^error: --gdb-server and --gdb together'
run "$shell" --gdb-port 0
check 'a port that is none is refused' 2 '^error: --gdb-port 0'
run "$shell" --gdb-script "$TEST_TMPDIR/absent"
check 'a script that is not there is named' 2 '^error: --gdb-script .*absent cannot be read'
run "$shell" --help
check '--help is no error' 0 '^usage: bazel run'
run "$shell" -- -device nonsense
check "QEMU's own refusal is passed through" 1 "'nonsense' is not a valid device"
exit $failed
