#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# damage_test.sh CHECK OBJDUMP CLANG OBJECT: whatever the object file, the check ends with status 0 or 1, and where with 1, a sentence.
set -euo pipefail
check=$PWD/$1 objdump=$PWD/$2 clang=$PWD/$3 object=$PWD/$4
cd "$TEST_TMPDIR"
failed=0 count=0

# says SENTENCE WORD...: the check, given these words, ends with 1 and SENTENCE; with 0 if that is empty.
says() {
  local wanted=$1 status=0
  shift
  "$check" --label //cell --objdump "$objdump" "$@" 2>said || status=$?
  count=$((count + 1))
  if [ $status != "$([ -n "$wanted" ] && echo 1 || echo 0)" ] || { [ -n "$wanted" ] && ! grep -qF -- "$wanted" said; }; then
    echo "FAILED: $*: status $status: $(head -n 3 said)"
    failed=1
  fi
}

assemble() { # assemble NAME <SOURCE
  "$clang" --target=x86_64-unknown-none-elf -x assembler -c - -o "$1"
}

says '//cell: absent.o: cannot be read' absent.o
: >empty.o
says 'is no x86-64 object file' empty.o
echo 'int main(void) {}' >text.o
says 'is no x86-64 object file' text.o
assemble code.o <<<'.text; f: movq %rax, (%rdi); ret'
says '' code.o
"$objdump" --version >/dev/null
echo 'void *p; void f(void) { p = 0; }' | "$clang" --target=x86_64-unknown-none-elf -x c -c - -o compiled.o
says 'was compiled without the journal; compile it as the srcs of a cell are, without `-journal` in features' compiled.o
says '' --nucleus compiled.o
says '' --off compiled.o
grep -qx 'note: //cell: compiled without the journal; its stores are not checked' said || { echo "FAILED: no note: $(cat said)"; failed=1; }
assemble odd.o <<<'.section .delias.journal,"e",@progbits; .ascii "journal 2 log\n"'
says 'has a section .delias.journal that does not begin as the pass begins it' odd.o
assemble odd.o <<<'.section .delias.journal,"e",@progbits; .ascii "journal 1 log"'
says 'has a section .delias.journal that does not begin as the pass begins it' odd.o
assemble odd.o <<<'.section .delias.journal,"e",@progbits; .ascii "journal 1 log\n"'
says '' odd.o
assemble odd.o <<<'.section .delias.journal,"e",@progbits; .ascii "journal 1 log\n"; .text; .type f,@function; .type g,@function; f: nop; g: movb $1, (%rdi); ret'
says 'odd.o: g+0x0: stores 1 bytes' odd.o

# A function with thousands of blocks.
{
  printf '.section .delias.journal,"e",@progbits; .ascii "journal 1 log\\n"; .text; .type f,@function; f:\n'
  for i in $(seq 1 ${BLOCKS:-1500}); do printf 'testq %%rdi, %%rdi; je %df; movq %%rdi, %%rax; %d:\n' "$i" "$i"; done
  printf 'ret\n.size f, . - f\n'
} | assemble large.o
says '' large.o
{
  printf '.section .delias.journal,"e",@progbits; .ascii "journal 1 log\\n"; .text; .type f,@function; f:\n'
  for i in $(seq 1 5000); do printf 'testq %%rdi, %%rdi; je %df; %d:\n' "$i" "$i"; done
  printf 'ret\n.size f, . - f\n'
} | assemble larger.o
says 'cannot be followed; make the function smaller' larger.o

# Bytes changed here and there, from one seed, and the file cut short.
size=$(stat -c %s "$object")
for round in $(seq 1 80); do
  cp "$object" damaged.o
  chmod +w damaged.o
  for change in 1 2 3 4; do
    at=$(awk -v seed=$((round * 7 + change)) -v size="$size" 'BEGIN { srand(seed); print int(rand() * size) }')
    # Every other time near the end, where tables lie.
    if [ $((round % 2)) = 0 ]; then at=$((size - 1 - at % 3000)); fi
    printf "\\x$(printf %02x $((round * 37 % 256)))" | dd of=damaged.o bs=1 seek="$at" conv=notrunc status=none
  done
  if [ $((round % 5)) = 0 ]; then truncate -s $((size * round / 100)) damaged.o; fi
  status=0
  "$check" --label //cell --objdump "$objdump" damaged.o 2>said || status=$?
  count=$((count + 1))
  if [ $status -gt 1 ] || { [ $status = 1 ] && ! grep -q '^error: //cell: ' said; }; then
    echo "FAILED: round $round: status $status: $(head -n 3 said)"
    failed=1
  fi
done
echo "$count objects"
exit $failed
