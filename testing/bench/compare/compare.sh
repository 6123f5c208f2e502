#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# compare: boots Delias and Linux in turns in the same emulator on the same machine, measures the same things in both, and reports. It
# ends with status 1 if Delias takes more than a hundredth of what Linux takes from entry to prompt, or an ATOMIC request more than a
# tenth of what getppid() takes; docs/beside-linux.md tells more.
set -eu

usage() {
  cat <<'TEXT'
usage: bazel run //testing/bench:compare [-- option ...]
  --rounds N       how often each system is booted for each way of counting, 1 to 99 (5)
  --output FOLDER  where to write table.txt, compare.json, compare.svg and the logs (a new one in /tmp)
  --help           this text
TEXT
}

fail() {
  echo "error: $*" >&2
  exit 2
}

delias=$1 vmlinux=$2 archive=$3 init=$4 qemu=$5 gdb=$6 stamp=$7 report=$8
shift 8
graph=${delias%.elf}.graph.json rounds=5 output=
while [ $# -gt 0 ]; do
  case $1 in
    --rounds) [ $# -gt 1 ] || fail "--rounds needs a number from 1 to 99"; rounds=$2; shift ;;
    --output) [ $# -gt 1 ] || fail "--output needs a folder"; output=$2; shift ;;
    --help) usage; exit 0 ;;
    *) fail "no such option: $1; --help lists them" ;;
  esac
  shift
done
case $rounds in [1-9] | [1-9][0-9]) ;; *) fail "--rounds $rounds is no number from 1 to 99" ;; esac

memory=256
machine="-machine q35 -accel tcg -cpu max -smp 1 -m $memory"
words="console=ttyS0 quiet panic=-1"  # quiet: the messages of the kernel would slow the boot down; panic: a panic ends the emulator
work=$(mktemp -d "${TEST_TMPDIR:-/tmp}/delias.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 130' HUP INT TERM
if [ -z "$output" ]; then
  output=$(mktemp -d "${TEST_TMPDIR:-/tmp}/beside-linux.XXXXXX")
else
  case $output in /*) ;; *) output=${BUILD_WORKING_DIRECTORY:-$PWD}/$output ;; esac
  mkdir -p "$output"
fi

# Where each kernel is entered, and where it is done: the first instruction of /init, and the function that is called once the prompt
# is shown.
delias_entry=$("$stamp" "$delias" "$work/delias.elf")
linux_entry=$("$stamp" "$vmlinux" "$work/linux.elf")
linux_ready=0x$(od -A n -j 24 -N 8 -t x8 "$init" | tr -d ' ')  # e_entry of an ELF file
delias_ready=$(sed -n 's/.*"name": "compare_ready".*"address": "\(0x[0-9a-f]*\)".*/\1/p' "$graph")
[ -n "$delias_ready" ] || fail "$graph does not tell where compare_ready lies"
kernel_name=$(grep -a -o -m 1 'Linux version [^ ]* ' "$vmlinux" | head -n 1 | sed 's/Linux version //; s/ $//')

# machine_script SYSTEM LOG WORD ...: writes the command that boots SYSTEM. One of its words has spaces, hence a script.
machine_script() {
  system=$1 log=$2
  shift 2
  rm -f "$log" "$work/entry" "$work/status"
  {
    printf '%s' "TMPDIR='$work' '$PWD/$qemu' $machine -nodefaults -display none -no-reboot -monitor none" \
      " -device isa-debug-exit,iobase=0xf4,iosize=4 -serial 'file:$log' -debugcon 'file:$work/entry' -kernel '$work/$system.elf'"
    if [ "$system" = linux ]; then printf '%s' " -initrd '$PWD/$archive' -append '$words'"; fi
    echo " $*"
    echo "echo \$? >'$work/status'"
  } >"$work/machine.sh"
}

# Both systems end by the exit device: (16 + 0) << 1 | 1.
check_end() { # SYSTEM LOG
  status=$(cat "$work/status")
  if [ "$status" -ne 33 ]; then
    cat "$2" >&2 || true
    fail "$1 did not end well: the emulator's status is $status, not 33; above is what it wrote"
  fi
  echo "[compare] entry_tsc $((0x$(cat "$work/entry"))) 1" >>"$2"
}

boot_ticks() { # SYSTEM LOG
  machine_script "$1" "$2"
  sh "$work/machine.sh" </dev/null
  check_end "$1" "$2"
}

# The emulator counts what it executes (info replay), the debugger stops at both ends. The debugger starts the emulator and talks to it
# through a pipe, so nobody has to wait for anybody.
boot_instructions() { # SYSTEM LOG ENTRY READY
  machine_script "$1" "$2" -icount "'shift=0,rr=record,rrfile=$work/record'" -S -gdb stdio
  {
    echo "set confirm off"
    echo "target remote | exec sh '$work/machine.sh'"
    for address in "$3" "$4"; do
      echo "thbreak *$address"
      echo "continue"
      echo "monitor info replay"
    done
    echo "continue"  # to the machine's end, of which gdb says that the connection is closed
  } >"$work/commands"
  "$gdb" -q -nh -batch -x "$work/commands" >"$work/gdb" 2>&1 </dev/null || true
  [ -e "$work/status" ] || { cat "$work/gdb" >&2; fail "the debugger did not start the emulator; above is what it wrote"; }
  check_end "$1" "$2"
  sed -n 's/.*instruction count = \([0-9]*\).*/\1/p' "$work/gdb" | awk '
    NR == 1 { print "[compare] entry_instructions " $1 " 1" }
    NR == 2 { print "[compare] ready_instructions " $1 " 1" }' >>"$2"
  rm -f "$work/record"
}

mkdir -p "$output/logs"
round=1
while [ "$round" -le "$rounds" ]; do
  echo "round $round of $rounds" >&2
  for counting in ticks instructions; do
    for system in delias linux; do
      log=$output/logs/$system.$counting.$round.log
      case $counting.$system in
        ticks.*) boot_ticks "$system" "$log" ;;
        instructions.delias) boot_instructions delias "$log" "$delias_entry" "$delias_ready" ;;
        instructions.linux) boot_instructions linux "$log" "$linux_entry" "$linux_ready" ;;
      esac
    done
  done
  round=$((round + 1))
done

status=0
"$report" "$memory" "$rounds" "$output/logs" "$output" "Linux $kernel_name with \"$words\"" "$machine" || status=$?
if [ "$status" -le 1 ]; then printf '\nwritten: %s\n' "$output/table.txt, compare.json, compare.svg, logs/"; fi
exit "$status"
