#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# What holds for all files of the tree and no package can check for itself: each says its licence, each package with C or C++
# checks its layout, and the documents' links lead somewhere. Prints "ok ..." or "FAILED ..." for each.
set -uo pipefail
cd "$(dirname "$0")/../.."
status=0

verdict() { # verdict NAME COMPLAINTS
  if [[ -z $2 ]]; then
    echo "ok $1"
  else
    echo "FAILED $1"
    printf '   %s\n' "$2"
    status=1
  fi
}

sources() { git ls-files -co --exclude-standard -- "$@" | while read -r file; do [[ -f $file && ! -L $file ]] && echo "$file"; done; }

verdict "every source file says its licence" \
  "$(sources '*.c' '*.cc' '*.h' '*.S' '*.ld' '*.bzl' '*.sh' '*BUILD.bazel' 'bazelw' '.ci/run' '.bazelrc' WORKSPACE Containerfile |
    xargs grep -L 'SPDX-License-Identifier: Apache-2.0')"

verdict "every package with C or C++ checks its layout" \
  "$(sources '*.c' '*.cc' '*.h' | xargs -n 1 dirname | sort -u | while read -r folder; do
    while [[ ! -e $folder/BUILD.bazel ]]; do folder=$(dirname "$folder"); done
    grep -q '^format_test(' "$folder/BUILD.bazel" || echo "$folder/BUILD.bazel has no format_test()"
  done | sort -u)"

verdict "every link in the documents leads to a file" \
  "$(sources '*.md' | while read -r page; do
    grep -o '](\([^):#]*\)' "$page" | sed 's/](//' | while read -r link; do
      [[ -e $(dirname "$page")/$link ]] || echo "$page: $link"
    done
  done)"

exit $status
