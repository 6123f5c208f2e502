#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# journal OBJDUMP OBJCOPY SIZE OBJECT... -- OBJECT...: what the journal adds to the first objects, which have it, over the second, which
# are the same but for the logs; fails when a limit is exceeded.
set -eu
objdump=$1 objcopy=$2 size=$3
shift 3
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
side=with
for object in "$@"; do
  if [ "$object" = -- ]; then
    side=without
    continue
  fi
  : >"$scratch/listing" >"$scratch/statistics"
  # Assembler sources have none.
  "$objcopy" --dump-section ".delias.journal=$scratch/listing" --dump-section ".delias.journal.statistics=$scratch/statistics" \
    "$object" "$scratch/copy" 2>/dev/null || true
  "$size" -A "$object" | awk '$1 ~ /^\.text/ { bytes += $2 } END { print "bytes", bytes + 0 }' >>"$scratch/$side"
  [ "$side" = without ] || cat "$scratch/statistics" >>"$scratch/with"
  # Instructions but for those that pad; and stores: what writes memory, by AT&T's order of operands, but to the stack and to %gs, in
  # functions that are journalled.
  "$objdump" -d --no-show-raw-insn "$object" | awk -v listing="$scratch/listing" '
    BEGIN { while ((getline line < listing) > 0) if (split(line, word, " ") == 2 && word[1] == "raw") raw[word[2]] = 1 }
    /^[0-9a-f]+ </ { name = $2; gsub(/[<>:]/, "", name) }
    /^ +[0-9a-f]+:/ {
      if ($2 ~ /^(nop|int3)/) next
      instructions++
      if (name in raw || $2 ~ /^(cmp|test|push|call|jmp|bt[lqw]?$|lea|prefetch|ud)/ || /%gs:/) next
      sub(/ *#.*/, "")
      if ($0 ~ /\)$/ && $0 !~ /\((%rsp|%rbp)[^()]*\)$/) stores++
    }
    END { print "instructions", instructions + 0, "stored", stores + 0 }' >>"$scratch/$side"
done
for side in with without; do
  awk -v side="$side" '{ for (i = 1; i < NF; i += 2) sum[$i] += $(i + 1) } END { for (name in sum) print side "_" name, sum[name] }' "$scratch/$side"
done | awk '
  { sum[$1] = $2 }
  END {
    print "stores in the source outside the own frame: " sum["with_stores"] - sum["with_own"] ", " sum["with_covered"] " of them covered by an earlier log"
    print "logged: " sum["with_fields"] " fields in " sum["with_groups"] " groups, " sum["with_ranges"] " calls of journal_range"
    print "store instructions outside the stack, in journalled functions: " sum["without_stored"]
    print "instructions: " sum["without_instructions"] " without logs, " sum["with_instructions"] " with them"
    if (sum["without_stored"] < 100) { print "error: too few stores to say anything; are the objects compiled with the journal?"; exit 1 }
    each = (sum["with_instructions"] - sum["without_instructions"]) / sum["without_stored"]
    grown = sum["with_bytes"] / sum["without_bytes"]
    printf "instructions a journalled store: %.2f (limit 4.2)\n", each
    printf "text: %d -> %d bytes, %.2f times (limit 2.3)\n", sum["without_bytes"], sum["with_bytes"], grown
    if (each > 4.2 || grown > 2.3) { print "error: over a limit; tools/journal has become worse, or the kernel stores otherwise"; exit 1 }
  }'
