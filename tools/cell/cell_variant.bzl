# SPDX-License-Identifier: Apache-2.0
"""cell_variant(): the same cell compiled in another way, so that a test has another version of it to swap in."""

load(":aspect.bzl", "cell_aspect")
load(":platform.bzl", "ALLOWLIST")
load(":providers.bzl", "CellInfo", "short_label")

# Other code of the same meaning, with the same types: where functions begin shows in nothing else.
_FLAG = "-falign-functions=64"

def _other_flags_impl(settings, _attr):
    return {"//command_line_option:copt": settings["//command_line_option:copt"] + [_FLAG]}

_other_flags = transition(
    implementation = _other_flags_impl,
    inputs = ["//command_line_option:copt"],
    outputs = ["//command_line_option:copt"],
)

def _impl(ctx):
    own = ctx.attr.cell[0][CellInfo].own
    if own.file == None:
        fail("{}: {} is an interface; name one of its providers".format(ctx.label, own.label))
    named = struct(
        checks = own.checks,
        debug = own.debug,
        deps = own.deps,
        exports = own.exports,
        file = own.file,
        groups = own.groups,
        headers = own.headers,
        kind = own.kind,
        known = own.known,
        label = own.label,
        provides = own.provides,
        schema = own.schema,
        stub = own.stub,
        target = short_label(ctx.label),
    )
    return [CcInfo(), CellInfo(all = depset([named]), own = named)]

_cell_variant = rule(
    implementation = _impl,
    attrs = {
        "cell": attr.label(aspects = [cell_aspect], cfg = _other_flags, mandatory = True, providers = [CcInfo]),
        "_allowlist_function_transition": ALLOWLIST,
    },
)

def cell_variant(*, name, cell, **kwargs):
    """A spare of an os_image() with another version than `cell` has, and the same label, types and meaning.

    Args:
      name: its name among the spares.
      cell: a cell().
      **kwargs: further attributes, such as testonly.
    """
    _cell_variant(name = name, cell = cell, **kwargs)
