# SPDX-License-Identifier: Apache-2.0
"""cell_aspect: turns the cc_library behind each cell() into its `.cell` file.

Six actions a cell. CellExports reads the public headers alone and makes the list of exports and the stub that dependents link
against, so a change in a .c file relinks nobody else. CellUses reads the headers of the direct dependencies as this cell sees them
(docs/abi.md). CellCheck, unless it is off, holds sources and headers against the dialect
(docs/cellcheck.md). CellJournal proves that the machine code logs what it stores (docs/journal.md). CellSchema reads the sources for what the cell's state looks like (docs/state.md). CellLink checks the objects, writes
the note, links against the stubs of the direct dependencies only, and seals the result (docs/cells.md).
"""

load("//tools/cellcheck:action.bzl", "CHECK_ATTRIBUTES", "check_cell")
load("//tools/cellcheck/schema:action.bzl", "SCHEMA_ATTRIBUTES", "read_schema")
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
        arguments = exports_words(ctx, copts = getattr(ctx.rule.attr, "copts", []), exports = exports, groups = groups, label = label, stub = stub, target = target),
        executable = ctx.file._exports,
        inputs = depset([header for group in groups for header in group], transitive = [target[CcInfo].compilation_context.headers, ctx.attr._compiler.files, ctx.attr._binutils.files]),
        mnemonic = "CellExports",
        outputs = [exports, stub],
        progress_message = "Reading the exports of %s" % label,
        tools = [ctx.executable._abi, ctx.executable._celltool],
    )
    return exports, stub

def _uses(ctx, *, target, label, direct):
    """Declares the book of what the cell is compiled against."""
    uses = ctx.actions.declare_file(target.label.name + ".uses")
    ctx.actions.run(
        arguments = uses_words(ctx, copts = getattr(ctx.rule.attr, "copts", []), direct = direct, label = label, target = target, uses = uses),
        executable = ctx.executable._abi,
        inputs = depset(transitive = [target[CcInfo].compilation_context.headers, ctx.attr._compiler.files]),
        mnemonic = "CellUses",
        outputs = [uses],
        progress_message = "Reading what %s is compiled against" % label,
    )
    return uses

def _flags(ctx, *, target, copts):
    """What a cell adds to the flags that all are compiled with. Warnings and its own name change no type."""
    context = target[CcInfo].compilation_context
    defines = context.defines.to_list() + context.local_defines.to_list()
    args = ctx.actions.args()
    args.add("--")
    args.add_all(context.quote_includes, before_each = "-iquote")
    args.add_all(context.system_includes, before_each = "-isystem")
    args.add_all(["-D" + define for define in defines if not define.startswith("CELL_LABEL=")])
    args.add_all([word for word in copts if not word.startswith("-W")])
    return args

def _add_groups(args, groups):
    for group in groups:
        args.add_all(group)
        args.add("+")

def uses_words(ctx, *, target, label, direct, uses, copts):
    """The words for cellcheck_abi uses; uses is a file or a path."""
    args = ctx.actions.args()
    args.add_all(["uses", ctx.file._clang, label, uses])
    for cell in direct:
        _add_groups(args, cell.groups)
    return [args, _flags(ctx, copts = copts, target = target)]

def exports_words(ctx, *, target, label, groups, exports, stub, copts):
    """The words for exports.sh; exports and stub are files or paths.

    A group is what always comes together: a cell's own headers, and those of each interface that it provides."""
    args = ctx.actions.args()
    args.add_all([ctx.file._clang, ctx.executable._celltool, ctx.executable._abi, ctx.file._ifs, label, exports, stub])
    _add_groups(args, groups)
    return [args, _flags(ctx, copts = copts, target = target)]

def link_words(ctx, *, label, declaration, exports, uses, schema, objects, direct, far, file, debug):
    """The words for link.sh; exports, uses, file and debug are files or paths, schema is as read_schema gives it."""
    args = ctx.actions.args()
    args.add_all([ctx.executable._celltool, ctx.file._lld, ctx.file._objcopy, ctx.file._script, ctx.file._version, label, file, debug])
    args.add_all([str(declaration.text_kib), str(declaration.state_bytes)])
    args.add("--exports", exports)
    args.add("--uses", uses)
    args.add("--schema", schema.book)
    args.add("--rows", schema.rows)
    args.add("--verdict", schema.verdict)
    args.add("--restart", declaration.restart)
    args.add("--revision", str(declaration.revision))
    args.add_all(declaration.provides, before_each = "--provides")
    if declaration.privileged:
        args.add("--privileged")
    if declaration.floating_point:
        args.add("--floating-point")
    args.add("--objdump", ctx.file._objdump)
    if declaration.kind == "nucleus":
        args.add("--nucleus")
    for cell in direct:
        args.add("--dep", "{}={}".format(cell.label, cell.exports.path))
    for cell in far:
        args.add("--far", "{}={}".format(cell.label, cell.exports.path))
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

def _link(ctx, *, target, label, declaration, exports, objects, schema, direct, far, checks):
    """Declares the `.cell` file and the same with debug data."""
    file = ctx.actions.declare_file(target.label.name + ".sealed.cell")
    debug = ctx.actions.declare_file(target.label.name + ".debug")
    uses = _uses(ctx, direct = direct, label = label, target = target)
    words = link_words(
        ctx,
        debug = debug,
        declaration = declaration,
        direct = direct,
        exports = exports,
        far = far,
        file = file,
        label = label,
        objects = objects,
        schema = schema,
        uses = uses,
    )
    proof = _check_journal(ctx, declaration = declaration, label = label, objects = objects, target = target)
    ctx.actions.run(
        arguments = [words],
        executable = ctx.file._link,
        inputs = depset(
            objects + [proof, exports, uses, schema.book, schema.rows, schema.verdict, ctx.file._script, ctx.file._version] + [check.stamp for check in checks] + [cell.exports for cell in direct + far] + [cell.stub for cell in direct],
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
    checks = []
    for dep in getattr(ctx.rule.attr, "deps", []):
        if DeclarationInfo in dep:
            declaration = dep[DeclarationInfo]
        elif CellInfo in dep:
            direct.append(dep[CellInfo])
        elif PrivateInfo in dep:
            privates.append(dep[PrivateInfo].objects)
            checks.append(dep[PrivateInfo].checks)
    reached = depset(transitive = [info.all for info in direct])
    if declaration == None:
        if own_objects(target) and direct:
            fail("{} is plain code and depends on the cell {}; make it a cell()".format(target.label, direct[0].own.label))
        check = check_cell(ctx, is_cell = False, label = short_label(target.label), public = getattr(ctx.rule.files, "hdrs", []), sources = getattr(ctx.rule.files, "srcs", []), target = target)
        return [PrivateInfo(checks = depset([check] if check else [], transitive = checks), objects = depset(own_objects(target), transitive = privates))]

    label = declaration.version_of or short_label(target.label)
    own_deps = [info.own for info in direct]
    groups = [list(ctx.rule.files.hdrs)] + [provided.to_list() for provided in declaration.provided_headers]
    headers = [header for group in groups for header in group]
    exports, stub = _exports(ctx, groups = groups, label = label, target = target)
    file, debug, schema = None, None, None
    if declaration.kind != "interface":
        check = check_cell(ctx, is_cell = True, label = label, public = headers, sources = ctx.rule.files.srcs, target = target)
        checks = depset([check] if check else [], transitive = checks).to_list()
        schema = read_schema(ctx, label = label, public = headers, recorded = declaration.schemas, sources = ctx.rule.files.srcs, target = target)
        names = {cell.label: True for cell in own_deps}
        file, debug = _link(
            ctx,
            checks = checks,
            declaration = declaration,
            direct = own_deps,
            exports = exports,
            far = [cell for cell in reached.to_list() if cell.label not in names],
            label = label,
            objects = own_objects(target) + depset(transitive = privates).to_list(),
            schema = schema,
            target = target,
        )
    own = struct(
        checks = tuple(checks) if declaration.kind != "interface" else (),
        debug = debug,
        deps = tuple([cell.label for cell in own_deps]),
        exports = exports,
        file = file,
        groups = tuple([tuple(group) for group in groups]),
        headers = tuple(headers),
        kind = declaration.kind,
        known = tuple(declaration.known),
        label = label,
        provides = tuple(declaration.provides),
        schema = schema,
        stub = stub,
        target = short_label(target.label),
    )
    return [CellInfo(all = depset([own], transitive = [reached]), own = own)]

# What the actions run; also for rules that run the same steps (testing/dialect).
TOOLS = {
    "_abi": attr.label(default = "//tools/cellcheck/abi:cellcheck_abi", cfg = "exec", executable = True),
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
    attrs = dict(dict(TOOLS, **CHECK_ATTRIBUTES), **SCHEMA_ATTRIBUTES),
    fragments = ["cpp"],
    toolchains = ["@bazel_tools//tools/cpp:toolchain_type"],
)
