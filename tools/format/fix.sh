#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# fix CLANG-FORMAT: lays out every C and C++ file of the tree as .clang-format says.
set -eu
program=$PWD/$1
cd "${BUILD_WORKSPACE_DIRECTORY:?start this with: bazel run //tools/format:fix}"
find . -name .git -prune -o -type f \( -name '*.c' -o -name '*.cc' -o -name '*.h' \) -exec "$program" --style=file -i {} +
