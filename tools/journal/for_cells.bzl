# SPDX-License-Identifier: Apache-2.0
"""journal_for_cells: the flags with which clang loads the plugin, and which of its features are on, as the build settings want it."""

load(":setting.bzl", "SettingInfo")

JournalInfo = provider(
    doc = "How clang is told to journal.",
    fields = {
        "features": "the features of the cell toolchain: a dict from the name to a struct of flags and enabled",
    },
)

def _impl(ctx):
    plugin = ctx.file.plugin

    # Loaded before options are read; a pass plugin alone is loaded too late for that.
    loading = ["-Xclang", "-load", "-Xclang", plugin.path, "-fpass-plugin=" + plugin.path]
    return [
        DefaultInfo(files = depset([plugin])),
        JournalInfo(features = {
            "journal": struct(enabled = ctx.attr.mode[SettingInfo].value == "on", flags = loading),
            "journal_outside_trap": struct(
                enabled = ctx.attr.outside[SettingInfo].value == "trap",
                flags = ["-mllvm", "-journal-outside=trap"],
            ),
            # All that the plugin does but logging: to see what that costs.
            "journal_defect_all": struct(
                enabled = False,
                flags = ["-mllvm", "-journal-defect=all"],
            ),
            "journal_defect_skip2": struct(
                enabled = ctx.attr.defect[SettingInfo].value == "skip2",
                flags = ["-mllvm", "-journal-defect=skip2"],
            ),
        }),
    ]

journal_for_cells = rule(
    implementation = _impl,
    doc = "What the cell toolchain needs to have clang journal.",
    attrs = {
        "defect": attr.label(mandatory = True, providers = [SettingInfo]),
        "mode": attr.label(mandatory = True, providers = [SettingInfo]),
        "outside": attr.label(mandatory = True, providers = [SettingInfo]),
        "plugin": attr.label(allow_single_file = True, cfg = "exec", mandatory = True),
    },
    provides = [JournalInfo],
)
