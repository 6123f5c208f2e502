#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# say.sh OUT COMMAND... --then COMMAND...: writes what the two commands say on standard error and the status they end with.
set -u
out=$1
shift
first=()
while [ "$1" != --then ]; do
  first+=("$1")
  shift
done
shift
{ "${first[@]}" && "$@"; } 2>"$out"
echo "status $?" >>"$out"
