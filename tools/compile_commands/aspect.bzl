# SPDX-License-Identifier: Apache-2.0
"""compile_commands_aspect: writes down how each C, C++ and assembler file of a target is compiled.

The commands come from the toolchain that compiles the target, in the target's own configuration: a cell's files appear with the
flags of its platform, which the aspect reaches through NAME.cell, and tests with those of the build machine.
"""

load("@bazel_tools//tools/build_defs/cc:action_names.bzl", "ACTION_NAMES")
load("@bazel_tools//tools/cpp:toolchain_utils.bzl", "find_cpp_toolchain")
load(":tokenized.bzl", "tokenized")

CompileCommandsInfo = provider(
    doc = "How the files of a target, and of all that it depends on, are compiled.",
    fields = {
        "fragments": "depset of files, each with a JSON object a line: file, arguments",
        "inputs": "depset of the sources and headers of this repository, and of the toolchains",
    },
)

_ACTIONS = {
    "S": ACTION_NAMES.preprocess_assemble,
    "c": ACTION_NAMES.c_compile,
    "cc": ACTION_NAMES.cpp_compile,
    "cpp": ACTION_NAMES.cpp_compile,
}

# Where cells and C code hang; `cell` and those of os_image() lead to a platform's configuration.
_EDGES = [
    "actual",
    "boot",
    "cell",
    "cells",
    "deps",
    "nucleus",
    "object",
    "providers",
    "spares",
]

def _context(target, ctx):
    """The compilation context: the target's own, or, for programs, which have none, that of what they depend on."""
    if CcInfo in target:
        return target[CcInfo].compilation_context
    infos = [dep[CcInfo] for dep in getattr(ctx.rule.attr, "deps", []) if CcInfo in dep]
    return cc_common.merge_cc_infos(cc_infos = infos).compilation_context

def _own_flags(target, ctx):
    defines = []
    if CcInfo not in target:
        defines = tokenized(words = ctx.rule.attr.defines + ctx.rule.attr.local_defines)
    return ["-D" + define for define in defines] + tokenized(words = ctx.rule.attr.copts)

def _command(ctx, *, toolchain, features, context, flags, source):
    action = _ACTIONS[source.extension]
    cpp = ctx.fragments.cpp
    by_language = {
        ACTION_NAMES.c_compile: cpp.copts + cpp.conlyopts,
        ACTION_NAMES.cpp_compile: cpp.copts + cpp.cxxopts,
        ACTION_NAMES.preprocess_assemble: cpp.copts,
    }
    variables = cc_common.create_compile_variables(
        cc_toolchain = toolchain,
        feature_configuration = features,
        include_directories = context.includes,
        output_file = source.basename + ".o",
        preprocessor_defines = depset(transitive = [context.defines, context.local_defines]),
        quote_include_directories = context.quote_includes,
        source_file = source.path,
        system_include_directories = context.system_includes,
        user_compile_flags = by_language[action] + flags,
    )
    tool = cc_common.get_tool_for_action(action_name = action, feature_configuration = features)
    words = cc_common.get_memory_inefficient_command_line(
        action_name = action,
        feature_configuration = features,
        variables = variables,
    )
    return json.encode(struct(arguments = [tool] + words, file = source.path))

def _below(target, ctx):
    found = []
    for edge in _EDGES:
        value = getattr(ctx.rule.attr, edge, None)
        for dep in value if type(value) == "list" else [value]:
            if type(dep) == "Target" and CompileCommandsInfo in dep:
                found.append(dep[CompileCommandsInfo])
    return found

def _impl(target, ctx):
    below = _below(target, ctx)
    fragments = []
    inputs = []
    sources = [file for file in getattr(ctx.rule.files, "srcs", []) if file.extension in _ACTIONS]
    # A library that is not for this platform has no CcInfo, and is compiled elsewhere.
    is_c = ctx.rule.kind in ["cc_binary", "cc_test"] or (ctx.rule.kind == "cc_library" and CcInfo in target)
    if is_c and sources and not target.label.workspace_name:
        toolchain = find_cpp_toolchain(ctx)
        features = cc_common.configure_features(
            cc_toolchain = toolchain,
            ctx = ctx,
            requested_features = ctx.features,
            # clangd compiles nothing, and does not load a plugin of a compilation.
            unsupported_features = ctx.disabled_features + ["journal"],
        )
        context = _context(target, ctx)
        commands = [
            _command(
                ctx,
                context = context,
                features = features,
                flags = _own_flags(target, ctx),
                source = source,
                toolchain = toolchain,
            )
            for source in sources
        ]
        fragment = ctx.actions.declare_file(target.label.name + ".commands")
        ctx.actions.write(content = "\n".join(commands) + "\n", output = fragment)
        fragments.append(fragment)
        inputs = [depset(ctx.rule.files.srcs), context.headers, toolchain.all_files]
    info = CompileCommandsInfo(
        fragments = depset(fragments, transitive = [other.fragments for other in below]),
        inputs = depset(transitive = inputs + [other.inputs for other in below]),
    )
    return [info, OutputGroupInfo(compile_commands = info.fragments)]

compile_commands_aspect = aspect(
    implementation = _impl,
    attr_aspects = _EDGES,
    attrs = {"_cc_toolchain": attr.label(default = "@bazel_tools//tools/cpp:current_cc_toolchain")},
    fragments = ["cpp"],
    toolchains = ["@bazel_tools//tools/cpp:toolchain_type"],
)
