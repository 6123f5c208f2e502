#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Boots an image of system tests in QEMU or in a process and tells Bazel how it went: the exit status is what the system said,
# each `[test] NAME: ...` line of the serial log becomes a case of the JUnit file, the log is kept among the test's outputs.
set -eu
image=$1 emulator=$2 machine=$3 memory=$4
shift 4
outputs=${TEST_UNDECLARED_OUTPUTS_DIR:-${TEST_TMPDIR:-/tmp}}
log=$outputs/serial.log

status=0
if [ "${machine#host_}" != "$machine" ]; then
  "$emulator" "$image" --memory "$memory" --no-restart "$@" </dev/null >"$log" || status=$?
else
  TMPDIR=${TEST_TMPDIR:-/tmp} "$emulator" -machine "$machine" -accel tcg -cpu max -m "$memory" -nodefaults -display none -no-reboot \
    -device isa-debug-exit,iobase=0xf4,iosize=4 -kernel "$image" -serial "file:$log" -monitor none "$@" </dev/null || status=$?
fi
cat "$log"

# QEMU: the system writes 16 + its status, the exit device makes (value << 1) | 1 of it. All else is not the system's own word.
if [ "${machine#host_}" != "$machine" ]; then
  verdict=$status
  echo "the process ended with status $verdict"
elif [ "$status" -ge 33 ]; then
  verdict=$(((status - 33) / 2))
  echo "the system ended with status $verdict"
else
  verdict=70
  echo "error: the emulator ended with status $status without a word from the system"
fi

if [ -n "${XML_OUTPUT_FILE:-}" ]; then
  tr -d '\r' <"$log" | awk -v suite="${TEST_TARGET:-os_test}" '
    function escape(text) { gsub(/&/, "\\&amp;", text); gsub(/</, "\\&lt;", text); gsub(/>/, "\\&gt;", text); gsub(/"/, "\\&quot;", text); return text }
    /^\[test\] / {
      line = substr($0, 8); at = index(line, ": "); name = escape(substr(line, 1, at - 1)); result = substr(line, at + 2); count++
      body = ""
      if (result ~ /^FAILED/) { failures++; body = "<failure message=\"" escape(result) "\"/>" }
      if (result ~ /^skipped/) { skipped++; body = "<skipped message=\"" escape(result) "\"/>" }
      cases = cases "  <testcase name=\"" name "\" classname=\"" escape(suite) "\">" body "</testcase>\n"
    }
    END {
      printf "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n<testsuite name=\"%s\" tests=\"%d\" failures=\"%d\" skipped=\"%d\">\n%s</testsuite>\n</testsuites>\n", escape(suite), count, failures, skipped, cases
    }' >"$XML_OUTPUT_FILE"
fi
if [ "$verdict" -eq 0 ] && ! grep -q '^\[tests\] [1-9][0-9]* passed, 0 failed' "$log"; then
  echo "error: the system ended well, but ran no test; does the image have cells with struct system_test tables?"
  exit 71
fi
exit "$verdict"
