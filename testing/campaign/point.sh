#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# point.sh GDB CAMPAIGN IMAGE [--kill] [--batch] CALLS WHAT POINT: gdb in front of the fault at one point of a subject, with the symbols of
# every cell. Started by `bazel run //testing/campaign:point`.
set -eu
usage() {
  echo "usage: bazel run //testing/campaign:point -- [--kill] [--batch] CALLS WHAT POINT, as a campaign's report has it" >&2
  exit 2
}
gdb=$1 campaign=$2 image=$3 debugger=${3%.elf}.gdb
shift 3
kill= batch= check=
while :; do
  case ${1-} in
    --kill) kill=--kill ;;
    --batch) batch=-batch ;;
    --check) check=yes batch=-batch ;;  # for the test: the status says whether gdb came there
    --) ;;
    *) break ;;
  esac
  shift
done
[ $# -eq 3 ] || usage
case $2 in *\'*) usage ;; esac
commands=$(mktemp "${TMPDIR:-/tmp}/delias.XXXXXX")
trap 'rm -f "$commands"' EXIT
trap : INT  # gdb's; it ends nothing
# gdb comes when the campaign stands at the point: on the way there it steps itself by SIGTRAP, which a gdb would take for its own.
mkfifo "$commands.said"
CAMPAIGN_STOPS=1 "$campaign" --calls "$1" --what "$2" --point "$3" --second 0 $kill "$image" >"$commands.said" &
pid=$!
trap 'rm -f "$commands" "$commands.said"; kill -9 "$pid" 2>/dev/null || :' EXIT
exec 3<"$commands.said"
if ! read -r said <&3; then
  echo "point.sh: the campaign did not come to that point; campaign --list IMAGE names the subjects" >&2
  exit 1
fi
echo "$said"
cat >"$commands" <<TEXT
set confirm off
set width 0
handle SIGSEGV SIGBUS SIGILL SIGFPE SIGTRAP SIGALRM SIGVTALRM SIGSTOP nostop noprint pass
directory ${BUILD_WORKSPACE_DIRECTORY:-$PWD}:${PWD%%/execroot/*}
source $debugger
break nucleus_undo
set var waits = 0
info line *registers->rip
x/4i registers->rip
echo The fault comes here. Continue leads to nucleus_undo; p *registers tells the registers.\n
TEXT
status=0
if [ -n "$check" ]; then
  "$gdb" -q -nh -batch -p "$pid" -x "$commands" >"$commands.log" 2>&1 </dev/null || status=$?
  cat "$commands.log"
  grep -q "The fault comes here" "$commands.log" && grep -q '^Line [0-9].* starts at address\|^Line [0-9].* is at address' "$commands.log" || status=1
  rm -f "$commands.log"
else
  "$gdb" -q -nh $batch -p "$pid" -x "$commands" || status=$?
fi
exit "$status"
