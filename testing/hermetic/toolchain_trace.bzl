# SPDX-License-Identifier: Apache-2.0
"""toolchain_trace(): what a toolchain runs and reads when it compiles and links a file."""

load("@bazel_tools//tools/build_defs/cc:action_names.bzl", "ACTION_NAMES")
load("@bazel_tools//tools/cpp:toolchain_utils.bzl", "find_cpp_toolchain")

_COMPILE_ACTIONS = {
    "c": ACTION_NAMES.c_compile,
    "cc": ACTION_NAMES.cpp_compile,
}

def _platform_impl(_settings, attr):
    return {"//command_line_option:platforms": [str(attr.platform)]}

_to_platform = transition(
    implementation = _platform_impl,
    inputs = [],
    outputs = ["//command_line_option:platforms"],
)

def _compile(ctx, toolchain, features, object):
    """Traces a compilation into two files: what clang says of it, and the headers it read."""
    source = ctx.file.src
    log = ctx.actions.declare_file(ctx.label.name + ".compile.log")
    headers = ctx.actions.declare_file(ctx.label.name + ".d")
    variables = cc_common.create_compile_variables(
        cc_toolchain = toolchain,
        feature_configuration = features,
        output_file = object.path,
        source_file = source.path,
        user_compile_flags = ["-v", "-MD", "-MF", headers.path],
    )
    _run(ctx, toolchain, features, _COMPILE_ACTIONS[source.extension], variables, log, [source], [object, headers])
    return [log, headers]

def _link(ctx, toolchain, features, object):
    """Traces a link into a file: what clang says of it, and the files that the linker read."""
    log = ctx.actions.declare_file(ctx.label.name + ".link.log")
    program = ctx.actions.declare_file(ctx.label.name)
    variables = cc_common.create_link_variables(
        cc_toolchain = toolchain,
        feature_configuration = features,
        output_file = program.path,
        user_link_flags = ["-v", "-Wl,--trace", object.path],
    )
    _run(ctx, toolchain, features, ACTION_NAMES.cpp_link_executable, variables, log, [object], [program])
    return [log]

def _run(ctx, toolchain, features, action_name, variables, log, inputs, outputs):
    flags = cc_common.get_memory_inefficient_command_line(
        action_name = action_name,
        feature_configuration = features,
        variables = variables,
    )
    tool = cc_common.get_tool_for_action(action_name = action_name, feature_configuration = features)
    ctx.actions.run(
        arguments = [log.path, tool] + flags,
        executable = ctx.executable._trace,
        inputs = depset(inputs, transitive = [toolchain.all_files]),
        mnemonic = "ToolchainTrace",
        outputs = outputs + [log],
    )

def _toolchain_trace_impl(ctx):
    toolchain = find_cpp_toolchain(ctx)
    features = cc_common.configure_features(
        cc_toolchain = toolchain,
        ctx = ctx,
        requested_features = ctx.features,
        unsupported_features = ctx.disabled_features,
    )
    object = ctx.actions.declare_file(ctx.label.name + ".o")
    traces = _compile(ctx, toolchain, features, object)
    if ctx.attr.link:
        traces = traces + _link(ctx, toolchain, features, object)
    return [DefaultInfo(files = depset(traces), runfiles = ctx.runfiles(traces))]

toolchain_trace = rule(
    implementation = _toolchain_trace_impl,
    doc = "Compiles a file with clang's -v and -MD and links it with the linker's --trace, while every compiler on PATH is a " +
          "trap. Gives the logs.",
    attrs = {
        "link": attr.bool(doc = "link a program as well"),
        "platform": attr.label(mandatory = True),
        "src": attr.label(allow_single_file = [".c", ".cc"], mandatory = True),
        "_allowlist_function_transition": attr.label(default = "@bazel_tools//tools/allowlists/function_transition_allowlist"),
        "_cc_toolchain": attr.label(default = "@bazel_tools//tools/cpp:current_cc_toolchain"),
        "_trace": attr.label(cfg = "exec", default = "//testing/hermetic:trace", executable = True),
    },
    cfg = _to_platform,
    fragments = ["cpp"],
    toolchains = ["@bazel_tools//tools/cpp:toolchain_type"],
)
