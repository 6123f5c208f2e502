# SPDX-License-Identifier: Apache-2.0
"""The command lines of the C toolchains. Paths are relative to the execution root, where external repositories lie in external/."""

load(":version.bzl", "RESOURCE_PATH")

C_STANDARD = "-std=c23"
CXX_STANDARD = "-std=c++20"

_RESOURCES = [
    "-no-canonical-prefixes",
    "-resource-dir=external/llvm/" + RESOURCE_PATH,
]

# The same source gives the same bits in every checkout, on every machine and every day.
_REPRODUCIBLE = [
    "-ffile-compilation-dir=.",
    "-Wno-builtin-macro-redefined",
    "-D__DATE__=\"redacted\"",
    "-D__TIME__=\"redacted\"",
    "-D__TIMESTAMP__=\"redacted\"",
]

_MESSAGES = [
    "-fdiagnostics-color=always",
    # Assembler sources get the flags of the C sources beside them and use only some of them.
    "-Wno-unused-command-line-argument",
]

WARNINGS = [
    "-Wall",
    "-Wextra",
]

C_WARNINGS = [
    "-Wmissing-prototypes",
    "-Wstrict-prototypes",
    "-Wvla",
    # Who holds which lock, as headers say (kernel/base/lock_word.h).
    "-Wthread-safety",
]

_HOST_TARGET = [
    "--target=x86_64-linux-gnu",
    "--sysroot=external/sysroot",
]

_CELL_TARGET = ["--target=x86_64-unknown-none-elf"]

HOST_COMPILE = _HOST_TARGET + _RESOURCES + _REPRODUCIBLE + _MESSAGES + [
    "-g",
    "-fno-omit-frame-pointer",
]

# libstdc++ is linked statically, so that a program runs wherever there is a glibc.
HOST_LINK = _HOST_TARGET + _RESOURCES + [
    "-fuse-ld=lld",
    "-static-libgcc",
    "-lm",
    "-Wl,--build-id=sha1",
    "-Wl,--fatal-warnings",
]
HOST_LINK_STATIC_CXX = ["-l:libstdc++.a"]
HOST_LINK_SHARED_CXX = ["-lstdc++"]

# A cell is compiled in one way only, whatever Bazel's compilation mode: its bits are its version.
CELL_COMPILE = _CELL_TARGET + _RESOURCES + _REPRODUCIBLE + _MESSAGES + [
    "-ffreestanding",
    "-nostdlibinc",
    "-D__DELIAS__",
    "-fPIC",
    "-fvisibility=hidden",
    # Interrupts use the stack that they meet, and vector registers belong to nobody.
    "-mno-red-zone",
    "-mgeneral-regs-only",
    "-O2",
    "-g",
    # Quiescence and backtraces walk frame pointers, and a tail call would hide its caller from them.
    "-fno-omit-frame-pointer",
    "-fno-optimize-sibling-calls",
    "-ffunction-sections",
    "-fdata-sections",
    # Data that leads into the middle of a function could not be told from an escaped address.
    "-fno-jump-tables",
    "-fno-stack-protector",
    "-fno-asynchronous-unwind-tables",
]

# Checks the type of each indirect call. Only for C: there is nothing to check in assembler sources.
CELL_COMPILE_C = ["-fsanitize=kcfi"]

CELL_LINK = _CELL_TARGET + _RESOURCES + [
    "-fuse-ld=lld",
    "-nostdlib",
]

SANITIZERS = {
    "asan": ["-fsanitize=address"],
    "ubsan": [
        "-fsanitize=undefined",
        "-fno-sanitize-recover=undefined",
    ],
}

# C programs need the part of a sanitizer that is written in C++ as well.
SANITIZER_LINK = ["-fsanitize-link-c++-runtime"]

FUZZER_COMPILE = ["-fsanitize=fuzzer-no-link"]
FUZZER_LINK = ["-fsanitize=fuzzer"]

COVERAGE_COMPILE = [
    "-fprofile-instr-generate",
    "-fcoverage-mapping",
    "-fcoverage-compilation-dir=.",
]
COVERAGE_LINK = ["-fprofile-instr-generate"]
