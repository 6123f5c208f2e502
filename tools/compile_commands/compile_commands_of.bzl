# SPDX-License-Identifier: Apache-2.0
"""compile_commands_of: the compile commands of some targets, with all files that they read."""

load(":aspect.bzl", "CompileCommandsInfo", "compile_commands_aspect")

def _impl(ctx):
    infos = [target[CompileCommandsInfo] for target in ctx.attr.targets]
    fragments = depset(transitive = [info.fragments for info in infos])
    inputs = depset(transitive = [info.inputs for info in infos])

    # One file: as runfiles, the fragments of two configurations would have the same name.
    out = ctx.actions.declare_file(ctx.label.name + ".commands")
    args = ctx.actions.args()
    args.add(out)
    args.add_all(fragments)
    ctx.actions.run_shell(
        arguments = [args],
        command = "out=$1; shift; cat \"$@\" >\"$out\"",
        inputs = fragments,
        mnemonic = "CompileCommands",
        outputs = [out],
        progress_message = "Collecting the compile commands of %{label}",
    )
    return [DefaultInfo(files = depset([out]), runfiles = ctx.runfiles(files = [out], transitive_files = inputs))]

compile_commands_of = rule(
    implementation = _impl,
    doc = "A file with the fragments that compile_commands_aspect writes for targets; sources, headers and compilers are runfiles.",
    attrs = {"targets": attr.label_list(aspects = [compile_commands_aspect], mandatory = True)},
)
