#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# commands_test MERGE FRAGMENT...: the merged file names files that exist, a cell's source with its platform's flags and a
# test with those of the build machine, without the quotes of the BUILD file, and clangd understands both without an error.
set -eu
merge=$1 clangd=$PWD/external/clang_tools/bin/clangd
shift

# As in a workspace, but that external/ lies in this folder.
commands=$TEST_TMPDIR/compile_commands.json
cat "$@" | sh "$merge" "$PWD" "$PWD/external" "$PWD/bazel-out" >"$commands"

files=$(sed -n 's/.*"file":"\([^"]*\)".*/\1/p' "$commands")
[ -n "$files" ] || { echo "no commands"; exit 1; }
for file in $files; do
  [ -e "$file" ] || { echo "$file has a command, but does not exist"; exit 1; }
done
twice=$(echo "$files" | sort | uniq -d)
[ -z "$twice" ] || { echo "more than one command for: $twice"; exit 1; }

# check FILE HAS HAS-NOT: clangd reads the command, which has the one flag and not the other, and the file has no error.
check() {
  "$clangd" --compile-commands-dir="$TEST_TMPDIR" --enable-config=false --check="$PWD/$1" --check-lines=1-40 >"$TEST_TMPDIR/log" 2>&1 || true
  said() { grep -q -- "$1" "$TEST_TMPDIR/log"; }
  if ! said 'Compile command from CDB is: .*'"$2" || said 'Compile command from CDB is: .*'"$3" || ! said 'All checks completed, 0 errors'; then
    cat "$TEST_TMPDIR/log"
    echo "$1: clangd should find its command, with $2 and without $3, and no error"
    exit 1
  fi
}
check kernel/heap/heap.c __DELIAS__ x86_64-linux-gnu
check kernel/heap/heap_test.cc x86_64-linux-gnu __DELIAS__
# With its quotes left, the nucleus would include a file by no name.
check kernel/nucleus/early.c NUCLEUS_MACHINE x86_64-linux-gnu
word='"-DNUCLEUS_MACHINE=\"kernel/nucleus/machine.h\""'
grep -F "kernel/nucleus/early.c" "$commands" | grep -qF -- "$word" || {
  echo "kernel/nucleus/early.c: no word $word among:"
  grep -o '"-DNUCLEUS[^,]*' "$commands"
  exit 1
}
