#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Boots an image in QEMU in this terminal. Started by `bazel run` on an os_image, with DELIAS_* naming its files.
set -eu

usage() {
  cat <<'TEXT'
usage: bazel run IMAGE -- [option ...] [-- QEMU-OPTION ...]
  --machine q35|microvm  the machine to boot
  --memory MIB           its memory (128)
  --gdb                  stop at the first instruction and start gdb here, with the symbols of every cell
  --help                 this text
To leave QEMU: `poweroff` at the prompt, or Ctrl-A then X (Ctrl-A then C is QEMU's own prompt).
TEXT
}

fail() {
  echo "error: $*" >&2
  exit 2
}

machine=$DELIAS_MACHINE memory=128 gdb=
while [ $# -gt 0 ]; do
  case $1 in
    --machine) [ $# -gt 1 ] || fail "--machine needs q35 or microvm"; machine=$2; shift ;;
    --memory) [ $# -gt 1 ] || fail "--memory needs a number of MiB"; memory=$2; shift ;;
    --gdb) gdb=1 ;;
    --help) usage; exit 0 ;;
    --) shift; break ;;
    *) usage >&2; fail "no such option: $1" ;;
  esac
  shift
done
case $machine in q35 | microvm) ;; *) fail "no such machine: $machine; give q35 or microvm" ;; esac
case $memory in '' | *[!0-9]*) fail "--memory $memory is no number of MiB" ;; esac
[ "$memory" -ge 32 ] || fail "--memory $memory is too little; the system wants at least 32 MiB"

# The system colours its output only for a person.
words=
if [ -t 0 ] && [ -t 1 ]; then words="terminal=yes"; fi

set -- -machine "$machine" -accel tcg -cpu max -m "$memory" -nodefaults -display none -no-reboot \
  -device isa-debug-exit,iobase=0xf4,iosize=4 -kernel "$DELIAS_IMAGE" -append "$words" "$@"

if [ -n "$gdb" ]; then
  # The serial line gets a terminal of its own through a socket, gdb gets this one.
  folder=$(mktemp -d)
  "$DELIAS_QEMU" "$@" -serial "unix:$folder/serial,server,nowait" -monitor none -S -gdb "unix:$folder/gdb,server,nowait" &
  emulator=$!
  trap 'kill $emulator 2>/dev/null || true; rm -rf "$folder"' EXIT
  until [ -S "$folder/gdb" ]; do kill -0 $emulator || exit 1; done
  echo "serial line: socat -,raw,echo=0 unix-connect:$folder/serial"
  "$DELIAS_GDB" -q -ex "set architecture i386:x86-64" -ex "set breakpoint pending on" -ex "set confirm off" -x "$DELIAS_DEBUGGER" -ex "target remote $folder/gdb"
  exit 0
fi

# -no-reboot turns `reboot` into an end; without the exit device's answer the machine ended by itself.
status=0
"$DELIAS_QEMU" "$@" -chardev stdio,id=terminal,mux=on,signal=off -serial chardev:terminal -mon chardev=terminal || status=$?
# The exit device reports (value << 1) | 1, and the system writes 16 + its status.
if [ "$status" -ge 33 ]; then exit $(((status - 33) / 2)); fi
exit "$status"
