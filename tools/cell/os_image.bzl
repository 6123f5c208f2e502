# SPDX-License-Identifier: Apache-2.0
"""os_image(): a bootable image, composed from cells."""

load("//tools/cellcheck:action.bzl", "IMAGE_ATTRIBUTES", "check_image", "checked_files")
load(":aspect.bzl", "cell_aspect")
load(":closure.bzl", "close_over")
load(":platform.bzl", "ALLOWLIST", "to_platform")
load(":providers.bzl", "CellInfo", "short_label")

ImageInfo = provider(
    doc = "What an os_image makes.",
    fields = {
        "debugger": "script that tells gdb where each cell lies",
        "graph": "the graph as JSON",
        "image": "the bootable file",
        "size": "size report",
        "state": "state report, text",
    },
)

def _words(*, ctx, order, spares, outputs):
    args = ctx.actions.args()
    args.set_param_file_format("multiline")
    args.use_param_file("%s", use_always = True)
    args.add("--image", short_label(ctx.label))
    args.add("--platform", short_label(ctx.attr.platform.label))
    args.add("--stub", ctx.file.stub)
    args.add_all(["--entry", short_label(ctx.attr.boot[0].label), "boot_main"])
    if ctx.attr.types:
        args.add_all(["--types", "1"])
    for word, file in outputs.items():
        args.add("--" + word, file)
    for cell in order:
        args.add("--nucleus" if cell.kind == "nucleus" else "--cell", cell.file)
        args.add(cell.debug.short_path)
        if cell.schema:
            args.add("--report", cell.schema.report)
    for name, spare in spares.items():
        args.add("--spare", spare.file)
        args.add(name)
    return args

def _runner(ctx, image, debugger, beside):
    runner = ctx.actions.declare_file(ctx.label.name)
    ctx.actions.write(
        content = """#!/bin/sh
# Boots {label}; see tools/cell/run_image.sh.
export DELIAS_LABEL='{short}' DELIAS_IMAGE={image} DELIAS_DEBUGGER={debugger} DELIAS_QEMU={qemu} DELIAS_GDB={gdb} DELIAS_MACHINE={machine}
exec {run} "$@"
""".format(
            debugger = debugger.short_path,
            gdb = ctx.file._gdb.short_path,
            image = image.short_path,
            label = ctx.label,
            machine = ctx.attr.machine,
            qemu = ctx.file._qemu.short_path,
            run = ctx.file._run.short_path,
            short = short_label(ctx.label),
        ),
        is_executable = True,
        output = runner,
    )
    runfiles = ctx.runfiles(
        files = [image, debugger, ctx.file._run, ctx.file._instance, ctx.file._qemu, ctx.file._gdb] + beside,
        transitive_files = depset(transitive = [ctx.attr._qemu_files.files, ctx.attr._gdb_files.files]),
    )
    return runner, runfiles

_RUN_IN_PROCESS = """#!/bin/sh
# Runs {label}; see {run}.
export DELIAS_LABEL='{short}' DELIAS_IMAGE={image} DELIAS_DEBUGGER={debugger} DELIAS_GDB={gdb} DELIAS_LOADER={loader}
exec {run} "$@"
"""

def _process_runner(ctx, image, debugger, beside):
    runner = ctx.actions.declare_file(ctx.label.name)
    in_turn = ctx.attr.machine == "host_sim"
    loader = ctx.executable._host_sim if in_turn else ctx.executable._host_mt
    run = ctx.file._run_host_sim if in_turn else ctx.file._run_host_mt
    ctx.actions.write(
        content = _RUN_IN_PROCESS.format(
            debugger = debugger.short_path,
            gdb = ctx.file._gdb.short_path,
            image = image.short_path,
            label = ctx.label,
            loader = loader.short_path,
            run = run.short_path,
            short = short_label(ctx.label),
        ),
        is_executable = True,
        output = runner,
    )
    runfiles = ctx.runfiles(
        files = [image, debugger, run, ctx.file._instance, loader, ctx.file._gdb] + beside,
        transitive_files = ctx.attr._gdb_files.files,
    )
    return runner, runfiles

def _impl(ctx):
    roots = [target[CellInfo] for target in ctx.attr.cells + ctx.attr.providers + ctx.attr.boot]
    for target in ctx.attr.providers:
        if not target[CellInfo].own.provides:
            fail("{}: {} in providers provides no interface; move it to cells".format(ctx.label, short_label(target.label)))
    order = close_over(image = ctx.label, nucleus = ctx.attr.nucleus[0][CellInfo], roots = roots, versions = [target[CellInfo] for target in ctx.attr.versions])
    spares = {short_label(target.label): target[CellInfo].own for target in ctx.attr.spares}
    files = {
        "cells": ctx.actions.declare_file(ctx.label.name + ".cells"),
        "debugger": ctx.actions.declare_file(ctx.label.name + ".gdb"),
        "graph": ctx.actions.declare_file(ctx.label.name + ".graph.json"),
        "out": ctx.actions.declare_file(ctx.label.name + ".elf"),
        "size": ctx.actions.declare_file(ctx.label.name + ".size.txt"),
        "state": ctx.actions.declare_file(ctx.label.name + ".state.txt"),
        "state-json": ctx.actions.declare_file(ctx.label.name + ".state.json"),
    }
    checked = check_image(ctx, cells = order + spares.values(), label = short_label(ctx.label))
    ctx.actions.run(
        arguments = [_words(ctx = ctx, order = order, outputs = files, spares = spares)],
        executable = ctx.executable._mkimage,
        inputs = [cell.file for cell in order + spares.values()] + [cell.schema.report for cell in order if cell.schema] + [ctx.file.stub] + checked,
        mnemonic = "Image",
        outputs = files.values(),
        progress_message = "Linking the image %{label}",
    )
    make_runner = _process_runner if ctx.attr.machine in ["host_sim", "host_mt"] else _runner
    runner, runfiles = make_runner(ctx, files["out"], files["debugger"], [files["cells"]] + [cell.debug for cell in order])
    return [
        DefaultInfo(executable = runner, files = depset(files.values() + checked), runfiles = runfiles),
        ImageInfo(debugger = files["debugger"], graph = files["graph"], image = files["out"], size = files["size"], state = files["state"]),
        OutputGroupInfo(cellcheck = depset(checked + checked_files(order + spares.values())), cells = depset([files["cells"]]), image = depset([files["out"]]), reports = depset([files["graph"], files["size"], files["state"], files["state-json"]] + checked)),
    ]

def _cells(**kwargs):
    return attr.label_list(aspects = [cell_aspect], cfg = to_platform, providers = [CcInfo], **kwargs)

_os_image = rule(
    implementation = _impl,
    executable = True,
    attrs = dict(IMAGE_ATTRIBUTES, **{
        "boot": attr.label(default = "//kernel/boot", aspects = [cell_aspect], cfg = to_platform, providers = [CcInfo]),
        "cells": _cells(allow_empty = False, mandatory = True),
        "machine": attr.string(default = "q35", values = ["q35", "microvm", "host_sim", "host_mt"]),
        "nucleus": attr.label(default = "//kernel/nucleus", aspects = [cell_aspect], cfg = to_platform, providers = [CcInfo]),
        "platform": attr.label(mandatory = True),
        "profile": attr.string(default = "resilient", values = ["fast", "resilient"]),
        "providers": _cells(),
        "spares": _cells(),
        "types": attr.bool(),
        "versions": _cells(),
        "stub": attr.label(default = "//kernel/nucleus/pvh", allow_single_file = True),
        "_allowlist_function_transition": ALLOWLIST,
        "_gdb": attr.label(default = "@gdb//:gdb.sh", allow_single_file = True),
        "_gdb_files": attr.label(default = "@gdb//:all"),
        "_instance": attr.label(default = "//tools/cell:instance.sh", allow_single_file = True),
        "_host_mt": attr.label(default = "//platforms/host_mt/loader:host_mt", cfg = "exec", executable = True),
        "_host_sim": attr.label(default = "//platforms/host_sim/loader:host_sim", cfg = "exec", executable = True),
        "_mkimage": attr.label(default = "//tools/mkimage", cfg = "exec", executable = True),
        "_qemu": attr.label(default = "@qemu//:qemu.sh", allow_single_file = True),
        "_qemu_files": attr.label(default = "@qemu//:all"),
        "_run": attr.label(default = "//tools/cell:run_image.sh", allow_single_file = True),
        "_run_host_mt": attr.label(default = "//tools/cell:run_host_mt.sh", allow_single_file = True),
        "_run_host_sim": attr.label(default = "//tools/cell:run_host_sim.sh", allow_single_file = True),
    }),
)

def os_image(*, name, platform, cells, providers = [], spares = [], machine = "q35", visibility = ["//visibility:public"], **kwargs):
    """An image: the closure of the chosen cells, linked ahead of time for one platform.

    `bazel build NAME` writes NAME.elf (bootable), NAME.cells (the cells that it was linked of, and the spares), NAME.graph.json, NAME.size.txt, NAME.state.txt and .json, and NAME.gdb; with cellcheck on also
    NAME.unsafe.txt, the list of each CELL_UNSAFE and the number of RAW functions, and NAME.sarif, what cellcheck has found;
    `bazel run NAME` boots it in this terminal, in QEMU or, for //platforms:host_sim and host_mt, in a process of its own (`-- --help` tells the options).

    Fails, before anything is compiled, on an interface without provider or with two, and on cells that depend on each other
    in a circle.

    Args:
      name: the image's name.
      platform: what it is for, such as //platforms:qemu_x86_64.
      cells: the cells that are wanted; what they depend on comes along.
      providers: a cell for each interface that is needed.
      spares: cells that the image carries and checks, but does not link; `swap` can put them in.
      machine: what `bazel run` boots: "q35" or "microvm".
      visibility: who may use it; everybody by default.
      **kwargs: further attributes, such as testonly and tags, and `versions`: cells with version_of, linked in place of those cells;
        `types`: whether the image keeps the texts behind the hashes of functions (docs/abi.md), so that the running system can say what differs;
        `profile`: "resilient", or "fast" (docs/profiles.md);
        `unsafe`: how many CELL_UNSAFE its cells may have, with any number without it.
    """
    if Label(platform).name in ["host_sim", "host_mt"]:
        machine = Label(platform).name
        kwargs.setdefault("nucleus", str(Label("//platforms/%s/nucleus" % machine)))
    _os_image(
        name = name,
        cells = cells,
        machine = machine,
        platform = platform,
        providers = providers,
        spares = spares,
        visibility = visibility,
        **kwargs
    )
