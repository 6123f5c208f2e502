# SPDX-License-Identifier: Apache-2.0
"""journalled_objects: the objects of libraries and cells as they are for //platforms:qemu_x86_64, journalled."""

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

    # Under names of their own: as runfiles, the objects of two configurations would have the same.
    links = []
    for object in objects:
        link = ctx.actions.declare_file("{}/{}".format(ctx.label.name, object.short_path))
        ctx.actions.symlink(output = link, target_file = object)
        links.append(link)
    return [DefaultInfo(files = depset(links), runfiles = ctx.runfiles(links))]

journalled_objects = rule(
    implementation = _impl,
    doc = "Objects compiled as for an image, to be measured, or for the srcs of a cc_test().",
    attrs = {
        "journal": attr.string_list(doc = "Further features of the pass (//tools/journal:for_cells)."),
        "libraries": attr.label_list(cfg = _journalled, mandatory = True, providers = [CcInfo]),
        "only": attr.string_list(doc = "Names of objects; empty: all."),
        "_allowlist_function_transition": attr.label(default = "@bazel_tools//tools/allowlists/function_transition_allowlist"),
    },
)
