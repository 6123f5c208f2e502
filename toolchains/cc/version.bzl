# SPDX-License-Identifier: Apache-2.0
"""Everything in the C toolchains that changes with the version of LLVM. The packages are chosen in ../debian/groups.txt."""

LLVM_VERSION = "19"

# clang's own headers and run-time libraries, below the llvm repository.
RESOURCE_PATH = "lib/clang/" + LLVM_VERSION
