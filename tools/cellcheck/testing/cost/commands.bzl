# SPDX-License-Identifier: Apache-2.0
"""check_commands: how cells are checked, a file of words for each, with all that the check and the compiler read."""

load("//tools/cell:platform.bzl", "ALLOWLIST", "to_platform")
load("//tools/cell:providers.bzl", "DeclarationInfo", "short_label")
load("//tools/cellcheck:action.bzl", "check_words")
load("//tools/cellcheck:flags.bzl", "CC_TOOLCHAIN")

_CommandInfo = provider(fields = {
    "inputs": "depset of files",
    "words": "a file with a word a line",
})

def _aspect_impl(target, ctx):
    if not [dep for dep in ctx.rule.attr.deps if DeclarationInfo in dep]:
        return []
    words = ctx.actions.declare_file(target.label.name + ".words")
    public = ctx.rule.files.hdrs
    sources = [file for file in ctx.rule.files.srcs if file.extension in ("c", "h")]
    ctx.actions.write(words, "".join([
        word + "\n"
        for word in check_words(ctx, label = short_label(target.label), options = [], public = public, sources = sources, target = target)
    ]))
    headers = [header for header in target[CcInfo].compilation_context.headers.to_list() if not header.path.endswith(".checked.h")]
    return [_CommandInfo(inputs = depset([words] + public + sources + headers), words = words)]

_commands_aspect = aspect(
    implementation = _aspect_impl,
    attrs = {"_cc_toolchain": CC_TOOLCHAIN},
    fragments = ["cpp"],
    toolchains = ["@bazel_tools//tools/cpp:toolchain_type"],
)

def _impl(ctx):
    infos = [cell[_CommandInfo] for cell in ctx.attr.cells]
    inputs = depset(transitive = [info.inputs for info in infos] + [ctx.attr._compiler.files])
    return [DefaultInfo(files = depset([info.words for info in infos]), runfiles = ctx.runfiles(transitive_files = inputs))]

check_commands = rule(
    implementation = _impl,
    doc = "A file with the words of cellcheck for each of some cells; all that they name are runfiles.",
    attrs = {
        "cells": attr.label_list(aspects = [_commands_aspect], cfg = to_platform, mandatory = True, providers = [CcInfo]),
        "platform": attr.label(default = "//platforms:qemu_x86_64"),
        "_allowlist_function_transition": ALLOWLIST,
        "_compiler": attr.label(default = "@llvm//:compiler", cfg = "exec"),
    },
)
