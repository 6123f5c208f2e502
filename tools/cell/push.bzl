# SPDX-License-Identifier: Apache-2.0
"""cell_push: the rule behind NAME.push: builds one cell and swaps it into a running system."""

def _impl(ctx):
    runner = ctx.actions.declare_file(ctx.label.name)
    ctx.actions.write(
        content = """#!/bin/sh
# Pushes {label}; see tools/cell/push.sh.
exec {push} {cellctl} {cell} "$@"
""".format(
            cell = ctx.file.cell.short_path,
            cellctl = ctx.executable._cellctl.short_path,
            label = ctx.label,
            push = ctx.file._push.short_path,
        ),
        is_executable = True,
        output = runner,
    )
    return [DefaultInfo(
        executable = runner,
        runfiles = ctx.runfiles(files = [ctx.file.cell, ctx.executable._cellctl, ctx.file._push]),
    )]

cell_push = rule(
    implementation = _impl,
    doc = "Builds a cell for its platform and pushes it into a running system with cellctl: `bazel run NAME.push`.",
    executable = True,
    attrs = {
        "cell": attr.label(allow_single_file = True, mandatory = True),
        "_cellctl": attr.label(default = "//tools/cellctl", cfg = "target", executable = True),
        "_push": attr.label(default = "//tools/cell:push.sh", allow_single_file = True),
    },
)
