# SPDX-License-Identifier: Apache-2.0
"""files_but: files without one of them, for a copy of a cell in which another file takes that one's place."""

def _impl(ctx):
    kept = [file for file in ctx.files.srcs if file.basename != ctx.attr.but]
    if len(kept) != len(ctx.files.srcs) - 1:
        fail("{}: there is no {} among its srcs; name a file that is".format(ctx.label, ctx.attr.but))
    return [DefaultInfo(files = depset(kept))]

files_but = rule(
    implementation = _impl,
    attrs = {
        "but": attr.string(mandatory = True),
        "srcs": attr.label_list(allow_files = True, mandatory = True),
    },
)
