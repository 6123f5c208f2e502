# SPDX-License-Identifier: Apache-2.0
"""broken_cell(): a cell that does not build, out of NAME.c."""

load("//tools/cell:cell.bzl", "cell")
load("//tools/cell:cell_budget.bzl", "cell_budget")

def broken_cell(*, name, hdrs = [], deps = []):
    """Declares it so that only must_fail.sh builds it.

    Args:
      name: the rule that it breaks.
      hdrs: as for cell().
      deps: as for cell(), beside //kernel/base.
    """
    cell(
        name = name,
        srcs = [name + ".c"],
        hdrs = hdrs,
        budget = cell_budget(
            state_bytes = 64,
            text_kib = 1,
        ),
        tags = ["manual"],
        deps = ["//kernel/base"] + deps,
    )
