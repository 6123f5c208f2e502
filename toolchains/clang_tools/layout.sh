# SPDX-License-Identifier: Apache-2.0
# clangd and clang-tidy. They use the libraries of the llvm repository, which lies beside this one, and add their own.
mkdir bin
cp root/usr/lib/llvm-*/bin/clangd root/usr/lib/llvm-*/bin/clang-tidy bin/
. "$RELOCATE"
relocate "../../llvm/lib" bin/*
