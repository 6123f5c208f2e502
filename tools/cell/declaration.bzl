# SPDX-License-Identifier: Apache-2.0
"""cell_declaration: the rule behind cell() and cell_interface() that carries what a cc_library has no attribute for."""

load(":providers.bzl", "DeclarationInfo", "short_label")

def _impl(ctx):
    provides = []
    headers = []
    for interface in ctx.attr.provides:
        name = interface.label.name
        if not name.endswith(".headers"):
            fail("{}: provides {}, which is no cell_interface()".format(ctx.label, interface.label))
        provides.append(short_label(interface.label.relative(":" + name[:-len(".headers")])))
        headers.append(depset(interface[CcInfo].compilation_context.direct_public_headers))
    return [
        CcInfo(),
        DeclarationInfo(
            known = ctx.attr.known,
            kind = ctx.attr.kind,
            provided_headers = depset(transitive = headers),
            provides = provides,
            restart = ctx.attr.restart,
            state_bytes = ctx.attr.state_bytes,
            text_kib = ctx.attr.text_kib,
        ),
    ]

cell_declaration = rule(
    implementation = _impl,
    doc = "Empty to the C compiler. See cell() and cell_interface().",
    attrs = {
        "kind": attr.string(values = ["cell", "interface", "nucleus"], mandatory = True),
        "known": attr.string_list(),
        "provides": attr.label_list(providers = [CcInfo]),
        "restart": attr.string(values = ["never", "always"], default = "never"),
        "state_bytes": attr.int(),
        "text_kib": attr.int(),
    },
    provides = [CcInfo, DeclarationInfo],
)
