# SPDX-License-Identifier: Apache-2.0
# LLVM's C++ headers, for plugins of clang.
mkdir include
mv root/usr/include/llvm-[0-9]*/llvm root/usr/include/llvm-c-[0-9]*/llvm-c include/
