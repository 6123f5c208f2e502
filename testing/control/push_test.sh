#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# push_test CELLCTL IMAGE OLD.cell NEW.cell PUSH: cells are pushed into a running system while it is used, and what cannot be pushed
# leaves it as it was. OLD is the version of //cells/demo/counter that the image has, NEW another one; PUSH is OLD's NAME.push.
set -eu
cellctl=$1 image=$2 old=$3 new=$4 push=$5
. testing/control/instances.sh
running='^//cells/demo/counter [0-9a-f]{8} is running: sent [0-9],[0-9]{3} bytes in .* ms, swapped in .* ms, paused [0-9]+ us$'

boot 1 "$image"
ask push --plan "$new"
check 'a plan is told and nothing changed' 0 '^//cells/demo/counter [0-9a-f]{8} -> [0-9a-f]{8}$' 'nothing was changed$'
ask graph --check
check 'as the graph shows' 0 ' 0 swapped, 0 differences$'
ask push "$new"
check 'another version is pushed' 0 "$running"
ask graph --check
check 'and runs in place of the one of the image' 0 '^//cells/demo/counter was swapped: ' ' 1 swapped, 0 differences$'
ask push "$new"
check 'a version that runs already is refused, with a sentence of the system' 1 'was not swapped in; the system has said why'
ask graph --check
check 'and nothing changed' 0 ' 1 swapped, 0 differences$'
ask push "$old"
check 'a refused push leaves nothing to the next one' 0 "$running"

# What is no cell is told before a byte is sent.
echo 'no cell at all' >"$TEST_TMPDIR/text"
ask push "$TEST_TMPDIR/text"
check 'a text is no cell' 2 'text is no cell: it does not begin as an ELF file; give the NAME.cell'
head -c 1000 "$new" >"$TEST_TMPDIR/cut"
ask push "$TEST_TMPDIR/cut"
check 'half a cell is none' 2 'cut is no cell: '
ask push "$cellctl"
check 'a program is no cell' 2 'cellctl is no cell: '
ask push /absent
check 'a file that is not there is named' 2 '/absent cannot be read: No such file'
head -c 5000000 /dev/zero >"$TEST_TMPDIR/long"
ask push "$TEST_TMPDIR/long"
check 'a file that is too long is not sent' 2 'long is longer than the 4096 KiB that a cell may have'
ask push
check 'without a file push says what it needs' 2 'push needs a file'
ask push --nonsense "$new"
check 'an option that is none is named' 2 'push has no option --nonsense'

# What `bazel run //cells/demo/counter:counter.push` starts.
"$cellctl" push "$new" >"$log"
cellctl_was=$cellctl cellctl=$push
ask --plan
check 'NAME.push plans' 0 'nothing was changed$'
ask --instance 1
check 'NAME.push pushes and says how long all of it took' 0 '^//cells/demo/counter [0-9a-f]{8} is running: built in [0-9.]+ s, sent '
ask --instance
check 'an option of NAME.push without its value is refused' 2 '^error: --instance needs a value'
ask --nonsense
check 'an option that NAME.push has not is named' 2 '^error: no such option: --nonsense'
ask --instance none
check 'an instance that is none is named' 2 'no instance is called none'
cellctl=$cellctl_was

# While a command has the console, and while somebody follows the log.
echo 'log -f' >&3
ask push "$new"
check 'a cell is pushed while a command runs at the prompt' 0 "$running"
printf '\003' >&3
"$cellctl" log -f >"$TEST_TMPDIR/follow" 2>&1 &
follower=$!
until [ -s "$TEST_TMPDIR/follow" ]; do :; done
ask push "$old"
check 'a cell is pushed while somebody follows the log' 0 "$running"
version=$(sed -n 's|^//cells/demo/counter \([0-9a-f]*\) is running.*|\1|p' "$log")
until [ -z "$version" ] || tail -n 1 "$TEST_TMPDIR/follow" | grep -q -- "-> $version"; do :; done
kill "$follower"
wait "$follower" 2>/dev/null || true
if [ "$(grep -c 'is up$' "$TEST_TMPDIR/follow")" = 1 ]; then echo 'ok who follows sees each line once'; else
  cat "$TEST_TMPDIR/follow"
  echo 'FAILED who follows sees each line once'
  failed=1
fi
"$cellctl" run log -f >"$TEST_TMPDIR/holds" 2>&1 &
follower=$!
until [ -s "$TEST_TMPDIR/holds" ]; do :; done
ask --timeout 0.1 push "$new"
check 'a push that has to wait too long says for whom' 3 "another client talks to it: process $follower, \`run log -f\`"
kill "$follower"
wait "$follower" 2>/dev/null || true

ask swap --plan counter by_ten
check 'a spare is planned' 0 'nothing was changed$'
ask swap counter by_ten
check 'a spare is swapped in' 0 ', paused [0-9]+ us '
ask swap counter absent
check 'what is no spare is refused' 1 'absent'

# While the system goes down: each push is carried out, or it says that the system is gone.
echo 'poweroff 6' >&3
ended=0 version=$old
while [ "$ended" = 0 ]; do
  ask push "$version"
  case $version in "$old") version=$new ;; *) version=$old ;; esac
done
[ "$ended" = 2 ] || ended=3  # no instance any more, or a connection that ended
check 'a push while the system goes down ends and says why' "$ended" 'cellctl: (no instance runs|.*the connection ended half way|.* has ended)'
ends 1 6
exit $failed
