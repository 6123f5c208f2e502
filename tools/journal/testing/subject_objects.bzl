# SPDX-License-Identifier: Apache-2.0
"""subject_objects: the objects of a library as they are for //platforms:qemu_x86_64, journalled, for a test to link on the host."""

def _journalled_impl(settings, attr):
    return {
        "//command_line_option:features": settings["//command_line_option:features"] + ["journal"] + attr.journal,
        "//command_line_option:platforms": ["//platforms:qemu_x86_64"],
    }

_journalled = transition(
    implementation = _journalled_impl,
    inputs = ["//command_line_option:features"],
    outputs = [
        "//command_line_option:features",
        "//command_line_option:platforms",
    ],
)

def _impl(ctx):
    objects = []
    for library in ctx.attr.libraries:
        for linker_input in library[CcInfo].linking_context.linker_inputs.to_list():
            if linker_input.owner == library.label:
                for part in linker_input.libraries:
                    objects += [file for file in part.objects if not ctx.attr.only or file.basename in ctx.attr.only]
    return [DefaultInfo(files = depset(objects), runfiles = ctx.runfiles(objects))]

subject_objects = rule(
    implementation = _impl,
    doc = "The objects of libraries, compiled for cells, for the srcs of a cc_test().",
    attrs = {
        "journal": attr.string_list(doc = "Further features of the pass (//tools/journal:for_cells)."),
        "libraries": attr.label_list(cfg = _journalled, mandatory = True, providers = [CcInfo]),
        "only": attr.string_list(doc = "Names of objects; empty: all."),
        "_allowlist_function_transition": attr.label(default = "@bazel_tools//tools/allowlists/function_transition_allowlist"),
    },
)
