#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# soak.sh IMAGE QEMU [--minutes N | --operations N] [--cpus N] [--seed N] [--memory MIB]: the soak in QEMU, as long as that; its log goes to
# standard output. Ends with what the system ended with.
set -eu
image=$1 qemu=$2
shift 2
cpus=4 seed=1 memory=1024 length=soak_operations=20000
fail() {
  echo "soak: $*; usage: bazel run //testing/soak -- [--minutes N | --operations N] [--cpus N] [--seed N] [--memory MIB]" >&2
  exit 2
}
while [ $# -gt 0 ]; do
  if [ $# -lt 2 ]; then fail "$1 needs a number"; fi
  case $2 in *[!0-9]* | '') fail "$1 $2: that is no number" ;; esac
  case $1 in
  --minutes) length=soak_minutes=$2 ;;
  --operations) length=soak_operations=$2 ;;
  --cpus) cpus=$2 ;;
  --seed) seed=$2 ;;
  --memory) memory=$2 ;;
  *) fail "no such option: $1" ;;
  esac
  shift 2
done
status=0
"$qemu" -machine q35 -accel tcg -cpu max -m "$memory" -smp "$cpus" -nodefaults -display none -no-reboot \
  -device isa-debug-exit,iobase=0xf4,iosize=4 -kernel "$image" -append "$length soak_seed=$seed" -serial stdio -monitor none </dev/null || status=$?
# QEMU: the system writes 16 + its status, the exit device makes (value << 1) | 1 of it.
if [ "$status" -lt 33 ]; then
  echo "soak: the emulator ended with status $status without a word from the system" >&2
  exit 70
fi
exit $(((status - 33) / 2))
