# SPDX-License-Identifier: Apache-2.0
"""host_sim_nucleus(): a nucleus for the simulated machine."""

load("//tools/cell:cell.bzl", "cell")
load("//tools/cell:cell_budget.bzl", "cell_budget")

def host_sim_nucleus(*, name, srcs, **kwargs):
    """A version of //kernel/nucleus that does without what a process may not do.

    Args:
      name: the cell's name.
      srcs: what stands for //kernel/nucleus:portable.
      **kwargs: further attributes, such as testonly.
    """
    cell(
        name = name,
        srcs = srcs + ["//platforms/host_sim/nucleus:own"],
        hdrs = ["//kernel/nucleus:nucleus.h"],
        budget = cell_budget(
            state_bytes = 0,
            text_kib = 8,
        ),
        copts = ["-DNUCLEUS_MACHINE='\"platforms/host_sim/nucleus/machine_nucleus.h\"'"],
        # It keeps the journal.
        features = ["-journal"],
        nucleus = True,
        platform_only = True,
        version_of = "//kernel/nucleus",
        deps = [
            "//kernel/base",
            "//kernel/fault:assert",
            "//kernel/graph",
            "//kernel/nucleus:places",
            "//platforms/host_sim:machine",
        ],
        **kwargs
    )
