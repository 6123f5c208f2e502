#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# fix CLANG-FORMAT STYLE: lays out every C and C++ file of the caller's workspace as STYLE says, which is .clang-format here.
set -eu
program=$PWD/$1 style=$PWD/$2
cd "${BUILD_WORKSPACE_DIRECTORY:?start this with: bazel run //tools/format:fix}"
find . -name .git -prune -o -type f \( -name '*.c' -o -name '*.cc' -o -name '*.h' \) -exec "$program" --style="file:$style" -i {} +
