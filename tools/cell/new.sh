#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# new SELF CLANG-FORMAT STYLE [--command] NAME: writes a cell that compiles, with its test, into the caller's workspace. The first three
# words come from the build; a person says `bazel run //tools/cell:new -- NAME`.
set -eu
self=$1 program=$PWD/$2 style=$PWD/$3
shift 3

# How the caller's BUILD files name Delias: "" in its own repository, "@delias" in another one.
case $self in
  external/*) delias=@${self#external/} delias=${delias%%/*} ;;
  *) delias= ;;
esac

usage() {
  cat <<TEXT
usage: bazel run $delias//tools/cell:new -- [--command] NAME
Writes a new cell: a folder with header, source, unit test and BUILD.bazel.
  NAME       the folder from the root of the workspace, and so the label: cells/demo/teller or //cells/demo/teller.
             Its last part is the cell's name, which its functions begin with
  --command  a command of the shell, instead of a header with a function
  --help     this text
TEXT
}

fail() {
  echo "error: $*" >&2
  echo "\`bazel run $delias//tools/cell:new -- --help\` tells how to use this" >&2
  exit 2
}

kind=function given=
for word; do
  case $word in
    --command) kind=command ;;
    --help) usage; exit 0 ;;
    -*) fail "no such option: $word" ;;
    *) [ -z "$given" ] || fail "two names, $given and $word: give one"; given=$word ;;
  esac
done
[ -n "$given" ] || fail "a name is missing, such as cells/demo/teller"
root=${BUILD_WORKSPACE_DIRECTORY:?start this with: bazel run //tools/cell:new}

# Words that C, C++ or their libraries keep to themselves: a header is read as both.
keywords=" alignas alignof and asm auto bitand bitor bool break case catch char class compl concept const consteval constexpr constinit
  const_cast continue co_await co_return co_yield decltype default delete do double dynamic_cast else enum explicit export extern false
  float for friend goto if inline int long mutable namespace new noexcept not nullptr operator or private protected public register
  reinterpret_cast requires restrict return short signed sizeof static static_assert static_cast struct switch template this
  thread_local throw true try typedef typeid typename typeof typeof_unqual union unsigned using virtual void volatile wchar_t while
  xor main ckd "

# Sets folder and name, or refuses.
case $given in
  @*) fail "$given is in another repository; give a folder of this one, such as cells/demo/teller" ;;
  ///* | /[!/]* | /) fail "$given is an absolute path; give a folder of this workspace, such as cells/demo/teller" ;;
esac
folder=${given#//}
case $folder in
  *:*) fail "$given names a target; a new cell gets a folder of its own, and its target is called like it: ${folder%%:*}" ;;
  *[!A-Za-z0-9_./-]*) fail "$given has a character that is none of a-z A-Z 0-9 _ . - and /" ;;
esac
case /$folder/ in
  *//* | */./* | */../*) fail "$given is no plain path; give it without '.', '..' and empty parts, such as cells/demo/teller" ;;
  */[!A-Za-z0-9_]*) fail "$given has a part that begins with no letter, digit or _" ;;
esac
name=${folder##*/}
case $name in
  [!a-z]* | *[!a-z0-9_]* | *__* | *_)
    fail "'$name' is no name for a cell: its functions begin with it, so it is made of a-z, 0-9 and single _, and begins with a letter" ;;
  format | *_test) fail "'$name' is taken: the package's own tests are called like that; choose another name" ;;
esac
case $(echo $keywords) in
  "$name "* | *" $name "* | *" $name") fail "'$name' is a word of C or C++; choose another name" ;;
esac
[ ${#name} -le 40 ] || fail "'$name' is longer than 40 characters; choose a shorter name"
[ ${#folder} -le 100 ] || fail "$folder is longer than 100 characters; choose a shorter one"
[ ! -e "$root/$folder" ] && [ ! -L "$root/$folder" ] || fail "$folder is there already; choose another name, or remove it"
at=$root/$folder
while [ "$at" != "$root" ]; do
  at=${at%/*}
  [ ! -e "$at" ] || [ -d "$at" ] || fail "${at#"$root"/} is a file, so $folder cannot be a folder; choose another name"
done

# CamelCase for GoogleTest, which takes no _ in names.
suite=$(echo "$name" | awk -F_ '{ for (i = 1; i <= NF; i++) printf "%s%s", toupper(substr($i, 1, 1)), substr($i, 2) }')

write_function() {
  cat >"$1/$name.h" <<TEXT
// SPDX-License-Identifier: Apache-2.0
// $name: adds numbers.
//
// Context  any; does not block.
// State    none.
// Errors   OUT_OF_RANGE: no number holds the sum; *sum is untouched.
#pragma once
#include "kernel/base/cell.h"

READ status_t ${name}_add(uint64_t a, uint64_t b, uint64_t *sum);
TEXT
  cat >"$1/$name.c" <<TEXT
// SPDX-License-Identifier: Apache-2.0
#include "$folder/$name.h"

#include <stdckdint.h>

status_t ${name}_add(uint64_t a, uint64_t b, uint64_t *sum) {
  uint64_t result;
  if (ckd_add(&result, a, b)) return OUT_OF_RANGE;
  *sum = result;
  return OK;
}
TEXT
  cat >"$1/${name}_test.cc" <<TEXT
// SPDX-License-Identifier: Apache-2.0
#include "$folder/$name.h"

#include "gtest/gtest.h"

namespace {

TEST($suite, AddsNumbers) {
  uint64_t sum = 0;
  ASSERT_EQ(${name}_add(2, 3, &sum), OK);
  EXPECT_EQ(sum, 5u);
}

TEST($suite, RefusesASumThatNoNumberHolds) {
  uint64_t sum = 7;
  EXPECT_EQ(${name}_add(UINT64_MAX, 1, &sum), OUT_OF_RANGE);
  EXPECT_EQ(sum, 7u);
}

}  // namespace
TEXT
}

write_command() {
  cat >"$1/$name.h" <<TEXT
// SPDX-License-Identifier: Apache-2.0
// $name: a command that counts how often it is run.
//
// Context  any; does not block.
// State    \`${name}_state\`: the count. It stays when the cell's version changes.
// Errors   none.
#pragma once
#include "kernel/base/cell.h"

ATOMIC uint64_t ${name}_count(void);  // counts one run more; returns how many there were
TEXT
  cat >"$1/$name.c" <<TEXT
// SPDX-License-Identifier: Apache-2.0
#include "$folder/$name.h"

#include "cells/shell/command.h"
#include "kernel/console/console.h"

struct ${name}_state {
  uint64_t runs;
};

CELL_STATE(struct ${name}_state, ${name}_state);

// A transaction: it happens whole or not at all.
uint64_t ${name}_count(void) {
  return ++${name}_state.runs;
}

// May wait, and may be ended anywhere: so it stores to its own stack only and leaves the state to ${name}_count.
CELL_CALLBACK int64_t ${name}_run(struct shell_call *call) {
  if (call->count != 1) {
    console_print("usage: $name\n");
    return 1;
  }
  console_print("$name: run %llu\n", (unsigned long long)${name}_count());
  return 0;
}

CELL_OPS(struct shell_command, ${name}_command) = {
    .name = "$name",
    .summary = "count how often it is run",
    .usage = "$name",
    .run = ${name}_run,
};
TEXT
  cat >"$1/${name}_test.cc" <<TEXT
// SPDX-License-Identifier: Apache-2.0
#include "cells/shell/testing/shell_fixture.h"

extern "C" const struct shell_command ${name}_command;

namespace {

class ${suite}AtThePrompt : public ShellTest {
protected:
  void SetUp() override {
    ShellTest::SetUp();
    AddCommand(${name}_command);
    Type("");
  }
};

TEST_F(${suite}AtThePrompt, CountsItsRuns) {
  EXPECT_EQ(Run("$name"), "$name: run 1\n");
  EXPECT_EQ(Run("$name"), "$name: run 2\n");
}

TEST_F(${suite}AtThePrompt, TakesNoWords) {
  EXPECT_EQ(Run("$name more"), "usage: $name\n$name: ended with 1\n");
}

}  // namespace
TEXT
}

# write_build FOLDER STATE_BYTES HDRS DEPS TEST_DEPS, the last three as lines of the file
write_build() {
  cat >"$1/BUILD.bazel" <<TEXT
# SPDX-License-Identifier: Apache-2.0

load("$delias//tools/cell:cell.bzl", "cell")
load("$delias//tools/cell:cell_budget.bzl", "cell_budget")
load("$delias//tools/cell:cell_test.bzl", "cell_test")
load("$delias//tools/format:format.bzl", "format_test")

format_test()

cell(
    name = "$name",
    srcs = ["$name.c"],$3
    budget = cell_budget(
        state_bytes = $2,
        text_kib = 4,
    ),
    deps = $4,
)

cell_test(
    name = "${name}_test",
    srcs = ["${name}_test.cc"],
    deps = $5,
)
TEXT
}

# Beside the place and then moved there, so that there is a whole cell or none.
mkdir -p "$(dirname "$root/$folder")"
work=$(mktemp -d "$root/.new_cell.XXXXXX")
trap 'rm -rf "$work"' EXIT
new=$work/$name
mkdir "$new"
if [ $kind = command ]; then
  write_command "$new"
  write_build "$new" 64 "
    hdrs = [\"$name.h\"]," "[
        \"$delias//cells/shell:command\",
        \"$delias//kernel/base\",
        \"$delias//kernel/console\",
    ]" "[
        \":$name\",
        \"$delias//cells/shell/testing:shell_fixture\",
    ]"
else
  write_function "$new"
  write_build "$new" 0 "
    hdrs = [\"$name.h\"]," "[\"$delias//kernel/base\"]" "[\":$name\"]"
fi
# How lines break depends on how long the name is.
for file in "$new"/*.[ch] "$new"/*.cc; do
  [ ! -e "$file" ] || "$program" --style="file:$style" -i "$file"
done
mv "$new" "$root/$folder"

bazel=bazel
[ ! -x "$root/bazelw" ] || bazel=./bazelw
echo "wrote the cell //$folder:"
(cd "$root" && ls "$folder"/* | sed 's/^/  /')
cat <<TEXT
Next:
  $bazel build //$folder:$name.cell   # hold it against the rules for cells, and link it
  $bazel test //$folder/...   # its unit test, its layout
  $bazel run //$folder:$name.push   # put it into the system that runs in another terminal
  "//$folder" in the cells of an os_image()   # have it from boot on
TEXT
