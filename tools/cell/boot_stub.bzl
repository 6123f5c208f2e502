# SPDX-License-Identifier: Apache-2.0
"""boot_stub: the few instructions between the boot protocol and the nucleus, linked at their physical address."""

load(":platform.bzl", "ALLOWLIST", "to_platform")

def _impl(ctx):
    objects = []
    for linker_input in ctx.attr.object[0][CcInfo].linking_context.linker_inputs.to_list():
        for library in linker_input.libraries:
            objects += library.pic_objects or library.objects or []
    out = ctx.actions.declare_file(ctx.label.name + ".elf")
    args = ctx.actions.args()
    args.add_all(["-static", "--build-id=none", "-T", ctx.file.script, "-o", out])
    args.add_all(objects)
    ctx.actions.run(
        arguments = [args],
        executable = ctx.file._lld,
        inputs = depset(objects + [ctx.file.script], transitive = [ctx.attr._linker.files]),
        mnemonic = "BootStub",
        outputs = [out],
        progress_message = "Linking the boot stub %{label}",
    )
    return [DefaultInfo(files = depset([out]), runfiles = ctx.runfiles([out]))]

boot_stub = rule(
    implementation = _impl,
    doc = "Links the objects of a cc_library for a platform with a linker script.",
    attrs = {
        "object": attr.label(cfg = to_platform, mandatory = True, providers = [CcInfo]),
        "platform": attr.label(default = "//platforms:qemu_x86_64"),
        "script": attr.label(allow_single_file = True, mandatory = True),
        "_allowlist_function_transition": ALLOWLIST,
        "_linker": attr.label(default = "@llvm//:linker", cfg = "exec"),
        "_lld": attr.label(default = "@llvm//:bin/ld.lld", allow_single_file = True, cfg = "exec"),
    },
)
