# SPDX-License-Identifier: Apache-2.0
"""check_cell: the action CellCheck, which holds a cell's sources and headers against the dialect (docs/cellcheck.md)."""

load("//tools/journal:setting.bzl", "SettingInfo")
load(":flags.bzl", "CC_TOOLCHAIN", "c_flags")

# What an aspect that calls check_cell declares among its attributes.
CHECK_ATTRIBUTES = {
    "_cc_toolchain": CC_TOOLCHAIN,
    "_cellcheck": attr.label(default = "//tools/cellcheck", cfg = "exec", executable = True),
    "_cellcheck_mode": attr.label(default = "//tools/cellcheck:mode", providers = [SettingInfo]),
}

def check_words(ctx, *, target, label, public, sources, options):
    """The words for cellcheck.

    Args:
      ctx: of the aspect.
      target: the cell's cc_library.
      label: as the cell carries it.
      public: public headers, those of the interfaces that it provides too.
      sources: C sources and private headers.
      options: further words.

    Returns:
      A list of words.
    """
    words = ["--label", label] + options
    for option, files in {
        "--private": [file for file in sources if file.extension == "h"],
        "--public": public,
        "--source": [file for file in sources if file.extension == "c"],
    }.items():
        for file in files:
            words += [option, file.path]
    return words + ["--"] + c_flags(ctx, context = target[CcInfo].compilation_context, copts = getattr(ctx.rule.attr, "copts", []))

def check_cell(ctx, *, target, label, is_cell, public, sources):
    """Declares the check, unless it is off. CellLink needs its stamp, so a cell that fails has no `.cell`.

    Args:
      ctx: of the aspect.
      target: the cc_library of the cell or of plain code.
      label: as the cell carries it.
      is_cell: not plain code of which cells link copies.
      public: public headers, those of the interfaces that it provides too.
      sources: the cc_library's srcs.

    Returns:
      None, or a struct of three files: stamp, text (what was said) and sarif.
    """
    mode = ctx.attr._cellcheck_mode[SettingInfo].value
    # Plain code of a third repository, of which a cell links a copy, is not written in the dialect. Cells are, whoever writes them.
    is_exempt = not is_cell and target.label.workspace_name not in ["", ctx.attr._cellcheck.label.workspace_name]
    readable = [file for file in sources if file.extension in ("c", "h")]
    if mode == "off" or is_exempt or not readable + list(public):
        return None
    outputs = {
        "sarif": ctx.actions.declare_file(target.label.name + ".sarif"),
        "stamp": ctx.actions.declare_file(target.label.name + ".cellcheck"),
        "text": ctx.actions.declare_file(target.label.name + ".cellcheck.txt"),
    }
    options = ["--mode", mode]
    for option, file in outputs.items():
        options += ["--" + option, file.path]
    args = ctx.actions.args()
    args.add_all(check_words(ctx, label = label, options = options, public = public, sources = readable, target = target))
    ctx.actions.run(
        arguments = [args],
        executable = ctx.executable._cellcheck,
        inputs = depset(readable + list(public), transitive = [target[CcInfo].compilation_context.headers, ctx.attr._compiler.files]),
        mnemonic = "CellCheck",
        outputs = outputs.values(),
        progress_message = "Checking the dialect of %s" % label,
    )
    return struct(sarif = outputs["sarif"], stamp = outputs["stamp"], text = outputs["text"])

def _checks(cells):
    """The checks of cells and of the plain code in them, each once."""
    return {check.stamp.path: check for cell in cells for check in cell.checks}.values()

# What a rule that calls check_image declares among its attributes.
IMAGE_ATTRIBUTES = {
    "unsafe": attr.int(default = -1),
    "_cellcheck_image": attr.label(default = "//tools/cellcheck/report:image", cfg = "exec", executable = True),
    "_cellcheck_mode": attr.label(default = "//tools/cellcheck:mode", providers = [SettingInfo]),
}

def check_image(ctx, *, label, cells):
    """Declares what the checks of an image's cells say together: the list of CELL_UNSAFE, held against its budget, and one SARIF file.

    Args:
      ctx: of the image.
      label: of the image.
      cells: structs as in CellInfo.own.

    Returns:
      A list of the two files; empty when cellcheck is off.
    """
    mode = ctx.attr._cellcheck_mode[SettingInfo].value
    checks = _checks(cells)
    if mode == "off" or not checks:
        return []
    report = ctx.actions.declare_file(ctx.label.name + ".unsafe.txt")
    sarif = ctx.actions.declare_file(ctx.label.name + ".sarif")
    args = ctx.actions.args()
    args.add_all(["--image", label, "--budget", str(ctx.attr.unsafe), "--report", report, "--sarif", sarif])
    if mode == "report":
        args.add("--only-report")
    for check in checks:
        args.add_all([check.stamp, check.sarif])
    ctx.actions.run(
        arguments = [args],
        executable = ctx.executable._cellcheck_image,
        inputs = [check.stamp for check in checks] + [check.sarif for check in checks],
        mnemonic = "ImageUnsafe",
        outputs = [report, sarif],
        progress_message = "Counting the CELL_UNSAFE of %s" % label,
    )
    return [report, sarif]

def checked_files(cells):
    """What CellCheck has written for cells, structs as in CellInfo.own."""
    return [file for check in _checks(cells) for file in [check.stamp, check.text, check.sarif]]
