# SPDX-License-Identifier: Apache-2.0
"""compiled_objects: the objects of cells for //platforms:qemu_x86_64, with the journal or all but it."""

def _compiled_impl(settings, attr):
    return {
        "//command_line_option:features": settings["//command_line_option:features"] + ["journal"] + attr.journal,
        "//command_line_option:platforms": ["//platforms:qemu_x86_64"],
    }

_compiled = transition(
    implementation = _compiled_impl,
    inputs = ["//command_line_option:features"],
    outputs = [
        "//command_line_option:features",
        "//command_line_option:platforms",
    ],
)

def _impl(ctx):
    objects = []
    for cell in ctx.attr.cells:
        for linker_input in cell[CcInfo].linking_context.linker_inputs.to_list():
            if linker_input.owner == cell.label:
                for library in linker_input.libraries:
                    objects += library.objects

    # Under names of their own: as runfiles, the objects of two configurations would have the same.
    links = []
    for object in objects:
        link = ctx.actions.declare_file("{}/{}".format(ctx.label.name, object.short_path))
        ctx.actions.symlink(output = link, target_file = object)
        links.append(link)
    return [DefaultInfo(files = depset(links), runfiles = ctx.runfiles(links))]

compiled_objects = rule(
    implementation = _impl,
    doc = "The objects of cells, journalled.",
    attrs = {
        "cells": attr.label_list(cfg = _compiled, mandatory = True, providers = [CcInfo]),
        "journal": attr.string_list(doc = "Further features of the pass (//tools/journal:for_cells)."),
        "_allowlist_function_transition": attr.label(default = "@bazel_tools//tools/allowlists/function_transition_allowlist"),
    },
)
