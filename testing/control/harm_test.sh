#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# harm_test CELLCTL IMAGE VANDAL: whatever a client does, the next one is served, and the system's own prompt goes on.
set -eu
cellctl=$1 image=$2 vandal=$3
. testing/control/instances.sh

boot 1 "$image"
folder=$(echo "$DELIAS_INSTANCES"/*)
for harm in garbage endless half-a-frame half-a-cell replay old-session flood; do
  ended=0
  "$vandal" "$folder" "$harm" >"$log" 2>&1 || ended=$?
  check "$harm: does no harm" 0
  ask run echo still here
  check "$harm: the next client is served" 0 '^still here$'
done
ask graph --check
check 'the graph is as it was' 0 ' 0 swapped, 0 differences$'

# A client is killed while its command runs: that is ended, and the next one is served.
"$cellctl" run log -f >"$TEST_TMPDIR/follow" &
client=$!
until [ -s "$TEST_TMPDIR/follow" ]; do :; done
ask ls
check 'an instance that talks to another is busy' 0 'busy$'
ask --timeout 0.1 run uptime
check 'whoever waits too long learns for whom' 3 "another client talks to it: process $client, \`run log -f\`"
kill -KILL "$client"
wait "$client" 2>/dev/null || true
ask run ps
check 'after a client was killed the next one is served' 0 'ps'
ask run ps
ended=$(grep -c ' log ' "$log" || true)
check 'and its command is ended' 0

# Ctrl-C ends the command and not the client.
: >"$TEST_TMPDIR/follow"
sh -c 'trap - INT; exec "$0" run log -f' "$cellctl" >"$TEST_TMPDIR/follow" &
client=$!
until [ -s "$TEST_TMPDIR/follow" ]; do :; done
kill -INT "$client"
ended=0
wait "$client" || ended=$?
check 'Ctrl-C ends the command that runs' 130
ask run echo still here
check 'and the next one is served' 0 '^still here$'

echo 'poweroff 4' >&3
ends 1 4
tr -d '\r' <"$TEST_TMPDIR/rest.1" | grep -q 'going down' || { echo 'FAILED the prompt goes on'; failed=1; }
exit $failed
