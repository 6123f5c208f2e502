# SPDX-License-Identifier: Apache-2.0
"""coverage_tools(): the repository that Bazel takes its two coverage programs from, without the Java ones that it would download."""

def _coverage_tools_impl(ctx):
    ctx.symlink(ctx.attr._merge, "merge.sh")
    ctx.symlink(ctx.attr._build, "BUILD.bazel")

coverage_tools = repository_rule(
    implementation = _coverage_tools_impl,
    doc = "Stands in for @remote_coverage_tools.",
    attrs = {
        "_build": attr.label(default = "//toolchains/coverage:coverage_tools.BUILD"),
        "_merge": attr.label(default = "//toolchains/coverage:merge.sh"),
    },
)
