#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# link.sh CELLTOOL LLD OBJCOPY SCRIPT VERSION-SCRIPT LABEL FILE DEBUG TEXT_KIB STATE_BYTES NOTE-WORD... --objects OBJECT... --stubs STUB...
#
# Holds the objects of a cell against the dialect, links them against the stubs of its direct dependencies and seals the result: FILE,
# and DEBUG with debug data. They are linked twice, because the note is part of the file and says what only the linked file shows
# (celltool/fingerprints.c), and once more without debug data: the version is the hash of that, so the same code has the same one in each configuration, whose folder
# only debug data names. Run by aspect.bzl.
set -eu
celltool=$1 lld=$2 objcopy=$3 script=$4 version=$5 label=$6 file=$7 debug=$8 text_kib=$9 state_bytes=${10}
shift 10
words=() prints=() objects=() privileged= floating= objdump=
while [ "$1" != --objects ]; do
  case $1 in
    --uses | --schema | --rows) prints+=("$1" "$2") ;;
    --exports | --dep) prints+=("$1" "$2") words+=("$1" "$2") ;;
    --nucleus) words+=("$1"); shift; continue ;;
    --privileged) privileged=1; shift; continue ;;
    --floating-point) floating=1; shift; continue ;;
    --objdump) objdump=$2 ;;
    --verdict)
      # What was recorded of its state (docs/state.md).
      if [ -s "$2" ]; then cat "$2" >&2; exit 1; fi
      ;;
    *) words+=("$1" "$2") ;;
  esac
  shift 2
done
shift
while [ "$1" != --stubs ]; do
  objects+=("$1")
  shift
done
shift
# Instructions that only supervisor mode allows would fault on the platforms that have none (docs/host-sim.md). The list: Intel SDM vol. 3, 5.9;
# and syscall, which would reach the host there.
if [ -z "$privileged" ]; then
  "$objdump" -d --no-show-raw-insn "${objects[@]}" | awk -v label="$label" '
    /^[0-9a-f]+ <.*>:$/ { name = $2; gsub(/[<>:]/, "", name) }
    $2 ~ /^(cli|sti|hlt|clts|invd|wbinvd|invlpg|rdmsr|wrmsr|rdpmc|swapgs|xsetbv|syscall|lgdt.?|lidt.?|lldt.?|ltr.?|lmsw.?|sysret.?|sysexit.?|iret.?|in[bwl]?|out[bwl]?|ins[bwl]|outs[bwl])$/ || /[ \t]mov.*%(cr|dr|db)[0-9]/ {
      printf "error: %s: %s has the privileged instruction %s; only a platform\047s providers may (privileged = True of cell()); call //kernel/arch instead\n", label, name, $2 >"/dev/stderr"
      status = 1
      exit
    }
    END { exit status }'
fi
# Floating-point and vector registers are there for tasks that ask for them only; compiled code has none of them unless the cell says so.
if [ -z "$floating" ]; then
  "$objdump" -d --no-show-raw-insn "${objects[@]}" | awk -v label="$label" '
    /^[0-9a-f]+ <.*>:$/ { name = $2; gsub(/[<>:]/, "", name) }
    $2 ~ /^(v?ldmxcsr|v?stmxcsr|fn?init|fldcw|fn?stcw|emms)$/ || /%([xyz]?mm[0-9]|st[^a-z0-9_])/ {
      printf "error: %s: %s uses floating-point or vector registers (%s), which only tasks that ask for them have; say floating_point = True in its cell()\n", label, name, $2 >"/dev/stderr"
      status = 1
      exit
    }
    END { exit status }'
fi
note=${file%.sealed.cell}.note draft=$file.draft
"$celltool" note "$draft.note" --label "$label" "${words[@]}" "${objects[@]}"
# Calls of the cell's own ATOMIC and STEPS functions go through their gates like everybody's: a transaction begins there. State and
# ops tables are the graph's.
{
  echo "{"
  while read -r word first second; do
    case "$word $first" in
      "export ATOMIC"* | "export STEPS") echo "$second;" ;;
      state\ * | cpustate\ * | ops\ *) echo "$first;" ;;
    esac
  done <"$draft.note"
  echo "};"
} >"$draft.list"
# The note as a section, without symbols: the linker would make their names of its path.
section() { # section NOTE OBJECT
  "$objcopy" -I binary -O elf64-x86-64 --rename-section=.data=.delias.note,alloc,readonly,contents --strip-all "$1" "$2"
}
link() { # link NOTE OUT BUILD-ID STUB-OR-WORD...
  local out=$2 id=$3
  section "$1" "$out.note.o"
  shift 3
  "$lld" -shared -Bsymbolic-functions --no-relax -znow --no-undefined --gc-sections --hash-style=gnu --build-id="$id" --no-as-needed \
    -zmax-page-size=16 -zcommon-page-size=16 -soname="$label" --version-script="$version" --dynamic-list="$draft.list" -T "$script" "${objects[@]}" "$out.note.o" "$@" \
    -o "$out"
}
link "$draft.note" "$draft" sha1 "$@"
"$celltool" fingerprints "$draft.note" "$draft" "$note" --book "$note.types" "${prints[@]}"
link "$note" "$file.plain" sha1 --strip-debug "$@"
"$objcopy" --dump-section=.note.gnu.build-id="$file.id" "$file.plain" "$file.linked"
link "$note" "$debug" "0x$(od -A n -v -t x1 -j 16 "$file.id" | tr -d ' \n')" "$@"
# The texts behind the hashes: a section of the file that is not loaded (docs/abi.md).
"$objcopy" --add-section=.delias.types="$note.types" "$file.plain" "$file.linked"
"$celltool" seal "$file.linked" "$file" "$text_kib" "$state_bytes"
rm "$note" "$note.types" "$draft" "$draft.list" "$draft.note" "$draft.note.o" "$file".{plain,plain.note.o,id,linked} "$debug.note.o"
