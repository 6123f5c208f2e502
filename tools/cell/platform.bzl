# SPDX-License-Identifier: Apache-2.0
"""The transition from the build machine to the platform that a cell or an image is for."""

def _impl(_settings, attr):
    return {"//command_line_option:platforms": [str(attr.platform)]}

to_platform = transition(
    implementation = _impl,
    inputs = [],
    outputs = ["//command_line_option:platforms"],
)

ALLOWLIST = attr.label(default = "@bazel_tools//tools/allowlists/function_transition_allowlist")
