#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# symbolized TEST...: runs a test so that sanitizers name functions and lines in what they report.
symbolizer=${TEST_SRCDIR:-.}/llvm/bin/llvm-symbolizer
export ASAN_SYMBOLIZER_PATH="$symbolizer" UBSAN_SYMBOLIZER_PATH="$symbolizer"
exec "$@"
