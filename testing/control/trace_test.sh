#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# trace_test CELLCTL IMAGE: the running system's events become a file for Perfetto.
set -eu
cellctl=$1 image=$2
. testing/control/instances.sh
file=$TEST_TMPDIR/trace.json

# has NAME COUNT PATTERN: so many lines of the file, at least, are like that.
has() {
  count=$(grep -cE -- "$3" "$file") || true
  if [ "$count" -ge "$2" ]; then echo "ok $1"; else
    echo "FAILED $1: $count lines like '$3'"
    failed=1
  fi
}

boot 1 "$image"
ask run ps
ask run spawn fault
ask trace --output "$file"
check 'a trace is written, and where to open it is said' 0 'trace.json: [0-9]+ events, 0 older ones were lost; open it at https://ui'
has 'it begins as JSON' 1 '^\{"displayTimeUnit":"ns","traceEvents":\[$'
has 'it ends as JSON' 1 '^\],"otherData":\{"lost":"0"\}\}$'
has 'tasks have names' 1 '"thread_name","args":\{"name":"control"\}'
has 'a task that has ended has its name' 1 '"thread_name","args":\{"name":"fault"\}'
has 'booting is in it' 1 '"ph":"B".*"name":"init //kernel/sched"'
has 'commands are in it' 2 '"ph":"B".*"name":"command (ps|spawn)"'
has 'the fault is in it' 1 '"ph":"i".*"name":"fault".*"vector":14'
has 'what the processor ran is in it' 2 '"ph":"B","pid":2'
begins=$(grep -c '"ph":"B"' "$file") ends=$(grep -c '"ph":"E"' "$file")
if [ "$begins" = "$ends" ]; then echo 'ok each begin has an end'; else echo "FAILED $begins begins, $ends ends"; failed=1; fi

ask trace
check 'without a file it goes to the standard output' 0 '^\{"displayTimeUnit"' '"name":"command trace"'
ask trace --output
check 'a file without a name is refused' 2 'trace takes --output FILE or nothing'
ask trace --output "$TEST_TMPDIR/none/trace.json"
check 'a file that cannot be written is named' 1 'none/trace.json cannot be written: No such file'

ask run trace off
ask run trace clear
ask trace --output "$file"
check 'a trace without events is one too' 0 ': 0 events'
has 'and JSON' 1 '^\],"otherData"'
echo poweroff >&3
ends 1 0
exit $failed
