#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# schema_test.sh CLANG SCHEMA: what cellcheck_schema reads in small cells: the rows of each kind, which changes change a schema, what records and
# migrations have to say to each other, who demands what.
set -eu
clang=$TEST_SRCDIR/$TEST_WORKSPACE/$1 schema=$TEST_SRCDIR/$TEST_WORKSPACE/$2 root=$TEST_SRCDIR/$TEST_WORKSPACE
cd "$TEST_TMPDIR"
failed=0

fail() {
  echo "FAILED: $1"
  failed=1
}

read_cell() { # read_cell [WORD...]: of cell.c and cell.h; writes made.*
  local words=()
  for option in book rows report verdict record; do words+=("--$option" "made.$option"); done
  "$schema" --label //test "${words[@]}" "$@" --source cell.c --public cell.h -- --target=x86_64-unknown-none-elf -std=c23 -ffreestanding -nostdlibinc \
    -resource-dir="${clang%/bin/clang}/lib/clang/19" -D__DELIAS__ -iquote . -iquote "$root" -Werror
}

hash_of() { sed -n "s/^entry $1 $2 \([0-9a-f]*\).*/\1/p" made.book; }

rows() { # rows WHAT: made.rows are what standard input says
  diff -u - made.rows || fail "$1"
}

verdict() { # verdict WHAT PATTERN...: a line of made.verdict for each pattern, or none at all
  local what=$1
  shift
  if [ $# = 0 ] && [ -s made.verdict ]; then
    cat made.verdict
    fail "$what: it has something against it"
  fi
  for pattern in "$@"; do
    if ! grep -q -e "$pattern" made.verdict; then
      cat made.verdict
      fail "$what: it does not say $pattern"
    fi
  done
}

header() {
  cat >cell.h <<'END'
#pragma once
#include "kernel/base/cell.h"
#include "kernel/base/list.h"
#include "kernel/base/lock_word.h"
struct OWNED thing;
ATOMIC void test_put(RETAINS struct thing *thing, uint64_t value);
READ uint64_t test_get(void);
READ uint64_t test_other(void);
END
}

# ---- Every kind of row ----
header
cat >cell.c <<'END'
#include "cell.h"
struct wait_queue {
  struct list_node waiting;
};
struct timer {
  uint64_t at;
};
struct thing {
  struct list_node link;
  struct thing *parent;
  struct node *child;
};
struct node {
  struct node *next;
  uint64_t value;
};
struct table {
  void (*run)(void);
};
struct part {
  uint32_t number;
  OWN struct node *node;
};
struct test_state {
  uint64_t plain;
  struct lock lock;
  struct list_node things;
  struct wait_queue waiters;
  struct timer timer;
  OWN struct node *owned;
  struct thing *viewed;
  struct test_state *self;
  void (*gate)(void);
  const struct table *ops;
  void *untyped;
  union {
    uint64_t a;
    struct node *b;
  } either;
  struct part parts[3];
  const char *name;
  struct node *many[2][4];
  uint32_t numbers[7];
  struct part by_cpu[CELL_CPUS_MAX];
  uint64_t ticks[CELL_CPUS_MAX];
  uint32_t bits : 3;
};
CELL_STATE(struct test_state, test);
CELL_CPU_STATE(struct part, test_parts);
static uint64_t sum(void) {
  return test.plain;
}
void test_put(struct thing *thing, uint64_t value) {
  test.plain = value;
  test.viewed = LIST_OBJECT(&thing->link, struct thing, link);
}
uint64_t test_get(void) {
  return sum();
}
uint64_t test_other(void) {
  return test_parts[0].number;
}
END
read_cell
rows 'every kind of row' <<'END'
type 656 struct test_state
at 8 lock 1
at 16 list 1
at 32 waiters 1 struct wait_queue
at 48 timer 1 struct timer
at 56 owned 1 struct node
at 64 viewed 1 struct thing
at 72 state 1 struct test_state
at 80 gate 1
at 88 ops 1 struct table
at 96 untyped 1
at 104 union 1 (unnamed 6)
at 112 in 3 struct part
at 160 viewed 1 char
at 168 viewed 8 struct node
at 264 cpus 16 struct part
at 520 cpus 16 unsigned long
type 16 struct wait_queue
at 0 list 1
type 16 struct node
at 0 viewed 1 struct node
type 32 struct thing
at 0 node 1
at 16 viewed 1 struct thing
at 24 viewed 1 struct node
type 16 struct part
at 8 owned 1 struct node
END
diff -u - made.report <<'END' || fail 'who demands what, and what is retained'
state test 1
by ATOMIC test_put cell.h
by READ test_get cell.h
state test_parts 1
by READ test_other cell.h
retains test_put thing struct thing *
END
cp made.book first
read_cell
cmp made.book first || fail 'the same sources give another book'

# ---- What changes a schema ----
plain() { # plain: a state of numbers, and what hangs on a list
  header
  cat >cell.c <<'END'
#include "cell.h"
enum mode { MODE_IDLE, MODE_BUSY };
struct item {
  struct list_node link;
  uint32_t weight;
};
struct unrelated {
  uint32_t a;
};
struct test_state {
  uint32_t count;
  uint32_t mode;
};
struct list_state {
  struct list_node items;
};
struct loose_state {
  void *first;
};
CELL_STATE(struct test_state, test);
CELL_STATE(struct list_state, listed);
CELL_STATE(struct loose_state, loose);
void test_put(struct thing *thing, uint64_t value) {
  test.count = (uint32_t)value;
  listed.items.next = (struct list_node *)thing;
}
uint64_t test_get(void) {
  return LIST_OBJECT(listed.items.next, struct item, link)->weight;
}
uint64_t test_other(void) {
  return ((struct unrelated *)loose.first)->a;
}
END
}
changes() { # changes WHAT OBJECTS SED: the schemas of just these change
  local changed=
  plain
  sed -i "$3" cell.c
  read_cell
  for object in test listed loose; do
    [ "$(hash_of schema $object)" = "${was[$object]}" ] || changed+="$object "
  done
  [ "$changed" = "$2" ] || fail "$1: changed $changed, wanted $2"
}
declare -A was
plain
read_cell
for object in test listed loose; do was[$object]=$(hash_of schema $object); done
changes 'a comment' '' '1a // nothing'
changes 'a function more' '' '$a static inline int more(void) { return 1; }'
changes 'a member' 'test loose ' 's/uint32_t count;/uint64_t count;/'
changes 'the name of a member' 'test loose ' 's/uint32_t mode;/uint32_t node;/'
changes 'what hangs on a list' 'listed loose ' 's/weight/weights/'
changes 'a type that hangs nowhere but on an untyped pointer' 'loose ' '/^struct unrelated/,/^}/s/uint32_t a/uint64_t a/'
changes 'an enum that numbers may be of' 'test listed loose ' 's/MODE_IDLE,/MODE_IDLE, MODE_BETWEEN,/'

# ---- What is told apart ----
header
cat >cell.c <<'END'
#include "cell.h"
struct hidden;
struct words {
  const char *text;
};
struct test_state {
  uint64_t sixteen[16];
  uint64_t by_cpu[CELL_CPUS_MAX];
  _Atomic(struct words *) shared;
  const struct words *constant;
  struct hidden *hidden;
};
CELL_STATE(struct test_state, test);
void test_put(struct thing *thing, uint64_t value) {
  test.sixteen[0] = value;
  (void)thing;
}
uint64_t test_get(void) {
  return 0;
}
uint64_t test_other(void) {
  return 0;
}
END
cat >more.c <<'END'
#include "cell.h"
struct hidden {
  struct hidden *next;
};
END
read_cell --source more.c
rows 'sixteen of something, atomic pointers, constants without functions, a type of another source' <<'END'
type 280 struct test_state
at 128 cpus 16 unsigned long
at 256 viewed 1 struct words
at 264 viewed 1 struct words
at 272 viewed 1 struct hidden
type 8 struct words
at 0 viewed 1 char
type 8 struct hidden
at 0 viewed 1 struct hidden
END

# ---- Callbacks, and objects that are handed out ----
calls() { # calls SED...: cell.c and extra.h, changed so
  header
  cat >extra.h <<'END'
#pragma once
#include "kernel/base/cell.h"
struct foreign {
  uint32_t a;
};
END
  cat >cell.c <<'END'
#include "cell.h"
#include "extra.h"
struct thing {
  uint32_t weight;
};
struct loose_state {
  void *first;
  struct foreign *foreign;
};
CELL_STATE(struct loose_state, loose);
CELL_CALLBACK uint64_t writes(char *text) {
  return text[0] = 0;
}
CELL_CALLBACK uint64_t reads(const char *text) {
  return (uint64_t)text[0];
}
CELL_CALLBACK uint32_t counts(uint32_t value) {
  return value;
}
CELL_CALLBACK uint64_t wide(uint64_t value) {
  return value;
}
CELL_CALLBACK uint64_t asks(bool (*question)(void)) {
  return question();
}
void test_put(struct thing *thing, uint64_t value) {
  thing->weight = (uint32_t)value;
}
uint64_t test_get(void) {
  return 0;
}
uint64_t test_other(void) {
  return 0;
}
END
  for option in "$@"; do sed -i "$option" cell.c cell.h extra.h; done
  read_cell
}
differs() { # differs WHAT ENTRIES SED...: just these entries change
  local what=$1 wanted=$2 changed=
  shift 2
  calls "$@"
  for entry in 'abi writes' 'abi reads' 'abi counts' 'abi wide' 'abi asks' 'layout objects' 'schema loose'; do
    # shellcheck disable=SC2086  # a word and a name
    [ "$(hash_of $entry)" = "${was[$entry]}" ] || changed+="${entry#* } "
  done
  [ "$changed" = "$wanted" ] || fail "$what: changed $changed, wanted $wanted"
}
calls
# shellcheck disable=SC2086
for entry in 'abi writes' 'abi reads' 'abi counts' 'abi wide' 'abi asks' 'layout objects' 'schema loose'; do was[$entry]=$(hash_of $entry); done
[ -n "${was[layout objects]}" ] || fail 'what is handed out has no layout'
differs 'an own type that a parameter may hide' 'writes wide objects loose ' 's/uint32_t weight/uint64_t weight/'
differs 'a type of a header of another, which an own type leads to' 'writes wide objects loose ' 's/uint32_t a;/uint64_t a;/'
differs 'a type that nothing leads to but an untyped pointer, in a header of another' '' '/^struct foreign {/i struct elsewhere { int b; };'
differs 'a parameter of a callback' 'reads ' 's/reads(const char/reads(const signed char/'
differs 'what is handed out is told in the header' 'objects ' '/^struct OWNED thing;/c struct OWNED thing { uint32_t weight; };' \
  '/^struct thing {/,/^};/d'
[ -z "$(hash_of layout objects)" ] || fail 'what its header tells has a layout too'

# ---- Records and migrations ----
counter() { # counter MEMBERS MORE
  header
  cat >cell.c <<END
#include "cell.h"
struct test_state {
  $1
};
CELL_STATE(struct test_state, test);
$2
void test_put(struct thing *thing, uint64_t value) {
  test.count = value;
  (void)thing;
}
uint64_t test_get(void) {
  return test.count;
}
uint64_t test_other(void) {
  return 0;
}
END
}
migrate='CELL_CALLBACK status_t test_from_1(void *now, const void *before) { (void)now; (void)before; return OK; }'
counter 'uint64_t count;' ''
read_cell
verdict 'a state that is not recorded'
cp made.record one
read_cell --recorded one
verdict 'a state as it was recorded'
first_hash=$(hash_of schema test)
counter 'uint64_t count, more;' ''
read_cell --recorded one
verdict 'a recorded state that changed' '^error: //test: its state test is not what was recorded as revision 1:$' 'more' 'add CELL_MIGRATE(test, 2, fn)' 'status_t fn(void \*now, const void \*before)'
counter 'uint64_t count, more;' "$migrate CELL_MIGRATE(test, 2, test_from_1);"
read_cell
verdict 'a migration without a record' 'CELL_MIGRATE(test, 2, test_from_1) starts from revision 1, whose schema is not recorded'
read_cell --recorded one
verdict 'revision 2 is not recorded yet' 'revision 2 of its state test is not recorded'
cp made.record two
read_cell --recorded two
verdict 'a migration between two recorded schemas'
grep -q "^migrate $first_hash $(hash_of schema test) test$" made.rows || fail "the note's line of a migration: $(cat made.rows)"
[ "$first_hash" != "$(hash_of schema test)" ] || fail 'both schemas are the same'
counter 'uint64_t count;' "$migrate CELL_MIGRATE(test, 2, test_from_1);"
read_cell
[ "$first_hash" != "$(hash_of schema test)" ] || fail 'another revision of the same types has the same schema'
counter 'uint64_t count, more;' "$migrate CELL_MIGRATE(test, 2, test_from_1); $(sed 's/test_from_1/again/' <<<"$migrate")
  CELL_OPS(struct cell_migrate, test_migrate_again) = {\"test\", 2, again};"
read_cell --recorded two
verdict 'two migrations to one revision' 'two CELL_MIGRATE lead to revision 2 of its state test; keep one'
counter 'uint64_t count, more;' "$migrate CELL_MIGRATE(test, 3, test_from_1);"
read_cell --recorded one
verdict 'a revision left out' 'starts from revision 2, whose schema is not recorded'
counter 'uint64_t count;' "$migrate CELL_MIGRATE(test, 1, test_from_1);"
read_cell --recorded one
verdict 'a migration to the first revision' 'the first that a migration leads to is 2'
counter 'uint64_t count;' "$migrate CELL_MIGRATE(tests, 2, test_from_1);"
read_cell --recorded one
verdict 'a state that is not there' 'it has no state tests; name one of its CELL_STATE objects'
counter 'uint64_t count;' 'CELL_CALLBACK status_t test_from_1(void *now) { (void)now; return OK; } CELL_MIGRATE(test, 2, test_from_1);'
if read_cell --recorded one 2>said; then fail 'a migration of another type compiles'; fi
grep -q 'incompatible function pointer types' said || fail 'it does not say that the type is wrong'
sed 's/uint64_t/uint32_t/' one >spoilt
counter 'uint64_t count;' ''
if read_cell --recorded spoilt 2>said; then fail 'a record that was changed by hand is taken'; fi
grep -q 'is no record of schemas, or was changed by hand' said || fail 'it does not say that the record is spoilt'
echo 'int x = ;' >cell.c
if read_cell 2>said; then fail 'a source that does not compile is read'; fi
exit $failed
