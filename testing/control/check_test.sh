#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# check_test CELLCTL IMAGE OTHER-ELF: the running graph is the image's, symbol by symbol, and another image's is not.
set -eu
cellctl=$1 image=$2 other=$3
. testing/control/instances.sh

boot 1 "$image"
ask graph
check 'the cells are listed' 0 '^CELL ' '^//kernel/heap +[0-9a-f]{8} live '
ask graph --json
check 'and as JSON' 0 '^\{"image": "//images:qemu_x86_64"' '"label": "//kernel/heap", "version": "[0-9a-f]{16}"'
ask graph --check
check 'a system that was just booted is as its image' 0 '^[0-9]+ cells are as in .*, 0 swapped, 0 differences$'
ask graph --check "$image.elf"
check 'a file may be named' 0 ' 0 differences$'
ask graph --check "$PWD/$other"
check 'another image is told from it' 1 '^the running system is //images:qemu_x86_64, and the file is //images:minimal$' \
  '^//cells/demo/hello [0-9a-f]{8} is gone, and no swap removed it$' '^//cells/shell [0-9a-f]{8} runs, and is not in the image$'
ask graph --check "$cellctl"
check 'a file that is no image is refused' 2 'cellctl: .* is no image of Delias'
ask graph --check /absent
check 'a file that is not there is named' 2 '/absent.*cannot be read'

# In a copy of the file the strings, and with them the name of a symbol, are changed: heap_new becomes heap_gnu.
cp -L "$image.elf" "$TEST_TMPDIR/changed.elf"
chmod u+w "$TEST_TMPDIR/changed.elf"
for at in $(grep -abo 'heap_new' "$TEST_TMPDIR/changed.elf" | cut -d : -f 1); do
  printf heap_gnu | dd of="$TEST_TMPDIR/changed.elf" bs=1 seek="$at" conv=notrunc 2>/dev/null
done
ask graph --check "$TEST_TMPDIR/changed.elf"
check 'a changed symbol is found' 1 '^//kernel/heap: symbol: heap_gnu in the image, heap_new in the running system$'

ask run poweroff
ends 1 0
exit $failed
