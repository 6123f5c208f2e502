#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# new_test.sh SELF CLANG-FORMAT STYLE: what `new` writes, and what it refuses. testing/outside builds and tests what it writes.
set -eu
self=$1 program=$2 style=$3
export BUILD_WORKSPACE_DIRECTORY="$TEST_TMPDIR/workspace"
mkdir -p "$BUILD_WORKSPACE_DIRECTORY/cells/there"
touch "$BUILD_WORKSPACE_DIRECTORY/cells/file"
failed=0

# seen: what lies in the workspace.
seen() { (cd "$BUILD_WORKSPACE_DIRECTORY" && find . | sort | tr '\n' ' '); }

fail() {
  echo "FAILED: $*"
  failed=1
}

# refuses SENTENCE WORD...: it says that, ends with status 2 and leaves everything as it is.
refuses() {
  sentence=$1
  shift
  before=$(seen)
  status=0
  said=$(sh "$self" "$self" "$program" "$style" "$@" 2>&1) || status=$?
  [ $status = 2 ] || fail "new $*: status $status"
  [ "$(echo "$said" | head -n 1)" = "error: $sentence" ] || fail "new $*: said '$said' and not '$sentence'"
  [ "$(seen)" = "$before" ] || fail "new $*: left $(seen)"
}

form="such as cells/demo/teller"
shape="its functions begin with it, so it is made of a-z, 0-9 and single _, and begins with a letter"
refuses "a name is missing, $form"
refuses "a name is missing, $form" --command
refuses "no such option: --quick" --quick cells/teller
refuses "two names, cells/a and cells/b: give one" cells/a cells/b
refuses "/cells/teller is an absolute path; give a folder of this workspace, $form" /cells/teller
refuses "///cells/teller is an absolute path; give a folder of this workspace, $form" ///cells/teller
refuses "@delias//teller is in another repository; give a folder of this one, $form" @delias//teller
refuses "//cells/teller:purser names a target; a new cell gets a folder of its own, and its target is called like it: cells/teller" \
  //cells/teller:purser
refuses "cells/the teller has a character that is none of a-z A-Z 0-9 _ . - and /" "cells/the teller"
for path in .. ../teller cells/../teller ./teller cells//teller cells/ //; do
  refuses "$path is no plain path; give it without '.', '..' and empty parts, $form" $path
done
refuses "cells/-n/teller has a part that begins with no letter, digit or _" cells/-n/teller
for name in Teller 2teller _teller teller_ the__teller the-teller; do
  refuses "'$name' is no name for a cell: $shape" cells/$name
done
for name in int while co_yield xor main; do
  refuses "'$name' is a word of C or C++; choose another name" cells/$name
done
refuses "'format' is taken: the package's own tests are called like that; choose another name" cells/format
refuses "'teller_test' is taken: the package's own tests are called like that; choose another name" cells/teller_test
refuses "cells/there is there already; choose another name, or remove it" //cells/there
refuses "cells/file is a file, so cells/file/more/teller cannot be a folder; choose another name" cells/file/more/teller
refuses "'a2345678901234567890123456789012345678901' is longer than 40 characters; choose a shorter name" \
  cells/a2345678901234567890123456789012345678901

# What it writes: just these files; and it says the next steps.
said=$(sh "$self" "$self" "$program" "$style" //cells/demo/teller)
[ "$(cd "$BUILD_WORKSPACE_DIRECTORY" && find cells/demo -type f | sort | tr '\n' ' ')" = \
  "cells/demo/teller/BUILD.bazel cells/demo/teller/teller.c cells/demo/teller/teller.h cells/demo/teller/teller_test.cc " ] ||
  fail "a function's cell: $(seen)"
case $said in
  *"bazel build //cells/demo/teller:teller.cell"*"bazel test //cells/demo/teller/..."*) ;;
  *) fail "the next steps are not in: $said" ;;
esac
refuses "cells/demo/teller is there already; choose another name, or remove it" cells/demo/teller
sh "$self" "$self" "$program" "$style" --command cells/purser >"$TEST_TMPDIR/said"
[ "$(cd "$BUILD_WORKSPACE_DIRECTORY" && find cells/purser -type f | sort | tr '\n' ' ')" = \
  "cells/purser/BUILD.bazel cells/purser/purser.c cells/purser/purser.h cells/purser/purser_test.cc " ] || fail "a command's cell: $(seen)"

# Named from another repository it loads Delias from there; no name is so long that the layout suffers.
long=a_name_as_long_as_any_name_may_be_at_all
sh "$self" external/ship_of_delos/tools/cell/new.sh "$program" "$style" --command $long >"$TEST_TMPDIR/said"
grep -q '^load("@ship_of_delos//tools/cell:cell.bzl", "cell")$' "$BUILD_WORKSPACE_DIRECTORY/$long/BUILD.bazel" || fail "no load of another repository"
grep -q '"//' "$BUILD_WORKSPACE_DIRECTORY/$long/BUILD.bazel" && fail "a label without its repository"
"$program" --style="file:$style" --dry-run --Werror "$BUILD_WORKSPACE_DIRECTORY/$long"/*.c "$BUILD_WORKSPACE_DIRECTORY/$long"/*.cc ||
  fail "a long name is not laid out"
case $(ls -A "$BUILD_WORKSPACE_DIRECTORY") in *.new_cell*) fail "it leaves $(ls -A "$BUILD_WORKSPACE_DIRECTORY")" ;; esac
exit $failed
