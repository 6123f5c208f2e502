# SPDX-License-Identifier: Apache-2.0
"""What the rules for cells tell each other."""

DeclarationInfo = provider(
    doc = "What a cell() says beyond its cc_library; a dependency of that library, so that the aspect finds it.",
    fields = {
        "floating_point": "whether it may use floating-point and vector registers",
        "known": "interface: labels of cells that provide it, for error messages",
        "kind": "'cell', 'interface' or 'nucleus'",
        "privileged": "whether it may hold privileged instructions",
        "provided_headers": "a depset of headers for each interface that it provides",
        "provides": "labels of the interfaces that it provides",
        "restart": "'never' or 'always'",
        "revision": "counts up when the meaning of the cell changes",
        "schemas": "the file of its recorded schemas, or None",
        "state_bytes": "budget: bytes of declared state",
        "text_kib": "budget: KiB of text",
        "version_of": "the label that its file carries instead of its own; empty: none",
    },
)

CellInfo = provider(
    doc = "A cell or an interface, in the configuration of its platform.",
    fields = {
        "all": "depset of structs like `own`: this one and all that it reaches",
        "own": "struct(label, target, kind, known, provides, deps, headers, schema, groups, exports, stub, file, debug, checks); label is what the file carries, target what a BUILD file calls it, deps are labels; groups has the public headers, those of each provided interface apart; file and debug are None for an interface; checks: structs of check_cell() (tools/cellcheck/action.bzl), of the cell and of the plain code in it",
    },
)

PrivateInfo = provider(
    doc = "Plain code without a declaration: each cell that depends on it links a hidden copy.",
    fields = {
        "checks": "depset of structs of check_cell() (tools/cellcheck/action.bzl)",
        "objects": "depset of object files",
    },
)

def short_label(label):
    """The label as cells carry it: //kernel/heap for //kernel/heap:heap, with @repository when it is not the main one."""
    repository = "@" + label.workspace_name if label.workspace_name else ""
    if label.package.split("/")[-1] == label.name:
        return "{}//{}".format(repository, label.package)
    return "{}//{}:{}".format(repository, label.package, label.name)
