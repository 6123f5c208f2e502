#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# differ_test GRAPH FOLDER QUESTIONS STATE: under each refusal, and under each cell that a set lacks, stands what differs between the types. The last two
# are pages that show some of it.
set -eu
graph=$1 folder=$2 questions=$3 state=$4
image=$folder/differ.elf swap=testing/swap
failures=0

# says WORD...: the plan is refused and reads as standard input has it, hashes aside.
says() {
  status=0
  cat >"$TEST_TMPDIR/wanted"
  "$graph" --image "$image" plan "$@" >"$TEST_TMPDIR/said" 2>&1 || status=$?
  sed 's/\<[0-9a-f]\{16\}\>/HASH/g' "$TEST_TMPDIR/said" >"$TEST_TMPDIR/plain"
  if diff "$TEST_TMPDIR/wanted" "$TEST_TMPDIR/plain" && [ "$status" = 1 ]; then return; fi
  echo "FAILED: plan $*: status $status, wanted 1; < is what was wanted, > what came"
  failures=$((failures + 1))
}

# shown PAGE: the page has the last plan.
shown() {
  case $(sed 's/\<[0-9a-f]\{16\}\>/HASH/g' "$1") in
    *"$(cat "$TEST_TMPDIR/plain")"*) return ;;
  esac
  echo "FAILED: $1 does not show what is said now"
  failures=$((failures + 1))
}

# A difference stands there once: what else has the same is named.
says wide "$folder/wide_member.cell" <<'TEXT'
//testing/plan:wide changed the public header of wide_flags (HASH, was HASH; `types wide_flags` shows how), which //testing/plan:wide_other was compiled against; build //testing/plan:wide_other too and swap both in one set
the set lacks
  //testing/plan:wide_other, which calls wide_flags, whose public header //testing/plan:wide changed
    wide_flags(wide) -> struct wide.size
    -  size at 0: uint32_t
    +  size at 0: uint64_t
  //testing/plan:wide_user, which calls wide_size, whose public header //testing/plan:wide changed
    as above: wide_size, wide_flags
TEXT
shown "$questions"
says wide "$folder/wide_constant.cell" <<'TEXT'
//testing/plan:wide changed the public header of wide_flags (HASH, was HASH; `types wide_flags` shows how), which //testing/plan:wide_other was compiled against; build //testing/plan:wide_other too and swap both in one set
the set lacks
  //testing/plan:wide_other, which calls wide_flags, whose public header //testing/plan:wide changed
    wide_flags: constants of its header: WIDE_MOST
    -  WIDE_MOST: 4
    +  WIDE_MOST: 5
  //testing/plan:wide_user, which calls wide_size, whose public header //testing/plan:wide changed
    as above: wide_size, wide_flags, wide_most
TEXT

# Two members that do not fit: "-" is what the one has, "+" what the other was compiled against.
says wide "$folder/wide_member.cell" wide_other "$folder/wide_other_again.cell" <<'TEXT'
//testing/plan:wide_other was compiled against another wide_flags (HASH) than //testing/plan:wide has (HASH): its public header differs, `types wide_flags` shows how; build both from the same sources and swap them together
    wide_flags(wide) -> struct wide.size
    -  size at 0: uint64_t
    +  size at 0: uint32_t
the set lacks
  //testing/plan:wide_user, which calls wide_size, whose public header //testing/plan:wide changed
    wide_size(wide) -> struct wide.size
    -  size at 0: uint32_t
    +  size at 0: uint64_t
    the same of wide_flags
TEXT

# A member that was compiled against another header than a cell that stays.
says user "$folder/user_of_changed.cell" <<'TEXT'
//testing/swap:user was compiled against another subject_add (HASH) than //testing/swap:subject has (HASH): its public header differs, `types subject_add` shows how; build both from the same sources and swap them together
the set lacks
  //testing/swap:subject, which has another subject_add than //testing/swap:user was compiled against
    subject_add(more)
    -  1: uint64_t
    +  1: uint32_t
TEXT

# State, what it may hold, and objects that were handed out.
says subject "$swap/schema.cell" <<'TEXT'
//testing/swap:subject: its state subject_total has another schema (16 bytes, HASH) than what lies there (16 bytes, HASH); keep the types as they are, or restart with an image of the new version
    subject_total -> struct subject_total.sum
    -  sum at 0: uint64_t
    +  sum at 8: uint64_t
    subject_total -> struct subject_total.calls
    -  calls at 8: uint32_t
    +  calls at 0: uint32_t
    subject_total -> struct subject_total.reserved
    -  reserved at 12: uint32_t
    +  reserved at 4: uint32_t
TEXT
shown "$state"
says wide wide_mode <<'TEXT'
//testing/plan:wide: its state wide_kept has another schema (8 bytes, HASH) than what lies there (8 bytes, HASH); keep the types as they are, or restart with an image of the new version
    wide_kept: enum wide_mode.WIDE_BUSY
    -  WIDE_BUSY: 1
    +  WIDE_BUSY: 2
TEXT
says lender "$folder/lender_wider.cell" <<'TEXT'
//testing/plan:lender: the objects that it hands out have another layout (HASH, was HASH); keep their types as they are, or restart with an image of the new version
    layout: struct lender_row.number
    -  number at 0: uint32_t
    +  number at 0: uint64_t
TEXT

# What the sentence does not speak of waits until that is mended.
says lender "$folder/lender_wider.cell" wide "$folder/wide_member.cell" wide_other "$folder/wide_other_again.cell" <<'TEXT'
//testing/plan:lender: the objects that it hands out have another layout (HASH, was HASH); keep their types as they are, or restart with an image of the new version
    layout: struct lender_row.number
    -  number at 0: uint32_t
    +  number at 0: uint64_t
the set lacks
  //testing/plan:wide_user, which calls wide_size, whose public header //testing/plan:wide changed
    wide_size(wide) -> struct wide.size
    -  size at 0: uint32_t
    +  size at 0: uint64_t
    the same of wide_flags
TEXT

# A table that others lay out differently.
says - "$folder/other_table.cell" <<'TEXT'
//testing/plan:other_table: its table other_table is another 'struct swap_test_table' (HASH) than that of //testing/swap:subject (HASH); build both from the same sources and swap them together
the set lacks
  //testing/swap:subject, whose table subject_table is of a type that //testing/plan:other_table lays out differently
    table -> struct swap_test_table.more
    +  more at 16: uint64_t
TEXT

# What no types stand against is told as it was.
says subject - <<'TEXT'
//testing/swap:user calls subject_version of //testing/swap:subject, which would go; remove //testing/swap:user first
the set lacks
  //testing/swap:user, which calls subject_version of //testing/swap:subject
TEXT

# An image without its NAME.cells.
cp "$image" "$TEST_TMPDIR/alone.elf"
image=$TEST_TMPDIR/alone.elf
says wide "$folder/wide_member.cell" <<'TEXT'
//testing/plan:wide changed the public header of wide_flags (HASH, was HASH; `types wide_flags` shows how), which //testing/plan:wide_other was compiled against; build //testing/plan:wide_other too and swap both in one set
the set lacks
  //testing/plan:wide_other, which calls wide_flags, whose public header //testing/plan:wide changed
    wide_flags: no file at hand has its text HASH; keep the NAME.cells that is built with a NAME.elf beside it
  //testing/plan:wide_user, which calls wide_size, whose public header //testing/plan:wide changed
    wide_size: no file at hand has its text HASH
    wide_flags: no file at hand has its text HASH
TEXT
[ "$failures" = 0 ] || { echo "$failures failed" && exit 1; }
