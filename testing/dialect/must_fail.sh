#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Builds what must not build, and compares what the build says with expected.txt. Runs Bazel, so it runs outside of it.
#
# Cells fail in an action, all in one build; images and BUILD files fail while Bazel loads or analyses, one by one and without
# building anything. Prints "ok NAME" or "FAILED NAME" for each, then "N passed, N failed".
set -uo pipefail
cd "$(dirname "$0")/../.."
folder=testing/dialect
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0 failed=0
# cellcheck would speak first of some of them; its own builds that must fail are in tools/cellcheck/testing/build.
quiet=(--color=no --curses=no --noshow_progress --//tools/cellcheck:mode=off)

expect() { # expect NAME STATUS OUTPUT
  local sentence missing=0 count=0
  while read -r sentence; do
    count=$((count + 1))
    grep -qF -- "$sentence" "$3" || { missing=1; echo "   missing: $sentence"; }
  done < <(sed -n "s/^$1 |\{0,1\}//p" $folder/expected.txt)
  if [[ $2 != 0 && $count != 0 && $missing == 0 ]]; then
    echo "ok $1"
    passed=$((passed + 1))
  else
    echo "FAILED $1: the build ended with status $2, and $count sentences of expected.txt should be in what it said:"
    grep -a 'rror' "$3" | head -n 5
    failed=$((failed + 1))
  fi
}

cells=() images=()
while read -r name rule; do
  case $rule in
    broken_cell) cells+=("$name") ;;
    image) images+=("$name") ;;
  esac
done < <(sed -n 's/^ *name = "\(.*\)",$/\1 broken_cell/p; s/^broken_cell(name = "\(.*\)")$/\1 broken_cell/p; s/^ *("\([a-z_]*\)", \[.*/\1 image/p' $folder/broken/BUILD.bazel |
  grep -v '^loop\|^seen \|^plain_[cu][a-z]* ')

./bazelw build "${quiet[@]}" --keep_going $(printf ' //testing/dialect/broken:%s.cell' "${cells[@]}") >"$work/cells" 2>&1
status=$?
for name in "${cells[@]}"; do expect "$name" $status "$work/cells"; done

# From here on nothing is built; the first analysis of an image loads what the others then find loaded.
./bazelw build "${quiet[@]}" --nobuild //images:minimal >"$work/warm" 2>&1
for name in "${images[@]}"; do
  ./bazelw build "${quiet[@]}" --nobuild "//$folder/broken:$name" >"$work/$name" 2>&1
  expect "$name" $? "$work/$name"
  grep -ao 'Elapsed time: [0-9.]*s' "$work/$name" | sed "s/^/   $name: /"
done

# A BUILD file that cannot be loaded must not lie in the tree, where //... would meet it.
for file in $folder/attributes/*.BUILD; do
  name=$(basename "$file" .BUILD)
  mkdir -p "$work/packages/dialect_$name"
  cp "$file" "$work/packages/dialect_$name/BUILD.bazel"
done
for file in $folder/attributes/*.BUILD; do
  name=$(basename "$file" .BUILD)
  ./bazelw build "${quiet[@]}" --nobuild --package_path="%workspace%:$work/packages" "//dialect_$name:all" >"$work/$name" 2>&1
  expect "$name" $? "$work/$name"
done

# Every expectation belongs to a case.
while read -r name _; do
  [[ -e $folder/attributes/$name.BUILD || " ${cells[*]} ${images[*]} " == *" $name "* ]] && continue
  echo "FAILED $name: expected.txt has it, but there is no such case"
  failed=$((failed + 1))
done < <(grep -v '^#' $folder/expected.txt)

echo "$passed passed, $failed failed"
((failed == 0))
