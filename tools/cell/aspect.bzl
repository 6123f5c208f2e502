# SPDX-License-Identifier: Apache-2.0
"""cell_aspect: turns the cc_library behind each cell() into its `.cell` file.

Three actions a cell. CellExports reads the public headers alone and makes the list of exports and the stub that dependents link
against, so a change in a .c file relinks nobody else. CellJournal proves that the machine code logs what it stores (docs/journal.md).
CellLink checks the objects, writes the note, links against the stubs of the direct dependencies only, and seals the result
(docs/cells.md).
"""

load("//tools/journal:setting.bzl", "SettingInfo")
load(":providers.bzl", "CellInfo", "DeclarationInfo", "PrivateInfo", "short_label")

def own_objects(target):
    """The object files of a cc_library itself, without those of its dependencies."""
    objects = []
    for linker_input in target[CcInfo].linking_context.linker_inputs.to_list():
        if linker_input.owner == target.label:
            for library in linker_input.libraries:
                objects += library.pic_objects or library.objects or []
    return objects

def _exports(ctx, *, target, label, groups):
    """Declares the exports file and the stub of a cell or an interface."""
    exports = ctx.actions.declare_file(target.label.name + ".exports")
    stub = ctx.actions.declare_file(target.label.name + ".stub.so")
    ctx.actions.run(
        arguments = [exports_words(ctx, exports = exports, groups = groups, label = label, stub = stub, target = target)],
        executable = ctx.file._exports,
        inputs = depset([header for group in groups for header in group], transitive = [target[CcInfo].compilation_context.headers, ctx.attr._compiler.files, ctx.attr._binutils.files]),
        mnemonic = "CellExports",
        outputs = [exports, stub],
        progress_message = "Reading the exports of %s" % label,
        tools = [ctx.executable._celltool],
    )
    return exports, stub

def exports_words(ctx, *, target, label, groups, exports, stub):
    """The words for exports.sh; exports and stub are files or paths.

    Headers are read together that always come together: a cell's own, and those of each interface that it provides."""
    context = target[CcInfo].compilation_context
    args = ctx.actions.args()
    args.add_all([ctx.file._clang, ctx.executable._celltool, ctx.file._ifs, label, exports, stub])
    for group in groups:
        args.add_all(group)
        args.add("+")
    args.add("--")
    args.add_all(context.quote_includes, before_each = "-iquote")
    args.add_all(context.system_includes, before_each = "-isystem")
    return args

def link_words(ctx, *, label, declaration, exports, objects, direct, far, file, debug, headers = [], sources = []):
    """The words for link.sh; exports, file and debug are files or paths."""
    args = ctx.actions.args()
    args.add_all([ctx.executable._celltool, ctx.file._lld, ctx.file._objcopy, ctx.file._script, ctx.file._version, label, file, debug])
    args.add_all([str(declaration.text_kib), str(declaration.state_bytes)])
    args.add("--exports", exports)
    args.add("--restart", declaration.restart)
    args.add("--revision", str(declaration.revision))
    args.add_all(declaration.provides, before_each = "--provides")
    if declaration.privileged:
        args.add("--privileged")
    args.add("--objdump", ctx.file._objdump)
    if declaration.kind == "nucleus":
        args.add("--nucleus")
    for cell in direct:
        args.add("--dep", "{}={}".format(cell.label, cell.exports.path))
    for cell in far:
        args.add("--far", "{}={}".format(cell.label, cell.exports.path))
    for cell in direct + far:
        args.add_all([header.path for header in cell.headers if header not in headers], before_each = "--foreign")
    args.add_all(sources, before_each = "--private")
    args.add("--objects")
    args.add_all(objects)
    args.add("--stubs")
    args.add_all([cell.stub for cell in direct])
    return args

def journal_words(ctx, *, label, objects, stamp, nucleus = False, off = False):
    """The words for tools/journal/check; stamp is a file or a path."""
    args = ctx.actions.args()
    args.add_all(["--label", label, "--objdump", ctx.file._objdump, "--stamp", stamp])
    if nucleus:
        args.add("--nucleus")
    elif off:
        args.add("--off")
    args.add_all(objects)
    return args

def _check_journal(ctx, *, target, label, declaration, objects):
    """Declares the proof that no store of the objects lacks its log."""
    stamp = ctx.actions.declare_file(target.label.name + ".journal")
    words = journal_words(
        ctx,
        label = label,
        nucleus = declaration.kind == "nucleus",
        objects = objects,
        off = not _is_journalled(ctx),
        stamp = stamp,
    )
    ctx.actions.run(
        arguments = [words],
        executable = ctx.executable._journal_check,
        inputs = depset(objects, transitive = [ctx.attr._binutils.files]),
        mnemonic = "CellJournal",
        outputs = [stamp],
        progress_message = "Checking the journal of %s" % label,
    )
    return stamp

def _is_journalled(ctx):
    """Whether cells are compiled with the journal in this configuration. A cell's own BUILD file has no say in it."""
    if "-journal" in ctx.rule.attr.features:
        return True
    if "journal" in ctx.disabled_features:
        return False
    return "journal" in ctx.features or ctx.attr._journal_mode[SettingInfo].value == "on"

def _link(ctx, *, target, label, declaration, exports, headers, objects, sources, direct, far):
    """Declares the `.cell` file and the same with debug data."""
    file = ctx.actions.declare_file(target.label.name + ".sealed.cell")
    debug = ctx.actions.declare_file(target.label.name + ".debug")
    words = link_words(
        ctx,
        debug = debug,
        declaration = declaration,
        direct = direct,
        exports = exports,
        far = far,
        file = file,
        headers = headers,
        label = label,
        objects = objects,
        sources = [source.path for source in sources],
    )
    proof = _check_journal(ctx, declaration = declaration, label = label, objects = objects, target = target)
    ctx.actions.run(
        arguments = [words],
        executable = ctx.file._link,
        inputs = depset(
            objects + [proof, exports, ctx.file._script, ctx.file._version] + [cell.exports for cell in direct + far] + [cell.stub for cell in direct],
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
        if own_objects(target) and direct:
            fail("{} is plain code and depends on the cell {}; make it a cell()".format(target.label, direct[0].own.label))
        return [PrivateInfo(objects = depset(own_objects(target), transitive = privates))]

    label = declaration.version_of or short_label(target.label)
    own_deps = [info.own for info in direct]
    groups = [list(ctx.rule.files.hdrs)] + [provided.to_list() for provided in declaration.provided_headers]
    headers = [header for group in groups for header in group]
    exports, stub = _exports(ctx, groups = groups, label = label, target = target)
    file, debug = None, None
    if declaration.kind != "interface":
        names = {cell.label: True for cell in own_deps}
        file, debug = _link(
            ctx,
            declaration = declaration,
            direct = own_deps,
            exports = exports,
            far = [cell for cell in reached.to_list() if cell.label not in names],
            headers = headers,
            label = label,
            objects = own_objects(target) + depset(transitive = privates).to_list(),
            sources = ctx.rule.files.srcs,
            target = target,
        )
    own = struct(
        debug = debug,
        deps = tuple([cell.label for cell in own_deps]),
        exports = exports,
        file = file,
        headers = tuple(headers),
        kind = declaration.kind,
        known = tuple(declaration.known),
        label = label,
        provides = tuple(declaration.provides),
        stub = stub,
        target = short_label(target.label),
    )
    return [CellInfo(all = depset([own], transitive = [reached]), own = own)]

# What the actions run; also for rules that run the same steps (testing/dialect).
TOOLS = {
    "_binutils": attr.label(default = "@llvm//:binutils", cfg = "exec"),
    "_celltool": attr.label(default = "//tools/cell/celltool", cfg = "exec", executable = True),
    "_clang": attr.label(default = "@llvm//:bin/clang", allow_single_file = True, cfg = "exec"),
    "_compiler": attr.label(default = "@llvm//:compiler", cfg = "exec"),
    "_exports": attr.label(default = "//tools/cell:exports.sh", allow_single_file = True),
    "_ifs": attr.label(default = "@llvm//:bin/llvm-ifs", allow_single_file = True, cfg = "exec"),
    "_journal_check": attr.label(default = "//tools/journal/check", cfg = "exec", executable = True),
    "_journal_mode": attr.label(default = "//tools/journal:mode", providers = [SettingInfo]),
    "_link": attr.label(default = "//tools/cell:link.sh", allow_single_file = True),
    "_linker": attr.label(default = "@llvm//:linker", cfg = "exec"),
    "_lld": attr.label(default = "@llvm//:bin/ld.lld", allow_single_file = True, cfg = "exec"),
    "_objcopy": attr.label(default = "@llvm//:bin/llvm-objcopy", allow_single_file = True, cfg = "exec"),
    "_objdump": attr.label(default = "@llvm//:bin/llvm-objdump", allow_single_file = True, cfg = "exec"),
    "_script": attr.label(default = "//tools/cell:cell.ld", allow_single_file = True),
    "_version": attr.label(default = "//tools/cell:cell.version", allow_single_file = True),
}

cell_aspect = aspect(
    implementation = _impl,
    attr_aspects = ["deps"],
    attrs = TOOLS,
)
