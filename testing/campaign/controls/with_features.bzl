# SPDX-License-Identifier: Apache-2.0
"""with_features: an image all of whose cells are compiled with further features of the toolchain."""

load("//tools/cell:os_image.bzl", "ImageInfo")

def _wanted_impl(settings, attr):
    return {"//command_line_option:features": settings["//command_line_option:features"] + attr.with_features}

_wanted = transition(
    implementation = _wanted_impl,
    inputs = ["//command_line_option:features"],
    outputs = ["//command_line_option:features"],
)

def _impl(ctx):
    image = ctx.attr.image[0][ImageInfo].image
    return [DefaultInfo(files = depset([image]), runfiles = ctx.runfiles([image]))]

with_features = rule(
    implementation = _impl,
    attrs = {
        "image": attr.label(cfg = _wanted, mandatory = True, providers = [ImageInfo]),
        "with_features": attr.string_list(mandatory = True),
        "_allowlist_function_transition": attr.label(default = "@bazel_tools//tools/allowlists/function_transition_allowlist"),
    },
)
