#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Runs an image of //platforms:host_sim in this terminal. Started by `bazel run` on an os_image, with DELIAS_* naming its files.
set -eu
. "${0%/*}/instance.sh"

usage() {
  cat <<'TEXT'
usage: bazel run IMAGE -- [option ...]
  --memory MIB           simulated RAM (32)
  --cpus N               that many processors, 1 to 16 (1)
  --virtual              virtual time, also on a terminal: the same input gives the same run
  --realtime             time and ticks of this machine; without options so on a terminal
  --seed N               virtual time, and ticks that come early at safe points chosen by a generator: the same N, the same run
  --one-in N             with --seed: at about one safe point in N (50)
  --whole-turns          with --seed and several processors: another one goes on at safe points and looks at the clock alone
  --time                 says when the system first waits, at a prompt
  --digest               says at the end what all of the simulated memory hashes to
  --no-control           without the socket over which cellctl talks to the system (docs/push.md)
  --no-restart           a restart ends the process with status 200
  --gdb                  gdb in this terminal, with the symbols of every cell, before the system's first instruction; virtual time.
                         `guest TEXT` at gdb's prompt types a line at the guest
  --gdb-script FILE      the same, but gdb carries out the commands in FILE and ends
  --help                 this text
To leave: `poweroff` at the prompt, or on a terminal Ctrl-A then X (Ctrl-A twice is Ctrl-A).
The exit status is what the system ended with; 124: its processor stopped; 125: the simulation cannot go on; with a gdb it is gdb's.
TEXT
}

fail() {
  echo "error: $*" >&2
  echo "\`bazel run IMAGE -- --help\` lists the options" >&2
  exit 2
}

mode=run script= command= options= machine=host_sim no_control=
while [ $# -gt 0 ]; do
  case $1 in
    --memory | --cpus | --seed | --one-in)
      [ $# -gt 1 ] || fail "$1 needs a number"
      case $2 in '' | *[!0-9]* | ?????????????*) fail "$1 $2 is no number" ;; esac
      options="$options $1 $2"
      shift
      ;;
    --virtual | --realtime | --time | --digest | --no-restart | --whole-turns) options="$options $1" ;;
    --no-control) no_control="it was started with --no-control" ;;
    --gdb) mode=gdb ;;
    --gdb-script)
      [ $# -gt 1 ] || fail "--gdb-script needs a file of gdb's commands"
      mode=gdb script=$(from_caller "$2")
      [ -r "$script" ] || fail "--gdb-script $2 cannot be read"
      shift
      ;;
    --help) usage; exit 0 ;;
    *) fail "no such option: $1" ;;
  esac
  shift
done

# The system colours its output only for a person.
if [ "$mode" = run ] && [ -t 0 ] && [ -t 1 ]; then command="terminal=yes"; fi

# Undone when this script ends.
instance= folder=
finish() {
  if [ -n "$instance" ]; then rm -rf "$instance"; fi
  if [ -n "$folder" ]; then rm -rf "$folder"; fi
}
trap finish EXIT

if [ "$mode" = run ]; then
  announce
  if [ -n "$instance" ] && [ -z "$no_control" ]; then set -- --socket "$instance/control"; fi
  trap 'exit 143' HUP TERM
  trap : INT  # the system's
  status=0
  # shellcheck disable=SC2086  # options has words without spaces
  "$DELIAS_LOADER" "$DELIAS_IMAGE" --command "$command" $options "$@" || status=$?
  exit "$status"
fi

# The guest's input is a pipe, so that gdb has the terminal.
folder=$(mktemp -d "${TMPDIR:-/tmp}/delias.XXXXXX")
trap 'exit 143' HUP TERM
trap : INT  # gdb's; it ends nothing
mkfifo "$folder/input"
exec 3<>"$folder/input"
cat >"$folder/commands" <<TEXT
define guest
  set \$guest_word = 0
  while \$guest_word < \$argc
    eval "shell printf '%%s ' '\$arg%d' >$folder/input", \$guest_word
    set \$guest_word = \$guest_word + 1
  end
  shell printf '\\r' >$folder/input
end
document guest
Type a line at the guest's prompt: guest uptime
The guest reads it when it runs.
end
TEXT
echo "gdb reads the symbols of $(grep -c . "$DELIAS_DEBUGGER") cells" >&2
# Faults are the system's own. Until sim_enter there is nothing at the cells' addresses.
set -- -q -nh -ex "set confirm off" -ex "set breakpoint pending on" -ex "handle SIGSEGV SIGBUS SIGILL SIGFPE SIGALRM SIGVTALRM nostop noprint pass" \
  -ex "set startup-with-shell on" -ex "set logging file /dev/null" -ex "set logging redirect on" -ex "set logging enabled on" \
  -ex "directory ${BUILD_WORKSPACE_DIRECTORY:-$PWD}:${PWD%%/execroot/*}" -ex "tbreak sim_enter" \
  -ex "run $DELIAS_IMAGE --virtual $options <$folder/input" -x "$DELIAS_DEBUGGER" -ex "set logging enabled off" -x "$folder/commands"
status=0
if [ -n "$script" ]; then
  "$DELIAS_GDB" "$@" -ex "set breakpoint pending off" -x "$script" -batch "$DELIAS_LOADER" || status=$?
else
  "$DELIAS_GDB" "$@" "$DELIAS_LOADER" || status=$?
fi
exit "$status"
