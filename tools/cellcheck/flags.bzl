# SPDX-License-Identifier: Apache-2.0
"""c_flags: the flags with which a cell's C sources are compiled, for programs that read them as the compiler does."""

load("@bazel_tools//tools/build_defs/cc:action_names.bzl", "ACTION_NAMES")
load("@bazel_tools//tools/cpp:toolchain_utils.bzl", "find_cpp_toolchain")
load("//tools/compile_commands:tokenized.bzl", "tokenized")

# What a rule or an aspect that calls c_flags declares, beside fragments = ["cpp"] and toolchains = ["@bazel_tools//tools/cpp:toolchain_type"].
CC_TOOLCHAIN = attr.label(default = "@bazel_tools//tools/cpp:current_cc_toolchain")

def c_flags(ctx, *, context, copts):
    """The words, without those that name source and output.

    Args:
      ctx: of the rule or aspect.
      context: the compilation context of the sources, as CcInfo of a cc_library has it.
      copts: the cc_library's own, as its BUILD file has them.

    Returns:
      A list of words.
    """
    toolchain = find_cpp_toolchain(ctx)
    features = cc_common.configure_features(
        cc_toolchain = toolchain,
        ctx = ctx,
        requested_features = ctx.features,
        # Only a compiler loads its plugin.
        unsupported_features = ctx.disabled_features + ["journal"],
    )
    cpp = ctx.fragments.cpp
    variables = cc_common.create_compile_variables(
        cc_toolchain = toolchain,
        feature_configuration = features,
        include_directories = context.includes,
        preprocessor_defines = depset(transitive = [context.defines, context.local_defines]),
        quote_include_directories = context.quote_includes,
        system_include_directories = context.system_includes,
        user_compile_flags = cpp.copts + cpp.conlyopts + tokenized(words = copts),
    )
    return cc_common.get_memory_inefficient_command_line(
        action_name = ACTION_NAMES.c_compile,
        feature_configuration = features,
        variables = variables,
    )
