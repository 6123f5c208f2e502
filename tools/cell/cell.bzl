# SPDX-License-Identifier: Apache-2.0
"""cell(): the unit that Delias is made of."""

load("@rules_cc//cc:defs.bzl", "cc_library")
load(":cell_budget.bzl", "cell_budget")
load(":cell_file.bzl", "cell_file")
load(":declaration.bzl", "cell_declaration")
load(":push.bzl", "cell_push")

_DEFAULT_BUDGET = cell_budget(state_bytes = 0, text_kib = 16)

# Behind -mgeneral-regs-only of the toolchain.
_FLOATING_POINT = ["-mx87", "-msse2"]

def headers_of(interface):
    """The label of the headers of a cell_interface(), which its providers depend on."""
    if ":" not in interface:
        interface += ":" + interface.split("/")[-1]
    return interface + ".headers"

def _parts(label):
    """Repository, package and name of a label as a BUILD file of this package writes it."""
    if label.startswith(":"):
        return native.repository_name().rstrip("@"), native.package_name(), label[1:]
    repository, _, rest = label.partition("//")
    package, _, name = rest.partition(":")
    return repository, package, name or package.split("/")[-1]

def _short(repository, package, name):
    """As short_label() gives it, for the compiler's command line."""
    return repository + "//" + (package if package.split("/")[-1] == name else package + ":" + name)

def cell(
        *,
        name,
        srcs = [],
        hdrs = [],
        deps = [],
        budget = None,
        provides = [],
        restart = "never",
        revision = 0,
        schemas = None,
        version_of = None,
        nucleus = False,
        platform_only = False,
        host_only = False,
        privileged = False,
        floating_point = False,
        copts = [],
        visibility = ["//visibility:public"],
        **kwargs):
    """A cell: `name`, a cc_library for unit tests on the build machine; `name.cell` for images; `name.push` for a running one.

    Args:
      name: the cell's name; with its package it is the label that the running system shows.
      srcs: C and assembler sources, private headers.
      hdrs: public headers. Only functions that they declare with a kind are exported.
      deps: each cell and interface whose functions are called or whose headers are included, and plain libraries, of which
        the cell links private copies.
      budget: a cell_budget(); without it 16 KiB of text and no state.
      provides: interfaces (cell_interface) that this cell provides; their headers count as its own.
      restart: "never" or "always": whether recovery may start it anew.
      revision: counts up when the meaning of the cell changes while its types do not; a swap to a lower one is refused.
      schemas: the file in which the schemas of its state are recorded (docs/state.md); a change to what is recorded needs a CELL_MIGRATE.
      version_of: the label of another cell that this one is a version of. Its file carries that label, so it can take the other's
        place in a running system, as a spare or pushed; an image holds one of the two.
      nucleus: the one cell that holds trap entry and context switch, and that stays.
      platform_only: it cannot be compiled for the build machine.
      host_only: it provides an interface to unit tests only; there is no `.cell` file.
      privileged: it may hold instructions that only supervisor mode allows: a provider of a platform. The build refuses them elsewhere.
      floating_point: its code may use floating-point and vector registers (SSE2), which are there for tasks that ask for them only
        (task_options.floating_point). The build refuses such instructions elsewhere. More than SSE2 is a flag in copts.
      copts: further flags of the compiler.
      visibility: who may depend on it; everybody by default.
      **kwargs: further attributes of the cc_library, such as testonly.
    """
    for attribute in ("alwayslink", "linkshared", "linkopts", "data", "includes", "defines"):
        if attribute in kwargs:
            fail("//{}:{}: a cell has no attribute {}; see tools/cell/cell.bzl".format(native.package_name(), name, attribute))
    if not srcs:
        fail("//{}:{}: a cell needs srcs; for a header with several providers use cell_interface()".format(native.package_name(), name))
    if type(revision) != "int" or revision < 0:
        fail("//{}:{}: its revision is {}; give a number that counts up from 0".format(native.package_name(), name, revision))
    budget = budget or _DEFAULT_BUDGET
    testonly = kwargs.get("testonly", False)
    cell_declaration(
        name = name + ".declaration",
        kind = "nucleus" if nucleus else "cell",
        deps = deps,
        sources = srcs + hdrs,
        floating_point = floating_point,
        privileged = privileged or nucleus,
        provides = [headers_of(interface) for interface in provides],
        restart = restart,
        revision = revision,
        schemas = schemas,
        state_bytes = budget.state_bytes,
        tags = kwargs.get("tags", []),
        text_kib = budget.text_kib,
        testonly = testonly,
        version_of = "{}//{}:{}.declaration".format(*_parts(version_of)) if version_of else None,
        visibility = visibility,
    )
    label = _short(*_parts(version_of or ":" + name))  # "" is the main repository
    if platform_only:
        kwargs["target_compatible_with"] = [str(Label("//platforms:delias"))]
    if host_only:
        kwargs["target_compatible_with"] = ["@platforms//os:linux"]
    cc_library(
        name = name,
        srcs = srcs,
        hdrs = hdrs,
        copts = ["-Wno-missing-prototypes"] + (_FLOATING_POINT if floating_point else []) + copts,
        linkstatic = True,
        local_defines = ["CELL_LABEL='\"{}\"'".format(label)] + select({
            str(Label("//platforms:is_fast")): ["DELIAS_FAST"],
            "//conditions:default": [],
        }),
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
    cell_push(
        name = name + ".push",
        cell = ":" + name + ".cell",
        testonly = testonly,
        tags = kwargs.get("tags", []) + ["manual"],
        visibility = visibility,
    )
