# SPDX-License-Identifier: Apache-2.0
"""cell_declaration: the rule behind cell() and cell_interface() that carries what a cc_library has no attribute for."""

load(":providers.bzl", "DeclarationInfo", "short_label")

def _include_path(file):
    """As sources write it: without the output folder and without the external repository that it is in."""
    path = file.short_path
    return path.split("/", 2)[2] if path.startswith("../") else path

def _check_includes(ctx):
    """Declares the action that holds the cell's includes against its deps."""
    own = [file for file in ctx.files.sources if file.extension in ("c", "h", "S", "cc")]
    headers = [file for file in own if file.extension == "h"]
    for dep in ctx.attr.deps + ctx.attr.provides:
        headers += dep[CcInfo].compilation_context.direct_public_headers
    available = ctx.actions.declare_file(ctx.label.name + ".available")
    paths = {_include_path(file): True for file in headers}
    paths.update({file.path: True for file in headers})
    ctx.actions.write(available, "".join([path + "\n" for path in sorted(paths)]))
    checked = ctx.actions.declare_file(ctx.label.name + ".checked.h")
    label = short_label(ctx.label.relative(":" + ctx.label.name[:-len(".declaration")]))
    home = ctx.attr._check.label.workspace_name  # of Delias, where another repository uses it
    ctx.actions.run(
        arguments = [label, checked.path, available.path] + [file.path for file in own],
        env = {"DELIAS": "@" + home if home and not ctx.label.workspace_name else ""},
        executable = ctx.file._check,
        inputs = own + [available],
        mnemonic = "CellIncludes",
        outputs = [checked],
        progress_message = "Checking the includes of %s" % label,
    )
    return checked

def _impl(ctx):
    provides = []
    headers = []
    for interface in ctx.attr.provides:
        name = interface.label.name
        if not name.endswith(".headers"):
            fail("{}: provides {}, which is no cell_interface()".format(ctx.label, interface.label))
        provides.append(short_label(interface.label.relative(":" + name[:-len(".headers")])))
        headers.append(depset(interface[CcInfo].compilation_context.direct_public_headers))
    version_of = ""
    if ctx.attr.version_of:
        cell = ctx.attr.version_of
        version_of = short_label(cell.label.relative(":" + cell.label.name[:-len(".declaration")]))
        if cell[DeclarationInfo].version_of:
            fail("{}: version_of is {}, which is itself a version of {}; name that one".format(ctx.label, version_of, cell[DeclarationInfo].version_of))
    checked = _check_includes(ctx)
    return [
        # The check's output is a header to the compiler, so nothing is compiled before it holds.
        CcInfo(compilation_context = cc_common.create_compilation_context(headers = depset([checked]))),
        DeclarationInfo(
            floating_point = ctx.attr.floating_point,
            known = [short_label(ctx.label.relative(label)) for label in ctx.attr.known],
            kind = ctx.attr.kind,
            privileged = ctx.attr.privileged,
            provided_headers = headers,
            provides = provides,
            restart = ctx.attr.restart,
            revision = ctx.attr.revision,
            schemas = ctx.file.schemas,
            state_bytes = ctx.attr.state_bytes,
            text_kib = ctx.attr.text_kib,
            version_of = version_of,
        ),
    ]

cell_declaration = rule(
    implementation = _impl,
    doc = "Empty to the C compiler. See cell() and cell_interface().",
    attrs = {
        "deps": attr.label_list(providers = [CcInfo]),
        "floating_point": attr.bool(),
        "kind": attr.string(values = ["cell", "interface", "nucleus"], mandatory = True),
        "known": attr.string_list(),
        "privileged": attr.bool(),
        "provides": attr.label_list(providers = [CcInfo]),
        "restart": attr.string(values = ["never", "always"], default = "never"),
        "revision": attr.int(),
        "schemas": attr.label(allow_single_file = True),
        "sources": attr.label_list(allow_files = True),
        "state_bytes": attr.int(),
        "text_kib": attr.int(),
        "version_of": attr.label(providers = [DeclarationInfo]),
        "_check": attr.label(default = "//tools/cell:check_includes.sh", allow_single_file = True),
    },
    provides = [CcInfo, DeclarationInfo],
)
