#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# instances_test CELLCTL IMAGE: instances are announced, told apart, chosen, and their end is noticed.
set -eu
cellctl=$1 image=$2
. testing/control/instances.sh

ask ls
check 'without an instance the list says how to start one' 0 '^no instance runs .*bazel run'
ask run uptime
check 'without an instance a command says how to start one' 2 'no instance runs'

boot 1 "$image" --memory 64
ask ls
check 'an instance is listed with image, machine and state' 0 '^ *1  qemu_x86_64-[0-9]+ +//images:qemu_x86_64 .* q35 .*answers$'
ask run echo the words arrive
check 'a command runs in it' 0 '^the words arrive$'
ask run "echo 'a line'  as it stands"
check 'a single word is a line' 0 '^a line as it stands$'
ask run nonsense
check 'an unknown command is refused as the shell refuses it' 1 "unknown command 'nonsense'"
ask run kill 9999
check 'the result of a command that failed is said' 1 'ended with 1'

ended=0
printf 'echo one\nnonsense\n\necho two\nexit\necho three\n' | "$cellctl" shell >"$log" 2>&1 || ended=$?
check 'a shell runs line after line' 0 '^one$' "^cellctl: unknown command 'nonsense'" '^two$'
! grep -q three "$log" || { echo 'FAILED exit leaves the shell'; failed=1; }
sh -c 'trap - INT; exec "$0" top' "$cellctl" >"$log" 2>&1 &
top=$!
until [ "$(grep -c '^NUMBER NAME' "$log")" -ge 2 ]; do :; done
kill -INT "$top"
ended=0
wait "$top" || ended=$?
check 'top repeats until Ctrl-C' 0 '^CPU busy'

boot 2 "$image" --memory 160
ask ls
check 'two instances are listed in the order of their start' 0 '^ *1  .*answers$' '^ *2  .*answers$'
ask run mem
check 'where there are two, one must be chosen' 2 'several instances run; choose one' '^  1  qemu_x86_64-' '^  2  qemu_x86_64-'
ask --instance 1 run mem
check 'the first is meant by its number' 0 '^all .* [56][0-9]\.[0-9] MiB'
ask --instance 2 run mem
check 'the second is meant by its number' 0 '^all .* 15[0-9]\.[0-9] MiB'
second=$("$cellctl" ls | sed -n 's/^ *2  \([^ ]*\) .*/\1/p')
ask --instance "$second" run mem
check 'the second is meant by its name' 0 '^all .* 15[0-9]\.[0-9] MiB'
ask --instance 3 run mem
check 'a number that none has is refused' 2 'no instance is called 3'

ask --instance 2 run poweroff 5
check 'a system that is powered off by its command says so' 3 'the connection ended half way'
ends 2 5
ask run mem
check 'the one that is left is the only one' 0 '^all .* [56][0-9]\.[0-9] MiB'

# Script and emulator are killed: what is left is a folder.
emulator=$(cat "$DELIAS_INSTANCES"/*/pid)
kill -KILL "$system1" "$emulator"
ends 1 137
while kill -0 "$emulator" 2>/dev/null; do :; done
ask ls
check 'one that was killed is listed as gone' 0 'gone$'
ask ls
check 'and only once' 0 '^no instance runs'

boot 1 "$image" --machine microvm
ask run uptime
check 'a machine without a second serial port is named' 2 'cannot be talked to: the machine microvm has no second serial port'
ask ls
check 'and listed' 0 'no control line: the machine microvm'
echo poweroff >&3
ends 1 0
boot 1 "$image" --no-control
ask run uptime
check '--no-control is remembered' 2 'cannot be talked to: it was started with --no-control'
echo poweroff >&3
ends 1 0
ask ls
check 'an instance that ended leaves nothing' 0 '^no instance runs'
exit $failed
