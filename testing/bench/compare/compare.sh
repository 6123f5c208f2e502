#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# compare: boots Delias, in two profiles, and Linux in turns in the same emulator on the same machine, with one processor and with four, measures the same
# things in both, and reports. It ends with status 1 if Delias misses a ratio that is wanted; docs/beside-linux.md tells more.
set -eu

usage() {
  cat <<'TEXT'
usage: bazel run //testing/bench:compare [-- option ...]
  --rounds N       how often each system is booted for each way of counting, 1 to 99 (3)
  --output FOLDER  where to write table.txt, compare.json, compare.svg and the logs (a new one in /tmp)
  --json FILE      where to write compare.json too
  --svg FILE       where to write compare.svg too
  --help           this text
TEXT
}

fail() {
  echo "error: $*" >&2
  exit 2
}

delias_boot=$1 delias_rows=$2 fast_boot=$3 fast_rows=$4
shift 4
vmlinux=$1 archive_boot=$2 archive_rows=$3 init=$4 qemu=$5 gdb=$6 stamp=$7 count=$8 report=$9
shift 9
rounds=3 output= json= svg=
while [ $# -gt 0 ]; do
  case $1 in
    --rounds) [ $# -gt 1 ] || fail "--rounds needs a number from 1 to 99"; rounds=$2; shift ;;
    --output) [ $# -gt 1 ] || fail "--output needs a folder"; output=$2; shift ;;
    --json) [ $# -gt 1 ] || fail "--json needs a file"; json=$2; shift ;;
    --svg) [ $# -gt 1 ] || fail "--svg needs a file"; svg=$2; shift ;;
    --help) usage; exit 0 ;;
    *) fail "no such option: $1; --help lists them" ;;
  esac
  shift
done
case $rounds in [1-9] | [1-9][0-9]) ;; *) fail "--rounds $rounds is no number from 1 to 99" ;; esac

memory=256
machine="-machine q35 -accel tcg -cpu max -m $memory"
words="console=ttyS0 quiet panic=-1"  # quiet: the messages of the kernel would slow the boot down; panic: a panic ends the emulator
work=$(mktemp -d "${TEST_TMPDIR:-/tmp}/delias.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 130' HUP INT TERM
here() { case $1 in /*) echo "$1" ;; *) echo "${BUILD_WORKING_DIRECTORY:-$PWD}/$1" ;; esac; }
if [ -z "$output" ]; then
  output=$(mktemp -d "${TEST_TMPDIR:-/tmp}/beside-linux.XXXXXX")
else
  output=$(here "$output")
  mkdir -p "$output"
fi

# Where each kernel is entered, and where it is done: the first instruction of /init, and the function that is called once the prompt
# is shown.
delias_entry=$("$stamp" "$delias_boot" "$work/delias.boot.elf")
fast_entry=$("$stamp" "$fast_boot" "$work/fast.boot.elf")
linux_entry=$("$stamp" "$vmlinux" "$work/linux.elf")
linux_ready=0x$(od -A n -j 24 -N 8 -t x8 "$init" | tr -d ' ')  # e_entry of an ELF file
ready_of() { # IMAGE
  graph=${1%.elf}.graph.json
  address=$(sed -n 's/.*"name": "prompt_ready".*"address": "\(0x[0-9a-f]*\)".*/\1/p' "$graph")
  [ -n "$address" ] || fail "$graph does not tell where prompt_ready lies"
  echo "$address"
}
delias_ready=$(ready_of "$delias_boot")
fast_ready=$(ready_of "$fast_boot")
kernel_name=$(grep -a -o -m 1 'Linux version [^ ]* ' "$vmlinux" | head -n 1 | sed 's/Linux version //; s/ $//')

# machine_script SYSTEM PART CPUS LOG WORD ...: writes the command that boots SYSTEM for PART, boot or rows. One of its words has spaces,
# hence a script.
machine_script() {
  system=$1 part=$2 cpus=$3 log=$4
  shift 4
  rm -f "$log" "$work/entry" "$work/status"
  case $system.$part in
    delias.boot) kernel=$work/delias.boot.elf ;;
    delias.rows) kernel=$PWD/$delias_rows ;;
    fast.boot) kernel=$work/fast.boot.elf ;;
    fast.rows) kernel=$PWD/$fast_rows ;;
    linux.boot) kernel=$work/linux.elf archive=$archive_boot ;;
    linux.rows) kernel=$PWD/$vmlinux archive=$archive_rows ;;
  esac
  {
    printf '%s' "TMPDIR='$work' '$PWD/$qemu' $machine -smp $cpus -nodefaults -display none -no-reboot -monitor none" \
      " -device isa-debug-exit,iobase=0xf4,iosize=4 -serial 'file:$log' -debugcon 'file:$work/entry' -kernel '$kernel'"
    if [ "$system" = linux ]; then printf '%s' " -initrd '$PWD/$archive' -append '$words'"; fi
    echo " $*"
    echo "echo \$? >'$work/status'"
  } >"$work/machine.sh"
}

# All end by the exit device: (16 + 0) << 1 | 1.
check_end() { # SYSTEM LOG
  status=$(cat "$work/status")
  if [ "$status" -ne 33 ]; then
    cat "$2" >&2 || true
    fail "$1 did not end well: the emulator's status is $status, not 33; above is what it wrote"
  fi
}

note_entry() { # LOG
  echo "[compare] entry_tsc $((0x$(cat "$work/entry"))) 1" >>"$1"
}

boot_ticks() { # SYSTEM LOG
  machine_script "$1" boot 1 "$2"
  sh "$work/machine.sh" </dev/null
  check_end "$1" "$2"
  note_entry "$2"
}

# The emulator counts what it executes (info replay), the debugger stops at both ends. The debugger starts the emulator and talks to it
# through a pipe, so nobody has to wait for anybody.
boot_instructions() { # SYSTEM LOG ENTRY READY
  machine_script "$1" boot 1 "$2" -icount "'shift=0,rr=record,rrfile=$work/record'" -S -gdb stdio
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
  note_entry "$2"
  sed -n 's/.*instruction count = \([0-9]*\).*/\1/p' "$work/gdb" | awk '
    NR == 1 { print "[compare] entry_instructions " $1 " 1" }
    NR == 2 { print "[compare] ready_instructions " $1 " 1" }' >>"$2"
  rm -f "$work/record"
}

# What is measured in loops: the time-stamp counter says how long they took, in time or, under -icount, in instructions.
rows() { # SYSTEM CPUS LOG WORD ...
  system=$1 cpus=$2 log=$3
  shift 3
  machine_script "$system" rows "$cpus" "$log" "$@"
  sh "$work/machine.sh" </dev/null
  check_end "$system" "$log"
  sed -i 's/^\[measured\]/[compare]/' "$log"
}

# The same, but what counts is what a plugin of the emulator has counted between the same two moments, on all processors: a line for each
# row, the least and the median of the repetitions.
rows_counted() { # SYSTEM CPUS LOG
  machine_script "$1" rows "$2" "$3" -plugin "'$PWD/$count'" -d plugin -D "'$work/counts'"
  rm -f "$work/counts"
  sh "$work/machine.sh" </dev/null
  check_end "$1" "$3"
  awk -v counts="$work/counts" '
    /^\[measured\]/ {
      if ((getline line <counts) <= 0 || split(line, count, " ") != 2) missing = 1
      print "[compare] " $2 " " count[1] " " $4 + 0
      print "[compare] median_" $2 " " count[2] " " $4 + 0
      next
    }
    { print }
    END { exit missing || (getline line <counts) > 0 }' "$3" >"$work/counted" ||
    fail "$1 has other rows than the plugin has counted; see $3"
  cat "$work/counted" >"$3"
}

run() { # SYSTEM COUNTING LOG
  case $2.$1 in
    boot_ticks.*) boot_ticks "$1" "$3" ;;
    boot_instructions.delias) boot_instructions delias "$3" "$delias_entry" "$delias_ready" ;;
    boot_instructions.fast) boot_instructions fast "$3" "$fast_entry" "$fast_ready" ;;
    boot_instructions.linux) boot_instructions linux "$3" "$linux_entry" "$linux_ready" ;;
    ticks.*) rows "$1" 1 "$3" ;;
    instructions.*) rows "$1" 1 "$3" -icount shift=0,sleep=off ;;
    ticks_4.*) rows "$1" 4 "$3" ;;
    instructions_4.*) rows_counted "$1" 4 "$3" ;;
  esac
}

mkdir -p "$output/logs"
round=1
while [ "$round" -le "$rounds" ]; do
  for counting in boot_ticks boot_instructions ticks instructions ticks_4 instructions_4; do
    echo "round $round of $rounds: $counting" >&2
    for system in delias fast linux; do
      run "$system" "$counting" "$output/logs/$system.$counting.$round.log"
    done
  done
  round=$((round + 1))
done

status=0
"$report" "$memory" "$rounds" "$output/logs" "$output" "Linux $kernel_name with \"$words\"" "$machine" || status=$?
if [ "$status" -le 1 ]; then
  if [ -n "$json" ]; then cp "$output/compare.json" "$(here "$json")"; fi
  if [ -n "$svg" ]; then cp "$output/compare.svg" "$(here "$svg")"; fi
  printf '\nwritten: %s\n' "$output/table.txt, compare.json, compare.svg, logs/"
fi
exit "$status"
