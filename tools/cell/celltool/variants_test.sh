#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# variants_test.sh CLANG LLD OBJCOPY IFS CELLTOOL EXPORTS LINK SCRIPT VERSION ABI: builds a small cell and its dependency as the
# rules do, changes one thing of them at a time, and says which fingerprints of the cell have to change by that, and that no other does.
set -eu
root=$TEST_SRCDIR/$TEST_WORKSPACE
tools=()
for tool in "$@"; do tools+=("$root/$tool"); done
clang=${tools[0]} lld=${tools[1]} objcopy=${tools[2]} ifs=${tools[3]} celltool=${tools[4]} exports=${tools[5]} link=${tools[6]} script=${tools[7]} version=${tools[8]} abi=${tools[9]} schema=${tools[10]}
cd "$TEST_TMPDIR"
failed=0 count=0

original() { # original FOLDER: the sources
  mkdir -p "$1/dep" "$1/own" "$1/iface"
  cat >"$1/dep/dep.h" <<'END'
#pragma once
#include "kernel/base/cell.h"
struct dep_point { uint32_t x, y; };
READ uint32_t dep_length(const struct dep_point *point);
END
  cat >"$1/iface/iface.h" <<'END'
#pragma once
#include "kernel/base/cell.h"
enum { IFACE_MOST = 4 };
READ uint32_t iface_ask(uint32_t what);
END
  cat >"$1/own/own.h" <<'END'
#pragma once
#include "kernel/base/cell.h"
#include "dep/dep.h"
#define OWN_LIMIT 7
enum own_mode { OWN_IDLE, OWN_BUSY };
struct own_view {
  enum own_mode mode;
  struct dep_point at;
};
struct own_ops {
  uint32_t (*run)(const struct dep_point *point);
};
struct OWNED own_thing;
struct own_later;
ATOMIC OWN_RET struct own_thing *own_make(uint32_t size);
READ void own_look(struct own_view *view);
READ uint32_t own_count(uint32_t most);
END
  printf '#pragma once\n#include "kernel/base/cell.h"\nstruct own_later {\n  uint32_t a;\n};\n' >"$1/own/more.h"
  cat >"$1/own/private.h" <<'END'
#pragma once
struct own_target {
  uint32_t a, b;
};
struct own_node {
  struct own_node *next;
  uint32_t value;
};
END
  cat >"$1/own/own.c" <<'END'
#include "own/own.h"
#include "own/private.h"
struct own_thing {
  uint32_t size;
};
enum own_private { OWN_FIRST, OWN_SECOND };
struct own_state {
  uint64_t count;
  void *first;
  struct own_target *target;
  enum own_private private;
  uint8_t table[4][4];
};
CELL_STATE(struct own_state, own);
CELL_CPU_STATE(uint32_t, own_cpu);
struct own_thing *own_make(uint32_t size) {
  struct own_thing *thing = (struct own_thing *)&own.table;
  thing->size = size;
  return thing;
}
void own_look(struct own_view *view) {
  view->mode = OWN_BUSY;
}
uint32_t own_count(uint32_t most) {
  struct dep_point point = {most, 1};
  return dep_length(&point) + own_cpu[0] + own.target->b + (own.private == OWN_SECOND);
}
CELL_CALLBACK status_t own_init(void) {
  own.count = 3;
  return OK;
}
CELL_CALLBACK void own_task(void *argument) {
  struct own_node *node = argument;
  node->value = ((struct own_node *)own.first)->value;
}
CELL_CALLBACK uint32_t own_run(const struct dep_point *point) {
  return point->x;
}
CELL_OPS(struct own_ops, own_table) = {.run = own_run};
END
}

scan() { # scan LABEL {HEADER... +}...: writes NAME.exports
  local label=$1
  shift
  "$exports" "$clang" "$celltool" "$abi" "$ifs" "$label" "${label#//}.exports" "${label#//}.stub.so" "$@" -- -iquote . -iquote "$root"
}

make() { # make FOLDER: the records of the cell, sorted
  (
    cd "$1"
    scan //dep dep/dep.h +
    scan //own own/own.h own/more.h +
    "$abi" uses "$clang" //own own.uses dep/dep.h + -- -iquote . -iquote "$root" ${seen:-}
    objects=()
    for source in own/*.c; do
      "$clang" --target=x86_64-unknown-none-elf -std=c23 -no-canonical-prefixes -resource-dir="$(dirname "$clang")/../lib/clang/19" -ffreestanding \
        -nostdlibinc -D__DELIAS__ -fPIC -fvisibility=hidden -mno-red-zone -mgeneral-regs-only -O2 -ffunction-sections -fdata-sections \
        -fsanitize=kcfi -ffile-compilation-dir=. ${debug:--g} -iquote . -iquote "$root" -c "$source" -o "${source%.c}.o"
      objects+=("${source%.c}.o")
    done
    local made=()
    for option in book rows report verdict record; do made+=("--$option" "own.$option"); done
    "$schema" --label //own "${made[@]}" ${recorded:+--recorded "$recorded"} --source own/own.c --public own/own.h --public own/more.h --private own/private.h -- \
      --target=x86_64-unknown-none-elf -std=c23 -resource-dir="$(dirname "$clang")/../lib/clang/19" -ffreestanding -nostdlibinc -D__DELIAS__ -iquote . -iquote "$root"
    "$link" "$celltool" "$lld" "$objcopy" "$script" "$version" //own own.sealed.cell own.debug 64 4096 --exports own.exports --uses own.uses --schema own.book --rows own.rows --verdict own.verdict --restart never --privileged --floating-point \
      --dep //dep=dep.exports --objects "${objects[@]}" --stubs dep.stub.so
    {
      grep -aE '^(abi|schema|uses) [0-9a-f]{16} ' own.sealed.cell
      grep -aE '^layout [0-9a-f]{16}$' own.sealed.cell | sed 's/$/ objects/'
    } | sort -k3
  ) >"$1.records"
}

variant() { # variant WHAT RECORDS FILE COMMAND [FILE COMMAND]...: sed commands make the change; RECORDS are "WORD NAME" with commas between
  local what=$1 wanted=$2 changed
  shift 2
  count=$((count + 1))
  rm -rf "v$count"
  original "v$count"
  while [ $# -gt 0 ]; do
    cp "v$count/$1" before
    sed -i "$2" "v$count/$1"
    if cmp -s before "v$count/$1"; then echo "FAILED: $what: nothing changed in $1"; failed=1; fi
    shift 2
  done
  make "v$count"
  # Of what both have.
  changed=$(join -1 3 -2 3 original.records "v$count.records" | awk '$2 == $4 && $3 != $5 { printf "%s%s %s", n++ ? "," : "", $2, $1 }')
  if [ "$changed" = "$wanted" ]; then
    echo "ok: $what"
  else
    printf 'FAILED: %s\n  should change: %s\n  changed:       %s\n' "$what" "$wanted" "$changed"
    failed=1
  fi
}

original original
make original
cat original.records
exported='abi own_count,abi own_look,abi own_make'
kept='schema own' # and whatever a private type may stand behind: own_task has an untyped parameter, own an untyped pointer
private="layout objects,$kept,abi own_task"
enums="$private,schema own_cpu" # a number may be the value of an enum that it does not name
sorted() { echo "$1" | tr , '\n' | sort -k2 | paste -sd,; }

variant 'a comment and empty lines' '' own/own.h 's,^enum,\n// said\n&,' own/own.c 's,^enum,\n/* said */&,'
variant 'a function more' '' own/own.h '$a READ uint32_t own_more(void);' own/own.c '$a uint32_t own_more(void) { return 1; }'
variant 'a function more in the dependency' '' dep/dep.h '$a READ uint32_t dep_more(struct dep_point *point);'
variant 'the body of a function' '' own/own.c 's/own.count = 3/own.count = 4/'
variant 'the order of declarations' '' own/private.h '/^struct own_target/,/^};/d; $a struct own_target { uint32_t a, b; };'
variant 'a field of a public struct' "$(sorted "abi own_look,$private")" own/own.h 's/  enum own_mode mode;/&\n  uint32_t more;/'
variant 'the value of a public enum' "$(sorted "$exported,$enums")" own/own.h 's/OWN_BUSY }/OWN_BUSY = 5 }/'
variant 'a constant macro' "$exported" own/own.h 's/OWN_LIMIT 7/OWN_LIMIT 8/'
variant 'a macro more' "$exported" own/own.h '$a #define OWN_MORE 1'
variant 'a type that another header of the cell tells' '' own/more.h 's/uint32_t/uint64_t/'
variant 'the type of a parameter' 'abi own_count' own/own.h 's/own_count(uint32_t/own_count(uint64_t/' own/own.c 's/own_count(uint32_t/own_count(uint64_t/; s/{most/{(uint32_t)most/'
variant 'the type of a result' 'abi own_count' own/own.h 's/uint32_t own_count/int32_t own_count/' own/own.c 's/^uint32_t own_count/int32_t own_count/; s/return dep_length/return (int32_t)dep_length/'
variant 'the kind' 'abi own_count' own/own.h 's/READ uint32_t own_count/ATOMIC uint32_t own_count/'
variant 'a mark of ownership' 'abi own_make' own/own.h 's/OWN_RET //'
variant 'a qualifier' 'abi own_look' own/own.h 's/struct own_view \*view/volatile &/' own/own.c 's/struct own_view \*view/volatile &/'
variant 'how a struct is packed' "$(sorted "$private,schema own_table")" own/own.h 's/^struct own_ops/#pragma pack(4)\n&/; $a #pragma pack()'
variant 'a type of a dependency' "$(sorted "abi own_look,$private,abi own_run,schema own_table,uses dep_length")" dep/dep.h 's/x, y/x, y, z/'
variant 'the kind of an import' 'uses dep_length' dep/dep.h 's/READ/RAW/'
variant 'the table of an ops type' "$(sorted "$private,schema own_table")" own/own.h 's/^struct own_ops {/&\n  uint32_t number;/'
variant 'an array' "$(sorted "$private")" own/own.c 's/table\[4\]/table[6]/'
variant 'how an array is divided' "$(sorted "$private")" own/own.c 's/table\[4\]\[4\]/table[2][8]/'
variant 'what a pointer of the state leads to' "$(sorted "$private")" own/private.h 's/a, b/a, more, b/'
variant 'the name of a member' "$(sorted "$private")" own/private.h 's/value;/value, unused;/; s/a, b/x, b/'
variant 'what hangs on an untyped pointer' "$(sorted "$private")" own/private.h 's/uint32_t value/uint64_t value/'
variant 'what others hold by an opaque pointer' "$(sorted "$private")" own/own.c 's/  uint32_t size;/  uint64_t more;\n&/'
variant 'a private enum' "$(sorted "$enums")" own/own.c 's/OWN_FIRST, OWN_SECOND/OWN_FIRST, OWN_BETWEEN, OWN_SECOND/'
variant 'the type of a callback' 'abi own_init' own/own.c 's/status_t own_init(void)/status_t own_init(uint32_t)/'
variant 'the number of CPUs in state' 'schema own_cpu' own/own.c 's/CELL_CPU_STATE(uint32_t, own_cpu)/CELL_CPU_STATE(uint64_t, own_cpu)/; s/+ own_cpu/+ (uint32_t)own_cpu/'

# Where the sources lie does not count.
mkdir -p elsewhere/deeper
original elsewhere/deeper/moved
make elsewhere/deeper/moved
cmp original.records elsewhere/deeper/moved.records || { echo "FAILED: another folder"; failed=1; }

# A function of an interface is the same to whoever provides it and to whoever calls it.
original provided
(
  cd provided
  scan //iface iface/iface.h +
  printf '#pragma once\n#include "dep/dep.h"\n#define IFACE_PRIVATE 1\n#include "iface/iface.h"\nREAD int provider_own(void);\n' >own/provider.h
  scan //provider own/provider.h + iface/iface.h +
)
list() { sed '/^delias types/,$d' "provided/$1.exports"; }
cmp <(list iface) <(list provider | grep iface_ask) || { echo "FAILED: an interface's function"; failed=1; }
[ "$(list provider | wc -l)" = 2 ] || { echo "FAILED: exports of two headers"; failed=1; }
# A flag of the importer that changes the header of a dependency: it is not compiled against what there is.
original seen
sed -i 's/^struct dep_point.*/#ifdef DEP_WIDE\nstruct dep_point { uint32_t x; uint64_t y; };\n#else\n&\n#endif/' seen/dep/dep.h
(seen=-DDEP_WIDE make seen) 2>said || true
if [ -e seen/own.sealed.cell ]; then
  echo "FAILED: a cell that sees another header was built"
  failed=1
fi
cat >wanted <<'END'
error: //own: sees another dep_length in the header of //dep than that was built with; a flag of one of them changes the header (give both the same, or none), or it was edited during the build
dep_length is not what //own was compiled against; - is what //own saw, + what //dep has:
dep_length(point) -> struct dep_point.y
-  y at 8: uint64_t
+  y at 4: uint32_t
END
grep -v '^grep: ' said | diff -u wanted - || { echo "FAILED: the sentence about another header"; failed=1; }

exit $failed
