#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# rules_test.sh CHECK OBJDUMP CLANG LAYOUT RULES: assembles each function of rules.txt and compares what the check says with what stands there.
set -eu
check=$PWD/$1 objdump=$PWD/$2 clang=$PWD/$3 layout=$PWD/$4 rules=$PWD/$5
cd "$TEST_TMPDIR"
cursor=$(sed -n 's/^#define CPU_JOURNAL //p' "$layout")
mend='tell the compiler what inline assembly writes, or say why it may be: CELL_UNSAFE("reason") or RAW before the function'
mend="$mend (docs/journal.md)"

awk '
  /^#/ { next }
  /^== / { count++; name = substr($0, 4); print name > (count ".name"); said = 0; printf "" > (count ".wanted"); printf "" > (count ".body"); next }
  count && /^--/ { said = 1; if (length($0) > 3) print "error: //cell: subject.c: " substr($0, 4) > (count ".wanted"); next }
  count && !said { print > (count ".body") }
  END { print count > "count" }
' "$rules"
failed=0
for number in $(seq 1 "$(cat count)"); do
  name=f
  if grep -q is_raw "$number.body"; then name=is_raw; fi
  if grep -q is_unsafe "$number.body"; then name=is_unsafe; fi
  {
    printf '.file "subject.c"\n.section .delias.journal,"e",@progbits\n'
    printf '.ascii "journal 1 log\\nraw is_raw\\nunsafe is_unsafe\\nnoreturn stops\\n"\n'
    printf '.section .text.f,"ax",@progbits\n.type %s,@function\n%s:\n' $name $name
    sed "s/^  \.set is_.*//; s/\bjournal\b/%gs:$cursor/" "$number.body"
    if ! grep -q '\.size' "$number.body"; then printf '.size %s, . - %s\n' $name $name; fi
  } >"$number.s"
  "$clang" --target=x86_64-unknown-none-elf -c "$number.s" -o "$number.o"
  sed -i "s|@mend|$mend|; s|@journal|$(printf '0x%x' "$cursor")|" "$number.wanted"
  status=0
  "$check" --label //cell --objdump "$objdump" "$number.o" 2>"$number.said" || status=$?
  if ! diff -u "$number.wanted" "$number.said" || [ "$status" -ne "$([ -s "$number.wanted" ] && echo 1 || echo 0)" ]; then
    echo "FAILED: $(cat "$number.name") (status $status)"
    failed=1
  fi
done
echo "$(cat count) functions"
exit $failed
