# SPDX-License-Identifier: Apache-2.0
"""broken_cell(): a cell that does not build, out of NAME.c, and a test of what the build says of it."""

load("//tools/cell:aspect.bzl", "TOOLS", "cell_aspect", "exports_words", "journal_words", "link_words", "own_objects", "uses_words")
load("//tools/cell:cell.bzl", "cell")
load("//tools/cell:cell_budget.bzl", "cell_budget")
load("//tools/cell:platform.bzl", "ALLOWLIST", "to_platform")
load("//tools/cell:providers.bzl", "CellInfo", "PrivateInfo", "short_label")

def _said_impl(ctx):
    """What the steps of CellExports, CellJournal and CellLink say, in an action that does not fail with them."""
    cell = ctx.attr.cell[0]
    label = short_label(cell.label)
    said = ctx.actions.declare_file(ctx.label.name)
    exports, uses = said.path + ".exports", said.path + ".uses"
    direct = [dep[CellInfo].own for dep in ctx.attr.deps if CellInfo in dep]
    reached = depset(transitive = [dep[CellInfo].all for dep in ctx.attr.deps if CellInfo in dep]).to_list()
    schema = cell[CellInfo].own.schema  # that part of the cell's build has to pass
    objects = own_objects(cell) + depset(transitive = [dep[PrivateInfo].objects for dep in ctx.attr.deps if PrivateInfo in dep]).to_list()
    far = [own for own in reached if own.label not in [near.label for near in direct]]
    ctx.actions.run(
        arguments = [
            said.path,
            ctx.file._exports.path,
        ] + exports_words(ctx, copts = ctx.attr.copts, exports = exports, groups = [ctx.files.hdrs], label = label, stub = said.path + ".stub.so", target = cell) + [
            "--then",
            ctx.executable._abi.path,
        ] + uses_words(ctx, copts = ctx.attr.copts, direct = direct, label = label, target = cell, uses = uses) + [
            "--then",
            ctx.executable._journal_check.path,
            journal_words(ctx, label = label, objects = objects, stamp = said.path + ".journal"),
            "--then",
            ctx.file._link.path,
            link_words(
                ctx,
                debug = said.path + ".debug",
                declaration = struct(floating_point = False, kind = "cell", privileged = False, provides = [], restart = "never", revision = 0, state_bytes = ctx.attr.state_bytes, text_kib = ctx.attr.text_kib),
                direct = direct,
                exports = exports,
                far = far,
                file = said.path + ".sealed.cell",
                label = label,
                objects = objects,
                schema = schema,
                uses = uses,
            ),
        ],
        executable = ctx.file._say,
        inputs = depset(
            objects + ctx.files.hdrs + [ctx.file._exports, ctx.file._link, ctx.file._script, ctx.file._version] +
            [own.exports for own in direct + far] + [schema.book, schema.rows, schema.verdict] + [header for own in direct for header in own.headers] + [own.stub for own in direct],
            transitive = [cell[CcInfo].compilation_context.headers, ctx.attr._binutils.files, ctx.attr._compiler.files, ctx.attr._linker.files],
        ),
        mnemonic = "BrokenCell",
        outputs = [said],
        tools = [ctx.executable._abi, ctx.executable._celltool, ctx.executable._journal_check],
        use_default_shell_env = True,
    )
    return [DefaultInfo(files = depset([said]), runfiles = ctx.runfiles([said]))]

_said = rule(
    implementation = _said_impl,
    attrs = dict(
        TOOLS,
        cell = attr.label(aspects = [cell_aspect], cfg = to_platform, mandatory = True, providers = [CcInfo]),
        copts = attr.string_list(),
        deps = attr.label_list(aspects = [cell_aspect], cfg = to_platform, providers = [CcInfo]),
        hdrs = attr.label_list(allow_files = True),
        platform = attr.label(default = "//platforms:qemu_x86_64"),
        state_bytes = attr.int(),
        text_kib = attr.int(),
        _allowlist_function_transition = ALLOWLIST,
        _say = attr.label(default = "//testing/dialect/broken:say.sh", allow_single_file = True),
    ),
)

def broken_cell(*, name, srcs = [], hdrs = [], deps = [], copts = [], compiles = True):
    """Declares it so that only must_fail.sh builds it, and NAME_test, which runs its last steps and compares what they say.

    Args:
      name: the rule that it breaks.
      srcs: sources beside NAME.c.
      hdrs: as for cell().
      deps: as for cell(), beside //kernel/base.
      copts: as for cell().
      compiles: False if it fails before its objects are there; then there is no test.
    """
    budget = cell_budget(
        state_bytes = 64,
        text_kib = 1,
    )
    cell(
        name = name,
        srcs = [name + ".c"] + srcs,
        hdrs = hdrs,
        budget = budget,
        copts = copts,
        tags = ["manual"],
        deps = ["//kernel/base"] + deps,
    )
    if not compiles:
        return
    _said(
        name = name + ".said",
        testonly = True,
        cell = ":" + name,
        copts = copts,
        hdrs = hdrs,
        state_bytes = budget.state_bytes,
        tags = ["manual"],
        text_kib = budget.text_kib,
        deps = ["//kernel/base"] + deps,
    )
    native.sh_test(
        name = name + "_test",
        size = "small",
        srcs = [":said_test.sh"],
        args = [
            name,
            "$(rootpath :{}.said)".format(name),
            "$(rootpath //testing/dialect:expected.txt)",
        ],
        data = [
            ":{}.said".format(name),
            "//testing/dialect:expected.txt",
        ],
    )
