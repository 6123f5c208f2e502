# SPDX-License-Identifier: Apache-2.0
"""cell_file: the rule behind NAME.cell: a cell's file for a platform."""

load("//tools/cellcheck:action.bzl", "checked_files")
load(":aspect.bzl", "cell_aspect")
load(":platform.bzl", "ALLOWLIST", "to_platform")
load(":providers.bzl", "CellInfo")

def _impl(ctx):
    cell = ctx.attr.cell[0]
    own = cell[CellInfo].own
    file = ctx.actions.declare_file(ctx.label.name)
    ctx.actions.symlink(output = file, target_file = own.file)
    return [
        DefaultInfo(files = depset([file]), runfiles = ctx.runfiles([file])),
        OutputGroupInfo(
            cellcheck = depset(checked_files([own])),
            debug = depset([own.debug]),
            exports = depset([own.exports]),
            schemas = depset([own.schema.record] if own.schema else []),
        ),
    ]

cell_file = rule(
    implementation = _impl,
    doc = "The `.cell` file of a cell(), for one platform. The output group `debug` has it with debug data, `cellcheck` what the check says, `schemas` the record of its schemas as it would be now.",
    attrs = {
        "cell": attr.label(aspects = [cell_aspect], cfg = to_platform, mandatory = True, providers = [CcInfo]),
        "platform": attr.label(default = "//platforms:qemu_x86_64"),
        "_allowlist_function_transition": ALLOWLIST,
    },
)
