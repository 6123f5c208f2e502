# SPDX-License-Identifier: Apache-2.0
"""cell_flags: a file with the flags of a cell's compiler, for tests that check sources which no cell() has."""

load("//tools/cell:platform.bzl", "ALLOWLIST", "to_platform")
load(":flags.bzl", "CC_TOOLCHAIN", "c_flags")

def _impl(ctx):
    infos = [dep[CcInfo] for dep in ctx.attr.deps]
    context = cc_common.merge_cc_infos(cc_infos = infos).compilation_context
    out = ctx.actions.declare_file(ctx.label.name)
    ctx.actions.write(out, "".join([word + "\n" for word in c_flags(ctx, context = context, copts = [])]))
    # Without what only says that the cells' includes were checked.
    headers = [header for header in context.headers.to_list() if not header.path.endswith(".checked.h")]
    runfiles = ctx.runfiles(files = [out] + headers, transitive_files = ctx.attr._compiler.files)
    return [DefaultInfo(files = depset([out]), runfiles = runfiles)]

_cell_flags = rule(
    implementation = _impl,
    attrs = {
        "deps": attr.label_list(providers = [CcInfo]),
        "_cc_toolchain": CC_TOOLCHAIN,
        "_compiler": attr.label(default = "@llvm//:compiler", cfg = "exec"),
    },
    fragments = ["cpp"],
    toolchains = ["@bazel_tools//tools/cpp:toolchain_type"],
)

def _for_platform_impl(ctx):
    made = ctx.attr.flags[0][DefaultInfo]
    return [DefaultInfo(files = made.files, runfiles = made.default_runfiles)]

_for_platform = rule(
    implementation = _for_platform_impl,
    attrs = {
        "flags": attr.label(cfg = to_platform),
        "platform": attr.label(default = "//platforms:qemu_x86_64"),
        "_allowlist_function_transition": ALLOWLIST,
    },
)

def cell_flags(*, name, deps, **kwargs):
    """Makes NAME, a word a line; headers and the compiler's own files are its runfiles.

    Args:
      name: the file's target.
      deps: cells whose headers are included.
      **kwargs: further attributes, such as testonly.
    """
    _cell_flags(
        name = name + ".words",
        tags = ["manual"],
        deps = deps,
        **kwargs
    )
    _for_platform(
        name = name,
        flags = ":" + name + ".words",
        **kwargs
    )
