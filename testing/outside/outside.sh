#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Builds, tests, boots and debugs from a workspace that takes Delias as an external repository, and writes cells into it. Runs Bazel,
# so it runs outside of it: on a copy of this folder, with an output base of its own. Prints "ok NAME" or "FAILED NAME" for each step.
set -uo pipefail
cd "$(dirname "$0")/../.."
delias=$PWD
root=$(mktemp -d)
workspace=$root/workspace
status=0

# Bazel in the copy.
in_workspace() { (cd "$workspace" && "$delias/bazelw" --output_base="$root/base" "$@"); }
quiet=(--color=no --curses=no --noshow_progress)

clean() {
  in_workspace shutdown 2>/dev/null
  chmod -R u+w "$root"
  rm -rf "$root"
}
trap clean EXIT

# step NAME COMMAND...: a line with the verdict; what the command said is shown only if it fails.
step() {
  local name=$1
  shift
  if "$@" >"$root/log" 2>&1; then
    echo "ok $name"
  else
    tail -n 60 "$root/log" | sed 's/^/   /'
    echo "FAILED $name"
    status=1
  fi
}

# Carries out the session in the file, at the image `ship` as a person starts it.
at_the_prompt() {
  in_workspace build "${quiet[@]}" @delias//testing/session || return
  local session
  session=$(in_workspace info "${quiet[@]}" bazel-bin 2>/dev/null)/external/delias/testing/session/session
  (cd "$workspace" && "$session" "$1" "$delias/bazelw" --output_base="$root/base" run "${quiet[@]}" //images:ship)
}

# The debugger shows the source of a cell of this workspace and of one of Delias, each at a stop inside it.
debugger_shows_sources() {
  cat >"$root/gdb" <<'TEXT'
list fathom_to_mm
hbreak boot_main
continue
list
kill
TEXT
  in_workspace run "${quiet[@]}" //images:ship -- --gdb-script "$root/gdb" >"$root/gdb.said" 2>&1
  cat "$root/gdb.said"
  grep -q 'ckd_mul(&tenths, fathoms' "$root/gdb.said" && grep -q '[0-9].*boot_main(' "$root/gdb.said"
}

# Questions about this workspace's image, asked on the build machine.
questions_about_the_image() {
  in_workspace run "${quiet[@]}" @delias//tools/graph -- --image "$(in_workspace info bazel-bin 2>/dev/null)/images/ship.elf" \
    dependents //fathom >"$root/said" 2>&1
  cat "$root/said"
  grep -q '^ *//fathom:sound  *fathom_to_mm' "$root/said"
}

# Without its dependency the cell does not build, and the sentence has the mend: with that it builds again.
mend_of_a_missing_dependency() {
  sed -i '/"@delias\/\/kernel\/console",/d' "$workspace/fathom/BUILD.bazel"
  if in_workspace build "${quiet[@]}" //fathom:sound.cell; then
    echo "it builds without its dependency"
    return 1
  fi >"$root/said" 2>&1
  cat "$root/said"
  grep -q '//fathom:sound: fathom/sound.c includes kernel/console/console.h, which none of its deps has; add "//kernel/console" or "@delias//kernel/console", or' \
    "$root/said" || return
  sed -i 's|^        "@delias//cells/shell:command",|&\n        "@delias//kernel/console",|' "$workspace/fathom/BUILD.bazel"
  in_workspace build "${quiet[@]}" //fathom:sound.cell
}

# An image without a provider is refused with the labels that this workspace would write.
missing_provider() {
  cp "$workspace/images/BUILD.bazel" "$root/BUILD"
  sed -i 's|QEMU_X86_64 + \[$|[cell for cell in QEMU_X86_64 if "arch" not in cell] + [|' "$workspace/images/BUILD.bazel"
  in_workspace build "${quiet[@]}" --nobuild //images:ship >"$root/said" 2>&1
  local result=$?
  cp "$root/BUILD" "$workspace/images/BUILD.bazel"
  cat "$root/said"
  ((result != 0)) && grep -q '//images:ship: cell @delias//.* needs @delias//kernel/arch, .* to providers: @delias//kernel/arch:x86_64' "$root/said"
}

# `tools/cell:new` writes two cells; they build as cells, and their tests pass, that of their layout included.
new_cells() {
  in_workspace run "${quiet[@]}" @delias//tools/cell:new -- stores/purser || return
  in_workspace run "${quiet[@]}" @delias//tools/cell:new -- --command //stores/teller || return
  in_workspace build "${quiet[@]}" //stores/purser:purser.cell //stores/teller:teller.cell || return
  in_workspace test "${quiet[@]}" //stores/... || return
}

# Commands for editors: this workspace's files, with the headers of Delias at hand.
commands_for_editors() {
  in_workspace run "${quiet[@]}" @delias//tools/compile_commands || return
  cat "$workspace/compile_commands.json"
  grep -q '"file":"fathom/fathom.c"' "$workspace/compile_commands.json" &&
    grep -q 'external/delias"' "$workspace/compile_commands.json"
}

new_command_at_the_prompt() {
  sed -i 's|^        "//fathom:sound",|&\n        "//stores/purser",\n        "//stores/teller",|' "$workspace/images/BUILD.bazel"
  cat >"$root/session" <<'TEXT'
expect delias>\x20
send teller
expect teller: run 1
expect delias>\x20
send teller
expect teller: run 2
expect delias>\x20
send cell //stores/purser
expect purser_add
expect delias>\x20
send poweroff 5
status 5
TEXT
  at_the_prompt "$root/session"
}

layout_is_mended() {
  echo 'int    spread ;' >>"$workspace/fathom/sound.c"
  if in_workspace test "${quiet[@]}" //fathom:format_test; then return 1; fi
  in_workspace run "${quiet[@]}" @delias//tools/format:fix || return
  in_workspace test "${quiet[@]}" //fathom:format_test
}

# A third repository: its cells are held to the dialect, the plain code that they link is not.
third_repository() {
  mkdir -p "$root/third"
  echo 'workspace(name = "third")' >"$root/third/WORKSPACE"
  cat >"$root/third/BUILD.bazel" <<'TEXT'
load("@delias//tools/cell:cell.bzl", "cell")
load("@rules_cc//cc:defs.bzl", "cc_library")

cc_library(
    name = "plain",
    srcs = ["plain.c"],
    hdrs = ["plain.h"],
    deps = ["@delias//kernel/base"],
)

cell(
    name = "buoy",
    srcs = ["buoy.c"],
    visibility = ["//visibility:public"],
    deps = [
        ":plain",
        "@delias//kernel/base",
    ],
)
TEXT
  printf '#pragma once\n#include "kernel/base/cell.h"\nuint32_t plain_depth(void);\n' >"$root/third/plain.h"
  printf '#include "plain.h"\nCELL_UNSAFE("in cellcheck'"'"'s way") uint32_t plain_depth(void) {\n  return 3;\n}\n' >"$root/third/plain.c"
  cat >"$root/third/buoy.c" <<'TEXT'
#include "plain.h"
CELL_UNSAFE("there is no reason") CELL_CALLBACK void buoy_main(void) {
  (void)plain_depth();
}
CELL_OPS(struct cell_lifecycle, buoy_lifecycle) = {.main = buoy_main};
TEXT
  printf '\nlocal_repository(\n    name = "third",\n    path = "%s",\n)\n' "$root/third" >>"$workspace/WORKSPACE"
  if in_workspace build "${quiet[@]}" @third//:buoy.cell >"$root/said" 2>&1; then
    echo "a cell of a third repository that breaks a rule was built"
    return 1
  fi
  cat "$root/said"
  grep -q "buoy.c:2:.*CELL_UNSAFE of 'buoy_main' excuses nothing \[unsafe.unused\]" "$root/said" || return
  if grep -q 'plain.c.*unsafe.unused' "$root/said"; then return 1; fi
  sed -i 's/CELL_UNSAFE("there is no reason") //' "$root/third/buoy.c"
  in_workspace build "${quiet[@]}" @third//:buoy.cell
}

cp -a testing/outside "$workspace"
sed -i "s|path = \"../..\"|path = \"$delias\"|" "$workspace/WORKSPACE"
grep -qF "path = \"$delias\"" "$workspace/WORKSPACE" || { echo "FAILED outside: WORKSPACE names no path ../.."; exit 1; }

step "outside: the tests of another repository pass, in QEMU too" in_workspace test "${quiet[@]}" //...
step "outside: bazel run boots its image" at_the_prompt images/ship.session
step "outside: the debugger finds the sources of both repositories" debugger_shows_sources
step "outside: commands for editors" commands_for_editors
step "outside: questions about its image" questions_about_the_image
step "outside: an undeclared dependency is refused with its mend" mend_of_a_missing_dependency
step "outside: a missing provider is named as this repository names it" missing_provider
step "outside: new cells build and pass their tests" new_cells
step "outside: a new command is at the prompt" new_command_at_the_prompt
step "outside: a third repository's cells are checked, its plain code is not" third_repository
step "outside: the layout is checked and mended" layout_is_mended
exit $status
