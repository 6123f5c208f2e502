# SPDX-License-Identifier: Apache-2.0
"""What the rules for cells tell each other."""

DeclarationInfo = provider(
    doc = "What a cell() says beyond its cc_library; a dependency of that library, so that the aspect finds it.",
    fields = {
        "known": "interface: labels of cells that provide it, for error messages",
        "kind": "'cell', 'interface' or 'nucleus'",
        "provided_headers": "depset of the headers of the interfaces that it provides",
        "provides": "labels of the interfaces that it provides",
        "restart": "'never' or 'always'",
        "state_bytes": "budget: bytes of declared state",
        "text_kib": "budget: KiB of text",
    },
)

CellInfo = provider(
    doc = "A cell or an interface, in the configuration of its platform.",
    fields = {
        "all": "depset of structs like `own`: this one and all that it reaches",
        "own": "struct(label, kind, known, provides, deps, exports, stub, file, debug); deps are labels, file and debug are None for an interface",
    },
)

PrivateInfo = provider(
    doc = "Plain code without a declaration: each cell that depends on it links a hidden copy.",
    fields = {"objects": "depset of object files"},
)

def short_label(label):
    """The label as cells carry it: //kernel/heap for //kernel/heap:heap, with @repository when it is not the main one."""
    repository = "@" + label.workspace_name if label.workspace_name else ""
    if label.package.split("/")[-1] == label.name:
        return "{}//{}".format(repository, label.package)
    return "{}//{}:{}".format(repository, label.package, label.name)
