# SPDX-License-Identifier: Apache-2.0
"""cell(): the unit that Delias is made of."""

load("@rules_cc//cc:defs.bzl", "cc_library")
load(":cell_budget.bzl", "cell_budget")
load(":cell_file.bzl", "cell_file")
load(":declaration.bzl", "cell_declaration")

_DEFAULT_BUDGET = cell_budget(state_bytes = 0, text_kib = 16)

def headers_of(interface):
    """The label of the headers of a cell_interface(), which its providers depend on."""
    if ":" not in interface:
        interface += ":" + interface.split("/")[-1]
    return interface + ".headers"

def cell(
        *,
        name,
        srcs = [],
        hdrs = [],
        deps = [],
        budget = None,
        provides = [],
        restart = "never",
        nucleus = False,
        platform_only = False,
        host_only = False,
        copts = [],
        visibility = ["//visibility:public"],
        **kwargs):
    """A cell: a cc_library `name` for unit tests on the build machine, and `name.cell` for images.

    Args:
      name: the cell's name; with its package it is the label that the running system shows.
      srcs: C and assembler sources, private headers.
      hdrs: public headers. Only functions that they declare with a kind are exported.
      deps: each cell and interface whose functions are called or whose headers are included, and plain libraries, of which
        the cell links private copies.
      budget: a cell_budget(); without it 16 KiB of text and no state.
      provides: interfaces (cell_interface) that this cell provides; their headers count as its own.
      restart: "never" or "always": whether recovery may start it anew.
      nucleus: the one cell that holds trap entry and context switch, and that stays.
      platform_only: it cannot be compiled for the build machine.
      host_only: it provides an interface to unit tests only; there is no `.cell` file.
      copts: further flags of the compiler.
      visibility: who may depend on it; everybody by default.
      **kwargs: further attributes of the cc_library, such as testonly.
    """
    for attribute in ("alwayslink", "linkshared", "linkopts", "data", "includes", "defines"):
        if attribute in kwargs:
            fail("//{}:{}: a cell has no attribute {}; see tools/cell/cell.bzl".format(native.package_name(), name, attribute))
    if not srcs:
        fail("//{}:{}: a cell needs srcs; for a header with several providers use cell_interface()".format(native.package_name(), name))
    budget = budget or _DEFAULT_BUDGET
    testonly = kwargs.get("testonly", False)
    cell_declaration(
        name = name + ".declaration",
        kind = "nucleus" if nucleus else "cell",
        deps = deps,
        sources = srcs + hdrs,
        provides = [headers_of(interface) for interface in provides],
        restart = restart,
        state_bytes = budget.state_bytes,
        tags = kwargs.get("tags", []),
        text_kib = budget.text_kib,
        testonly = testonly,
        visibility = visibility,
    )
    package = native.package_name()
    label = package if package.split("/")[-1] == name else package + ":" + name
    if platform_only:
        kwargs["target_compatible_with"] = [str(Label("//platforms:delias"))]
    if host_only:
        kwargs["target_compatible_with"] = ["@platforms//os:linux"]
    cc_library(
        name = name,
        srcs = srcs,
        hdrs = hdrs,
        copts = ["-Wno-missing-prototypes"] + copts,
        linkstatic = True,
        local_defines = ["CELL_LABEL='\"//{}\"'".format(label)],
        visibility = visibility,
        deps = deps + [headers_of(interface) for interface in provides] + [":" + name + ".declaration"],
        **kwargs
    )
    if host_only:
        return
    cell_file(
        name = name + ".cell",
        cell = ":" + name,
        testonly = testonly,
        tags = kwargs.get("tags", []),
        visibility = visibility,
    )
