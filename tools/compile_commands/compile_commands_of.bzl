# SPDX-License-Identifier: Apache-2.0
"""compile_commands_of: the compile commands of some targets, with all files that they read."""

load(":aspect.bzl", "CompileCommandsInfo", "compile_commands_aspect")

def _impl(ctx):
    infos = [target[CompileCommandsInfo] for target in ctx.attr.targets]
    fragments = depset(transitive = [info.fragments for info in infos])
    inputs = depset(transitive = [info.inputs for info in infos])
    return [DefaultInfo(files = fragments, runfiles = ctx.runfiles(transitive_files = inputs))]

compile_commands_of = rule(
    implementation = _impl,
    doc = "Gives the fragments that compile_commands_aspect writes for targets; sources, headers and compilers are runfiles.",
    attrs = {"targets": attr.label_list(aspects = [compile_commands_aspect], mandatory = True)},
)
