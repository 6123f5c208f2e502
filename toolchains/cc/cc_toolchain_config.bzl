# SPDX-License-Identifier: Apache-2.0
"""cc_toolchain_config(): describes the two C toolchains, for the build machine and for cells, to Bazel."""

load("@bazel_tools//tools/build_defs/cc:action_names.bzl", "ACTION_NAMES")
load(
    "@bazel_tools//tools/cpp:cc_toolchain_config_lib.bzl",
    "action_config",
    "tool",
    "tool_path",
)
load("//tools/journal:for_cells.bzl", "JournalInfo")
load(":features.bzl", "ARCHIVE_ACTIONS", "COMPILE_ACTIONS", "LINK_ACTIONS", "cell_features", "host_features")
load(":version.bzl", "LLVM_VERSION")

# Bazel still wants to hear of these by name; the actions below are what it runs.
_TOOL_PATHS = {
    "ar": "llvm-ar",
    "cpp": "clang",
    "gcc": "clang",
    "gcov": "llvm-profdata",
    "ld": "ld.lld",
    "llvm-cov": "llvm-cov",
    "llvm-profdata": "llvm-profdata",
    "nm": "llvm-nm",
    "objcopy": "llvm-objcopy",
    "objdump": "llvm-objdump",
    "strip": "llvm-strip",
}

def _actions(ctx):
    """Binds Bazel's actions to the programs that carry them out."""
    clang = [tool(tool = ctx.file._clang)]
    compile = [action_config(action_name = name, enabled = True, tools = clang) for name in COMPILE_ACTIONS + LINK_ACTIONS]
    archive = [
        action_config(action_name = name, enabled = True, tools = [tool(tool = ctx.file._ar)], implies = ["archiver_flags"])
        for name in ARCHIVE_ACTIONS
    ]
    strip = action_config(action_name = ACTION_NAMES.strip, enabled = True, tools = [tool(tool = ctx.file._strip)])
    return compile + archive + [strip]

def _cc_toolchain_config_impl(ctx):
    is_host = ctx.attr.kind == "host"
    return cc_common.create_cc_toolchain_config_info(
        ctx = ctx,
        abi_libc_version = "none",
        abi_version = "sysv",
        action_configs = _actions(ctx),
        builtin_sysroot = "external/sysroot" if is_host else None,
        compiler = "clang",
        cxx_builtin_include_directories = [],
        features = host_features() if is_host else cell_features(journal = ctx.attr.journal[JournalInfo].features),
        host_system_name = "x86_64-linux-gnu",
        target_cpu = "x86_64",
        target_libc = "glibc" if is_host else "none",
        target_system_name = "x86_64-linux-gnu" if is_host else "x86_64-unknown-none-elf",
        tool_paths = [tool_path(name = name, path = "bin/" + program) for name, program in _TOOL_PATHS.items()],
        toolchain_identifier = "llvm{}-{}".format(LLVM_VERSION, ctx.attr.kind),
    )

cc_toolchain_config = rule(
    implementation = _cc_toolchain_config_impl,
    attrs = {
        # For cells: which plugin clang loads. Built by the toolchain of kind host.
        "journal": attr.label(providers = [JournalInfo]),
        "kind": attr.string(mandatory = True, values = ["cell", "host"]),
        "_ar": attr.label(default = "@llvm//:bin/llvm-ar", allow_single_file = True),
        "_clang": attr.label(default = "@llvm//:bin/clang", allow_single_file = True),
        "_strip": attr.label(default = "@llvm//:bin/llvm-strip", allow_single_file = True),
    },
    provides = [CcToolchainConfigInfo],
)
