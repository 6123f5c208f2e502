#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# toolchain_trace_test TRACE...: everything that the toolchain ran, searched and read lies in the build.
set -u
status=0

# foreign TRACE: the paths in it that lead out of the execution root.
foreign() {
  case $1 in
    *.d) tr -s ' \\\n' '\n' <"$1" | grep '^/' ;;
    *.compile.log)
      sed -n '/search starts here/,/^End of search list/s/^ //p' "$1" | grep '^/'
      sed -n 's/^ "\(\/[^"]*\)" .*/\1/p' "$1"
      ;;
    *.link.log)
      sed -n 's/^ "\(\/[^"]*\)" .*/\1/p' "$1"
      grep -oE " -L/[^ ]*" "$1"
      grep '^/' "$1"
      ;;
  esac
}

# counted TRACE: the paths in it that stay inside, to see that there was anything to check.
counted() {
  grep -cE '(^| |")external/(llvm|sysroot)/' "$1"
}

for trace; do
  if [ "$(counted "$trace")" = 0 ]; then
    echo "$trace: names no file of the toolchain; has its format changed?" >&2
    cat "$trace" >&2
    status=1
  fi
  paths=$(foreign "$trace")
  if [ -n "$paths" ]; then
    echo "$trace: the toolchain uses files of this machine:" >&2
    echo "$paths" >&2
    status=1
  fi
done
exit $status
