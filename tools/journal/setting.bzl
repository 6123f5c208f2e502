# SPDX-License-Identifier: Apache-2.0
"""setting: a build setting that has one of a few values. On the command line: --//tools/journal:NAME=VALUE."""

SettingInfo = provider(
    doc = "The value of a build setting.",
    fields = {"value": "string"},
)

def _impl(ctx):
    value = ctx.build_setting_value
    if value not in ctx.attr.values:
        fail("{}={}: no such value; give one of: {}".format(ctx.label, value, ", ".join(ctx.attr.values)))
    return [SettingInfo(value = value)]

setting = rule(
    implementation = _impl,
    doc = "A build setting that has one of a few values.",
    attrs = {"values": attr.string_list(mandatory = True)},
    build_setting = config.string(flag = True),
)
