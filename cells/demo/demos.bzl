# SPDX-License-Identifier: Apache-2.0
"""DEMO_TASKS: every task that the shell's `spawn` can start, for the `cells` of an os_image()."""

DEMO_TASKS = [str(Label(cell)) for cell in [
    "//cells/demo/faulter",
    "//cells/demo/overflower",
    "//cells/demo/returner",
    "//cells/demo/sleeper",
    "//cells/demo/spinner",
    "//cells/demo/ticker",
]]
