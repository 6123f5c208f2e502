# SPDX-License-Identifier: Apache-2.0
"""host_nucleus(): a nucleus for a machine that is a process."""

load("//tools/cell:cell.bzl", "cell")
load("//tools/cell:cell_budget.bzl", "cell_budget")

def host_nucleus(*, name, srcs, own, machine, text_kib = 8, **kwargs):
    """A version of //kernel/nucleus that does without what a process may not do.

    Args:
      name: the cell's name.
      srcs: what stands for //kernel/nucleus:portable.
      own: what only this machine has.
      machine: its header for NUCLEUS_MACHINE, from the workspace's root.
      text_kib: its budget, where it has more in it than the nucleus of an image may.
      **kwargs: further attributes, such as testonly, and `deps`: the machine's.
    """
    deps = kwargs.pop("deps", [])
    cell(
        name = name,
        srcs = srcs + own + ["//platforms/host/nucleus:own"],
        hdrs = ["//kernel/nucleus:nucleus.h"],
        budget = cell_budget(
            state_bytes = 0,
            text_kib = text_kib,
        ),
        copts = ["-DNUCLEUS_MACHINE='\"%s\"'" % machine],
        # It keeps the journal.
        features = ["-journal"],
        nucleus = True,
        platform_only = True,
        version_of = "//kernel/nucleus",
        deps = deps + [
            "//kernel/base",
            "//kernel/fault:assert",
            "//kernel/graph",
            "//kernel/nucleus:places",
            "//platforms/host:machine",
        ],
        **kwargs
    )
