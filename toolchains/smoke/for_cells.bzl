# SPDX-License-Identifier: Apache-2.0
"""for_cells(): the archives of libraries, compiled for the platform of cells."""

def _transition_impl(_settings, _attr):
    return {"//command_line_option:platforms": [str(Label("//platforms:qemu_x86_64"))]}

_to_cells = transition(
    implementation = _transition_impl,
    inputs = [],
    outputs = ["//command_line_option:platforms"],
)

def _for_cells_impl(ctx):
    archives = depset(transitive = [dep[DefaultInfo].files for dep in ctx.attr.deps])
    return [DefaultInfo(files = archives, runfiles = ctx.runfiles(transitive_files = archives))]

for_cells = rule(
    implementation = _for_cells_impl,
    attrs = {
        "deps": attr.label_list(cfg = _to_cells, providers = [CcInfo]),
        "_allowlist_function_transition": attr.label(default = "@bazel_tools//tools/allowlists/function_transition_allowlist"),
    },
)
