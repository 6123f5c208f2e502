#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# trace LOG COMMAND...: runs COMMAND with its output in LOG. Compilers and linkers that it takes from PATH are traps.
set -eu
log=$1
shift
traps=$(mktemp -d)
trap 'rm -rf "$traps"' EXIT
for program in ar as c++ cc clang clang++ cpp g++ gcc gold ld ld.bfd ld.gold ld.lld ld64.lld lld ranlib strip; do
  printf '#!/bin/sh\necho "the host has been asked for %s" >&2\nexit 99\n' "$program" >"$traps/$program"
  chmod +x "$traps/$program"
done
if ! PATH="$traps:$PATH" "$@" >"$log" 2>&1; then
  cat "$log" >&2
  exit 1
fi
