#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Boots an image in QEMU in this terminal. Started by `bazel run` on an os_image, with DELIAS_* naming its files.
set -eu
. "${0%/*}/instance.sh"

usage() {
  cat <<'TEXT'
usage: bazel run IMAGE -- [option ...] [-- QEMU-OPTION ...]
  --machine q35|microvm  the machine to boot
  --memory MIB           its memory (128)
  --cpus N               its processors (1)
  --gdb                  gdb in this terminal, before the machine's first instruction, with the symbols of every cell.
                         What the guest writes appears here too; `guest TEXT` at gdb's prompt types a line at the guest
  --gdb-script FILE      the same, but gdb carries out the commands in FILE and ends
  --gdb-server           the guest in this terminal, as without options; it waits for a debugger on 127.0.0.1
  --gdb-attach           gdb in this terminal, for an image that runs with --gdb-server in another one
  --gdb-port PORT        the port of these two (1234)
  --no-control           without the second serial line, over which cellctl talks to the system (docs/push.md)
  --help                 this text
To leave QEMU: `poweroff` at the prompt, or Ctrl-A then X (Ctrl-A then C is QEMU's own prompt, Ctrl-A twice is Ctrl-A).
The exit status is what the system ended with, 0 after `poweroff`; with a gdb in this terminal it is gdb's.
TEXT
}

fail() {
  echo "error: $*" >&2
  echo "\`bazel run IMAGE -- --help\` lists the options" >&2
  exit 2
}

# is_number TEXT LEAST MOST
is_number() {
  case $1 in '' | *[!0-9]* | ?????????*) return 1 ;; esac
  [ "$1" -ge "$2" ] && [ "$1" -le "$3" ]
}

machine=$DELIAS_MACHINE memory=128 cpus=1 mode=run port=1234 script= no_control=
while [ $# -gt 0 ]; do
  case $1 in
    --machine) [ $# -gt 1 ] || fail "--machine needs q35 or microvm"; machine=$2; shift ;;
    --memory) [ $# -gt 1 ] || fail "--memory needs a number of MiB"; memory=$2; shift ;;
    --cpus) [ $# -gt 1 ] || fail "--cpus needs a number of processors"; cpus=$2; shift ;;
    --gdb-port) [ $# -gt 1 ] || fail "--gdb-port needs a number"; port=$2; shift ;;
    --gdb | --gdb-script | --gdb-server | --gdb-attach)
      [ "$mode" = run ] || fail "$1 and --$mode together: give one of them"
      mode=${1#--}
      if [ "$mode" = gdb-script ]; then
        [ $# -gt 1 ] || fail "--gdb-script needs a file of gdb's commands"
        script=$(from_caller "$2")
        [ -r "$script" ] || fail "--gdb-script $2 cannot be read"
        shift
      fi
      ;;
    --no-control) no_control="it was started with --no-control" ;;
    --help) usage; exit 0 ;;
    --) shift; break ;;
    *) fail "no such option: $1; options of QEMU itself come after a second --" ;;
  esac
  shift
done
case $machine in q35 | microvm) ;; *) fail "no such machine: $machine; give q35 or microvm" ;; esac
is_number "$memory" 0 1048576 || fail "--memory $memory is no number of MiB up to 1048576"
[ "$memory" -ge 32 ] || fail "--memory $memory is too little: the system wants at least 32 MiB"
is_number "$cpus" 1 255 || fail "--cpus $cpus is no number of processors from 1 to 255; 16 of them are used"
is_number "$port" 1 65535 || fail "--gdb-port $port is no port: give a number from 1 to 65535"

# Undone when this script ends, in the order of the lines of `finish`.
emulator= pipes= instance= settings=
finish() {
  if [ -n "$emulator" ]; then kill -KILL "$emulator" 2>/dev/null || true; fi
  if [ -n "$pipes" ]; then rm -rf "$pipes"; fi
  if [ -n "$instance" ]; then rm -rf "$instance"; fi
  if [ -n "$settings" ]; then stty "$settings"; fi
}
trap finish EXIT

# What QEMU's exit status says of the system: the exit device makes (value << 1) | 1 of the value that the system writes, which is
# 16 + its status. All else is QEMU's own.
end() {
  if [ "$1" -ge 33 ] && [ $(($1 % 2)) = 1 ]; then exit $((($1 - 33) / 2)); fi
  exit "$1"
}

# gdb_on TARGET [WORD ...]: gdb on a machine that waits at TARGET. Cells name their sources relative to the workspace, those of an
# external repository relative to the output base. What gdb
# says of each cell while it reads its symbols is of no use.
gdb_on() {
  target=$1
  shift
  echo "gdb reads the symbols of $(grep -c . "$DELIAS_DEBUGGER") cells" >&2
  "$DELIAS_GDB" -q -nh -ex "set confirm off" -ex "set breakpoint pending on" -ex "set logging file /dev/null" \
    -ex "set logging redirect on" -ex "set logging enabled on" -ex "directory ${BUILD_WORKSPACE_DIRECTORY:-$PWD}:${PWD%%/execroot/*}" \
    -ex "exec-file $DELIAS_IMAGE" -x "$DELIAS_DEBUGGER" -ex "set logging enabled off" -ex "target remote $target" "$@"
}

# A command for gdb that types at the guest.
guest_command() {
  cat <<TEXT
define guest
  set \$guest_word = 0
  while \$guest_word < \$argc
    eval "shell printf '%%s ' '\$arg%d' >$1", \$guest_word
    set \$guest_word = \$guest_word + 1
  end
  shell printf '\\r' >$1
end
document guest
Type a line at the guest's prompt: guest uptime
The guest reads it when it runs.
end
TEXT
}

# run_under_gdb QEMU-WORD ...: gdb has the terminal. QEMU is in a session of its own, so that Ctrl-C stops what the machine runs
# and not the machine; the serial line is a pair of pipes.
run_under_gdb() {
  pipes=$(mktemp -d /tmp/delias.XXXXXX)  # not in $TMPDIR: the path of a socket must be short
  trap 'exit 143' HUP TERM
  trap : INT  # gdb's; it ends nothing
  mkfifo "$pipes/serial.in" "$pipes/serial.out"
  setsid "$DELIAS_QEMU" "$@" -chardev "pipe,id=terminal,path=$pipes/serial" -serial chardev:terminal -monitor none \
    -S -gdb "unix:$pipes/gdb,server,nowait" </dev/null &
  emulator=$!
  cat "$pipes/serial.out" &
  until [ -S "$pipes/gdb" ]; do
    if ! kill -0 "$emulator" 2>/dev/null; then
      status=0
      wait "$emulator" || status=$?
      end "$status"
    fi
    sleep 0.05
  done
  guest_command "$pipes/serial.in" >"$pipes/commands"
  status=0
  if [ -n "$script" ]; then
    # A misspelt name is to end the script and not to wait for a cell that may still come.
    gdb_on "$pipes/gdb" -ex "set breakpoint pending off" -x "$pipes/commands" -x "$script" -batch || status=$?
  else
    gdb_on "$pipes/gdb" -x "$pipes/commands" || status=$?
  fi
  exit "$status"
}

if [ "$mode" = gdb-attach ]; then
  trap : INT
  status=0
  gdb_on "127.0.0.1:$port" || status=$?
  exit "$status"
fi

# The system colours its output only for a person.
words=
case $mode in
  run | gdb-server) if [ -t 0 ] && [ -t 1 ]; then words="terminal=yes"; fi ;;
esac
set -- -machine "$machine" -accel tcg -cpu max -smp "$cpus" -m "$memory" -nodefaults -display none \
  -device isa-debug-exit,iobase=0xf4,iosize=4 -kernel "$DELIAS_IMAGE" -append "$words" "$@"

# Nobody but the emulator looks whether a client is there, so the system boots without one and goes on when one leaves.
announce
if [ -n "$instance" ]; then set -- "$@" -pidfile "$instance/pid"; fi
if [ -z "$no_control" ]; then
  set -- "$@" -chardev "socket,id=control,path=$(echo "$instance/control" | sed 's/,/,,/g'),server=on,wait=off" \
    -device isa-serial,index=1,chardev=control
fi

case $mode in
  gdb | gdb-script) run_under_gdb "$@" ;;
  gdb-server)
    set -- "$@" -S -gdb "tcp:127.0.0.1:$port"
    echo "the machine waits for a debugger on 127.0.0.1:$port; in another terminal: bazel run IMAGE -- --gdb-attach" >&2
    ;;
esac

status=0
if [ -t 0 ]; then
  # QEMU restores the terminal when it ends well; this does when it does not.
  settings=$(stty -g)
  "$DELIAS_QEMU" "$@" -chardev stdio,id=terminal,mux=on,signal=off -serial chardev:terminal -mon chardev=terminal || status=$?
else
  # Each byte is the guest's: no Ctrl-A for QEMU.
  "$DELIAS_QEMU" "$@" -chardev stdio,id=terminal,signal=off -serial chardev:terminal -monitor none || status=$?
fi
end "$status"
