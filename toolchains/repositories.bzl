# SPDX-License-Identifier: Apache-2.0
"""repositories(): declares every external repository of Delias and registers its toolchains."""

load("//toolchains/coverage:coverage_tools.bzl", "coverage_tools")
load("//toolchains/debian:debian.bzl", "debian")

_PATCHELF = {"@patchelf//:bin/patchelf": "PATCHELF"}
_PATCHELF_AND_LLVM = {
    "@llvm//:BUILD.bazel": "LLVM",
    "@patchelf//:bin/patchelf": "PATCHELF",
}

# Packages of Bazel rules and where they lie. They bring their BUILD files along.
_RULES = {
    "bazel_skylib": "usr/share/bazel/tools/skylib",
    "platforms": "usr/share/bazel/tools/platforms",
    "rules_java": "usr/share/bazel/rules/java",
}

def _lock(name):
    return Label("//toolchains/debian:lock/{}.lock".format(name))

def _layout(name):
    return Label("//toolchains/{}:layout.sh".format(name))

def _arranged(name, *, tools = {}):
    """Declares the repository that the files of //toolchains/NAME make out of the group NAME."""
    debian(
        name = name,
        build_file = Label("//toolchains/{name}:{name}.BUILD".format(name = name)),
        layout = _layout(name),
        lock = _lock(name),
        tools = tools,
    )

def repositories():
    """Declares every external repository of Delias and registers its toolchains. For WORKSPACE, also for that of others."""
    _arranged("patchelf")
    _arranged("llvm", tools = _PATCHELF)
    _arranged("clang_tools", tools = _PATCHELF_AND_LLVM)
    _arranged("libclang", tools = _PATCHELF_AND_LLVM)
    _arranged("llvm_headers")
    _arranged("sysroot")
    _arranged("qemu", tools = _PATCHELF)
    _arranged("gdb", tools = _PATCHELF)
    _arranged("graphviz", tools = _PATCHELF)
    _arranged("linux")
    _arranged("mimalloc")
    _arranged("nginx", tools = _PATCHELF)
    _arranged("bazel_source")
    _arranged("googletest")
    debian(name = "rules_cc", layout = _layout("rules_cc"), lock = _lock("rules_cc"))
    for name, prefix in _RULES.items():
        debian(name = name, lock = _lock(name), prefix = prefix)
    coverage_tools(name = "remote_coverage_tools")

    native.register_toolchains(
        "@delias//toolchains/cc:cell",
        "@delias//toolchains/cc:host",
    )
