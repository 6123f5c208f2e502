# SPDX-License-Identifier: Apache-2.0
"""The transition from the build machine to the platform that a cell or an image is for."""

# Cells of these platforms are compiled in another's configuration: one file for both, built once.
_COMPILED_FOR = {"host_mt": "qemu_x86_64", "host_sim": "qemu_x86_64"}

# Of an image; cells by themselves are resilient.
_PROFILES = {"fast": "_fast", "resilient": ""}

def _impl(_settings, attr):
    platform = attr.platform
    name = _COMPILED_FOR.get(platform.name, platform.name) + _PROFILES[getattr(attr, "profile", "resilient")]
    return {"//command_line_option:platforms": [str(platform.relative(":" + name))]}

to_platform = transition(
    implementation = _impl,
    inputs = [],
    outputs = ["//command_line_option:platforms"],
)

ALLOWLIST = attr.label(default = "@bazel_tools//tools/allowlists/function_transition_allowlist")
