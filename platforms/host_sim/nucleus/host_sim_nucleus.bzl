# SPDX-License-Identifier: Apache-2.0
"""host_sim_nucleus(): a nucleus for the simulated machine."""

load("//platforms/host/nucleus:host_nucleus.bzl", "host_nucleus")

def host_sim_nucleus(*, name, srcs, **kwargs):
    """A version of //kernel/nucleus that does without what a process may not do.

    Args:
      name: the cell's name.
      srcs: what stands for //kernel/nucleus:portable.
      **kwargs: further attributes, such as testonly.
    """
    host_nucleus(
        name = name,
        srcs = srcs,
        machine = "platforms/host_sim/nucleus/machine_nucleus.h",
        own = ["//platforms/host_sim/nucleus:own"],
        deps = ["//platforms/host_sim:machine"],
        **kwargs
    )
