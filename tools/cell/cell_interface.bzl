# SPDX-License-Identifier: Apache-2.0
"""cell_interface(): a header whose functions may have several providers."""

load("@rules_cc//cc:defs.bzl", "cc_library")
load(":declaration.bzl", "cell_declaration")

def cell_interface(*, name, hdrs, deps = [], host = None, known = [], visibility = ["//visibility:public"], **kwargs):
    """An interface: cells depend on it, an image chooses which cell provides it.

    Args:
      name: the interface's name.
      hdrs: the headers with the functions that a provider must define.
      deps: what the headers include.
      host: the cell that provides it in unit tests on the build machine.
      known: labels of cells that provide it, shown when an image has none.
      visibility: who may depend on it; everybody by default.
      **kwargs: further attributes of the cc_library.
    """
    if not hdrs:
        fail("//{}:{}: an interface needs hdrs".format(native.package_name(), name))
    cell_declaration(
        name = name + ".declaration",
        kind = "interface",
        deps = deps,
        sources = hdrs,
        known = known,
        tags = kwargs.get("tags", []),
        visibility = visibility,
    )
    cc_library(
        name = name + ".headers",
        hdrs = hdrs,
        visibility = visibility,
        deps = deps,
        **kwargs
    )
    cc_library(
        name = name,
        hdrs = hdrs,
        visibility = visibility,
        deps = deps + [":" + name + ".declaration"] + select({
            str(Label("//platforms:is_delias")): [],
            "//conditions:default": [host] if host else [],
        }),
        **kwargs
    )
