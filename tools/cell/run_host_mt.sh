#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Runs an image of //platforms:host_mt in this terminal. Started by `bazel run` on an os_image, with DELIAS_* naming its files.
set -eu
. "${0%/*}/instance.sh"

usage() {
  cat <<'TEXT'
usage: bazel run IMAGE -- [option ...]
  --memory MIB           RAM (64)
  --cpus N               that many processors, 1 to 16, each a thread of this machine (1)
  --time                 says when the system first waits, at a prompt
  --no-control           without the socket over which cellctl talks to the system (docs/push.md)
  --no-restart           a restart ends the process with status 200
  --help                 this text
To leave: `poweroff` at the prompt, or on a terminal Ctrl-A then X (Ctrl-A twice is Ctrl-A).
The exit status is what the system ended with; 124: its processors stopped; 125: the machine itself cannot go on.
For a debugger, and for runs that can be repeated, take //platforms:host_sim.
TEXT
}

fail() {
  echo "error: $*" >&2
  echo "\`bazel run IMAGE -- --help\` lists the options" >&2
  exit 2
}

command= options= machine=host_mt no_control=
while [ $# -gt 0 ]; do
  case $1 in
    --memory | --cpus)
      [ $# -gt 1 ] || fail "$1 needs a number"
      case $2 in '' | *[!0-9]* | ?????????????*) fail "$1 $2 is no number" ;; esac
      options="$options $1 $2"
      shift
      ;;
    --time | --no-restart) options="$options $1" ;;
    --no-control) no_control="it was started with --no-control" ;;
    --help) usage; exit 0 ;;
    *) fail "no such option: $1" ;;
  esac
  shift
done

# The system colours its output only for a person.
if [ -t 0 ] && [ -t 1 ]; then command="terminal=yes"; fi

instance=
finish() {
  if [ -n "$instance" ]; then rm -rf "$instance"; fi
}
trap finish EXIT
announce
if [ -n "$instance" ] && [ -z "$no_control" ]; then set -- --socket "$instance/control"; fi
trap 'exit 143' HUP TERM
trap : INT  # the system's
status=0
# shellcheck disable=SC2086  # options has words without spaces
"$DELIAS_LOADER" "$DELIAS_IMAGE" --command "$command" $options "$@" || status=$?
exit "$status"
