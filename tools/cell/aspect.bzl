# SPDX-License-Identifier: Apache-2.0
"""cell_aspect: turns the cc_library behind each cell() into its `.cell` file.

Two actions a cell. CellExports reads the public headers alone and makes the list of exports and the stub that dependents link
against, so a change in a .c file relinks nobody else. CellLink checks the objects, writes the note, links against the stubs of
the direct dependencies only, and seals the result (docs/cells.md).
"""

load(":providers.bzl", "CellInfo", "DeclarationInfo", "PrivateInfo", "short_label")

def _own_objects(target):
    objects = []
    for linker_input in target[CcInfo].linking_context.linker_inputs.to_list():
        if linker_input.owner == target.label:
            for library in linker_input.libraries:
                objects += library.pic_objects or library.objects or []
    return objects

def _exports(ctx, *, target, label, headers):
    """Declares the exports file and the stub of a cell or an interface."""
    exports = ctx.actions.declare_file(target.label.name + ".exports")
    stub = ctx.actions.declare_file(target.label.name + ".stub.so")
    context = target[CcInfo].compilation_context
    args = ctx.actions.args()
    args.add_all([ctx.file._clang, ctx.executable._celltool, ctx.file._ifs, label, exports, stub])
    args.add_all(headers)
    includes = ctx.actions.args()
    includes.add("--")
    includes.add_all(context.quote_includes, before_each = "-iquote")
    includes.add_all(context.system_includes, before_each = "-isystem")
    ctx.actions.run_shell(
        arguments = [args, includes],
        command = """
set -e
clang=$1 celltool=$2 ifs=$3 label=$4 exports=$5 stub=$6; shift 6
headers=() includes=()
while [ "$1" != -- ]; do headers+=("$1"); includes+=(-include "$1"); shift; done; shift
"$clang" --target=x86_64-unknown-none-elf -std=c23 -ffreestanding -nostdlibinc -no-canonical-prefixes -resource-dir="$(dirname "$clang")/../lib/clang/19" \
  -D__DELIAS__ -DCELL_SCAN -E "$@" "${includes[@]}" -x c /dev/null -o "$exports.i"
"$celltool" exports "$label" "$exports.i" "$exports" "$exports.ifs" "${headers[@]}"
rm "$exports.i"
"$ifs" --input-format=IFS --output-elf="$stub" "$exports.ifs"
rm "$exports.ifs"
""",
        inputs = depset(headers, transitive = [context.headers, ctx.attr._compiler.files, ctx.attr._binutils.files]),
        mnemonic = "CellExports",
        outputs = [exports, stub],
        progress_message = "Reading the exports of %s" % label,
        tools = [ctx.executable._celltool],
    )
    return exports, stub

def _link(ctx, *, target, label, declaration, exports, objects, direct, far):
    """Declares the `.cell` file and the same with debug data."""
    name = target.label.name
    file = ctx.actions.declare_file(name + ".sealed.cell")
    debug = ctx.actions.declare_file(name + ".debug")
    note = name + ".note"
    note_args = ctx.actions.args()
    note_args.add("--label", label)
    note_args.add("--exports", exports)
    note_args.add("--restart", declaration.restart)
    note_args.add_all(declaration.provides, before_each = "--provides")
    if declaration.kind == "nucleus":
        note_args.add("--nucleus")
    for cell in direct:
        note_args.add("--dep", "{}={}".format(cell.label, cell.exports.path))
    for cell in far:
        note_args.add("--far", "{}={}".format(cell.label, cell.exports.path))
    note_args.add_all(objects)
    link_args = ctx.actions.args()
    link_args.add("--")
    link_args.add_all([
        "-shared",
        "-Bsymbolic-functions",
        "--no-relax",
        "-znow",
        "--no-undefined",
        "--gc-sections",
        "--hash-style=gnu",
        "--build-id=sha1",
        "--no-as-needed",
        "-zmax-page-size=16",
        "-zcommon-page-size=16",
    ])
    link_args.add("-soname=" + label)
    link_args.add(ctx.file._version, format = "--version-script=%s")
    link_args.add("-T", ctx.file._script)
    link_args.add_all(objects)
    link_args.add_all([cell.stub for cell in direct])
    ctx.actions.run_shell(
        arguments = [note_args, link_args],
        command = """
set -e
note=$(dirname "{file}")/{note}
words=()
while [ "$1" != -- ]; do words+=("$1"); shift; done; shift
"{celltool}" note "$note" "${{words[@]}}"
"{lld}" "$@" --format=binary "$note" --format=default -o "{debug}"
"{objcopy}" --strip-debug "{debug}" "{file}.linked"
"{celltool}" seal "{file}.linked" "{file}" {text_kib} {state_bytes}
rm "$note" "{file}.linked"
""".format(
            celltool = ctx.executable._celltool.path,
            debug = debug.path,
            file = file.path,
            lld = ctx.file._lld.path,
            note = note,
            objcopy = ctx.file._objcopy.path,
            state_bytes = declaration.state_bytes,
            text_kib = declaration.text_kib,
        ),
        inputs = depset(
            objects + [exports, ctx.file._script, ctx.file._version] + [cell.exports for cell in direct + far] + [cell.stub for cell in direct],
            transitive = [ctx.attr._linker.files, ctx.attr._binutils.files],
        ),
        mnemonic = "CellLink",
        outputs = [file, debug],
        progress_message = "Linking the cell %s" % label,
        tools = [ctx.executable._celltool],
    )
    return file, debug

def _impl(target, ctx):
    if CcInfo not in target:
        return []
    declaration = None
    direct = []
    privates = []
    for dep in getattr(ctx.rule.attr, "deps", []):
        if DeclarationInfo in dep:
            declaration = dep[DeclarationInfo]
        elif CellInfo in dep:
            direct.append(dep[CellInfo])
        elif PrivateInfo in dep:
            privates.append(dep[PrivateInfo].objects)
    reached = depset(transitive = [info.all for info in direct])
    if declaration == None:
        if _own_objects(target) and direct:
            fail("{} is plain code and depends on the cell {}; make it a cell()".format(target.label, direct[0].own.label))
        return [PrivateInfo(objects = depset(_own_objects(target), transitive = privates))]

    label = short_label(target.label)
    own_deps = [info.own for info in direct]
    headers = list(ctx.rule.files.hdrs) + declaration.provided_headers.to_list()
    exports, stub = _exports(ctx, headers = headers, label = label, target = target)
    file, debug = None, None
    if declaration.kind != "interface":
        names = {cell.label: True for cell in own_deps}
        file, debug = _link(
            ctx,
            declaration = declaration,
            direct = own_deps,
            exports = exports,
            far = [cell for cell in reached.to_list() if cell.label not in names],
            label = label,
            objects = _own_objects(target) + depset(transitive = privates).to_list(),
            target = target,
        )
    own = struct(
        debug = debug,
        deps = tuple([cell.label for cell in own_deps]),
        exports = exports,
        file = file,
        kind = declaration.kind,
        known = tuple(declaration.known),
        label = label,
        provides = tuple(declaration.provides),
        stub = stub,
    )
    return [CellInfo(all = depset([own], transitive = [reached]), own = own)]

cell_aspect = aspect(
    implementation = _impl,
    attr_aspects = ["deps"],
    attrs = {
        "_binutils": attr.label(default = "@llvm//:binutils", cfg = "exec"),
        "_celltool": attr.label(default = "//tools/cell/celltool", cfg = "exec", executable = True),
        "_clang": attr.label(default = "@llvm//:bin/clang", allow_single_file = True, cfg = "exec"),
        "_compiler": attr.label(default = "@llvm//:compiler", cfg = "exec"),
        "_ifs": attr.label(default = "@llvm//:bin/llvm-ifs", allow_single_file = True, cfg = "exec"),
        "_linker": attr.label(default = "@llvm//:linker", cfg = "exec"),
        "_lld": attr.label(default = "@llvm//:bin/ld.lld", allow_single_file = True, cfg = "exec"),
        "_objcopy": attr.label(default = "@llvm//:bin/llvm-objcopy", allow_single_file = True, cfg = "exec"),
        "_script": attr.label(default = "//tools/cell:cell.ld", allow_single_file = True),
        "_version": attr.label(default = "//tools/cell:cell.version", allow_single_file = True),
    },
)
