#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# say.sh OUT COMMAND... [--then COMMAND...]...: writes what the commands say on standard error, up to the first that fails, and the status
# that the last one ends with.
set -u
out=$1
shift
: >"$out"
command=() status=0
for word in "$@" --then; do
  if [ "$word" != --then ]; then
    command+=("$word")
    continue
  fi
  "${command[@]}" 2>>"$out"
  status=$?
  command=()
  [ $status = 0 ] || break
done
echo "status $status" >>"$out"
